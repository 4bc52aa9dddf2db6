// SHA-256 by Thunderbird, at once.

/** Of a text that has a character for each byte; in Base64. */
export function digest(content: string): string {
	const hash = Cc["@mozilla.org/security/hash;1"]?.createInstance(Ci["nsICryptoHash"]) as NsICryptoHash;
	hash.initWithString("sha256");
	const bytes = Uint8Array.from(content, (character) => character.charCodeAt(0));
	hash.update(bytes, bytes.length);
	return hash.finish(true);
}
