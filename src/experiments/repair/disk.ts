// Waiting until a file of the profile holds what it should: Thunderbird writes some of them in its own time.

/** How long preferences and logins may take to reach the disk. */
const DISK_DEADLINE_MS = 5000;
const DISK_LOOK_MS = 25;

/** Resolves with true as soon as the file holds what is wanted, with false after the deadline. */
export async function untilOnDisk(path: string, holds: (content: string) => boolean): Promise<boolean> {
	const { setTimeout } = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");
	for (let waited = 0; ; waited += DISK_LOOK_MS) {
		const content = await IOUtils.readUTF8(path).catch(() => "");
		if (holds(content)) return true;
		if (waited >= DISK_DEADLINE_MS) return false;
		await new Promise<void>((resolve) => setTimeout(resolve, DISK_LOOK_MS));
	}
}
