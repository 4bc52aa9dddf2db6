// Files of the profile, written at once as they are read by ../shared/profile-file.ts. Only for what cannot wait: Thunderbird
// closing, and the first moment of its start; everything else uses IOUtils.

import { digest } from "../shared/digest";
import { profileFile, readProfileFile } from "../shared/profile-file";
import type { Ports } from "./ports";

const READABLE_BY_USER = 0o600;
const FOLDER_OF_USER = 0o700;

export const profileFiles: Ports["files"] = {
	read: readProfileFile,
	write(path, content) {
		const file = profileFile(path);
		const folder = file.parent;
		if (folder && !folder.exists()) folder.create(Ci["nsIFile"]?.["DIRECTORY_TYPE"] ?? 1, FOLDER_OF_USER);
		// Writes beside it, onto the disk, and puts it in its place when all is written.
		const stream = (
			Cc["@mozilla.org/network/safe-file-output-stream;1"]?.createInstance(
				Ci["nsIFileOutputStream"],
			) as NsISafeFileStream
		).QueryInterface(Ci["nsISafeOutputStream"]);
		stream.init(file, -1, file.exists() ? file.permissions : READABLE_BY_USER, 0);
		let at = 0;
		while (at < content.length) {
			const written = stream.write(content.slice(at), content.length - at);
			if (written <= 0) break;
			at += written;
		}
		if (at === content.length) {
			stream.finish();
			return;
		}
		// Without the end it leaves the file as it was.
		stream.close();
		throw new Error("not all was written");
	},
	removeFolder(path) {
		const folder = profileFile(path);
		if (folder.exists()) folder.remove(true);
	},
	digest,
};
