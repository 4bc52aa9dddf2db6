// A copy of the files that hold Thunderbird's settings, for the user to keep before a restart. Never of logins or keys.

import type { MailFolder } from "./carry/files";

/** Below the profile. */
const OF_PROFILE = ["prefs.js", "virtualFolders.dat", "folderTree.json", "session.json", "xulstore.json"] as const;
const OF_MAIL_FOLDER = ["msgFilterRules.dat", "popstate.dat"] as const;

/** Copies what there is into a new folder below the download folder; resolves with its path. */
export async function saveSettings(folders: readonly MailFolder[]): Promise<string> {
	// Thunderbird may have something in memory that the file does not say yet.
	Services.prefs.savePrefFile(Services.dirsvc.get("PrefF", Ci["nsIFile"]));
	const { Downloads } = ChromeUtils.importESModule("resource://gre/modules/Downloads.sys.mjs");
	const target = await newFolder(await Downloads.getPreferredDownloadsDirectory());
	for (const name of OF_PROFILE) {
		await copy(PathUtils.join(PathUtils.profileDir, name), PathUtils.join(target, name));
	}
	for (const { key, folder } of folders) {
		const isBelow = !/^(\/|[A-Za-z]:)/.test(folder);
		const from = isBelow ? PathUtils.join(PathUtils.profileDir, ...folder.split("/")) : folder;
		for (const name of OF_MAIL_FOLDER) {
			await copy(PathUtils.join(from, name), PathUtils.join(target, `${key}-${name}`));
		}
	}
	return target;
}

async function newFolder(below: string): Promise<string> {
	const date = new Date().toISOString().slice(0, 10);
	for (let number = 1; ; number++) {
		const path = PathUtils.join(below, `bons-comptes-settings-${date}${number === 1 ? "" : `-${number}`}`);
		if (await IOUtils.exists(path)) continue;
		await IOUtils.makeDirectory(path, { ignoreExisting: true });
		return path;
	}
}

async function copy(from: string, to: string): Promise<void> {
	if (await IOUtils.exists(from)) await IOUtils.copy(from, to);
}
