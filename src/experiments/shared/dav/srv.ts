// Where DNS says that a mail domain's calendars or address books are (RFC 6764 §4): SRV, and the path of TXT. Hints only:
// where they lead is asked only if it is one of the provider's hosts.

import type { DavKind } from "../../../domain/dav";
import { domainOf } from "../../../domain/hostname";
import { type Place, resolveHref } from "../../../probe/dav/href";
import { attempt } from "../attempt";
import { asciiHost } from "../network";
import { type Cancellation, within } from "../timer";

/** Thunderbird asks one after the other, and its own wait behind ours. */
const MOST_MS = 2000;

/** Best first; none where no answer came. `deadline`: of the clock, in milliseconds. */
export async function lookUpServices(
	kind: DavKind,
	address: string,
	deadline: number,
	cancellation: Cancellation,
): Promise<Place[]> {
	const domain = attempt(() => asciiHost(domainOf(address)), "");
	if (domain === "" || Services.io.offline) return [];
	const { DNS } = ChromeUtils.importESModule("resource:///modules/DNS.sys.mjs");
	// With the dot at its end no domain of the local network is tried behind it.
	const name = `_${kind}s._tcp.${domain}.`;
	const until = Math.min(deadline, Date.now() + MOST_MS);
	const ask = async <Rec>(question: Promise<Rec[]>): Promise<Rec[]> =>
		within(until - Date.now(), cancellation, question).catch(() => []);
	const services = (await ask(DNS.srv(name))).toSorted((one, other) => one.prio - other.prio);
	if (services.length === 0) return [];
	const path = (await ask(DNS.txt(name)))
		.flatMap(({ strings }) => strings)
		.find((text) => text.startsWith("path="))
		?.slice("path=".length);
	return services.flatMap(({ host, port }): Place[] => {
		const base = { host: host.toLowerCase().replace(/\.$/, ""), port, path: `/.well-known/${kind}` };
		const found = resolveHref(path ?? base.path, base);
		return found.kind === "place" && found.host === base.host ? [{ ...base, path: found.path }] : [];
	});
}
