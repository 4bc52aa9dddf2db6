// Makes a far-away server out of a near one, and counts round trips. In user space, because kernels often lack the means
// to delay packets.
//
// With `ms` one way, a round trip is twice that. All data and every end of a stream arrive `ms` later. The kernel accepts
// at once, so the server is connected 3 × ms after that, when the third packet of a real handshake would reach it: from
// connect() to the first byte of an answer the time is exact, only the client's "connected" comes 2 × ms early.

import { connect, createServer, type Server, type Socket } from "node:net";

/** Facts of a connection that has ended. */
export interface DelayedConnection {
	name: string;
	port: number;
	/** After the connect: how often the server answered something that the client had sent. */
	roundTrips: number;
	bytesUp: number;
	bytesDown: number;
	ms: number;
}

/** Above it the source is not read: a fast sender would fill the memory. */
const MAX_QUEUED = 1024 * 1024;

/** One direction: hands on each piece `ms` after it came, in order, and none before `notBefore`. null: end of stream. */
class DelayLine {
	readonly #source: Socket;
	readonly #ms: number;
	readonly #notBefore: number;
	readonly #deliver: (chunk: Buffer | null) => void;
	readonly #queue: { chunk: Buffer | null; due: number }[] = [];
	#bytes = 0;
	#timer: NodeJS.Timeout | null = null;

	constructor(source: Socket, ms: number, notBefore: number, deliver: (chunk: Buffer | null) => void) {
		this.#source = source;
		this.#ms = ms;
		this.#notBefore = notBefore;
		this.#deliver = deliver;
	}

	push(chunk: Buffer | null): void {
		this.#queue.push({ chunk, due: Math.max(Date.now() + this.#ms, this.#notBefore) });
		this.#bytes += chunk?.length ?? 0;
		if (this.#bytes > MAX_QUEUED) this.#source.pause();
		this.#arm();
	}

	#arm(): void {
		const [first] = this.#queue;
		if (this.#timer || !first) return;
		this.#timer = setTimeout(
			() => {
				this.#timer = null;
				for (let next = this.#queue[0]; next && next.due <= Date.now(); next = this.#queue[0]) {
					this.#queue.shift();
					this.#bytes -= next.chunk?.length ?? 0;
					this.#deliver(next.chunk);
				}
				if (this.#bytes <= MAX_QUEUED && this.#source.isPaused()) this.#source.resume();
				this.#arm();
			},
			Math.max(0, first.due - Date.now()),
		);
	}
}

export interface DelayOptions {
	name: string;
	listenHost: string;
	targetHost: string;
	port: number;
	ms: number;
	onEnd: (facts: DelayedConnection) => void;
}

/** Resolves when it listens. */
export function startDelayProxy({ name, listenHost, targetHost, port, ms, onEnd }: DelayOptions): Promise<Server> {
	const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
		const opened = Date.now();
		const facts: DelayedConnection = { name, port, roundTrips: 0, bytesUp: 0, bytesDown: 0, ms: 0 };
		let clientSpokeLast = false;
		let upstream: Socket | null = null;
		let closed = false;

		const close = () => {
			if (closed) return;
			closed = true;
			facts.ms = Date.now() - opened;
			client.destroy();
			upstream?.destroy();
			onEnd(facts);
		};
		// A reset travels like everything else.
		const closeLater = () => setTimeout(close, ms);
		const hand = (socket: () => Socket | null) => (chunk: Buffer | null) => {
			if (closed) return;
			if (chunk === null) socket()?.end();
			else socket()?.write(chunk);
		};

		/** Timers may come in another order than they were due. */
		const early: (Buffer | null)[] = [];
		const toServer = hand(() => upstream);
		const up = new DelayLine(client, ms, opened + 3 * ms + 1, (chunk) => {
			if (upstream === null) early.push(chunk);
			else toServer(chunk);
		});
		client.on("data", (chunk) => {
			facts.bytesUp += chunk.length;
			clientSpokeLast = true;
			up.push(chunk);
		});
		client.on("end", () => up.push(null));
		client.on("error", closeLater);
		client.on("close", closeLater);

		setTimeout(() => {
			if (closed) return;
			const server = connect({ host: targetHost, port, allowHalfOpen: true, noDelay: true });
			upstream = server;
			for (const chunk of early.splice(0)) toServer(chunk);
			const down = new DelayLine(
				server,
				ms,
				0,
				hand(() => client),
			);
			server.on("data", (chunk) => {
				facts.bytesDown += chunk.length;
				if (clientSpokeLast) facts.roundTrips += 1;
				clientSpokeLast = false;
				down.push(chunk);
			});
			server.on("end", () => down.push(null));
			server.on("error", closeLater);
			server.on("close", () => setTimeout(close, ms + 1));
		}, 3 * ms);
	});
	return new Promise((resolve, reject) => {
		server.on("error", reject);
		server.listen(port, listenHost, () => resolve(server));
	});
}
