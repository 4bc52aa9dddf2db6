// What is worth a search for collections in a check: where one of the profile cannot be right, and at providers that have to
// answer before anything is offered. Says nothing of right and wrong; how it is asked is the doctor's affair.

import type { DavKind, DavWish } from "../domain/dav";
import type { Outcome } from "../domain/observation";
import { DAV_KINDS, type DavItem } from "./dav";
import { isEntryUrl, isPlainUrl } from "./dav-address";
import { isDavOpen, isDavReadable } from "./dav-missing";
import { isSeenToWork } from "./server";
import type { Survey } from "./survey";
import type { SurveyedAccount } from "./surveyed";

/** What a server is asked with; null where the settings tell no address of a mailbox. */
export function davAddressOf({ mailbox, account }: SurveyedAccount): string | null {
	const address = mailbox ?? account.identities[0]?.address.trim() ?? "";
	return /^[^@:\s]+@[^@:\s]+$/.test(address) && address.length <= 320 ? address : null;
}

/** Each at most once for an account and kind. No login that was refused is tried again. */
export function davSearches(whole: Survey): DavWish[] {
	return whole.accounts.flatMap((surveyed) =>
		DAV_KINDS.filter((kind) => isWorthASearch(kind, surveyed, whole)).map((kind) => ({
			key: surveyed.account.incoming.key,
			kind,
			provider: surveyed.provider?.id ?? "",
			address: davAddressOf(surveyed) ?? "",
		})),
	);
}

function isWorthASearch(kind: DavKind, surveyed: SurveyedAccount, whole: Survey): boolean {
	const offer = surveyed.provider?.[kind] ?? null;
	// Nothing of it may be added.
	if (whole.davOff.has(kind)) return false;
	if (offer === null || !isDavReadable(kind, whole) || surveyed.mailbox === null || davAddressOf(surveyed) === null)
		return false;
	const all = DAV_KINDS.flatMap((one) => itemsOf(one, surveyed, whole));
	if (all.some(isRefused)) return false;
	const items = itemsOf(kind, surveyed, whole);
	if (items.length === 0) return offer.mustAnswerFirst && isSeenToWork(surveyed.incoming);
	const isLoginGood = isSeenToWork(surveyed.incoming) || all.some(({ look }) => look?.stage === "dav");
	return isLoginGood && items.some((item) => isAtWrongAddress(item, surveyed));
}

/** A search that nobody has clicked for, and the key of the account that it is for. */
export interface MissingDav {
	account: string;
	wish: DavWish;
}

/**
 * What accounts may have of these kinds where Thunderbird has nothing. Mail answers, and no login of the account was refused,
 * as far as anybody has tried.
 */
export function missingDav(kinds: readonly DavKind[], whole: Survey): MissingDav[] {
	return whole.accounts.flatMap((surveyed) => {
		const { account, provider, incoming, mailbox } = surveyed;
		const address = davAddressOf(surveyed);
		const isAnswering = incoming.look?.seen.outcome.kind === "ok";
		if (provider === null || mailbox === null || address === null || !isAnswering) return [];
		const all = DAV_KINDS.flatMap((one) => itemsOf(one, surveyed, whole));
		if (all.some(isRefused)) return [];
		return kinds
			.filter((kind) => isDavOpen(kind, surveyed, whole))
			.map((kind) => ({
				account: account.key,
				wish: { key: account.incoming.key, kind, provider: provider.id, address },
			}));
	});
}

/** A login was sent, and not taken. */
function isRefused({ look }: DavItem): boolean {
	const isOpen = look?.outcome.kind === "ok" || look?.outcome.kind === "login-not-checked";
	return look?.stage === "login" && !isOpen;
}

function itemsOf(kind: DavKind, surveyed: SurveyedAccount, { dav }: Survey): DavItem[] {
	const items = [...(dav.reached[kind].get(surveyed) ?? []), ...(dav.told[kind].get(surveyed) ?? [])];
	return [...new Set(items)].filter(({ state }) => state !== "disabled");
}

/** Endings that another address of the same collection may explain. */
const ASTRAY: readonly Outcome["kind"][] = ["not-dav", "not-found", "led-away", "name-unknown", "unreachable"];

function isAtWrongAddress({ kind, url, look }: DavItem, { provider }: SurveyedAccount): boolean {
	if (look?.outcome.kind === "ok") return isPlainUrl(url);
	const isAstray = look !== null && ASTRAY.includes(look.outcome.kind);
	return isAstray || isPlainUrl(url) || isEntryUrl(kind, url, provider);
}
