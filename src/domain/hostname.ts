// Host names as users type them, and as they should be. What a host means to a provider lives in ../providers/.

declare const hostname: unique symbol;
/** A host name in lower case without scheme, port, spaces or trailing dot (RFC 1123), or an IP address literal. */
export type Hostname = string & { readonly [hostname]: true };

export type HostnameOutcome =
	/** The text is a host name as it stands, but for letter case. */
	| { kind: "clean"; host: Hostname }
	/** A host name was typed with something around it (`https://`, a path, a port, spaces, a trailing dot). */
	| { kind: "repaired"; host: Hostname }
	/** No host name can be read from the text. */
	| { kind: "invalid" };

const LABEL = /^(?!-)[\p{L}\p{N}_-]{1,63}(?<!-)$/u;
const IPV6 = /^\[?[0-9a-f:.]*:[0-9a-f:.]*\]?$/;

function isHostname(text: string): boolean {
	if (text.length === 0 || text.length > 253) return false;
	if (IPV6.test(text)) return text.includes("::") || text.split(":").length === 8;
	return text.split(".").every((label) => LABEL.test(label));
}

/** Reads a host name from what somebody typed. Never throws. */
export function parseHostname(text: string): HostnameOutcome {
	const lower = text.toLowerCase();
	if (isHostname(lower)) return { kind: "clean", host: lower as Hostname };
	const bare = lower
		.trim()
		.replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
		.replace(/[/?#].*$/, "")
		.replace(/^.*@/, "")
		.replace(/:\d*$/, "")
		.replace(/\.+$/, "")
		.trim();
	return isHostname(bare) ? { kind: "repaired", host: bare as Hostname } : { kind: "invalid" };
}

/** True for this very machine: `localhost`, 127.0.0.0/8 and ::1 (DavMail, Proton Bridge, antivirus proxies). */
export function isLoopback(host: string): boolean {
	return /^(localhost(\.localdomain)?|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** The part of an e-mail address behind the last `@`, in lower case; empty when there is none. */
export function domainOf(address: string): string {
	const at = address.lastIndexOf("@");
	return at < 0
		? ""
		: address
				.slice(at + 1)
				.trim()
				.toLowerCase();
}
