// The host names of a certificate (RFC 5280, subjectAltName), read from its DER bytes: Thunderbird offers no other way.
// Reads only what lies on the way there, and finds nothing in bytes that are no certificate.

/** More than that nobody reads. */
const MOST_NAMES = 50;

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;
const OCTET_STRING = 0x04;
const EXTENSIONS = 0xa3;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
/** 2.5.29.17 */
const SUBJECT_ALT_NAME = "85,29,17";

interface Element {
	tag: number;
	content: readonly number[];
}

/** The elements that lie one behind the other; ends where the bytes are none. */
function* elements(bytes: readonly number[]): Generator<Element, void> {
	for (let at = 0; at + 2 <= bytes.length; ) {
		const tag = bytes[at] ?? 0;
		let length = bytes[at + 1] ?? 0;
		at += 2;
		if (length >= 0x80) {
			const digits = bytes.slice(at, at + length - 0x80);
			// Two bytes are enough for any certificate that a server would send, three for any that exists.
			if (digits.length === 0 || digits.length > 3) return;
			at += digits.length;
			length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
		}
		if (at + length > bytes.length) return;
		yield { tag, content: bytes.slice(at, at + length) };
		at += length;
	}
}

/** What lies within the first element of this tag; nothing when there is none. */
function within(bytes: readonly number[], tag: number): readonly number[] {
	for (const element of elements(bytes)) if (element.tag === tag) return element.content;
	return [];
}

function ipAddress(bytes: readonly number[]): string | null {
	if (bytes.length === 4) return bytes.join(".");
	if (bytes.length !== 16) return null;
	const groups = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
	return groups.map((group) => group.toString(16)).join(":");
}

/** Host names and IP addresses, in their order. */
export function subjectNames(der: readonly number[]): string[] {
	const extensions = within(within(within(within(der, SEQUENCE), SEQUENCE), EXTENSIONS), SEQUENCE);
	const names: string[] = [];
	for (const { content } of elements(extensions)) {
		if (within(content, OBJECT_IDENTIFIER).join() !== SUBJECT_ALT_NAME) continue;
		for (const name of elements(within(within(content, OCTET_STRING), SEQUENCE))) {
			const text = name.tag === DNS_NAME ? String.fromCharCode(...name.content) : null;
			const address = name.tag === IP_ADDRESS ? ipAddress(name.content) : null;
			// Host names of certificates are ASCII; anything else is not shown.
			if (text !== null && /^[\w.*-]+$/.test(text)) names.push(text);
			if (address !== null) names.push(address);
			if (names.length === MOST_NAMES) return names;
		}
	}
	return names;
}
