// Debian's packages for the tests: what is there, and installing what is not. Which packages: the callers.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Expected trouble: something cannot be had here. Its message is one sentence that says what to do. */
export class Unavailable extends Error {
	override name = "Unavailable";
}

export const isRoot = () => process.getuid?.() === 0;

/** Daemons lie in the sbin folders, which are not on everybody's path. */
export function hasProgram(name: string): boolean {
	const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
	return folders.some((folder) => existsSync(join(folder, name)));
}

/** p11-kit's PKCS #11 module, which gives out the authorities of a folder; null where it is not installed. */
export function p11KitTrustModule(): string | null {
	const libraries = "/usr/lib";
	if (!existsSync(libraries)) return null;
	const paths = readdirSync(libraries).map((triplet) => join(libraries, triplet, "pkcs11/p11-kit-trust.so"));
	return paths.find((path) => existsSync(path)) ?? null;
}

export const isDebian = () => hasProgram("apt-get") && hasProgram("apt-cache") && hasProgram("dpkg-deb");

/** @throws {Unavailable} with the last line of what the program said; a script among the arguments is left out */
export function run(program: string, args: string[], cwd?: string): string {
	try {
		return execFileSync(program, args, {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "pipe"],
			env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
			...(cwd && { cwd }),
		});
	} catch (error) {
		const { stderr = "" } = error as { stderr?: string };
		const command = [program, ...args.filter((arg) => !arg.includes("\n"))].join(" ");
		throw new Unavailable(`"${command}" failed: ${stderr.trim().split("\n").at(-1)}`);
	}
}

/**
 * apt-get with a policy that no daemon is started: a mail server of this machine is nobody's wish. What was there before
 * lies aside meanwhile, where the next run finds it even if this one is killed. One at a time, because of that.
 */
const WITHOUT_DAEMONS = `
	policy=/usr/sbin/policy-rc.d
	kept=$policy.before-bons-comptes
	put_back() { rm -f $policy; if [ -e $kept ]; then mv $kept $policy; fi; }
	trap put_back EXIT
	if [ -e $policy ] && ! [ -e $kept ]; then mv $policy $kept; fi
	printf '#!/bin/sh\\nexit 101\\n' > $policy
	chmod 755 $policy
	apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"`;

/** @throws {Unavailable} */
export function aptInstall(...packages: string[]): void {
	run("flock", ["/run/lock/bons-comptes-install", "sh", "-ec", WITHOUT_DAEMONS, "install", ...packages]);
}
