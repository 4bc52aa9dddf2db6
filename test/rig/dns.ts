// What each name means right now: the zone of the world and of the faults, less what a test has moved, as a configuration
// of dnsmasq. Starting dnsmasq: inside.ts.

import { join } from "node:path";
import type { Places } from "./config";
import { DAV_ROWS, davHost } from "./dav/rows";
import { FAULTS, faultHost, faultPlace, faultServer } from "./faults";
import {
	DAV_ADDRESS,
	DNS_ADDRESS,
	FAILING_DNS_ADDRESS,
	MAIL_DOMAINS,
	PLATFORM_IDS,
	platform,
	SILENT_DNS_ADDRESS,
} from "./world";

/** Where a name is to lead: to the fault of this name, to an address, or to what another name means. */
export type Target = string | { address: string } | { host: string };

export interface Moved {
	/** By name; `*` is every name. */
	names: Record<string, Target>;
	/** By mail domain; null: the domain has no MX. */
	mx: Record<string, string | null>;
}

/** dnsmasq's lines of one name. */
function record(name: string, target: Target): string[] {
	if (typeof target === "object") {
		return "address" in target ? [`host-record=${name},${target.address}`] : [`cname=${name},${target.host}`];
	}
	const { dns, ipv6 } = faultServer(target);
	const { address, address6 } = faultPlace(target);
	if (dns === "unknown") return [];
	if (dns) return [`server=/${name}/${dns === "silent" ? SILENT_DNS_ADDRESS : FAILING_DNS_ADDRESS}`];
	if (ipv6 === "only") return [`host-record=${name},${address6}`];
	return [`host-record=${name},${address}${ipv6 === "dead" ? `,${address6}` : ""}`];
}

function zone(moved: Moved): string[] {
	const lines: string[] = [];
	const add = (name: string, line: string) => {
		if (!(name in moved.names)) lines.push(line);
	};
	for (const id of PLATFORM_IDS) {
		const { hosts, mx, web = {} } = platform(id);
		for (const { name, address } of hosts) add(name, `host-record=${name},${address}`);
		for (const name of mx.names) add(name, `host-record=${name},${mx.address}`);
		for (const [name, address] of Object.entries(web)) add(name, `host-record=${name},${address}`);
	}
	for (const [domain, { mx, autodiscover, srv = {}, cname = {}, txt }] of Object.entries(MAIL_DOMAINS)) {
		const movedTo = moved.mx[domain];
		const exchangers = movedTo === undefined ? mx : movedTo === null ? [] : [movedTo];
		exchangers.forEach((host, index) => {
			lines.push(`mx-host=${domain},${host},${index * 5 + 1}`);
		});
		if (autodiscover) add(`_autodiscover._tcp.${domain}`, `srv-host=_autodiscover._tcp.${domain},${autodiscover},443`);
		for (const [service, { host, port }] of Object.entries(srv)) {
			add(`${service}.${domain}`, `srv-host=${service}.${domain},${host},${port}`);
		}
		for (const [prefix, host] of Object.entries(cname)) add(`${prefix}.${domain}`, `cname=${prefix}.${domain},${host}`);
		if (txt) lines.push(`txt-record=${domain},"${txt}"`);
	}
	for (const { name } of FAULTS) lines.push(...record(faultHost(name), name));
	for (const { name } of DAV_ROWS) lines.push(`host-record=${davHost(name)},${DAV_ADDRESS}`);
	return lines;
}

export function dnsmasqConfiguration(at: Places, moved: Moved): string {
	const everything = moved.names["*"];
	const names =
		everything === undefined
			? // Every name that is not in the zone does not exist.
				["local=/#/", ...zone(moved), ...Object.entries(moved.names).flatMap(([name, to]) => record(name, to))]
			: record("#", everything);
	return `${[
		// One process: a child that still answers over TCP would hold the port against the next dnsmasq.
		"no-daemon",
		"no-resolv",
		"no-hosts",
		"bind-interfaces",
		`listen-address=${DNS_ADDRESS}`,
		"port=53",
		`pid-file=${join(at.var, "dnsmasq.pid")}`,
		"user=root",
		"local-ttl=1",
		// Who asked for what: the proof that nothing calls home.
		"log-queries",
		`log-facility=${at.log("dnsmasq")}`,
		...names,
	].join("\n")}\n`;
}
