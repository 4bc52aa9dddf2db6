// How many connections are open at once, in all and to one host, whoever asked for them. Pure: it hands out turns, and is
// told how to let Thunderbird breathe.

/** Open at once; more only wait for each other. */
const MOST = 48;
/** To one host: what a few accounts of a mail client would open. */
const MOST_PER_HOST = 16;
/** Begun before Thunderbird gets a turn, or its window would stutter. */
const AT_ONCE = 8;

interface Waiting {
	host: string;
	start: (release: () => void) => void;
}

export class Slots {
	readonly #nextTurn: (callback: () => void) => void;
	readonly #open = new Map<string, number>();
	#total = 0;
	#begun = 0;
	#turnAsked = false;
	readonly #queue: Waiting[] = [];

	constructor(nextTurn: (callback: () => void) => void) {
		this.#nextTurn = nextTurn;
	}

	/** Resolves when a connection to the host may be opened; call what it gives once it is closed. */
	take(host: string): Promise<() => void> {
		return new Promise((start) => {
			this.#queue.push({ host, start });
			this.#pump();
		});
	}

	#pump(): void {
		for (let at = 0; at < this.#queue.length && this.#total < MOST && this.#begun < AT_ONCE; ) {
			const open = this.#open.get(this.#queue[at]?.host ?? "") ?? 0;
			const [waiting] = open < MOST_PER_HOST ? this.#queue.splice(at, 1) : [];
			if (waiting) this.#start(waiting, open);
			else at += 1;
		}
		if (this.#begun === 0 || this.#turnAsked) return;
		this.#turnAsked = true;
		this.#nextTurn(() => {
			this.#turnAsked = false;
			this.#begun = 0;
			this.#pump();
		});
	}

	#start({ host, start }: Waiting, open: number): void {
		this.#open.set(host, open + 1);
		this.#total += 1;
		this.#begun += 1;
		let released = false;
		start(() => {
			if (released) return;
			released = true;
			const left = (this.#open.get(host) ?? 1) - 1;
			if (left === 0) this.#open.delete(host);
			else this.#open.set(host, left);
			this.#total -= 1;
			this.#pump();
		});
	}
}
