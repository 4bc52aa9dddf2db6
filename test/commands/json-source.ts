// Where a JSON text breaks off, and which of its names stand twice: what JSON.parse does not tell.

export interface JsonFault {
	line: number;
	column: number;
	text: string;
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;

class Broken extends Error {}

/** Reads a text as RFC 8259 has it. `duplicates`: names that stand twice in one object; the later one counts. */
class Reader {
	readonly duplicates: { name: string; at: number }[] = [];
	readonly #text: string;
	at = 0;

	constructor(text: string) {
		this.#text = text;
	}

	readWhole(): void {
		this.#value();
		if (this.at < this.#text.length) throw new Broken("nothing more is expected after the end");
	}

	#take(pattern: RegExp): string | null {
		pattern.lastIndex = this.at;
		const found = pattern.exec(this.#text)?.[0] ?? null;
		if (found !== null) this.at += found.length;
		return found;
	}

	#takeSign(sign: string): boolean {
		this.#take(SPACE);
		if (this.#text[this.at] !== sign) return false;
		this.at += 1;
		this.#take(SPACE);
		return true;
	}

	#value(): void {
		this.#take(SPACE);
		if (this.#takeSign("{")) this.#members();
		else if (this.#takeSign("[")) this.#items();
		else if ((this.#take(STRING) ?? this.#take(NUMBER) ?? this.#take(WORD)) === null) {
			throw new Broken(this.at < this.#text.length ? "a value is expected here" : "the file ends too early");
		}
		this.#take(SPACE);
	}

	#members(): void {
		if (this.#takeSign("}")) return;
		const names = new Set<string>();
		do {
			const at = this.at;
			const name = this.#take(STRING);
			if (name === null) throw new Broken("a name in double quotes is expected here (no comma after the last entry)");
			if (names.has(name)) this.duplicates.push({ name, at });
			names.add(name);
			if (!this.#takeSign(":")) throw new Broken("a colon is expected here");
			this.#value();
		} while (this.#takeSign(","));
		if (!this.#takeSign("}")) throw new Broken("a comma or } is expected here");
	}

	#items(): void {
		if (this.#takeSign("]")) return;
		do this.#value();
		while (this.#takeSign(","));
		if (!this.#takeSign("]")) throw new Broken("a comma or ] is expected here");
	}
}

function place(text: string, at: number): { line: number; column: number } {
	const lines = text.slice(0, at).split("\n");
	return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

/** The place where the text stops being JSON, else the names that stand twice; empty when all is well. */
export function jsonFaults(text: string): JsonFault[] {
	const reader = new Reader(text);
	try {
		reader.readWhole();
	} catch (error) {
		if (!(error instanceof Broken)) throw error;
		return [{ ...place(text, reader.at), text: error.message }];
	}
	return reader.duplicates.map(({ name, at }) => ({
		...place(text, at),
		text: `${name} stands twice here; only the later one would count`,
	}));
}
