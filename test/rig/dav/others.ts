// DAV servers that are not ours, started where a test asks for them: Xandikos and SabreDAV, each behind nginx with every
// name in its certificate, so that any provider's host can be led there. Fresh data at each start.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Places } from "../config";
import { EVERY_ACCOUNT, OTHER_DAV_ADDRESSES, OTHER_DAV_PORT, type OtherDav } from "../world";

const SABRE = join(import.meta.dirname, "sabre.php");

/** For nginx; Xandikos itself knows no users. */
export const otherDavUsers = (): Record<string, string> =>
	Object.fromEntries(
		EVERY_ACCOUNT.flatMap(({ user, davPassword }) => (davPassword === undefined ? [] : [[user, davPassword]])),
	);

export class OtherDavServers {
	readonly #at: Places;
	readonly #running: ChildProcess[] = [];

	constructor(at: Places) {
		this.#at = at;
	}

	start(which: OtherDav): void {
		const folder = join(this.#at.var, which);
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		const log = openSync(this.#at.log(which), "a");
		const address = OTHER_DAV_ADDRESSES[which];
		const [command, ...args] = {
			xandikos: [
				"xandikos",
				"-d",
				join(folder, "data"),
				"--defaults",
				"--current-user-principal",
				"/me/",
				"-l",
				address,
				"-p",
				String(OTHER_DAV_PORT),
			],
			sabre: ["php", "-S", `${address}:${OTHER_DAV_PORT}`, SABRE],
		}[which];
		const environment = {
			RIG_DAV_FOLDER: folder,
			RIG_DAV_USERS: JSON.stringify(otherDavUsers()),
			PHP_CLI_SERVER_WORKERS: "4",
		};
		const env = { ...process.env, ...environment };
		// Before its workers: two first requests at once would both make the tables.
		if (which === "sabre") execFileSync("php", [SABRE], { stdio: ["ignore", log, log], env });
		this.#running.push(spawn(command ?? "", args, { stdio: ["ignore", log, log], env, detached: true }));
	}

	/** All that were started. */
	async stop(): Promise<void> {
		const ended = this.#running.splice(0).map(
			(child) =>
				new Promise<void>((resolve) => {
					if (child.exitCode !== null || child.pid === undefined) {
						resolve();
						return;
					}
					child.on("exit", () => resolve());
					// PHP's workers are processes of their own.
					process.kill(-child.pid, "SIGKILL");
				}),
		);
		await Promise.all(ended);
	}
}
