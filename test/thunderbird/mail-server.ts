// The smallest mail servers that the probe's tests need: IMAP, POP3 and SMTP on a port of 127.0.0.1, good or bad, with
// certificates of a throw-away authority. They remember every byte that they got, apart for TLS and without.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createSecureContext, TLSSocket } from "node:tls";
import type { MailProtocol } from "../../src/domain/observation";
import type { Security } from "../../src/domain/vocabulary";

// ------------------------------------------------------------------ certificates

export interface Pair {
	key: string;
	cert: string;
}

interface Leaf {
	/** As openssl writes them: `DNS:*.company.example`. */
	names: string[];
	/** As openssl writes dates; both left out: valid now. */
	from?: string;
	to?: string;
	selfSigned?: boolean;
}

export class Authority {
	readonly #folder: string;
	readonly #name: string;

	constructor(folder: string, name: string) {
		this.#folder = join(folder, name);
		this.#name = name;
		mkdirSync(this.#folder, { recursive: true });
		writeFileSync(join(this.#folder, "index"), "");
		writeFileSync(join(this.#folder, "serial"), "1000");
		this.#key("ca");
		const request = ["req", "-x509", "-new", "-key", "ca.key", "-days", "3650", "-subj", `/CN=${this.#name}`];
		this.#openssl(...request, "-addext", "basicConstraints=critical,CA:TRUE", "-out", "ca.crt");
	}

	/** The certificate of the authority itself, to be trusted. */
	get file(): string {
		return join(this.#folder, "ca.crt");
	}

	issue(name: string, { names, from = "20200101000000Z", to = "20491231000000Z", selfSigned }: Leaf): Pair {
		this.#key(name);
		// `openssl x509` knows no dates in the past.
		const config = `[ca]
default_ca=all
[all]
database=index
serial=serial
new_certs_dir=.
default_md=sha256
policy=policy
unique_subject=no
x509_extensions=leaf
[policy]
commonName=supplied
[leaf]
basicConstraints=CA:FALSE
extendedKeyUsage=serverAuth
subjectAltName=${names.join(",")}
`;
		writeFileSync(join(this.#folder, `${name}.cnf`), config);
		this.#openssl("req", "-new", "-key", `${name}.key`, "-subj", `/CN=${name}`, "-out", `${name}.csr`);
		const signer = selfSigned ? ["-selfsign", "-keyfile", `${name}.key`] : ["-cert", "ca.crt", "-keyfile", "ca.key"];
		const dates = ["-startdate", from, "-enddate", to];
		const files = ["-in", `${name}.csr`, "-out", `${name}.crt`];
		this.#openssl("ca", "-batch", "-notext", "-config", `${name}.cnf`, ...signer, ...dates, ...files);
		const read = (file: string) => readFileSync(join(this.#folder, file), "utf8");
		return { key: read(`${name}.key`), cert: read(`${name}.crt`) + (selfSigned ? "" : read("ca.crt")) };
	}

	#key(name: string): void {
		this.#openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", `${name}.key`);
	}

	#openssl(...args: string[]): void {
		execFileSync("openssl", args, { cwd: this.#folder, stdio: "pipe" });
	}
}

// ------------------------------------------------------------------ servers

export interface ServerOptions {
	protocol?: MailProtocol;
	security: Security;
	pair?: Pair;
	/** In place of the greeting: whatever this does with the connection. */
	raw?: (socket: Socket) => void;
	/** What the login ends with; left out: accepted with the right password. */
	login?: string;
	/** Sent in one write with the answer to STARTTLS. */
	injected?: string;
	/** Sent right after that answer, in a write of its own. */
	injectedLate?: string;
	offersStartTls?: boolean;
	/** Left out: 127.0.0.1. */
	address?: string;
	/** `null`: never. */
	greeting?: string | null;
}

export const RIGHT = "right-password-é";

const GREETINGS: Record<MailProtocol, string> = { imap: "* OK ready", pop3: "+OK ready", smtp: "220 mail ready" };
const WRONG: Record<MailProtocol, string> = {
	imap: "NO [AUTHENTICATIONFAILED] Wrong.",
	pop3: "-ERR [AUTH] Wrong.",
	smtp: "535 5.7.8 Wrong.",
};

export class MailServer {
	/** Bytes that came without TLS, and within it. */
	plain = "";
	secure = "";
	connections = 0;
	/** At one time. */
	peak = 0;
	readonly #options: Required<Pick<ServerOptions, "protocol" | "offersStartTls">> & ServerOptions;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();

	private constructor(options: ServerOptions) {
		this.#options = { protocol: "imap", offersStartTls: options.security === "starttls", ...options };
		this.#server = createServer((socket) => this.#accept(socket));
	}

	static async start(options: ServerOptions): Promise<MailServer> {
		const server = new MailServer(options);
		await new Promise<void>((resolve) => server.#server.listen(0, options.address ?? "127.0.0.1", resolve));
		return server;
	}

	/** Connections that are open now. */
	get open(): number {
		return this.#sockets.size;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		return new Promise((resolve) => this.#server.close(() => resolve()));
	}

	#accept(socket: Socket): void {
		const { raw, security } = this.#options;
		this.connections += 1;
		this.#sockets.add(socket);
		this.peak = Math.max(this.peak, this.#sockets.size);
		socket.on("close", () => this.#sockets.delete(socket));
		socket.on("error", () => {});
		if (raw) {
			socket.on("data", (data) => {
				this.plain += data.toString("latin1");
			});
			raw(socket);
		} else if (security === "tls") this.#secure(socket, true);
		else this.#talk(socket, false, true);
	}

	#secure(socket: Socket, greets: boolean): void {
		const { pair = { key: "", cert: "" } } = this.#options;
		const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(pair) });
		secure.on("error", () => socket.destroy());
		this.#talk(secure, true, greets);
	}

	#talk(socket: Socket, isSecure: boolean, greets: boolean): void {
		const { protocol, greeting = GREETINGS[protocol] } = this.#options;
		if (greets && greeting !== null) socket.write(`${greeting}\r\n`);
		let pending = "";
		const onData = (data: Buffer) => {
			if (isSecure) this.secure += data.toString("latin1");
			else this.plain += data.toString("latin1");
			pending += data.toString("latin1");
			for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
				const line = pending.slice(0, end);
				pending = pending.slice(end + 2);
				this.#answer(socket, line, isSecure, onData);
			}
		};
		socket.on("data", onData);
	}

	#answer(socket: Socket, line: string, isSecure: boolean, onData: (data: Buffer) => void): void {
		const { protocol, injected = "", injectedLate } = this.#options;
		const words = protocol === "imap" ? line.split(" ").slice(1) : line.split(" ");
		const tag = protocol === "imap" ? `${line.split(" ")[0]} ` : "";
		const command = (words[0] ?? "").toUpperCase();
		const say = (...lines: string[]) => socket.write(lines.map((text) => `${text}\r\n`).join(""));
		const ok = { imap: `${tag}OK done`, pop3: "+OK done", smtp: "250 done" }[protocol];
		const startTls = !isSecure && this.#options.offersStartTls;
		switch (command) {
			case "CAPABILITY":
				say(`* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2${startTls ? " STARTTLS" : ""}`, ok);
				return;
			case "CAPA":
				say("+OK", "USER", "PIPELINING", ...(startTls ? ["STLS"] : []), ".");
				return;
			case "EHLO":
				say("250-mail", ...(startTls ? ["250-STARTTLS"] : []), "250 AUTH PLAIN LOGIN");
				return;
			case "STARTTLS":
			case "STLS": {
				socket.off("data", onData);
				const go = protocol === "smtp" ? "220 go" : ok;
				socket.write(`${go}\r\n${injected}`, () => {
					if (injectedLate) socket.write(injectedLate);
					this.#secure(socket, false);
				});
				return;
			}
			case "AUTH":
			case "AUTHENTICATE":
				say(tag + this.#login(Buffer.from(words[2] ?? "", "base64").toString()));
				return;
			case "PASS":
				say(this.#login(`\0\0${Buffer.from(words.slice(1).join(" "), "latin1").toString()}`));
				return;
			case "USER":
				say(ok);
				return;
			case "LOGOUT":
			case "QUIT":
				say(ok);
				socket.end();
				return;
			default:
				say({ imap: `${tag}BAD what?`, pop3: "-ERR what?", smtp: "500 what?" }[protocol]);
		}
	}

	#login(secret: string): string {
		const { protocol, login } = this.#options;
		if (login !== undefined) return login;
		const isRight = secret.split("\0")[2] === RIGHT || secret.includes("Bearer right-token\x01");
		return isRight ? { imap: "OK welcome", pop3: "+OK welcome", smtp: "235 welcome" }[protocol] : WRONG[protocol];
	}
}
