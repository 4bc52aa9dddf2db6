// The result file for the inventory of the machine: at the path of the organisation's policy and nowhere else, whole or not at
// all. What cannot be written is said once in the browser console, and nothing else comes of it.

import * as v from "valibot";
import { type Result, resultSchema } from "../../policy/result-schema";
import { encodeUtf8 } from "../../probe/text";
import { digest } from "../shared/digest";
import { managedPolicy } from "../shared/policy";

/** Said in this session. */
const said = new Set<string>();

function complain(text: string): void {
	if (said.has(text)) return;
	said.add(text);
	console.warn(`Bons Comptes: the result file is not written: ${text}`);
}

/** The name of the profile's folder and eight letters of a hash of where it lies: two users may have folders of the same name. */
function profileName(): string {
	const { profileDir } = PathUtils;
	return `${PathUtils.filename(profileDir).replace(/[^A-Za-z0-9._-]/g, "_")}-${digest(encodeUtf8(profileDir))
		.replace(/[^A-Za-z0-9]/g, "")
		.slice(0, 8)}`;
}

/** `path` of the policy, with what stands for the user's own filled in. */
function placeOf(path: string): string {
	const home = Services.dirsvc.get("Home", Ci["nsIFile"]).path;
	const filled = path.replace(/^\{home\}/, () => home).replaceAll("{profile}", profileName());
	// The policy may use either slash on Windows, Thunderbird takes its own there.
	return /^([A-Za-z]:|\\\\)/.test(filled) ? filled.replaceAll("/", "\\") : filled;
}

/** Never rejects for want of a place. */
export async function writeResult(addon: string, result: Result): Promise<void> {
	const { resultFile } = managedPolicy(addon);
	if (resultFile === null) return;
	const parsed = v.safeParse(resultSchema, result);
	if (!parsed.success) {
		throw new ExtensionUtils.ExtensionError(
			`refused: result.${v.getDotPath(parsed.issues[0]) ?? ""} is of another shape`,
		);
	}
	if (!resultFile.addresses && parsed.output.accounts.some(({ address }) => address !== null)) {
		throw new ExtensionUtils.ExtensionError("refused: the policy wants no address in the result");
	}
	// A name that nobody can have taken before: the folder may be one that others write into.
	const place = placeOf(resultFile.path);
	const tmpPath = `${place}.${Services.uuid.generateUUID().toString().slice(1, -1)}.tmp`;
	const folder = PathUtils.parent(place);
	// Thunderbird would make it. Who may write there and read there is the administrator's to decide.
	if (folder === null || !(await IOUtils.exists(folder))) {
		complain(`there is no folder ${folder ?? place}`);
		return;
	}
	try {
		await IOUtils.writeUTF8(place, `${JSON.stringify(parsed.output, null, "\t")}\n`, { tmpPath, flush: true });
	} catch (error) {
		complain((error instanceof Error ? error.message : String(error)).replaceAll(tmpPath, place));
		// Half of it may be there where the disk is full.
		await IOUtils.remove(tmpPath, { ignoreAbsent: true }).catch(() => undefined);
	}
}
