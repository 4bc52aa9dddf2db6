// Plays every misbehaving server of faults.ts, one address each; what to play follows from the address, the protocol from
// the port. Each command of a client is written down with its secrets masked, before it is answered.

import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createSecureContext, createServer as createTlsServer, type SecureContextOptions, TLSSocket } from "node:tls";
import type { CertificateName } from "./certificates";
import {
	FAULT_DOMAIN,
	FAULT_PASSWORD,
	FAULTS,
	type FaultyServer,
	faultPlace,
	MAIL_PORTS,
	type Reply,
	type Wire,
} from "./faults";
import { EVERY_ACCOUNT, type MailProtocol, PORTS } from "./world";

/** One line of the log. */
export interface FaultEvent {
	at: string;
	fault: string;
	/** Numbered from 1, over all faults. */
	connection: number;
	port: number;
	tls: boolean;
	/** What the client said, secrets masked; `connected` and `request …` are no words of its own. */
	command: string;
}

export type WriteEvent = (event: FaultEvent) => void;

const TLS_FROM_START: readonly number[] = Object.values(PORTS).flatMap(({ tls }) => tls);
const MAX_LINE = 65_536;
const MIB = 1024 * 1024;

const protocolOf = (port: number): MailProtocol => {
	if (PORTS.imap.plain.includes(port) || PORTS.imap.tls.includes(port)) return "imap";
	return PORTS.pop3.plain.includes(port) || PORTS.pop3.tls.includes(port) ? "pop3" : "smtp";
};

const isRight = (user: string, password: string) =>
	(user.endsWith(`@${FAULT_DOMAIN}`) && password === FAULT_PASSWORD) ||
	EVERY_ACCOUNT.some((account) => account.user === user && account.password === password);

/** Writes `chunk` `times` times, at the speed of the reader. */
function flood(socket: Socket, chunk: Buffer, times: number): void {
	let written = 0;
	const go = () => {
		while (written < times && !socket.destroyed) {
			written += 1;
			if (!socket.write(chunk)) {
				socket.once("drain", go);
				return;
			}
		}
	};
	go();
}

const floodOneGibibyte = (socket: Socket) => flood(socket, Buffer.alloc(65_536, "A"), 16_384);

// ------------------------------------------------------------------ the mail protocols, as small as can be

interface Line {
	/** What is written down. */
	shown: string;
	/** Parts of a command, or the whole line of a login that is being told. */
	words: string[];
}

/** A connection with one client: lines in, replies out, STARTTLS. What is said: the tables below. */
class Session {
	readonly fault: FaultyServer;
	readonly protocol: MailProtocol;
	socket: Socket;
	tls: boolean;
	readonly #note: (tls: boolean, command: string) => void;
	readonly #secureContext: ReturnType<typeof createSecureContext>;
	#input = "";
	#silent = false;
	/** Takes the next line in place of a command: it belongs to a login. */
	#next: ((line: string) => void) | null = null;
	/** The client's present command, for IMAP's answers. */
	tag = "";
	user = "";

	constructor(
		socket: Socket,
		{
			fault,
			protocol,
			tls,
			note,
			secureContext,
		}: {
			fault: FaultyServer;
			protocol: MailProtocol;
			tls: boolean;
			note: (tls: boolean, command: string) => void;
			secureContext: ReturnType<typeof createSecureContext>;
		},
	) {
		this.socket = socket;
		this.fault = fault;
		this.protocol = protocol;
		this.tls = tls;
		this.#note = note;
		this.#secureContext = secureContext;
		this.#listen();
		this.reply(fault.greeting, `{ok} rig ready\r\n`);
	}

	#listen(): void {
		this.socket.on("error", () => this.socket.destroy());
		this.socket.on("data", (data: Buffer) => {
			this.#input += data.toString("latin1");
			if (this.#input.length > MAX_LINE) this.socket.destroy();
			for (let end = this.#input.indexOf("\n"); end >= 0; end = this.#input.indexOf("\n")) {
				const line = this.#input.slice(0, end).replace(/\r$/, "");
				this.#input = this.#input.slice(end + 1);
				this.#receive(line);
			}
		});
	}

