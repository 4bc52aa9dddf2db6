// M13: a name of the user's own domain, or any other, that leads to a known provider's server. Its certificate is that
// server's, so the name itself is what is wrong.

import type { ServerLook } from "../domain/live";
import type { CertificateHost } from "./certificate-host";
import { seenOf, valueAt } from "./observation";
import { edit, propose } from "./propose";
import type { Fault } from "./rule";
import type { JudgedServer } from "./server";
import type { Survey } from "./survey";
import { isAddress, loginKey, type SurveyedAccount } from "./surveyed";

export function ownDomainHost(
	surveyed: SurveyedAccount,
	judged: JudgedServer,
	{ host, service }: CertificateHost,
	{ snapshot, live }: Survey,
): Fault<"own-domain-host"> {
	const { target, server } = judged;
	const fix = target === "incoming" ? "restart" : "live";
	const rivals = target === "incoming" ? snapshot.accounts.map(({ incoming }) => incoming) : snapshot.outgoing;
	// Thunderbird tells servers apart by host and username: two of them cannot become one.
	const isTaken = rivals.some(
		(other) => other.key !== server.key && loginKey(other.host, other.username) === loginKey(host, server.username),
	);
	const position = rivals.findIndex((other) => other.key === server.key);
	const isSecond = rivals.some(
		(other, index) =>
			index < position &&
			other.username.toLowerCase() === server.username.toLowerCase() &&
			isUnderOtherName(valueAt(live?.servers ?? {}, other.key)),
	);
	const isFree = !isTaken && !isSecond;
	const isAccepted = service.pairs.some(({ port, security }) => port === server.port && security === server.security);
	const [preferred] = service.pairs;
	const changes = !isFree ? [] : edit(target, server.key, `${target}.host`, server.host, host);
	// The provider's own server wants the full address: no second restart for that.
	if (target === "incoming" && isFree && !isAddress(server.username) && surveyed.mailbox !== null)
		changes.push(...edit(target, server.key, "incoming.username", server.username, surveyed.mailbox));
	// Those of an incoming server join its restart in restart.ts.
	if (target === "outgoing" && isFree && !isAccepted && preferred !== undefined) {
		changes.push(...edit(target, server.key, "outgoing.security", server.security, preferred.security));
		changes.push(...edit(target, server.key, "outgoing.port", server.port, preferred.port));
	}
	return {
		severity: "warning",
		service: target,
		subject: server.key,
		fix: changes.length > 0 ? fix : "advice",
		facts: { host: server.host, replacement: host },
		changes: propose(changes, fix, server.locked),
		seen: seenOf(judged.look?.seen ?? null),
	};
}

function isUnderOtherName(look: ServerLook | null): boolean {
	const outcome = look?.seen.outcome;
	return outcome?.kind === "certificate" && outcome.problem.kind === "wrong-name";
}
