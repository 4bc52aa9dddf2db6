// Hands the managed configuration to the page, as Thunderbird's policy service has it. It is judged in ../../policy/, and for
// privileged code in ../shared/policy.ts.

import { readPolicy } from "../shared/policy-source";

/** Taken up by Thunderbird under the name of its key in manifest.json. */
export class bonsComptesPolicy extends ExtensionCommon.ExtensionAPI {
	getAPI(context: ExtensionApiContext): { bonsComptesPolicy: typeof browser.bonsComptesPolicy } {
		const api = {
			read: () => Promise.resolve(readPolicy(context.extension.id)),
		} satisfies typeof browser.bonsComptesPolicy;
		return { bonsComptesPolicy: api };
	}
}