	#receive(line: string): void {
		if (this.#next) {
			this.#note(this.tls, "<secret>");
			const next = this.#next;
			this.#next = null;
			next(line);
			return;
		}
		const { shown, words } = masked(this.protocol, line);
		this.#note(this.tls, shown);
		if (this.#silent) return;
		SPEAKERS[this.protocol](this, words);
	}

	/** The fault's reply, or else the right one. */
	reply(reply: Reply | undefined, right: string): void {
		const { text = right, after = 0, drip = 0, then } = reply ?? {};
		const said = text
			.replace("{tag}", this.tag)
			.replace("{ok}", { imap: "* OK", pop3: "+OK", smtp: "220" }[this.protocol])
			.replace(
				"{no}",
				{ imap: `${this.tag} NO [AUTHENTICATIONFAILED]`, pop3: "-ERR [AUTH]", smtp: "535 5.7.8" }[this.protocol],
			)
			.replace("{huge}", `${this.protocol === "imap" ? "* CAPABILITY IMAP4rev1 " : "+OK 250-"}${"X".repeat(MIB)}\r\n`);
		const speak = () => {
			if (this.socket.destroyed) return;
			if (said === "{endless}") floodOneGibibyte(this.socket);
			else if (drip > 0) this.#drip(said, drip);
			else this.say(said);
			if (then === "close") this.socket.end();
		};
		if (then === "silence") this.#silent = true;
		if (after === 0) speak();
		else this.#later(after, speak);
	}

	say(text: string): void {
		if (this.socket.writable) this.socket.write(text, "latin1");
	}

	bye(text: string): void {
		this.say(text);
		this.socket.end();
	}

	/** The next line is not a command. */
	take(next: (line: string) => void): void {
		this.#next = next;
	}

