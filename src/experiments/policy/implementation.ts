// Hands the managed configuration to the page, as Thunderbird's policy service has it, and tells an administrator in the
// browser console where it is at fault. It is judged in ../../policy/, and for privileged code in ../shared/policy.ts.

import { judgePolicy } from "../../policy/parse-policy";
import { builtInCatalogue } from "../../providers";
import { readPolicy } from "../shared/policy";

/** Taken up by Thunderbird under the name of its key in manifest.json. */
export class bonsComptesPolicy extends ExtensionCommon.ExtensionAPI {
	/** Where this throws, Thunderbird does not start the add-on at all. */
	onStartup(): void {
		try {
			this.#report();
		} catch (error) {
			console.error(error);
		}
	}

	#report(): void {
		const outcome = judgePolicy(readPolicy(this.extension.id), builtInCatalogue);
		switch (outcome.kind) {
			case "none":
			case "valid":
				return;
			case "unreadable":
				console.warn("Bons Comptes: Thunderbird could not read its policies; no managed configuration is applied");
				return;
			case "invalid":
				for (const { path, expected } of outcome.faults) {
					console.warn(`Bons Comptes: managed configuration not applied: ${path || "the whole"} must be: ${expected}`);
				}
		}
	}

	onShutdown(isAppShutdown: boolean): void {
		if (isAppShutdown) return;
		// Or the next version would run with this one's script.
		Services.obs.notifyObservers(null, "startupcache-invalidate");
	}

	getAPI(context: ExtensionApiContext): { bonsComptesPolicy: typeof browser.bonsComptesPolicy } {
		const api = {
			read: () => Promise.resolve(readPolicy(context.extension.id)),
		} satisfies typeof browser.bonsComptesPolicy;
		return { bonsComptesPolicy: api };
	}
}
