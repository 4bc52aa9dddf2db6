// A small mail client of the tests' own: it proves the rig without Thunderbird and without the add-on's code.
// It goes as far as it can and says what stopped it.

import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Stage } from "./faults";
import type { Rig } from "./rig";
import { type MailProtocol, PORTS } from "./world";

export interface Question {
	host: string;
	protocol: MailProtocol;
	port?: number;
	security?: "tls" | "starttls";
	user?: string;
	password?: string;
	/** In place of a password. */
	accessToken?: string;
	/** Of each stage, in milliseconds. */
	limit?: number;
}

export interface Outcome {
	/** Where it stopped; null: all the way. */
	stage: Stage | null;
	/** The server's words or the code of an error. */
	sign: string;
	capabilities: string;
	tlsVersion: string | null;
	/** Null: trusted. */
	certificate: string | null;
}

class Stop extends Error {}

const MAX_BYTES = 65_536;
const LAST_LINE: Record<MailProtocol, RegExp> = {
	imap: /^(t (OK|NO|BAD)|\* BYE|\+ ).*\r\n/m,
	pop3: /^(\+OK|-ERR|\+ ).*\r\n/m,
	smtp: /^\d{3} .*\r\n/m,
};
const GREETING: Record<MailProtocol, { good: RegExp }> = {
	imap: { good: /^\* OK/ },
	pop3: { good: /^\+OK/ },
	smtp: { good: /^220[ -]/ },
};
const YES: Record<MailProtocol, RegExp> = { imap: /^t OK/m, pop3: /^\+OK/, smtp: /^2\d\d /m };

/** Lines to and from a server, with a limit on time and size. */
export class Conversation {
	#socket: Socket;
	#received = "";
	#end: Stop | null = null;
	#wake = () => {};
	readonly #protocol: MailProtocol;
	readonly #limit: number;

	constructor(socket: Socket, protocol: MailProtocol, limit: number) {
		this.#protocol = protocol;
		this.#limit = limit;
		this.#socket = socket;
		this.listenTo(socket);
	}

