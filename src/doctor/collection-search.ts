// What a person can add, over the ports: a server is asked, and what it shows becomes offers. Changes nothing; adding is a
// repair. So is what the automatic mode looks for without a click. What a check asks of calendars and address books that are
// there: collections.ts.

import type { AddCollectionChange } from "../domain/change";
import type { DavKind, DavLinkFound, DavSearch, DavWish } from "../domain/dav";
import type { CollectionOffer, CollectionsFound, DavTrouble } from "../domain/dav-offer";
import type { LoginMark } from "../domain/login-mark";
import type { LoginObstacle, Outcome } from "../domain/observation";
import type { SelfCheck } from "../domain/outcome";
import type { Snapshot } from "../domain/snapshot";
import { davKindsThatAre } from "../policy/dav-kinds";
import type { Policy } from "../policy/schema";
import { DAV_SERVICES } from "../rules/dav";
import { hostOf } from "../rules/dav-address";
import { offersOf } from "../rules/dav-offers";
import { davAddressOf, type MissingDav, missingDav } from "../rules/dav-searches";
import type { Survey } from "../rules/survey";
import type { SurveyedAccount } from "../rules/surveyed";
import type { Doctor } from "./doctor";
import { isLoginOutcome, type LoginAnswer, quietLogin } from "./known-logins";
import type { NetworkOptions, Ports } from "./ports";

/** Both kinds, each with its requests one after the other. */
const SEARCH_MS = 30_000;

/** The profile with all that is known of the network since the last check. */
export interface View {
	selfCheck: SelfCheck;
	whole: Survey;
}

/** Undefined: it is gone. */
export function accountIn({ whole }: View, key: string): SurveyedAccount | undefined {
	return whole.accounts.find(({ account }) => account.key === key);
}

/** Nobody waits behind it but the page that asked; with the page it ends. */
export const clicked = (totalMs: number, signal = new AbortController().signal): NetworkOptions => ({
	signal,
	totalMs,
});

/** What a search that nobody has clicked for came to. */
export interface OwnFound {
	wish: DavWish;
	/** What would add the user's own. */
	changes: AddCollectionChange[];
	/** `refused`: a login was sent and not taken. `later`: the server, or whoever gives tokens for it, could not be asked now. */
	end: "answered" | "refused" | "later";
}

export interface OwnSearch {
	/** What may be looked for without a click, and with no login that was refused before; asks nobody. */
	missing(kinds: readonly DavKind[]): Promise<MissingDav[]>;
	/** Logs in once at each server for each user, with what is stored. In the order of the wishes. */
	findOwn(wishes: readonly DavWish[], signal: AbortSignal): Promise<OwnFound[]>;
}

export function createCollectionSearch(
	ports: Ports,
	policy: Policy,
	view: () => Promise<View>,
): Pick<Doctor, "findCollections" | "examineLink"> & OwnSearch {
	/** Why nothing can be added at all; null where it can. */
	function obstacle({ selfCheck, whole }: View, kinds: readonly DavKind[]) {
		if (policy.repairs === "report-only") return { kind: "report-only" } as const;
		const off = davKindsThatAre("off", policy).find((kind) => kinds.includes(kind));
		if (off !== undefined) return { kind: "additions-off", service: DAV_SERVICES[off] } as const;
		if (whole.snapshot.offline) return { kind: "offline" } as const;
		const repairs = kinds.map((kind) => (kind === "caldav" ? "add-calendar" : "add-address-book"));
		const missing = selfCheck.missing.find((one) => repairs.some((repair) => one.repairs.includes(repair)));
		return missing === undefined ? null : ({ kind: "unsupported", internal: missing.internal } as const);
	}

	async function findCollections(key: string, kinds: DavKind[], signal?: AbortSignal): Promise<CollectionsFound> {
		const seen = await view();
		const surveyed = accountIn(seen, key);
		const { whole } = seen;
		if (surveyed === undefined) return { kind: "refused", problem: { kind: "unknown-target", key } };
		const problem = obstacle(seen, kinds);
		if (problem !== null) return { kind: "refused", problem };
		const { wishes, trouble } = wishesFor(kinds, surveyed, whole);
		const searches = await discover(ports, wishes, clicked(SEARCH_MS, signal));
		return foundIn(searches, trouble, surveyed, whole.snapshot);
	}

	async function examineLink(key: string, url: string, signal?: AbortSignal): Promise<CollectionsFound> {
		const seen = await view();
		const surveyed = accountIn(seen, key);
		const { whole } = seen;
		if (surveyed === undefined) return { kind: "refused", problem: { kind: "unknown-target", key } };
		const problem = obstacle(seen, ["caldav"]);
		if (problem !== null) return { kind: "refused", problem };
		const { wishes, trouble } = wishesFor(["caldav"], surveyed, whole);
		const componentOff = trouble.filter(({ why }) => why === "component-off");
		if (componentOff.length > 0) return { kind: "found", offers: [], trouble: componentOff };
		const marks = await ports.searchMarks(wishes);
		const found = await ports.examineDavLink(url, wishes[0] ?? null, clicked(SEARCH_MS, signal));
		await noteLogins(ports, marks, [found]);
		return foundBehindLink(found, surveyed, whole.snapshot);
	}

	async function missing(kinds: readonly DavKind[]): Promise<MissingDav[]> {
		const seen = await view();
		const all = missingDav(
			kinds.filter((kind) => obstacle(seen, [kind]) === null),
			seen.whole,
		);
		const [marks, memory] = await Promise.all([ports.searchMarks(all.map(({ wish }) => wish)), ports.knownLogins()]);
		return all.filter((_, index) => quietLogin(marks[index] ?? null, memory).kind !== "refused");
	}

	async function findOwn(wishes: readonly DavWish[], signal: AbortSignal): Promise<OwnFound[]> {
		const searches = await discover(ports, wishes, clicked(SEARCH_MS, signal));
		const { whole } = await view();
		let isDefaultTaken = false;
		return searches.map((search): OwnFound => {
			const { wish } = search;
			const surveyed = whole.accounts.find(({ account }) => account.incoming.key === wish.key);
			if (search.kind === "failed" || surveyed === undefined) return { wish, changes: [], end: endOf(search) };
			const { collections, login } = search;
			const offers = offersOf({ type: wish.kind, collections, login }, surveyed, whole.snapshot);
			const changes = offers
				.filter(({ preselected }) => preselected)
				.map(({ change }) => {
					const makeDefault = change.makeDefault && !isDefaultTaken;
					isDefaultTaken ||= makeDefault;
					return { ...change, makeDefault };
				});
			return { wish, changes, end: "answered" };
		});
	}

	return { findCollections, examineLink, missing, findOwn };
}

