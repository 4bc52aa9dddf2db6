// A copy of Thunderbird's program folder with a `distribution/` of its own, for policies: nothing else on the machine sees
// them. Only what tells Thunderbird where it lies is copied, everything else is linked.

import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

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
		mkdirSync(this.#distribution);
	}

	/** Thunderbird reads them at its next start. null: there is no file. */
	setPolicies(content: string | Uint8Array | null): void {
		const file = join(this.#distribution, "policies.json");
		if (content === null) rmSync(file, { force: true });
		else writeFileSync(file, content);
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}

	get #distribution(): string {
		return join(this.folder, "distribution");
	}
}