	listenTo(socket: Socket): void {
		this.#socket = socket;
		this.#end = null;
		socket.on("data", (data) => {
			this.#received += data.toString("latin1");
			if (this.#received.length > MAX_BYTES) this.#stop("TOO_LONG");
			this.#wake();
		});
		socket.on("error", (error: NodeJS.ErrnoException) => this.#stop(error.code ?? error.message));
		socket.on("close", () => this.#stop("CLOSED"));
	}

	/** What came and was not asked for. */
	get rest(): string {
		return this.#received;
	}

	#stop(sign: string): void {
		this.#end ??= new Stop(sign);
		this.#wake();
	}

	/** Everything up to the end of the first match. @throws Stop */
	async until(pattern: RegExp): Promise<string> {
		const deadline = Date.now() + this.#limit;
		for (;;) {
			const match = pattern.exec(this.#received);
			if (match) {
				const text = this.#received.slice(0, match.index + match[0].length);
				this.#received = this.#received.slice(text.length);
				return text;
			}
			if (this.#end) throw this.#end;
			const left = deadline - Date.now();
			if (left <= 0) throw new Stop("TIMEOUT");
			await Promise.race([
				sleep(left, undefined, { ref: false }),
				new Promise<void>((resolve) => {
					this.#wake = resolve;
				}),
			]);
		}
	}

	ask(line: string, end = LAST_LINE[this.#protocol]): Promise<string> {
		this.#socket.write(`${this.#protocol === "imap" ? "t " : ""}${line}\r\n`);
		return this.until(end);
	}

	/** A line of a dialogue, without a tag. */
	tell(line: string, end = LAST_LINE[this.#protocol]): Promise<string> {
		this.#socket.write(`${line}\r\n`);
		return this.until(end);
	}

	capabilities(): Promise<string> {
		switch (this.#protocol) {
			case "imap":
				return this.ask("CAPABILITY");
			case "pop3":
				return this.ask("CAPA", /^(\.|-ERR.*)\r\n/m);
			case "smtp":
				return this.ask("EHLO client.example");
		}
	}

	async login(user: string, password: string): Promise<string> {
		switch (this.#protocol) {
			case "imap":
				return this.ask(`LOGIN "${user}" "${password}"`);
			case "pop3": {
				const answer = await this.ask(`USER ${user}`);
				return YES.pop3.test(answer) ? this.ask(`PASS ${password}`) : answer;
			}
			case "smtp":
				return this.ask(`AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString("base64")}`);
		}
	}

	async loginWithToken(user: string, token: string): Promise<string> {
		const verb = this.#protocol === "imap" ? "AUTHENTICATE" : "AUTH";
		const text = `user=${user}\x01auth=Bearer ${token}\x01\x01`;
		const answer = await this.ask(`${verb} XOAUTH2 ${Buffer.from(text).toString("base64")}`);
		// A refusal says why in a challenge, and the server goes on after an empty line.
		return /^(\+|334) ?/.test(answer) && !answer.startsWith("+OK") ? this.tell("") : answer;
	}

	close(): void {
		this.#socket.destroy();
	}
}

export interface Examination extends Outcome {
	/** Of a login that succeeded; the caller closes it. */
	conversation: Conversation | null;
}

/** How far does it get, and what stops it? */
export async function examine(rig: Rig, question: Question): Promise<Examination> {
	const { host, protocol, security = "tls", user, password, accessToken, limit = 2_000 } = question;
	const port = question.port ?? PORTS[protocol][security === "tls" ? "tls" : "plain"].at(-1) ?? 0;
	const outcome: Examination = {
		stage: "dns",
		sign: "",
		capabilities: "",
		tlsVersion: null,
		certificate: null,
		conversation: null,
	};

	const within = <T>(work: Promise<T>): Promise<T> =>
		Promise.race([
			work,
			sleep(limit, undefined, { ref: false }).then(() => {
				throw new Stop("TIMEOUT");
			}),
		]);

	const secure = (socket: Socket): Promise<TLSSocket> =>
		within(
			new Promise((resolve, reject) => {
				const stop = (error: NodeJS.ErrnoException) => reject(new Stop(error.code ?? error.message));
				const tls: TLSSocket = connectTls(
					{
						socket,
						servername: host,
						ca: readFileSync(rig.rootCertificate),
						// What is wrong with a certificate is to be told, not only that.
						rejectUnauthorized: false,
						minVersion: "TLSv1.2",
					},
					() => {
						outcome.tlsVersion = tls.getProtocol();
						const { authorizationError } = tls as { authorizationError?: Error & { code?: string } };
						outcome.certificate = authorizationError ? (authorizationError.code ?? String(authorizationError)) : null;
						resolve(tls);
					},
				);
				tls.once("error", stop);
				tls.once("close", () => reject(new Stop("ECONNRESET")));
			}),
		);

	let conversation: Conversation | null = null;
	let socket: Socket | null = null;
	try {
		await within(rig.lookUp(host));
		outcome.stage = "tcp";
		socket = await within(rig.connect(host, port));
		if (security === "tls") {
			outcome.stage = "tls";
			socket = await secure(socket);
			if (outcome.certificate) throw new Stop(outcome.certificate);
		}
		outcome.stage = "greeting";
		conversation = new Conversation(socket, protocol, limit);
		const greeting = await conversation.until(/^.*\r\n/);
		if (!GREETING[protocol].good.test(greeting)) throw new Stop(greeting);
		outcome.stage = "capabilities";
		outcome.capabilities = await conversation.capabilities();
		if (/^(t (NO|BAD)|-ERR|[45]\d\d)/m.test(outcome.capabilities)) throw new Stop(outcome.capabilities);
		if (security === "starttls") {
			outcome.stage = "starttls";
			if (!/STARTTLS|STLS/.test(outcome.capabilities)) throw new Stop("NO_STARTTLS");
			const answer = await conversation.ask(protocol === "pop3" ? "STLS" : "STARTTLS");
			if (!YES[protocol].test(answer)) throw new Stop(answer);
			if (conversation.rest) throw new Stop("INJECTED");
			outcome.stage = "tls";
			for (const event of ["data", "close"]) socket.removeAllListeners(event);
			socket = await secure(socket);
			if (outcome.certificate) throw new Stop(outcome.certificate);
			conversation.listenTo(socket);
			outcome.stage = "capabilities";
			outcome.capabilities = await conversation.capabilities();
		}
		const wanted =
			accessToken === undefined ? /AUTH[= ].*(PLAIN|XOAUTH2)|AUTH=PLAIN|SASL.*(PLAIN|XOAUTH2)|^USER/m : /XOAUTH2/;
		if (!wanted.test(outcome.capabilities)) throw new Stop("NO_LOGIN");
		if (user !== undefined) {
			outcome.stage = "login";
			const answer =
				accessToken === undefined
					? await conversation.login(user, password ?? "")
					: await conversation.loginWithToken(user, accessToken);
			if (!YES[protocol].test(answer)) throw new Stop(answer);
		}
		outcome.stage = null;
		outcome.conversation = conversation;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (!(error instanceof Stop) && code === undefined) throw error;
		outcome.sign = code ?? (error as Error).message;
	}
	if (outcome.stage !== null) socket?.destroy();
	return outcome;
}
