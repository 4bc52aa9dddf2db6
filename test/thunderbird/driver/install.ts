// Which Thunderbird: finds those of this machine, and on Debian fetches the two versions that the tests need.
// Starting one: thunderbird.ts.

import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	renameSync,
	rmSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { aptInstall, isDebian, isRoot, run, Unavailable } from "../../debian";
import type { AddonSource } from "./profile";

export interface ThunderbirdProgram {
	/** Such as "153.7.0". */
	version: string;
	binary: string;
	/** Null where none is installed: Thunderbird then speaks English. */
	frenchPack: AddonSource | null;
}

/** The older of the two versions that the add-on supports. */
const OLD_MAJOR = "140";
const CACHE = join(import.meta.dirname, "../../../node_modules/.cache/bons-comptes");
const FRENCH_PACK = "langpack-fr@thunderbird.mozilla.org";

// ------------------------------------------------------------------ what is there

const USUAL_PLACES: Partial<Record<NodeJS.Platform, string[]>> = {
	linux: ["/usr/lib/thunderbird/thunderbird", "/usr/lib64/thunderbird/thunderbird", "/opt/thunderbird/thunderbird"],
	darwin: ["/Applications/Thunderbird.app/Contents/MacOS/thunderbird"],
	win32: [
		"C:\\Program Files\\Mozilla Thunderbird\\thunderbird.exe",
		"C:\\Program Files (x86)\\Mozilla Thunderbird\\thunderbird.exe",
	],
};

/** The program with what lies beside it; null when this is no Thunderbird (a shell wrapper, for instance). */
function describe(path: string): ThunderbirdProgram | null {
	if (!existsSync(path)) return null;
	const binary = realpathSync(path);
	const folder = dirname(binary);
	const ini = [join(folder, "application.ini"), join(folder, "../Resources/application.ini")].find(existsSync);
	const version = ini && /^Version=(.+)$/m.exec(readFileSync(ini, "utf8"))?.[1];
	if (!version) return null;
	const pack = join(folder, "extensions", `${FRENCH_PACK}.xpi`);
	return { version, binary, frenchPack: existsSync(pack) ? { id: FRENCH_PACK, path: pack } : null };
}

function findInstalled(): ThunderbirdProgram | null {
	const name = process.platform === "win32" ? "thunderbird.exe" : "thunderbird";
	const onPath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name));
	for (const path of [...(USUAL_PLACES[process.platform] ?? []), ...onPath]) {
		const found = describe(path);
		if (found) return found;
	}
	return null;
}

// ------------------------------------------------------------------ Debian

/** "153.7.0" of "1:153.7.0esr-1~deb12u1". */
const upstream = (debianVersion: string) => /^(?:\d+:)?([\d.]+)/.exec(debianVersion)?.[1] ?? debianVersion;
const isOld = (debianVersion: string) => upstream(debianVersion).startsWith(`${OLD_MAJOR}.`);

/** Debian's versions, such as "1:153.7.0esr-1~deb12u1": the newest, and the newest of the older kind. */
function debianVersions(): { newest: string | undefined; oldest: string | undefined } {
	const look = () => {
		const rows = run("apt-cache", ["madison", "thunderbird"]).matchAll(/^ *thunderbird \| (\S+)/gm);
		const versions = [...rows].map((row) => row[1] ?? "");
		return { newest: versions.find((version) => !isOld(version)), oldest: versions.find(isOld) };
	};
	const known = look();
	if ((known.newest && known.oldest) || !isRoot()) return known;
	// A machine's lists may be old, or those of one source alone.
	run("apt-get", ["update"]);
	return look();
}

/** The files of a package, kept in the cache; no root is needed. */
function unpacked(name: string, version: string): string {
	const folder = join(CACHE, `${name}-${version.replace(/[^\w.~-]/g, "_")}`);
	if (existsSync(folder)) return folder;
	mkdirSync(CACHE, { recursive: true });
	// Made aside and then renamed: a run that is cut short, or a second one beside, leaves nothing half done.
	const work = mkdtempSync(join(CACHE, "download-"));
	try {
		run("apt-get", ["download", "-o", "APT::Sandbox::User=root", `${name}=${version}`], work);
		const file = readdirSync(work).find((entry) => entry.endsWith(".deb")) ?? "";
		run("dpkg-deb", ["-x", join(work, file), join(work, "files")]);
		try {
			renameSync(join(work, "files"), folder);
		} catch (error) {
			if (!existsSync(folder)) throw error;
		}
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
	return folder;
}

const PROGRAM = "usr/lib/thunderbird";

/** A version of Debian's: the installed one where it is the same, else from the cache. */
function debianProgram(version: string): ThunderbirdProgram {
	const installed = findInstalled();
	const program =
		installed?.version === upstream(version)
			? installed
			: describe(join(unpacked("thunderbird", version), PROGRAM, "thunderbird"));
	if (!program) throw new Unavailable(`Debian's package thunderbird ${version} holds no program where it is expected.`);
	if (program.frenchPack) return program;
	const pack = join(unpacked("thunderbird-l10n-fr", version), PROGRAM, "extensions", `${FRENCH_PACK}.xpi`);
	return { ...program, frenchPack: { id: FRENCH_PACK, path: pack } };
}

// ------------------------------------------------------------------ for the commands

/**
 * The Thunderbird to show somebody: `THUNDERBIRD=…`, else the machine's, else Debian's, newly installed.
 * @throws {Unavailable}
 */
export function thunderbirdForUse(): ThunderbirdProgram {
	const wish = process.env["THUNDERBIRD"];
	if (wish) {
		const program = describe(wish);
		if (program) return program;
		throw new Unavailable(
			`THUNDERBIRD=${wish} is not Thunderbird's program file: name the one that lies beside application.ini.`,
		);
	}
	const installed = findInstalled();
	if (installed) return installed;
	if (isDebian() && isRoot()) {
		const { newest, oldest } = debianVersions();
		const version = newest ?? oldest;
		if (version) {
			aptInstall("thunderbird");
			return debianProgram(version);
		}
	}
	throw new Unavailable(
		"No Thunderbird was found: install it (https://www.thunderbird.net), or name its program with THUNDERBIRD=….",
	);
}

/** For each of the two versions of the tests: the program, or one sentence that says why it is not here. */
export interface TestPrograms {
	current: ThunderbirdProgram | string;
	old: ThunderbirdProgram | string;
}

function attempt(find: () => ThunderbirdProgram): ThunderbirdProgram | string {
	try {
		return find();
	} catch (error) {
		if (error instanceof Unavailable) return error.message;
		throw error;
	}
}

/** The newest Thunderbird and the oldest supported one. On Debian both are fetched, elsewhere one is used if it is there. */
export function thunderbirdsForTests(): TestPrograms {
	if (!isDebian()) {
		const current = attempt(thunderbirdForUse);
		return {
			current,
			old: `Thunderbird ${OLD_MAJOR} is fetched only on Debian: run the tests there for both versions.`,
		};
	}
	const { newest, oldest } = debianVersions();
	if (newest && isRoot() && findInstalled()?.version !== upstream(newest)) {
		// Brings the libraries along that the unpacked one needs too.
		aptInstall("thunderbird");
	}
	const noSource = (what: string) =>
		`Debian's package sources offer no ${what}: run "apt-get update", or look at them.`;
	return {
		current: newest ? attempt(() => debianProgram(newest)) : noSource(`Thunderbird newer than ${OLD_MAJOR}`),
		old: oldest ? attempt(() => debianProgram(oldest)) : noSource(`Thunderbird ${OLD_MAJOR}`),
	};
}
