// Profiles as a fleet has them, drawn by chance and always the same for one number: one to three people of the rig's world,
// each with right or wrong settings and passwords, and now and then a server that fails. What becomes of them by itself:
// mixed-profiles.ts.

import fc from "fast-check";
import type { Target } from "../../rig/dns";
import { ACCOUNTS, type Account } from "../../rig/world";
import type { Secrets, Settings } from "./settings";

export interface MixedProfile {
	people: (Settings & Secrets)[];
	/** Names that lead elsewhere. */
	moved: Record<string, Target>;
	language: "fr" | "en";
}

const PEOPLE: readonly Account[] = [
	ACCOUNTS.ovh,
	ACCOUNTS.ovhZimbra,
	ACCOUNTS.ovhCanada,
	ACCOUNTS.ovhPro,
	ACCOUNTS.ovhExchange,
	ACCOUNTS.suite,
	ACCOUNTS.suiteNumerique,
	ACCOUNTS.workspace,
	ACCOUNTS.company,
	ACCOUNTS.disabled,
	ACCOUNTS.cannotSend,
];

const INCOMING: readonly [weight: number, wrong: Settings["incoming"]][] = [
	[16, {}],
	[3, { port: 143 }],
	[2, { security: "starttls" }],
	[2, { port: 143, security: "none" }],
	[1, { port: 995 }],
	[1, { auth: "encrypted" }],
	[1, { host: "ns0.ovh.net" }],
	[1, { host: "imap.absent.example" }],
	[1, { type: "pop3" }],
	[1, { type: "pop3", port: 110, security: "none", leaveOnServer: false }],
];

const OUTGOING: readonly [weight: number, wrong: Settings["outgoing"]][] = [
	[16, {}],
	[3, { port: 587, security: "tls" }],
	[2, { port: 465, security: "starttls" }],
	[2, { port: 25, security: "starttls" }],
	[1, { port: 25, security: "none" }],
	[1, { auth: "none" }],
	[1, { auth: "encrypted" }],
	[1, { host: "ns0.ovh.net", port: 587, security: "starttls" }],
	[1, { username: "contact" }],
	// That of nobody.
	[1, "smtp99"],
];

const PASSWORD: readonly [weight: number, password: (account: Account) => string | null][] = [
	[16, ({ password }) => password],
	[2, () => "another"],
	[2, () => null],
	[1, ({ webmailPassword = "another" }) => webmailPassword],
];

const MOVED: readonly [weight: number, moved: MixedProfile["moved"]][] = [
	[12, {}],
	[1, { "imap.mail.ovh.net": "certificate-expired" }],
	[1, { "smtp.mail.ovh.net": "port-closed" }],
	[1, { "imap.beta.gouv.fr": "certificate-wrong-name" }],
	[1, { "smtp.beta.gouv.fr": "starttls-missing" }],
];

const oneOf = <Value>(rows: readonly (readonly [number, Value])[]): fc.Arbitrary<Value> =>
	fc.oneof(...rows.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

/** La Suite's hosts go by the domain. */
const hostOf = ({ user }: Account, service: "imap" | "smtp") =>
	user.endsWith("numerique.gouv.fr") ? { host: `${service}.numerique.gouv.fr` } : {};

const person = (account: Account): fc.Arbitrary<Settings & Secrets> =>
	fc
		.record({ incoming: oneOf(INCOMING), outgoing: oneOf(OUTGOING), password: oneOf(PASSWORD) })
		.map(({ incoming, outgoing = {}, password }) => ({
			...{ account, password: password(account), incoming: { ...hostOf(account, "imap"), ...incoming } },
			outgoing: typeof outgoing === "string" ? outgoing : { ...hostOf(account, "smtp"), ...outgoing },
		}));

const profile: fc.Arbitrary<MixedProfile> = fc.record({
	people: fc
		.uniqueArray(fc.constantFrom(...PEOPLE), { minLength: 1, maxLength: 3 })
		.chain((accounts) => fc.tuple(...accounts.map(person))),
	moved: oneOf(MOVED),
	language: fc.constantFrom("fr", "en"),
});

const SEED = 20_261_126;

/** The first so many of the mix. */
export const mixedProfiles = (count: number): MixedProfile[] => fc.sample(profile, { seed: SEED, numRuns: count });
