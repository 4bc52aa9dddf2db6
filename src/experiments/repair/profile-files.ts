// Files of the profile, read and written at once. Only for what cannot wait: Thunderbird closing, and the first moment of its
// start; everything else uses IOUtils. Paths below the profile, with `/`, or absolute where mail lies elsewhere.

import type { Ports } from "./ports";

const READABLE_BY_USER = 0o600;
const FOLDER_OF_USER = 0o700;

function fileAt(path: string): NsIFile {
	const parts = path.split("/");
	if (/^(\/|[A-Za-z]:[\\/])/.test(path)) {
		const file = Cc["@mozilla.org/file/local;1"]?.createInstance(Ci["nsIFile"]) as NsIFile;
		file.initWithPath(path.startsWith("/") ? path : parts.join("\\"));
		return file;
	}
	const file = Services.dirsvc.get("ProfD", Ci["nsIFile"]).clone();
	for (const part of parts) file.append(part);
	return file;
}

export const profileFiles: Ports["files"] = {
	read(path) {
		const file = fileAt(path);
		if (!file.exists()) return null;
		const stream = Cc["@mozilla.org/network/file-input-stream;1"]?.createInstance(
			Ci["nsIFileInputStream"],
		) as NsIFileInputStream;
		stream.init(file, -1, 0, 0);
		try {
			const binary = Cc["@mozilla.org/binaryinputstream;1"]?.createInstance(
				Ci["nsIBinaryInputStream"],
			) as NsIBinaryInputStream;
			binary.setInputStream(stream);
			let content = "";
			for (let more = binary.available(); more > 0; more = binary.available()) content += binary.readBytes(more);
			return content;
		} finally {
			stream.close();
		}
	},
	write(path, content) {
		const file = fileAt(path);
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
		const folder = fileAt(path);
		if (folder.exists()) folder.remove(true);
	},
	digest(content) {
		const hash = Cc["@mozilla.org/security/hash;1"]?.createInstance(Ci["nsICryptoHash"]) as NsICryptoHash;
		hash.initWithString("sha256");
		const bytes = Uint8Array.from(content, (character) => character.charCodeAt(0));
		hash.update(bytes, bytes.length);
		return hash.finish(true);
	},
};
