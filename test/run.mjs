// The door of every command: brings the npm packages where they are missing, then runs commands/<name>.ts.
// Plain JavaScript without packages, because it runs first; everything else is TypeScript and goes through Vite.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
process.chdir(root);

const [command = "", ...args] = process.argv.slice(2);

/** The packages of a lock file; npm keeps one of its own for what it has installed, and writes it last. */
function locked(file) {
	return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
}

/** Compares contents and not times: a checkout makes every file new. */
function packagesAreCurrent() {
	if (!existsSync(join(root, "node_modules/.package-lock.json"))) return false;
	const installed = locked("node_modules/.package-lock.json");
	return Object.entries(locked("package-lock.json")).every(([path, { version, optional }]) => {
		// The first entry is this project. Optional packages may be of another system.
		if (path === "" || (optional && !installed[path])) return true;
		return installed[path]?.version === version;
	});
}

if (!packagesAreCurrent()) {
	console.log("Installing the npm packages of package-lock.json…");
	const npm = process.platform === "win32" ? "npm.cmd" : "npm";
	const { status } = spawnSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
		stdio: "inherit",
		shell: process.platform === "win32",
	});
	if (status !== 0) {
		console.error("The npm packages could not be installed: look at the lines above, then run the command again.");
		process.exit(1);
	}
}

const { runnerImport } = await import("vite");
const { module } = await runnerImport(resolve(root, `test/commands/${command}.ts`), {
	root,
	// Messages of the tool itself; the commands print their own.
	logLevel: "error",
});
process.exitCode = await module.default(args);
