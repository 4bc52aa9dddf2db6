// A getter of a half broken server or identity throws; the reader then sees what an empty preference would give.

export function attempt<T>(read: () => T, fallback: T): T {
	try {
		return read() ?? fallback;
	} catch {
		return fallback;
	}
}
