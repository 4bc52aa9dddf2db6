// Reads the examples for Windows and macOS back into the policies that they stand for, as those systems would hand them to
// Thunderbird: nested objects, and texts where the registry has only texts.

type Policies = Record<string, unknown>;

/** A .reg file with values of the type REG_SZ. @throws for a line that it does not understand */
export function policiesOfRegistry(text: string): Policies {
	const policies: Policies = {};
	let here = policies;
	for (const line of text.split(/\r?\n/).slice(1)) {
		if (line === "" || line.startsWith(";")) continue;
		const [, key] = /^\[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Mozilla\\Thunderbird\\?(.*)\]$/.exec(line) ?? [];
		if (key !== undefined) {
			here = policies;
			for (const step of key.split("\\").filter(Boolean)) here = here[step] = (here[step] ?? {}) as Policies;
			continue;
		}
		const [, name, value] = /^"([^"]+)"="((?:[^"\\]|\\["\\])*)"$/.exec(line) ?? [];
		if (name === undefined || value === undefined) throw new Error(`not understood: ${line}`);
		here[name] = value.replace(/\\(["\\])/g, "$1");
	}
	return policies;
}

/** A property list of dictionaries, lists, texts, whole numbers and truth values. @throws for anything else */
export function policiesOfPropertyList(text: string): Policies {
	const tokens = [...text.matchAll(/<(\/?)(dict|array|key|string|integer|true|false)(\/?)>([^<]*)/g)].map(
		([, closing, name = "", empty, inner = ""]) => ({ name: `${closing}${name}`, empty: empty === "/", inner }),
	);
	const unescaped = (inner: string) => inner.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
	let at = 0;
	const value = (): unknown => {
		const token = tokens[at++];
		switch (token?.name) {
			case "dict": {
				const object: Policies = {};
				while (!token.empty && tokens[at]?.name !== "/dict") {
					const key = unescaped(tokens[at++]?.inner ?? "");
					at++;
					object[key] = value();
				}
				if (!token.empty) at++;
				return object;
			}
			case "array": {
				const list: unknown[] = [];
				while (!token.empty && tokens[at]?.name !== "/array") list.push(value());
				if (!token.empty) at++;
				return list;
			}
			case "true":
			case "false":
				return token.name === "true";
			case "string":
			case "integer": {
				if (!token.empty) at++;
				return token.name === "integer" ? Number(token.inner) : unescaped(token.inner);
			}
			case undefined:
			default:
				throw new Error(`not understood: <${token?.name}>`);
		}
	};
	return value() as Policies;
}
