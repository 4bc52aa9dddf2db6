// What may be said of a surprise: its kind, never what it was about.

/** For support. */
export function describe(error: unknown): string {
	if (!(error instanceof Error)) return "unknown error";
	return `${error.name}: ${error.message}`.slice(0, 200);
}
