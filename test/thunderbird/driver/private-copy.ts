// A copy of Thunderbird's program folder with a `distribution/` of its own, for policies: nothing else on the machine sees
// them. Only what tells Thunderbird where it lies is copied, everything else is linked.

import {
	copyFileSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readlinkSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

export class PrivateCopy {
	readonly folder: string;
	readonly binary: string;

	constructor(binary: string) {
		const original = dirname(binary);
		this.folder = mkdtempSync(join(tmpdir(), "bons-comptes-program-"));
		this.binary = join(this.folder, basename(binary));
		for (const name of readdirSync(original)) {
			if (name === "distribution") continue;
			if (name === basename(binary)) copyFileSync(binary, this.binary);
			else symlinkSync(join(original, name), join(this.folder, name));
		}
	}

	/** Thunderbird reads them at its next start. null: there is no file. */
	setPolicies(content: string | Uint8Array | null): void {
		if (content === null) rmSync(join(this.folder, "distribution/policies.json"), { force: true });
		else this.put("distribution/policies.json", content);
	}

	/** Lays a file below the program's folder, as an administrator would; the installed program stays as it is. */
	put(path: string, content: string | Uint8Array): void {
		const folders = dirname(path).split("/");
		folders.forEach((_, index) => this.#own(join(this.folder, ...folders.slice(0, index + 1))));
		writeFileSync(join(this.folder, path), content);
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}

	/** Makes it a folder of this copy's own, with links to what is in the installed one. */
	#own(folder: string): void {
		const found = lstatSync(folder, { throwIfNoEntry: false });
		if (!found?.isSymbolicLink()) {
			mkdirSync(folder, { recursive: true });
			return;
		}
		const original = resolve(dirname(folder), readlinkSync(folder));
		rmSync(folder);
		mkdirSync(folder);
		for (const name of readdirSync(original)) symlinkSync(join(original, name), join(folder, name));
	}
}
