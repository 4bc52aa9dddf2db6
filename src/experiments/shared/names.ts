// Questions to DNS: who takes a domain's mail, and whether any name is found at all. An answer that does not come is
// unknown: Thunderbird cannot tell "there is none" from a server that is silent.

import type { MailDns } from "../../domain/live";
import { asciiHost, findRoute, lookUp } from "./network";
import { Cancellation, within } from "./timer";

/** Mail exchangers of OVH: only beside them `_autodiscover._tcp` tells something. */
const OVH_EXCHANGER = /(\.mail\.ovh\.(net|ca)|^redirect\.ovh\.net)$/;

/** The latest question. Thunderbird asks one after the other, and its own would wait behind all of ours. */
let latest: Promise<unknown> = Promise.resolve();

/** `deadline`: of the clock, in milliseconds. The answers come in the order of the domains, which are in lower case. */
export async function lookUpMailDns(
	domains: readonly string[],
	deadline: number,
	cancellation: Cancellation,
): Promise<MailDns[]> {
	const { DNS } = ChromeUtils.importESModule("resource:///modules/DNS.sys.mjs");
	const ask = <Rec extends DnsTarget>(question: () => Promise<Rec[]>) => inTurn(question, deadline, cancellation);
	const found = new Map<string, MailDns>();
	// Exchangers first: they tell more.
	for (const domain of domains) {
		if (found.has(domain)) continue;
		const mx = await ask(() => DNS.mx(absolute(domain)));
		found.set(domain, { domain, mx, autodiscover: null });
	}
	for (const one of found.values()) {
		if (!one.mx?.some((host) => OVH_EXCHANGER.test(host))) continue;
		one.autodiscover = await ask(() => DNS.srv(absolute(`_autodiscover._tcp.${one.domain}`)));
	}
	return domains.flatMap((domain) => found.get(domain) ?? []);
}

/** With the dot at its end no domain of the local network is tried behind it. */
function absolute(domain: string): string {
	return `${asciiHost(domain)}.`;
}

interface DnsTarget {
	prio: number;
	host: string;
}

/** The targets, best first; null when no answer came. */
async function inTurn(
	question: () => Promise<DnsTarget[]>,
	deadline: number,
	cancellation: Cancellation,
): Promise<string[] | null> {
	if (Services.io.offline) return null;
	let isWanted = true;
	const answer = latest.then(() => (isWanted ? question() : []));
	latest = answer.catch(() => {});
	// What Thunderbird could not ask is as unknown as what was not answered.
	const records = await within(deadline - Date.now(), cancellation, answer).catch(() => []);
	isWanted = false;
	if (records.length === 0) return null;
	return records
		.toSorted((a, b) => a.prio - b.prio)
		.map(({ host }) => host.toLowerCase().replace(/\.$/, ""))
		.filter(Boolean);
}

/**
 * Whether any of the names has an address; true behind a proxy too, for then nobody here can tell.
 * `deadline`: of the clock, in milliseconds.
 */
export async function findsName(
	hosts: readonly string[],
	deadline: number,
	cancellation: Cancellation,
): Promise<boolean> {
	if (Services.io.offline || cancellation.done) return false;
	const enough = new Cancellation();
	const forget = cancellation.onCancel(() => enough.cancel());
	const find = async (host: string): Promise<boolean> => {
		const { proxied } = await findRoute(host, deadline - Date.now(), enough);
		if (!proxied) await lookUp(host, deadline - Date.now(), enough);
		return true;
	};
	try {
		return await Promise.any(hosts.map((host) => find(asciiHost(host))));
	} catch {
		return false;
	} finally {
		forget();
		enough.cancel();
	}
}
