// Keeps no Thunderbird and no temporary folder alive longer than the process that made them, however that one ends.

import { type ChildProcess, spawn } from "node:child_process";

/** What was just killed may still write for a moment. */
const WAIT_FOR_END = 'read _; kill -9 "$1" 2>/dev/null; rm -rf "$2" || { sleep 2; rm -rf "$2"; }';

/** Kills `child` and removes `folder` when this process dies, by SIGKILL too. Returns the function that calls it off. */
export function guard(child: ChildProcess, folder: string): () => void {
	if (process.platform === "win32") {
		const kill = () => child.kill();
		process.on("exit", kill);
		return () => process.off("exit", kill);
	}
	// Its standard input ends when this process ends. In a session of its own, Ctrl+C does not reach it.
	const watcher = spawn("/bin/sh", ["-c", WAIT_FOR_END, "sh", String(child.pid), folder], {
		stdio: ["pipe", "ignore", "ignore"],
		detached: true,
	});
	watcher.unref();
	(watcher.stdin as unknown as { unref(): void }).unref();
	return () => watcher.kill();
}
