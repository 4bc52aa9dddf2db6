// `npm run package`: builds the add-on and writes web-ext-artifacts/bons-comptes-<version>.xpi, the same bytes from the
// same sources on every machine. With --store, the variant that names the newest Thunderbird it was tried with; with --update-url, the one that asks there for
// newer ones, and the update manifest for that address. What lies beside the package: package-papers.ts.

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve, sep } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { type Built, billOf, checkedUpdateUrl, checksumOf, updatesOf } from "./package-papers";
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

/** `--update-url https://…` or `--update-url=https://…`; null: without. */
function updateUrlOf(args: readonly string[]): string | null {
	const index = args.findIndex((arg) => arg === "--update-url" || arg.startsWith("--update-url="));
	const arg = args[index];
	if (arg === undefined) return null;
	return checkedUpdateUrl(arg.includes("=") ? arg.slice(arg.indexOf("=") + 1) : (args[index + 1] ?? "")).href;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, "\t")}\n`;

export default async function packageAddon(args: string[]): Promise<number> {
	const isStore = args.includes("--store");
	const updateUrl = updateUrlOf(args);
	if (isStore && updateUrl !== null)
		throw new Error("a store forbids an update address of one's own: leave one of both out");
	// Not dist/: whoever has it open keeps what was built there, and nothing old gets in.
	const folder = mkdtempSync(join(tmpdir(), "bons-comptes-package-"));
	try {
		await buildInto(folder, isStore ? "store" : "production");
		const manifestFile = join(folder, "manifest.json");
		const manifest = JSON.parse(readFileSync(manifestFile, "utf8")) as Built["manifest"];
		if (updateUrl !== null) {
			const { gecko } = manifest.browser_specific_settings;
			const browser_specific_settings = { gecko: { ...gecko, update_url: updateUrl } };
			writeFileSync(manifestFile, json({ ...manifest, browser_specific_settings }));
		}
		const xpi = pack(folder);
		const variant = isStore ? "-store" : updateUrl === null ? "" : "-updates";
		const file = `bons-comptes-${manifest.version}${variant}.xpi`;
		const built: Built = { manifest, file, sha256: createHash("sha256").update(xpi).digest("hex") };
		const artifacts = join(root, "web-ext-artifacts");
		mkdirSync(artifacts, { recursive: true });
		writeFileSync(join(artifacts, file), xpi);
		writeFileSync(join(artifacts, `${file}.sha256`), checksumOf(built));
		const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
			packages: Parameters<typeof billOf>[1];
		};
		writeFileSync(join(artifacts, `${file}.cdx.json`), json(billOf(built, packages)));
		console.log(relative(root, join(artifacts, file)));
		console.log(`${xpi.length} bytes`);
		console.log(`SHA-256 ${built.sha256}`);
		console.log(`beside it: ${file}.sha256, and the bill of materials ${file}.cdx.json`);
		if (updateUrl !== null) {
			const name = basename(new URL(updateUrl).pathname);
			writeFileSync(join(artifacts, name), json(updatesOf(built, updateUrl)));
			console.log(`${name}, to be put at ${updateUrl}, with the package beside it`);
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	return 0;
}
