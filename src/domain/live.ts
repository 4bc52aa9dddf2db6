// What one check saw of the network, beside the settings: servers, names and web hosts. Plain JSON; absent as a whole
// where Thunderbird is offline. What it means for an account is decided by ../rules/.

import type { CertificateProblem } from "./certificate";
import type { DavLook, DavSearch } from "./dav";
import type { Observation } from "./observation";

/** What DNS says of a mail domain. An answer that did not come is null: unknown, not "none". */
export interface MailDns {
	/** In lower case. */
	domain: string;
	/** Mail exchangers, lower case without trailing dot, best first. */
	mx: string[] | null;
	/** Targets of SRV `_autodiscover._tcp`, only asked beside an OVH mail exchanger. */
	autodiscover: string[] | null;
}

/** What a web host of a provider showed: asked only where a certificate or an answer needs explaining. */
export interface WebLook {
	host: string;
	/** `seconds`: how far this computer's clock is ahead of the host's `Date`; negative: behind. */
	https:
		| { kind: "answered"; seconds: number | null }
		| { kind: "certificate"; problem: CertificateProblem }
		| { kind: "failed" };
	/** What plain HTTP on port 80 leads to; a sign-in page of the network leads away from the host. */
	http: { kind: "answered" } | { kind: "redirected"; host: string } | { kind: "failed" };
}

/** One server of the profile, seen as it is configured, and with other settings where these do not work. */
export interface ServerLook {
	/** As configured now. */
	seen: Observation;
	/** Other ports, security or hosts of the same server that were tried, best first. Only the first may have a login. */
	others: Observation[];
}

export interface LiveFacts {
	/** By Thunderbird's key of the incoming or outgoing server (`server1`, `smtp1`). */
	servers: Readonly<Record<string, ServerLook>>;
	/** By mail domain, in lower case; absent: not asked. */
	dns: Readonly<Record<string, MailDns>>;
	web: WebLook[];
	/**
	 * What calendars and address books of the profile showed, and what was found in place of those with a wrong address, or
	 * at providers that have to answer before anything is offered.
	 */
	dav: { looks: DavLook[]; searches: DavSearch[] };
	/** `out`: not even a well-known name can be found; nothing is said of servers then. */
	network: "reached" | "out";
}
