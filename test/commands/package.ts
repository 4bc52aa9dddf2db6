// `npm run package`: builds the add-on and writes web-ext-artifacts/bons-comptes-<version>.xpi, the same bytes from the
// same sources on every machine. With --store, the variant that names the newest Thunderbird it was tried with.

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { buildInto } from "./tool";

const root = resolve(import.meta.dirname, "../..");

/** The first day that a ZIP archive can name; at noon, because some places have no midnight on some days. */
const MADE = new Date(1980, 0, 1, 12);
const UNIX = 3;
const ORDINARY_FILE = 0o100644;

/** The XPI of a built add-on. Names sorted, times and modes fixed; compressed by fflate and not by the system's zlib. */
export function pack(folder: string): Uint8Array {
	const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((name) => statSync(join(folder, name)).isFile())
		.map((name) => name.split(sep).join("/"))
		.sort();
	const files: Zippable = Object.fromEntries(
		names.map((name) => [
			name,
			[readFileSync(join(folder, name)), { level: 9, mtime: MADE, os: UNIX, attrs: ORDINARY_FILE << 16 }],
		]),
	);
	return zipSync(files);
}

export default async function packageAddon(args: string[]): Promise<number> {
	const isStore = args.includes("--store");
	// Not dist/: whoever has it open keeps what was built there, and nothing old gets in.
	const folder = mkdtempSync(join(tmpdir(), "bons-comptes-package-"));
	try {
		await buildInto(folder, isStore ? "store" : "production");
		const { version } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as { version: string };
		const xpi = pack(folder);
		const artifacts = join(root, "web-ext-artifacts");
		const file = join(artifacts, `bons-comptes-${version}${isStore ? "-store" : ""}.xpi`);
		mkdirSync(artifacts, { recursive: true });
		writeFileSync(file, xpi);
		console.log(relative(root, file));
		console.log(`${xpi.length} bytes`);
		console.log(`SHA-256 ${createHash("sha256").update(xpi).digest("hex")}`);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	return 0;
}
