// Byte strings: one character per byte, as XPCOM's streams give and take them, so that what is not text stays what it is.

const CHUNK = 8192;

export function bytesOf(text: string): string {
	const bytes = new TextEncoder().encode(text);
	let all = "";
	for (let at = 0; at < bytes.length; at += CHUNK) all += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
	return all;
}

export function textOfBytes(bytes: string): string {
	return new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
}
