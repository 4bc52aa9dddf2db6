// What the calendars, or the address books, of one account come to, as the page tells it beside the light. What each of them
// showed is told in dav-story.ts.

import type { DavKind } from "../domain/dav";
import type { DavState } from "../domain/dav-offer";
import type { DavItem } from "./dav";
import { hostOf } from "./dav-address";
import { isDavMissing, isDavReadable, isSeenWithout } from "./dav-missing";
import { type DavStory, davStoryOf } from "./dav-story";
import type { Survey } from "./survey";
import type { SurveyedAccount } from "./surveyed";

export function davState(kind: DavKind, surveyed: SurveyedAccount, survey: Survey): DavState {
	if (!isDavReadable(kind, survey)) {
		return surveyed.provider?.[kind] === null ? { kind: "not-offered" } : { kind: "component-off" };
	}
	const { reached, told } = survey.dav;
	const items = [...new Set([...(reached[kind].get(surveyed) ?? []), ...(told[kind].get(surveyed) ?? [])])];
	if (items.length === 0) return stateWithout(kind, surveyed, survey);
	const active = items.filter(({ state }) => state !== "disabled");
	if (active.length === 0) return { kind: "switched-off" };
	const stories = active.map((item) => ({ item, story: davStoryOf(item, surveyed, survey) }));
	const remembered = { count: active.length, lastSync: latest(active), entries: entriesOf(active) };
	return stateOfFault(stories) ?? uncheckedOf(stories, survey, remembered) ?? { kind: "works", ...remembered };
}

function stateWithout(kind: DavKind, surveyed: SurveyedAccount, survey: Survey): DavState {
	if (surveyed.provider === null) return { kind: "unknown" };
	if (surveyed.provider[kind] === null) return { kind: "not-offered" };
	if (survey.davOff.has(kind)) return { kind: "off" };
	if (isDavMissing(kind, surveyed, survey)) return { kind: "not-added" };
	return isSeenWithout(kind, surveyed, survey) ? { kind: "not-offered" } : { kind: "unknown" };
}

type Stories = readonly { item: DavItem; story: DavStory }[];

/** What is worst: a login that is refused, then a server that cannot be reached, then any other fault. */
function stateOfFault(stories: Stories): DavState | null {
	const told = stories.flatMap(({ item, story }) => (story.kind === "told" ? [{ item, rule: story.rule }] : []));
	const first = (rules: readonly string[]) => told.find(({ rule }) => rules.includes(rule))?.item;
	const refused = first(["dav-login-refused", "app-password-required", "sign-in-refused", "dav-username"]);
	if (refused !== undefined) return { kind: "refused", host: placeOf(refused) };
	const unreachable = first(["dav-unreachable", "captive-portal"]);
	if (unreachable !== undefined) return { kind: "unreachable", host: placeOf(unreachable) };
	return told.length > 0 ? { kind: "faulty" } : null;
}

function uncheckedOf(
	stories: Stories,
	{ live, snapshot }: Survey,
	remembered: { count: number; lastSync: string | null; entries: number | null },
): DavState | null {
	for (const { item, story } of stories) {
		if (story.kind === "works" || story.kind === "told") continue;
		const isAway = snapshot.offline || live === null;
		const reason = story.kind === "unchecked" ? story.reason : isAway ? "offline" : "no-time";
		return { kind: "unchecked", reason, host: placeOf(item), ...remembered };
	}
	return null;
}

const placeOf = ({ look, url }: DavItem): string => look?.at || hostOf(url);

function latest(items: readonly DavItem[]): string | null {
	return items.reduce<string | null>(
		(last, { lastSync }) => (lastSync !== null && (last === null || lastSync > last) ? lastSync : last),
		null,
	);
}

function entriesOf(items: readonly DavItem[]): number | null {
	return items.some(({ entries }) => entries === null)
		? null
		: items.reduce((sum, { entries }) => sum + (entries ?? 0), 0);
}
