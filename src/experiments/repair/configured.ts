// A mail server as Thunderbird has it configured now, in the words of an examination. Reads only.

import type { Address } from "../../domain/observation";
import type { Auth, Security } from "../../domain/vocabulary";
import type { Ports } from "./ports";

export interface ConfiguredMailServer extends Address {
	auth: Auth;
	/** As stored. */
	username: string;
}

/** null when there is no such server. */
export function configuredServer(
	targets: Ports["targets"],
	kind: "incoming" | "outgoing",
	key: string,
): ConfiguredMailServer | null {
	const protocol = kind === "outgoing" ? "smtp" : targets.incoming(key)?.protocol;
	const host = targets.value(kind, key, `${kind}.host`);
	if (protocol === undefined || host === undefined) return null;
	return {
		protocol,
		host: String(host),
		port: Number(targets.value(kind, key, `${kind}.port`)),
		security: targets.value(kind, key, `${kind}.security`) as Security,
		auth: targets.value(kind, key, `${kind}.auth`) as Auth,
		username: String(targets.value(kind, key, `${kind}.username`)),
	};
}

export function sameAddress(a: Address | null, b: Address): boolean {
	if (a === null || a.protocol !== b.protocol || a.port !== b.port || a.security !== b.security) return false;
	return a.host.toLowerCase() === b.host.toLowerCase();
}
