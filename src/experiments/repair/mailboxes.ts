// Whether a new place holds the mailbox whose mail is kept here for an incoming server: one login there, one look. What is
// kept is read by ../shared/held-mail.ts, what both mean together is said by ../../domain/mailbox.ts.

import { compareMailboxes, questionOf, type SameMailbox } from "../../domain/mailbox";
import type { Address, Observation } from "../../domain/observation";
import { credentialsFinder } from "../shared/credentials";
import type { Examination, ExaminationPorts } from "../shared/examination";
import { heldMail } from "../shared/held-mail";
import { planLogin } from "../shared/login-guard";
import { configuredServer, incomingSettings, TargetIndex } from "../shared/servers";
import type { LoginToTry } from "./ports";

export interface MailboxRequest {
	key: string;
	at: Address;
	username: string;
	/** Whether it may go to that place was judged by whoever asks. */
	login: LoginToTry;
}

/** Runs one examination with these ports. */
export type Examining = <Result>(
	ports: Pick<ExaminationPorts, "planLogin" | "findCredentials">,
	work: (examination: Examination) => Promise<Result>,
) => Promise<Result>;

export async function compareMailbox(
	{ key, at, username, login: given }: MailboxRequest,
	examining: Examining,
): Promise<{ seen: Observation; mailbox: SameMailbox }> {
	const targets = new TargetIndex(ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs").MailServices);
	const target = targets.find("incoming", key);
	const server = target?.kind === "incoming" ? target.server : null;
	const held = server && (await heldMail(server));
	const configured = configuredServer(targets, { server: "incoming", key });
	const stored = credentialsFinder();
	const ports: Parameters<Examining>[0] = {
		planLogin: (login, place) =>
			given.kind === "typed" && login.auth !== "password"
				? { kind: "absent", why: "method-not-supported" }
				: planLogin(configured, login, place, () => true),
		findCredentials: (plan, place) =>
			given.kind === "stored"
				? stored({ ...plan, origin: { ...plan.origin, host: given.of.host, username: given.of.username } }, place)
				: Promise.resolve({ kind: "password", username: plan.username, password: given.password }),
	};
	const auth = server ? incomingSettings(server).auth : "none";
	// Without anything to compare the login is tried all the same: it may be all that is to be known.
	const question = held ? questionOf(held) : ({ protocol: "imap", uids: [] } as const);
	const { seen, facts } = await examining(ports, (examination) =>
		examination.look({ ...at, login: { server: "incoming", key, auth, username } }, question),
	);
	return { seen, mailbox: held ? compareMailboxes(held, facts) : "unknown" };
}
