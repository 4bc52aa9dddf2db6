// The list of messages that Thunderbird keeps for each POP3 account, in popstate.dat: read as its own Pop3Client reads it.
// Pure; the file is opened by held-mail.ts.

/** Kept on the server, to be deleted there, too big to be fetched whole, to be fetched whole. */
const STATES: readonly string[] = ["k", "d", "b", "f"];

/**
 * The UIDLs of the messages that the account has seen on its server. Thunderbird too takes them for the account's whatever
 * host and user the line above them names: after a change of either in its settings that line is the old one.
 */
export function uidlsIn(popstate: string): string[] {
	const uidls = new Set<string>();
	let isList = false;
	for (const line of popstate.split(/\r?\n/)) {
		if (line.startsWith("*")) isList = true;
		const [state = "", uidl = ""] = line.split(" ");
		if (isList && STATES.includes(state) && uidl !== "") uidls.add(uidl);
	}
	return [...uidls];
}
