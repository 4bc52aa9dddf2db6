// Deadlines: what an operation may take, and what cuts all of them short. Thunderbird's timers, no others.

import { CANCELLED, TIMEOUT } from "../../probe/failure";

/** Expected trouble on the way to a server; `error` is Gecko's name, or one of failure.ts. */
export class NetworkTrouble extends Error {
	override name = "NetworkTrouble";
	readonly error: string;

	constructor(error: string) {
		super(error);
		this.error = error;
	}
}

/** One examination's "stop": calls what was registered, once. */
export class Cancellation {
	readonly #callbacks = new Set<() => void>();
	#done = false;

	get done(): boolean {
		return this.#done;
	}

	cancel(): void {
		this.#done = true;
		const callbacks = [...this.#callbacks];
		this.#callbacks.clear();
		for (const callback of callbacks) callback();
	}

	/** Returns the function that takes the callback back. Not for one that is done. */
	onCancel(callback: () => void): () => void {
		this.#callbacks.add(callback);
		return () => this.#callbacks.delete(callback);
	}
}

export function after(milliseconds: number, callback: () => void): () => void {
	const timer = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");
	const id = timer.setTimeout(callback, milliseconds);
	return () => timer.clearTimeout(id);
}

/**
 * The value, unless the time is up or the examination is cancelled before.
 * @throws {NetworkTrouble}
 */
export function within<T>(milliseconds: number, cancellation: Cancellation, value: Promise<T>): Promise<T> {
	if (cancellation.done) return Promise.reject(new NetworkTrouble(CANCELLED));
	return new Promise((resolve, reject) => {
		const stopTimer = after(Math.max(0, milliseconds), () => settle(() => reject(new NetworkTrouble(TIMEOUT))));
		const forget = cancellation.onCancel(() => settle(() => reject(new NetworkTrouble(CANCELLED))));
		function settle(end: () => void): void {
			stopTimer();
			forget();
			end();
		}
		value.then(
			(result) => settle(() => resolve(result)),
			(error: unknown) => settle(() => reject(error instanceof Error ? error : new Error(String(error)))),
		);
	});
}
