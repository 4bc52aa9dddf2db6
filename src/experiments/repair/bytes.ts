// Byte strings: one character per byte, as XPCOM's streams give and take them, so that what is not text stays what it is.
// TextEncoder and its like are not there in the scope of an experiment.

/** In UTF-8. */
export function bytesOf(text: string): string {
	return encodeURIComponent(text).replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) =>
		String.fromCharCode(Number.parseInt(hex, 16)),
	);
}

/** @throws URIError where it is no UTF-8 */
export function textOfBytes(bytes: string): string {
	return decodeURIComponent(
		bytes.replaceAll(
			/[%\u0080-\u00ff]/g,
			(character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
		),
	);
}
