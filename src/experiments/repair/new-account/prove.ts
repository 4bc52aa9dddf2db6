// The proof before an account is made: one login at each of its servers, over a verified connection, with what the user has
// typed or signed in with. What the first server refuses is tried nowhere else, and nothing is made or stored.

import type { CreateAccountChange } from "../../../domain/change";
import { parseHostname } from "../../../domain/hostname";
import type { Address, Observation } from "../../../domain/observation";
import type { AccountOutcome, RepairProblem } from "../../../domain/outcome";
import { seenOf } from "../../../domain/seen";
import { withoutSecrets } from "../../../probe/secrets";
import type { Ports } from "../ports";
import { type Grant, includes, type SignInPorts, type Wish } from "../sign-in";
import { accountProblem } from "./judge";

/** What the servers have accepted. It is stored nowhere yet. */
export type Accepted = { kind: "password"; password: string } | { kind: "token"; wish: Wish; grant: Grant };

export interface AccountRequest {
	change: CreateAccountChange;
	names: Record<string, string>;
	/** null: through the sign-in page of the servers' issuer (OAuth2). */
	password: string | null;
}

type Ended = Exclude<AccountOutcome, { kind: "created" | "rolled-back" }>;

const refused = (problem: RepairProblem): Ended => ({ kind: "refused", problem });

export async function proveAccount(
	{ change, password }: AccountRequest,
	ports: Ports,
	hands: SignInPorts,
): Promise<Accepted | Ended> {
	const problem = await accountProblem(change, ports);
	if (problem !== null) return refused(problem);
	if (ports.logins.isLocked()) return refused({ kind: "login-store-locked" });
	const accepted = password === null ? await signedIn(change, hands) : ({ kind: "password", password } as const);
	if (accepted.kind !== "password" && accepted.kind !== "token") return accepted;
	for (const server of ["incoming", "outgoing"] as const) {
		const seen = await logIn(change, server, accepted, ports);
		if (seen.stage !== "login" || seen.outcome.kind !== "ok") return { kind: "not-proved", server, seen: seenOf(seen) };
	}
	return accepted;
}

function addressOf({ incoming, outgoing }: CreateAccountChange, server: "incoming" | "outgoing"): Address {
	const { host, port, security } = server === "incoming" ? incoming : outgoing;
	return { protocol: server === "incoming" ? "imap" : "smtp", host, port, security };
}

async function logIn(
	change: CreateAccountChange,
	server: "incoming" | "outgoing",
	accepted: Accepted,
	ports: Ports,
): Promise<Observation> {
	const { username } = change[server];
	const given =
		accepted.kind === "password"
			? ({ kind: "password", username, password: accepted.password } as const)
			: ({ kind: "oauth2", username, token: accepted.grant.access } as const);
	const seen = await ports.network.logInAt(addressOf(change, server), given);
	return { ...seen, outcome: withoutSecrets(seen.outcome, given) };
}

/** The user signs in for both servers at once. */
async function signedIn({ incoming, outgoing }: CreateAccountChange, hands: SignInPorts): Promise<Accepted | Ended> {
	const internal = hands.missing();
	if (internal !== null) return refused({ kind: "unsupported", internal });
	const issuerOf = (host: string, protocol: "imap" | "smtp") => {
		const name = parseHostname(host);
		return name.kind === "clean" ? hands.issuerOf(name.host, protocol) : null;
	};
	const [receiving, sending] = [issuerOf(incoming.host, "imap"), issuerOf(outgoing.host, "smtp")];
	if (receiving === null) return refused({ kind: "foreign-host", host: incoming.host });
	if (sending?.name !== receiving.name) return refused({ kind: "foreign-host", host: outgoing.host });
	const { username, host } = incoming;
	const required = [...receiving.required, ...sending.required];
	// A token that is stored serves calendars and contacts too: the new one has to do all that it does.
	const stored = (await hands.storedScopes(receiving.name, username))
		.filter((scopes) => includes(scopes, required))
		.flat();
	const scopes = [...new Set([...receiving.scopes, ...required, ...stored])];
	const wish: Wish = { issuer: receiving.name, username, host, scopes };
	const answer = await hands.ask(wish);
	if (answer.kind !== "granted") return { kind: "not-signed-in", why: answer };
	const { grant } = answer;
	const isEnough = includes(grant.scopes, [...required, ...stored]);
	return isEnough ? { kind: "token", wish, grant } : { kind: "not-signed-in", why: { kind: "permission-missing" } };
}
