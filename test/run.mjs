// The door of every command: brings the npm packages where they are missing, then runs commands/<name>.ts.
// Plain JavaScript without packages, because it runs first; everything else is TypeScript and goes through Vite.

import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
process.chdir(root);

const [command = "", ...args] = process.argv.slice(2);

/** npm writes this file last: it is as new as the installation. */
const installed = join(root, "node_modules/.package-lock.json");

function packagesAreCurrent() {
	return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
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