	#later(ms: number, action: () => void): void {
		const timer = setTimeout(action, ms);
		this.socket.once("close", () => clearTimeout(timer));
	}

	#drip(text: string, ms: number): void {
		let sent = 0;
		const timer = setInterval(() => {
			this.say(text.charAt(sent));
			sent += 1;
			if (sent >= text.length) clearInterval(timer);
		}, ms);
		this.socket.once("close", () => clearInterval(timer));
	}

	get offersStartTls(): boolean {
		return !this.tls && this.fault.starttls !== "missing";
	}

	get offersLogin(): boolean {
		if (this.fault.login === "nowhere") return false;
		return this.tls || this.fault.login === "everywhere";
	}

	get mechanisms(): readonly string[] {
		return this.offersLogin ? (this.fault.mechanisms ?? ["PLAIN", "LOGIN"]) : [];
	}

	startTls(ok: string): void {
		if (this.fault.starttlsAnswer) {
			this.reply(this.fault.starttlsAnswer, "");
			return;
		}
		const plain = this.socket;
		plain.removeAllListeners("data");
		// A client that keeps its buffer over the upgrade believes that the injected words came over TLS.
		plain.write(ok + (this.fault.injected ?? ""), () => {
			this.socket = new TLSSocket(plain, { isServer: true, secureContext: this.#secureContext });
			this.tls = true;
			this.#input = "";
			this.#listen();
		});
	}

	login(user: string, password: string, ok: string): void {
		if (this.fault.loginAnswer) this.reply(this.fault.loginAnswer, ok);
		else this.reply(undefined, isRight(user, password) ? ok : "{no} Authentication failed.\r\n");
	}

	/** AUTH or AUTHENTICATE; `challenge` makes a line of the server that asks for more. */
	authenticate(words: string[], ok: string, challenge: (text: string) => string): void {
		const mechanism = (words[0] ?? "").toUpperCase();
		const withFirst = (then: (line: string) => void) => {
			if (words[1] !== undefined) then(words[1]);
			else {
				this.take(then);
				this.say(challenge(""));
			}
		};
		const decoded = (line: string) => Buffer.from(line, "base64").toString();
		if (!this.mechanisms.includes(mechanism)) {
			this.say(
				{ imap: `${this.tag} NO unsupported\r\n`, pop3: "-ERR unsupported\r\n", smtp: "504 5.5.4 unsupported\r\n" }[
					this.protocol
				],
			);
		} else if (mechanism === "PLAIN") {
			withFirst((line) => {
				const [, user = "", password = ""] = decoded(line).split("\0");
				this.login(user, password, ok);
			});
		} else if (mechanism === "LOGIN") {
			this.take((user) => {
				this.take((password) => this.login(decoded(user), decoded(password), ok));
				this.say(challenge("UGFzc3dvcmQ6"));
			});
			this.say(challenge("VXNlcm5hbWU6"));
		} else {
			// OAuth2: a refusal says why in a challenge, and the client answers that with an empty line.
			withFirst(() => {
				this.take(() => this.login("", "", ok));
				this.say(challenge(Buffer.from('{"status":"400","schemes":"bearer"}').toString("base64")));
			});
		}
	}
}

/** Words of a command, and the same without what must not be written down. What is not known is not shown either. */
function masked(protocol: MailProtocol, line: string): Line {
	const words = line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
	const plain = words.map((word) => word.replace(/^"(.*)"$/s, "$1").replace(/\\(.)/g, "$1"));
	const at = protocol === "imap" ? 1 : 0;
	const verb = (words[at] ?? "").toUpperCase();
	const show = (count: number) => {
		const rest = words.length > at + count ? ["<secret>"] : [];
		return [...words.slice(0, at + count), ...rest].join(" ");
	};
	if (verb === "AUTHENTICATE" || verb === "AUTH" || (protocol === "imap" && verb === "LOGIN")) {
		return { shown: show(2), words: plain };
	}
	if (verb === "PASS") {
		// A password may hold spaces.
		return { shown: show(1), words: ["PASS", line.slice(5)] };
	}
	return { shown: KNOWN.has(verb) ? line : "<no command>", words: plain };
}

const KNOWN = new Set(
	(
		"CAPABILITY STARTTLS LIST LSUB NOOP LOGOUT ID SELECT EXAMINE UID STATUS NAMESPACE ENABLE CAPA STLS USER QUIT STAT " +
		"UIDL EHLO HELO MAIL RCPT DATA RSET"
	).split(" "),
);

function speakImap(session: Session, [tag = "*", verb = "", ...rest]: string[]): void {
	session.tag = tag;
	const ok = (untagged = "") => session.say(`${untagged}${tag} OK done\r\n`);
	switch (verb.toUpperCase()) {
		case "CAPABILITY": {
			const list = ["IMAP4rev1", "ID", "SASL-IR"];
			if (session.offersStartTls) list.push("STARTTLS");
			if (!session.offersLogin || session.fault.mechanisms) list.push("LOGINDISABLED");
			list.push(...session.mechanisms.map((mechanism) => `AUTH=${mechanism}`));
			session.reply(session.fault.capabilities, `* CAPABILITY ${list.join(" ")}\r\n${tag} OK done\r\n`);
			return;
		}
		case "STARTTLS":
			if (!session.offersStartTls) {
				session.say(`${tag} BAD Unknown command\r\n`);
				return;
			}
			session.startTls(`${tag} OK Begin TLS negotiation now.\r\n`);
			return;
		case "LOGIN":
			if (!session.offersLogin || session.fault.mechanisms) {
				session.say(`${tag} NO [PRIVACYREQUIRED] Plaintext authentication disallowed.\r\n`);
				return;
			}
			session.login(rest[0] ?? "", rest[1] ?? "", `${tag} OK Logged in\r\n`);
			return;
		case "AUTHENTICATE": {
			session.authenticate(rest, `${tag} OK Logged in\r\n`, (text) => `+ ${text}\r\n`);
			return;
		}
		case "LIST":
		case "LSUB": {
			ok(`* ${verb.toUpperCase()} () "/" INBOX\r\n`);
			return;
		}
		case "SELECT":
		case "EXAMINE": {
			const right = `* 0 EXISTS\r\n* 0 RECENT\r\n* FLAGS ()\r\n* OK [UIDVALIDITY 1] .\r\n${tag} OK done\r\n`;
			session.reply(session.fault.examineAnswer, right);
			return;
		}
		case "UID": {
			session.reply(session.fault.fetchAnswer, `${tag} OK done\r\n`);
			return;
		}
		case "NOOP":
		case "ID": {
			ok();
			return;
		}
		case "LOGOUT": {
			session.bye(`* BYE\r\n${tag} OK bye\r\n`);
			return;
		}
		default: {
			session.say(`${tag} BAD unknown\r\n`);
			return;
		}
	}
}

function speakPop3(session: Session, [verb = "", ...rest]: string[]): void {
	switch (verb.toUpperCase()) {
		case "CAPA": {
			const list = ["UIDL"];
			if (session.offersLogin && !session.fault.mechanisms) list.push("USER");
			if (session.offersStartTls) list.push("STLS");
			if (session.mechanisms.length > 0) list.push(`SASL ${session.mechanisms.join(" ")}`);
			session.reply(session.fault.capabilities, `+OK\r\n${list.join("\r\n")}\r\n.\r\n`);
			return;
		}
		case "STLS":
			if (!session.offersStartTls) {
				session.say("-ERR unknown command\r\n");
				return;
			}
			session.startTls("+OK Begin TLS negotiation now.\r\n");
			return;
		case "USER":
			session.user = rest[0] ?? "";
			session.say(session.offersLogin ? "+OK\r\n" : "-ERR [AUTH] Plaintext authentication disallowed.\r\n");
			return;
		case "PASS": {
			session.login(session.user, rest[0] ?? "", "+OK Logged in.\r\n");
			return;
		}
		case "AUTH": {
			session.authenticate(rest, "+OK Logged in.\r\n", (text) => `+ ${text}\r\n`);
			return;
		}
		case "STAT": {
			session.say("+OK 0 0\r\n");
			return;
		}
		case "UIDL": {
			session.reply(session.fault.uidlAnswer, "+OK\r\n.\r\n");
			return;
		}
		case "LIST": {
			session.say("+OK\r\n.\r\n");
			return;
		}
		case "QUIT": {
			session.bye("+OK\r\n");
			return;
		}
		default: {
			session.say("-ERR\r\n");
			return;
		}
	}
}

function speakSmtp(session: Session, [verb = "", ...rest]: string[]): void {
	switch (verb.toUpperCase()) {
		case "EHLO": {
			const list = [FAULT_DOMAIN, "SIZE 31457280"];
			if (session.offersStartTls) list.push("STARTTLS");
			if (session.mechanisms.length > 0) list.push(`AUTH ${session.mechanisms.join(" ")}`);
			session.reply(session.fault.capabilities, `${list.map((item) => `250-${item}\r\n`).join("")}250 8BITMIME\r\n`);
			return;
		}
		case "STARTTLS":
			if (!session.offersStartTls) {
				session.say("502 5.5.1 Error: command not implemented\r\n");
				return;
			}
			session.startTls("220 2.0.0 Ready to start TLS\r\n");
			return;
		case "AUTH": {
			session.authenticate(rest, "235 2.7.0 Authentication successful\r\n", (text) => `334 ${text}\r\n`);
			return;
		}
		case "MAIL": {
			session.reply(session.fault.mailAnswer, "250 2.1.0 Ok\r\n");
			return;
		}
		case "DATA": {
			session.say("554 5.5.1 This server delivers nothing\r\n");
			return;
		}
		case "QUIT": {
			session.bye("221 2.0.0 Bye\r\n");
			return;
		}
		default: {
			session.say("250 2.0.0 Ok\r\n");
			return;
		}
	}
}

const SPEAKERS: Record<MailProtocol, (session: Session, words: string[]) => void> = {
	imap: speakImap,
	pop3: speakPop3,
	smtp: speakSmtp,
};

// ------------------------------------------------------------------ below the protocols

/** Lets a good server answer, and passes on the first 200 bytes of it. */
function cutInHandshake(socket: Socket, port: number): void {
	const good = connect(port, faultPlace("good").address);
	good.on("error", () => socket.destroy());
	let passed = 0;
	socket.pipe(good);
	good.on("data", (data: Buffer) => {
		const part = data.subarray(0, Math.max(0, 200 - passed));
		passed += data.length;
		socket.write(part, () => {
			if (passed < 200) return;
			socket.destroy();
			good.destroy();
		});
	});
	socket.on("close", () => good.destroy());
}

function playWire(wire: Wire, socket: Socket, port: number): void {
	if (typeof wire === "object") {
		socket.end(wire.says);
		return;
	}
	switch (wire) {
		case "silent":
			return;
		case "cut":
			socket.end();
			return;
		case "reset":
			socket.resetAndDestroy();
			return;
		case "cut-at-hello":
			socket.once("data", () => socket.end());
			return;
		case "cut-in-handshake": {
			cutInHandshake(socket, port);
			return;
		}
		case "garbage":
			socket.write(Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 73 + 41) & 255)));
			return;
		case "endless": {
			floodOneGibibyte(socket);
			return;
		}
	}
}

