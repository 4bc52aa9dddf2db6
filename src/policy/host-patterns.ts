// Whether two host patterns of the catalogue can mean the same host. What a single pattern means: ../providers/lookup.ts.

/** One character of a pattern; `again`: or more of the kind. */
interface Step {
	kind: "digit" | "any" | "one";
	character: string;
	again: boolean;
}

/** `#` is one or more digits, `*` at the beginning one or more labels. */
function stepsOf(pattern: string): Step[] {
	return Array.from(pattern, (character) => {
		if (character === "#") return { kind: "digit", character, again: true };
		if (character === "*") return { kind: "any", character, again: true };
		return { kind: "one", character, again: false };
	});
}

function meet(a: Step, b: Step): boolean {
	if (a.kind === "any" || b.kind === "any") return true;
	if (a.kind === "one" && b.kind === "one") return a.character === b.character;
	const other = a.kind === "one" ? a : b;
	return other.kind === "digit" || /[0-9]/.test(other.character);
}

/** Whether a host exists that both patterns mean. `{domain}` must have been filled in. */
export function overlap(one: string, other: string): boolean {
	const a = stepsOf(one);
	const b = stepsOf(other);
	const seen = new Set<number>();
	/** Places in both patterns that the same beginning of a host leads to. */
	const open: [number, number][] = [[0, 0]];
	for (let place = open.pop(); place !== undefined; place = open.pop()) {
		const [i, j] = place;
		if (i === a.length && j === b.length) return true;
		const key = i * (b.length + 1) + j;
		const x = a[i];
		const y = b[j];
		if (seen.has(key) || x === undefined || y === undefined || !meet(x, y)) continue;
		seen.add(key);
		open.push([i + 1, j + 1]);
		if (x.again) open.push([i, j + 1]);
		if (y.again) open.push([i + 1, j]);
	}
	return false;
}

/** A pattern for each domain that `{domain}` can stand for. */
export function fillDomains(pattern: string, hostDomains: readonly string[]): string[] {
	return pattern.includes("{domain}") ? hostDomains.map((domain) => pattern.replace("{domain}", domain)) : [pattern];
}
