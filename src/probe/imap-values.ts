// The values of an IMAP response (RFC 9051, section 4): atoms, quoted strings, literals, lists. Lenient where it does no
// harm; what is no response at all gives nothing.

export type Value =
	/** Numbers, flags and NIL too; with its section where it has one: `BODY[HEADER.FIELDS (DATE)]`. */
	{ kind: "atom"; text: string } | { kind: "string"; text: string } | { kind: "list"; values: readonly Value[] };

/** Bytes of a literal. No header that is asked for comes near it. */
export const LONGEST_LITERAL = 16 * 1024;
/** Lists within lists. Nobody has that many; a server that does wants to exhaust the stack. */
const DEEPEST = 20;

/** How many bytes of a literal follow this line; null where none does. */
export function literalAt(line: string): number | null {
	const count = /~?\{(\d+)\+?\}$/.exec(line)?.[1];
	return count === undefined ? null : Number(count);
}

/** Lines with the literals that stand between them; null when they are not well formed. */
export function parse(pieces: readonly (string | { literal: string })[]): readonly Value[] | null {
	const stack: Value[][] = [[]];
	for (const piece of pieces) {
		if (typeof piece !== "string") {
			stack.at(-1)?.push({ kind: "string", text: piece.literal });
			continue;
		}
		const line = piece.replace(/~?\{\d+\+?\}$/, "");
		const token = /\s+|\(|\)|"((?:[^"\\]|\\.)*)"|((?:[^\s()"[\]]|\[[^\]]*\])+)/gy;
		for (let at = 0; at < line.length; at = token.lastIndex) {
			token.lastIndex = at;
			const match = token.exec(line);
			if (match === null) return null;
			const [text, quoted, atom] = match;
			if (text === "(") {
				if (stack.length > DEEPEST) return null;
				stack.push([]);
			} else if (text === ")") {
				const values = stack.pop() ?? [];
				const outer = stack.at(-1);
				if (outer === undefined) return null;
				outer.push({ kind: "list", values });
			} else if (quoted !== undefined) {
				stack.at(-1)?.push({ kind: "string", text: quoted.replace(/\\(.)/g, "$1") });
			} else if (atom !== undefined) {
				stack.at(-1)?.push({ kind: "atom", text: atom });
			}
		}
	}
	const [values] = stack;
	return stack.length === 1 && values !== undefined ? values : null;
}
