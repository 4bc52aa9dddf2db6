// Which rule a wrong way to log in belongs to, and what the right one is. The rules are in the files of their names.

import type { ProposedChange, SetChange } from "../domain/change";
import type { Auth, FixClass } from "../domain/vocabulary";
import { edit, propose } from "./propose";
import { type JudgedServer, offerOf, willBeEncrypted } from "./server";

export interface AuthFault {
	rule: "oauth-on-unknown-host" | "unsupported-auth-method" | "smtp-without-auth";
	/** Null when no right method is known. */
	to: Auth | null;
	fix: FixClass;
}

/** `loginAuth`: how the accounts that send through an outgoing server log in to receive; null when they disagree. */
export function authFault(judged: JudgedServer, loginAuth: Auth | null): AuthFault | null {
	const offer = offerOf(judged);
	if (offer === null) return null;
	const { auth, oauthKnown } = judged.server;
	const accepted = offer.auth.map((entry) => entry.method);
	const [preferred] = accepted;
	const password = accepted.includes("password") ? "password" : null;
	if (auth === "oauth2") {
		// Where the sign-in is the provider's own way, the host is what is wrong.
		return oauthKnown
			? null
			: { rule: "oauth-on-unknown-host", to: preferred === "oauth2" ? null : password, fix: "live" };
	}
	if (!judged.governed || accepted.includes(auth)) return null;
	if (auth === "none" && judged.target === "outgoing") {
		const sameAsIncoming = loginAuth !== null && accepted.includes(loginAuth) && (loginAuth !== "oauth2" || oauthKnown);
		return { rule: "smtp-without-auth", to: sameAsIncoming ? loginAuth : password, fix: "live" };
	}
	if (preferred === "oauth2") {
		return { rule: "unsupported-auth-method", to: oauthKnown ? "oauth2" : null, fix: "sign-in" };
	}
	return { rule: "unsupported-auth-method", to: preferred ?? null, fix: "live" };
}

export function authChanges(judged: JudgedServer, fault: AuthFault): SetChange[] {
	const { target, server } = judged;
	return fault.to === null ? [] : edit(target, server.key, `${target}.auth`, server.auth, fault.to);
}

/** What the rule of a wrong method proposes; null where the repair of the pair already carries it. */
export function authProposal(judged: JudgedServer, fault: AuthFault): ProposedChange[] | null {
	const { server } = judged;
	if (server.security !== "none") return propose(authChanges(judged, fault), fault.fix, server.locked);
	// In clear: no password may be sent there, and a sign-in has to wait for the encryption.
	return fault.fix === "live" && willBeEncrypted(judged) ? null : [];
}
