// The one script of this add-on that every start of Thunderbird loads, so it knows neither providers nor schemas. It looks
// whether the journal of repairs wants something of this start, or a managed configuration that has not been found faultless, and
// only then loads the experiment of repairs, which does it: ../repair/. Listens when calendars and address books are brought
// up to date. Changes nothing.

import { isAtRest } from "../../domain/journal-rest";
import { JOURNAL_PATH } from "../shared/journal-place";
import { isKnownFaultless, readPolicy } from "../shared/policy-source";
import { readProfileFile } from "../shared/profile-file";
import { SyncTimes } from "../shared/sync-times";

const REPAIRS = "bonsComptesRepair";

/** Nothing has to be done at this start. false where it cannot be told. */
function isQuiet({ id, version }: Extension): boolean {
	try {
		// The structure is ASCII, so the bytes will do.
		const journal = readProfileFile(JOURNAL_PATH);
		if (journal !== null && !isAtRest(journal)) return false;
		const policy = readPolicy(id);
		return policy.kind === "none" || (policy.kind === "present" && isKnownFaultless(policy.configuration, version));
	} catch {
		return false;
	}
}

/**
 * Its constructor does what this start wants. At once, as Thunderbird itself does it for events at its start: what is to be
 * put back is put back before Thunderbird reads it. Where that way is gone there is the one that it takes for this script.
 */
async function loadRepairs(extension: Extension): Promise<void> {
	const { apiManager } = extension;
	if (apiManager?.getAPI) apiManager.getAPI(REPAIRS, extension);
	else if (apiManager?.asyncGetAPI) await apiManager.asyncGetAPI(REPAIRS, extension);
	else
		throw new Error(
			"Bons Comptes: nothing loads the experiment of repairs; they are looked at when the page is opened",
		);
}

/** Taken up by Thunderbird under the name of its key in manifest.json. Gives pages nothing. */
export class bonsComptesStart extends ExtensionCommon.ExtensionAPI {
	/** For the experiment that reads the profile: a page that is opened later has nobody else to ask. */
	readonly syncTimes = new SyncTimes();

	onStartup(): void {
		this.syncTimes.listenOnceStarted();
		if (isQuiet(this.extension)) return;
		loadRepairs(this.extension).catch((error: unknown) => console.error(error));
	}

	onShutdown(isAppShutdown: boolean): void {
		if (isAppShutdown) return;
		this.syncTimes.stop();
		// Or the next version would run with scripts of this one, whichever are loaded.
		Services.obs.notifyObservers(null, "startupcache-invalidate");
	}
}