const PASSING: readonly Outcome["kind"][] = ["could-not-check", "temporarily-unavailable", "too-many-connections"];

const NOT_NOW: readonly LoginObstacle[] = ["login-store-locked", "oauth-unreachable"];

/** Where no answer came to a login that was sent, cut off or not, it counts as refused: it is not sent again. */
function endOf(search: DavSearch | DavLinkFound): OwnFound["end"] {
	if (search.kind === "found") return "answered";
	const { stage, outcome } = search;
	if (outcome.kind === "login-not-checked") return NOT_NOW.includes(outcome.why) ? "later" : "answered";
	const isUnsent = outcome.kind === "could-not-check" && outcome.why === "offline";
	if (stage === "login" && !isUnsent) return "refused";
	return stage === "dav" && !PASSING.includes(outcome.kind) ? "answered" : "later";
}

/** Every search, clicked or not: a login that it has found refused is not sent again by itself. */
export async function discover(
	ports: Ports,
	wishes: readonly DavWish[],
	network: NetworkOptions,
): Promise<DavSearch[]> {
	// Before it: what is stored meanwhile was not refused.
	const marks = await ports.searchMarks([...wishes]);
	const searches = await ports.discoverDav([...wishes], network);
	await noteLogins(ports, marks, searches);
	return searches;
}

async function noteLogins(
	ports: Ports,
	marks: readonly (LoginMark | null)[],
	searches: readonly (DavSearch | DavLinkFound)[],
): Promise<void> {
	const accepted: LoginAnswer[] = [];
	const refused: LoginAnswer[] = [];
	for (const [index, search] of searches.entries()) {
		const mark = marks[index] ?? null;
		if (search.kind === "found" && search.login !== null) accepted.push({ mark, outcome: "ok" });
		if (search.kind === "found" || endOf(search) !== "refused") continue;
		refused.push({ mark, outcome: isLoginOutcome(search.outcome.kind) ? search.outcome.kind : "refused" });
	}
	// Both may have the same mark: the refusal stands.
	if (accepted.length + refused.length > 0) await ports.noteLogins([...accepted, ...refused]);
}

/** What is asked for, and what cannot be: of each kind one or the other. */
export function wishesFor(
	kinds: readonly DavKind[],
	surveyed: SurveyedAccount,
	{ snapshot }: Survey,
): { wishes: DavWish[]; trouble: DavTrouble[] } {
	const wishes: DavWish[] = [];
	const trouble: DavTrouble[] = [];
	for (const kind of new Set(kinds)) {
		const { provider, account } = surveyed;
		const address = davAddressOf(surveyed);
		if (provider === null || provider[kind] === null || address === null) trouble.push({ why: "not-offered", kind });
		else if (kind === "caldav" && !snapshot.calendarsReadable) trouble.push({ why: "component-off", kind });
		else wishes.push({ key: account.incoming.key, kind, provider: provider.id, address });
	}
	return { wishes, trouble };
}

/** What a person can choose from. */
function foundIn(
	searches: readonly DavSearch[],
	trouble: readonly DavTrouble[],
	surveyed: SurveyedAccount,
	snapshot: Snapshot,
): CollectionsFound {
	const offers: CollectionOffer[] = [];
	const all = [...trouble];
	for (const search of searches) {
		const { kind } = search.wish;
		if (search.kind === "failed") {
			const { at, stage, outcome } = search;
			all.push({ why: "failed", kind, host: at, stage, outcome });
			continue;
		}
		const { collections, login } = search;
		const found = offersOf({ type: kind, collections, login }, surveyed, snapshot);
		if (found.length === 0) all.push({ why: "empty", kind, host: hostOf(login.origin) });
		offers.push(...found);
	}
	return { kind: "found", offers, trouble: all };
}

/** What a person has the address of is what is wanted: ticked unless it is there. */
function foundBehindLink(found: DavLinkFound, surveyed: SurveyedAccount, snapshot: Snapshot): CollectionsFound {
	const kind = "caldav";
	if (found.kind === "failed") {
		const { at, stage, outcome } = found;
		return { kind: "found", offers: [], trouble: [{ why: "failed", kind, host: at, stage, outcome }] };
	}
	const offers = offersOf(found, surveyed, snapshot).map((offer) => ({ ...offer, preselected: !offer.present }));
	const host = hostOf(found.login?.origin ?? "");
	return { kind: "found", offers, trouble: offers.length === 0 ? [{ why: "empty", kind, host }] : [] };
}
