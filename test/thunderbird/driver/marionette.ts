// The wire to a running Thunderbird: Marionette's packets over TCP, one answer per command.
// What the commands mean lives in thunderbird.ts and page.ts.

import type { Socket } from "node:net";

/** A refusal by Thunderbird. `code` is WebDriver's error code, such as "unexpected alert open". */
export class MarionetteError extends Error {
	override name = "MarionetteError";
	readonly code: string;

	constructor(code: string, message: string) {
		super(`${code}: ${message}`);
		this.code = code;
	}
}

/** A Thunderbird that does not answer must not hang its test: the name of the command says where it stopped. */
const ANSWER_LIMIT = 60_000;
const GREETING_LIMIT = 10_000;

interface Pending {
	resolve: (result: unknown) => void;
	reject: (error: Error) => void;
}

/** `[1, id, error, result]` */
type Answer = [number, number, { error: string; message: string } | null, unknown];

/** A packet is `<byte length>:<JSON>`, a command `[0, id, name, parameters]`. */
export class Marionette {
	readonly #socket: Socket;
	readonly #pending = new Map<number, Pending>();
	#received = Buffer.alloc(0);
	#lastId = 0;
	#closed: Error | null = null;

	/** Resolves when the connection is closed: Thunderbird has then let go of its files too. */
	readonly ended: Promise<void>;

	private constructor(socket: Socket) {
		this.#socket = socket;
		this.ended = new Promise((resolve) => socket.once("close", () => resolve()));
	}

	/** Resolves with the greeting, so the first command finds somebody who listens. */
	static async connect(open: Promise<Socket>): Promise<Marionette> {
		const socket = await open;
		return new Promise((resolve, reject) => {
			const marionette = new Marionette(socket);
			const late = setTimeout(() => socket.destroy(), GREETING_LIMIT);
			const end = (error: Error) => {
				clearTimeout(late);
				reject(error);
				marionette.#fail(error);
			};
			socket.on("error", end);
			socket.on("close", () => end(new Error("Thunderbird closed the connection")));
			socket.on("data", (data) => {
				marionette.#received = Buffer.concat([marionette.#received, data]);
				for (const packet of marionette.#packets()) {
					// Everything but the greeting is an array.
					if (Array.isArray(packet)) {
						marionette.#answer(packet as Answer);
					} else {
						clearTimeout(late);
						resolve(marionette);
					}
				}
			});
		});
	}

	send(name: string, parameters: object = {}): Promise<unknown> {
		if (this.#closed) return Promise.reject(this.#closed);
		this.#lastId += 1;
		const id = this.#lastId;
		const json = JSON.stringify([0, id, name, parameters]);
		return new Promise((resolve, reject) => {
			const late = setTimeout(() => {
				this.#pending.delete(id);
				reject(new Error(`Thunderbird gave no answer to ${name}`));
			}, ANSWER_LIMIT);
			const settled = () => clearTimeout(late);
			this.#pending.set(id, {
				resolve: (result) => {
					settled();
					resolve(result);
				},
				reject: (error) => {
					settled();
					reject(error);
				},
			});
			this.#socket.write(`${Buffer.byteLength(json)}:${json}`);
		});
	}

	close(): void {
		this.#socket.destroy();
	}

	*#packets(): Generator {
		for (;;) {
			const colon = this.#received.indexOf(":");
			if (colon < 0) return;
			const end = colon + 1 + Number(this.#received.toString("latin1", 0, colon));
			if (this.#received.length < end) return;
			const json = this.#received.toString("utf8", colon + 1, end);
			this.#received = this.#received.subarray(end);
			yield JSON.parse(json);
		}
	}

	#answer([, id, error, result]: Answer): void {
		const pending = this.#pending.get(id);
		this.#pending.delete(id);
		if (error) pending?.reject(new MarionetteError(error.error, error.message));
		else pending?.resolve(result);
	}

	#fail(error: Error): void {
		this.#closed = error;
		for (const { reject } of this.#pending.values()) reject(error);
		this.#pending.clear();
	}
}