/** What 80 and 443 answer. */
function webPage({ web }: FaultyServer, note: (command: string) => void): RequestListener {
	const daysOff = typeof web === "object" ? web.daysOff : 0;
	return (request, response) => {
		note(
			`request ${request.method} ${request.url} authorization=${request.headers.authorization ? "present" : "none"}`,
		);
		response.setHeader("Date", new Date(Date.now() + daysOff * 86_400_000).toUTCString());
		if (web === "portal") response.writeHead(302, { Location: "http://portal.example/login" });
		else response.writeHead(404);
		response.end();
	};
}

// ------------------------------------------------------------------ listeners

/** Starts to listen for all faults; resolves when all of them do. */
export async function startFaultServer(certificates: string, write: WriteEvent): Promise<void> {
	let connections = 0;
	const contexts = new Map<string, SecureContextOptions>();
	const pair = (name: CertificateName): SecureContextOptions => {
		const known = contexts.get(name);
		if (known) return known;
		const file = (kind: string) => readFileSync(join(certificates, `${name}.${kind}`));
		const read = { key: file("key"), cert: file("pem") };
		contexts.set(name, read);
		return read;
	};
	const listening: Promise<void>[] = [];
	const listen = (server: Server, port: number, host: string) => {
		listening.push(
			new Promise((resolve, reject) => {
				server.on("error", reject);
				server.listen(port, host, resolve);
			}),
		);
	};

	for (const { name, server: fault } of FAULTS) {
		if (fault.dns) continue;
		const { address, address6 } = faultPlace(name);
		const hosts = fault.ipv6 === "only" ? [address6] : [address];
		const options: SecureContextOptions = {
			...pair(fault.web === "portal" ? "wrong-name" : (fault.certificate ?? "good")),
			...(fault.tls === "old" && { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" }),
		};
		const secureContext = createSecureContext(options);

		/** Numbers the connection and says who writes into the log for it. */
		const noting = (port: number) => {
			connections += 1;
			const connection = connections;
			const note = (tls: boolean, command: string) =>
				write({ at: new Date().toISOString(), fault: name, connection, port, tls, command });
			return note;
		};

		const mailServer = (port: number): Server => {
			const { wire } = fault;
			if (wire) {
				return createServer((socket) => {
					noting(port)(false, "connected");
					socket.on("error", () => socket.destroy());
					playWire(wire, socket, port);
				});
			}
			const tls = TLS_FROM_START.includes(port) !== (fault.tls === "swapped");
			const talk = (socket: Socket) => {
				const note = noting(port);
				note(tls, "connected");
				new Session(socket, { fault, protocol: fault.speaks ?? protocolOf(port), tls, note, secureContext });
			};
			if (!tls) return createServer(talk);
			// A client that does not like the certificate hangs up.
			return createTlsServer(options, talk).on("tlsClientError", () => {});
		};

		for (const host of hosts) {
			for (const port of MAIL_PORTS) if (!fault.closed?.includes(port)) listen(mailServer(port), port, host);
			const page = (port: number, tls: boolean) => webPage(fault, (command) => noting(port)(tls, command));
			listen(createHttpServer(page(80, false)), 80, host);
			listen(
				createHttpsServer(options, page(443, true)).on("tlsClientError", () => {}),
				443,
				host,
			);
		}
	}
	await Promise.all(listening);
}
