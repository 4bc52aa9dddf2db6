// Before a connection: the host in ASCII, the proxy on the way, and the addresses of the name.

import { attempt } from "./attempt";
import { nameOf } from "./connection";
import { type Cancellation, NetworkTrouble, within } from "./timer";

/** A host name in ASCII, its international letters converted (IDNA); an IPv6 address without brackets. */
export function asciiHost(host: string): string {
	const bare = host.replace(/^\[|\]$/g, "");
	if (bare.includes(":")) return bare;
	return attempt(() => Services.io.newURI(`https://${bare}`).asciiHost, bare);
}

export interface Route {
	/** The SOCKS proxy to go through; null: go straight. */
	proxy: NsIProxyInfo | null;
	/** A proxy stands between, or the network would rather have all go through one that carries no mail. */
	proxied: boolean;
}

/**
 * As Thunderbird's own mail connections find their way: SOCKS is used, an HTTP proxy carries no mail and is left aside.
 * @throws {NetworkTrouble}
 */
export function findRoute(host: string, milliseconds: number, cancellation: Cancellation): Promise<Route> {
	const service = Cc["@mozilla.org/network/protocol-proxy-service;1"]?.getService(
		Ci["nsIProtocolProxyService"],
	) as NsIProtocolProxyService;
	const flags = Ci["nsIProtocolProxyService"];
	const wanted =
		(flags?.["RESOLVE_IGNORE_URI_SCHEME"] ?? 0) |
		(flags?.["RESOLVE_PREFER_SOCKS_PROXY"] ?? 0) |
		(Services.prefs.getBoolPref("network.proxy.socks_remote_dns", false) ? (flags?.["RESOLVE_ALWAYS_TUNNEL"] ?? 0) : 0);
	const uri = Services.io.newURI(`https://${host.includes(":") ? `[${host}]` : host}/`);
	const route = new Promise<Route>((resolve) => {
		service.asyncResolve(uri, wanted, {
			onProxyAvailable(_request, _uri, proxy, status) {
				if (!Components.isSuccessCode(status)) resolve({ proxy: null, proxied: true });
				else if (proxy && (proxy.type === "socks" || proxy.type === "socks4")) resolve({ proxy, proxied: true });
				else resolve({ proxy: null, proxied: proxy !== null && proxy.type !== "direct" });
			},
		});
	});
	return within(milliseconds, cancellation, route);
}

/** Asked for anew: what has just been put right must be seen. An address gives the record of itself, at once. */
async function lookUpRecord(host: string, milliseconds: number, cancellation: Cancellation): Promise<NsIDNSRecord> {
	const flags = Ci["nsIDNSService"];
	let request: NsIRequest | null = null;
	const found = new Promise<NsIDNSRecord>((resolve, reject) => {
		request = Services.dns.asyncResolve(
			host,
			flags?.["RESOLVE_TYPE_DEFAULT"] ?? 0,
			flags?.["RESOLVE_BYPASS_CACHE"] ?? 0,
			null,
			{
				onLookupComplete(_request, record, status) {
					if (record && Components.isSuccessCode(status)) resolve(record);
					else reject(new NetworkTrouble(nameOf(status)));
				},
			},
			Services.tm.mainThread,
			{},
		);
	});
	try {
		return await within(milliseconds, cancellation, found);
	} catch (error) {
		attempt(() => request?.cancel(Cr["NS_ERROR_ABORT"] ?? 0), undefined);
		throw error;
	}
}

/**
 * The addresses of a name.
 * @throws {NetworkTrouble} `NS_ERROR_UNKNOWN_HOST` when there is no such name
 */
export async function lookUp(host: string, milliseconds: number, cancellation: Cancellation): Promise<string[]> {
	const record = await lookUpRecord(host, milliseconds, cancellation);
	const answer = record.QueryInterface(Ci["nsIDNSAddrRecord"]);
	const list: string[] = [];
	while (answer.hasMore()) list.push(answer.getNextAddrAsString());
	return list;
}

/**
 * What sends a connection to this one address of a name.
 * @throws {NetworkTrouble}
 */
export const recordOf = (address: string, milliseconds: number, cancellation: Cancellation): Promise<NsIDNSRecord> =>
	lookUpRecord(address, milliseconds, cancellation);
