// The messages between the background and the page: one closed union.

/** The background asks an open page to start a check; the page answers with the id of its tab. */
export interface StartCheck {
	kind: "start-check";
}
export type Message = StartCheck;

export function isMessage(value: unknown): value is Message {
	return typeof value === "object" && value !== null && "kind" in value && value.kind === "start-check";
}
