// The address of a calendar or address book, taken apart without `URL`, which privileged code does not have. Pure.

export interface WebAddress {
	/** In lower case, without a port. */
	host: string;
	/** With the port where it is not the usual one: how Thunderbird's login store names the place. */
	origin: string;
	/** Path and query, without slashes at the end and with each escape that needs none resolved. */
	path: string;
}

/** null: not https, somebody's name before the host, a fragment, or white space. */
export function parseWebAddress(text: string): WebAddress | null {
	const parsed = /^(https):\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(\/[^\s\\#]*)$/i.exec(text);
	return parsed === null ? null : taken(parsed);
}

/** The same of what a user may have typed: http too, and without a path. */
export function readWebAddress(text: string): WebAddress | null {
	const parsed = /^(https?):\/\/([^/?#@:\s]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?([/?][^#\s]*)?/i.exec(text);
	return parsed === null ? null : taken(parsed);
}

function taken([, scheme = "", host = "", port = "", path = ""]: RegExpExecArray): WebAddress {
	const name = host.toLowerCase();
	const usual = scheme.toLowerCase() === "https" ? "443" : "80";
	const at = port === "" || port === usual ? name : `${name}:${port}`;
	return { host: name, origin: `${scheme.toLowerCase()}://${at}`, path: unescaped(path).replace(/\/+(?=$|\?)/, "") };
}

/** `%40` and `@` are the same in a path; what cannot be resolved stays. */
function unescaped(path: string): string {
	try {
		return decodeURI(path).replaceAll(/%40/gi, "@");
	} catch {
		return path;
	}
}
