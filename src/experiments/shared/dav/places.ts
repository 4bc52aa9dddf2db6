// Where a search for calendars and address books may go, and whose password may go there: pure, from the catalogue that
// counts in privileged code. No argument of a page widens it.

import type { DavWish } from "../../../domain/dav";
import { domainOf } from "../../../domain/hostname";
import type { IncomingProtocol } from "../../../domain/vocabulary";
import { type Place, placeOf } from "../../../probe/dav/href";
import { type Catalogue, hostDomainOf, hostDomainsOf, hostVerdict, matchesHost } from "../../../providers/lookup";

export interface DavPlaces {
	/** Of the catalogue, best first. */
	entries: Place[];
	/** `.well-known` (RFC 6764 §5) of the provider's hosts whose whole name is known. */
	wellKnown: Place[];
	auth: "password" | "oauth2";
	/** Only hosts of the provider's table, at the port of https or that of an entry. */
	isOurs: (place: Pick<Place, "host" | "port">) => boolean;
	/** Whether the stored password of an incoming server may be used there: it has to be one of the same provider. */
	mayUseMailLogin: (server: { protocol: IncomingProtocol; host: string }) => boolean;
}

/** Null where the provider is not known, or offers nothing of this kind. */
export function placesFor(
	catalogue: Catalogue,
	{ kind, provider: id, address }: Omit<DavWish, "key">,
): DavPlaces | null {
	const provider = catalogue.get(id);
	const service = provider?.[kind];
	if (!provider || !service) return null;
	const domain = domainOf(address);
	const own = hostDomainOf(provider, domain);
	const entries = service.entries.flatMap(({ url }): Place[] => {
		if (own === null && url.includes("{domain}")) return [];
		const filled = url.replaceAll("{domain}", own ?? "").replaceAll("{address}", encodeURIComponent(address));
		const place = placeOf(filled);
		return place === null ? [] : [place];
	});
	const ports = new Set([443, ...entries.map(({ port }) => port)]);
	const all = hostDomainsOf(provider);
	const named = service.hosts
		.map(({ host }) => (own === null ? host : host.replace("{domain}", own)))
		.filter((host) => !/[#{]/.test(host));
	return {
		entries,
		wellKnown: [...new Set(named)].map((host) => ({ host, port: 443, path: `/.well-known/${kind}` })),
		auth: service.auth,
		isOurs: ({ host, port }) => ports.has(port) && service.hosts.some((known) => matchesHost(known.host, host, all)),
		mayUseMailLogin: ({ protocol, host }) =>
			["accepted", "tolerated"].includes(hostVerdict(provider, protocol, host, domain)),
	};
}
