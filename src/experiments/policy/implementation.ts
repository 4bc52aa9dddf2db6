// Hands the managed configuration to the page, as Thunderbird's policy service has it, and writes the result file that it
// names. It is judged in ../../policy/, and for privileged code in ../shared/policy.ts.

import { readPolicy } from "../shared/policy-source";
import { writeResult } from "./result-file";

/** Taken up by Thunderbird under the name of its key in manifest.json. */
export class bonsComptesPolicy extends ExtensionCommon.ExtensionAPI {
	getAPI(context: ExtensionApiContext): { bonsComptesPolicy: typeof browser.bonsComptesPolicy } {
		const api = {
			read: () => Promise.resolve(readPolicy(context.extension.id)),
			writeResult: (result) => writeResult(context.extension.id, result),
		} satisfies typeof browser.bonsComptesPolicy;
		return { bonsComptesPolicy: api };
	}
}
