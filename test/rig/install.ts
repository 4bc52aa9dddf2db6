// Whether the rig can run on this machine: its programs, which are installed where that is possible, and the kernel.
// Starting it: rig.ts.

import { existsSync } from "node:fs";
import { aptInstall, hasProgram, isDebian, isRoot, p11KitTrustModule, run, Unavailable } from "../debian";

/** What is started by that name, and Debian's package that brings it. */
const PACKAGE_OF: Record<string, string> = {
	dnsmasq: "dnsmasq-base",
	dovecot: "dovecot-imapd",
	"../lib/dovecot/pop3": "dovecot-pop3d",
	postfix: "postfix",
	nginx: "nginx-light",
	radicale: "radicale",
	xandikos: "xandikos",
	php: "php-cli",
	nft: "nftables",
	ip: "iproute2",
	certutil: "libnss3-tools",
	openssl: "openssl",
};

/** What SabreDAV needs beside PHP, and a file of each. */
const SABRE_PACKAGES = [
	["php-sabre-dav", "/usr/share/php/Sabre/DAV/Server.php"],
	["php-sqlite3", "/usr/share/doc/php-sqlite3"],
	["php-xml", "/usr/share/doc/php-xml"],
	["php-mbstring", "/usr/share/doc/php-mbstring"],
] as const;

const missingPackages = () => [
	...Object.entries(PACKAGE_OF)
		.filter(([program]) => !hasProgram(program))
		.map(([, name]) => name),
	...SABRE_PACKAGES.filter(([, file]) => !existsSync(file)).map(([name]) => name),
	...(p11KitTrustModule() === null ? ["p11-kit-modules"] : []),
];

/** A network of its own, a packet filter in it: containers often forbid one or the other. */
const TRY_NAMESPACES = `ip link set lo up
	ip link add rig0 type veth peer name rig1
	nft add table inet rig`;

/** True, or one sentence that says why not. */
export function canRunRig(): true | string {
	if (process.platform !== "linux") return "The servers' rig needs Linux, with its namespaces.";
	if (!isRoot()) return "The servers' rig needs root, because mail servers change to other users.";
	const missing = missingPackages();
	if (missing.length > 0) return `The servers' rig needs packages that are not installed: ${missing.join(", ")}.`;
	try {
		run("unshare", ["-m", "-n", "-p", "--fork", "--mount-proc", "sh", "-ec", TRY_NAMESPACES]);
		return true;
	} catch (error) {
		if (!(error instanceof Unavailable)) throw error;
		return `The servers' rig needs private namespaces, which this machine does not allow (${error.message}).`;
	}
}

/** As `canRunRig`, after installing what is missing where that is possible. */
export function prepareRig(): true | string {
	const missing = missingPackages();
	if (missing.length > 0 && isDebian() && isRoot()) {
		try {
			// A machine that never asked has empty lists of packages.
			if (run("apt-cache", ["search", "--names-only", "^dovecot-imapd$"]) === "") run("apt-get", ["update"]);
			aptInstall(...missing);
		} catch (error) {
			if (!(error instanceof Unavailable)) throw error;
			return `The packages of the servers' rig could not be installed (${error.message}).`;
		}
	}
	return canRunRig();
}
