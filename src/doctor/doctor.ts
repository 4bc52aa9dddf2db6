// What the page can ask for: use cases over Thunderbird. Implemented by ../thunderbird/, faked in the page's tests.

import type { Change } from "../domain/change";
import type { Diagnosis } from "../domain/diagnosis";
import type { JournalView, RepairOutcome, SelfCheck, UndoOutcome } from "../domain/outcome";

export interface CheckOptions {
	/** Aborting ends the check with an AbortError; nothing was changed. */
	signal: AbortSignal;
	/** Accounts judged so far, of all. */
	onProgress: (done: number, total: number) => void;
}

export interface Doctor {
	/** `experiments-off`: the privileged part is switched off in this Thunderbird, nothing can be examined. */
	availability(): "available" | "experiments-off";
	/** What this Thunderbird and this add-on are, for the report. */
	versions(): Promise<{ addon: string; thunderbird: string; platform: string }>;
	/** Examines every account. Changes nothing. Changes that the self-check does not vouch for come out blocked. */
	check(options: CheckOptions): Promise<Diagnosis>;
	selfCheck(): Promise<SelfCheck>;
	/** Makes all changes or none. */
	repair(changes: Change[], names: Readonly<Record<string, string>>): Promise<RepairOutcome>;
	undo(entry: string): Promise<UndoOutcome>;
	history(): Promise<JournalView>;
	/** Remembers which provider the user named for an account where several are possible. */
	chooseProvider(account: string, provider: string): Promise<void>;
	/** Tells the toolbar button how many accounts are in trouble. */
	showTrouble(accounts: number): Promise<void>;
	/** Saves a file into the download folder without asking; resolves with its path. */
	saveFile(name: string, content: string): Promise<string>;
	/** Opens a help link in the system's browser. */
	openLink(url: string): Promise<void>;
}
