// A file of the profile, found and read at once. Only for what cannot wait: Thunderbird closing, and the first moment of its
// start; everything else uses IOUtils. Paths below the profile, with `/`, or absolute where mail lies elsewhere.

export function profileFile(path: string): NsIFile {
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

/** A character for each byte; null where there is none. @throws when it cannot be read */
export function readProfileFile(path: string): string | null {
	const file = profileFile(path);
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
}
