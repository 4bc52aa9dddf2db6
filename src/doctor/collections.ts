// The calendars and address books of the profile in a check, over the ports: which are asked, how often, with which login.
// What was seen is remembered from a click to the check that follows it. Judges nothing itself: that is ../rules/. What a
// person can add is searched for in collection-search.ts.

import type { DavItemKey, DavLook, DavSearch, DavWish } from "../domain/dav";
import type { LiveFacts } from "../domain/live";
import type { Snapshot } from "../domain/snapshot";
import { DAV_KINDS } from "../rules/dav";
import { hostOf } from "../rules/dav-address";
import { isDavMissing } from "../rules/dav-missing";
import type { Survey } from "../rules/survey";
import type { SurveyedAccount } from "../rules/surveyed";
import { discover, wishesFor } from "./collection-search";
import { type KnownLogins, type LoginOutcome, quietLogin } from "./known-logins";
import type { NetworkOptions, Ports } from "./ports";

/** A calendar or address book that a login opens, as the profile has it. */
export interface Place extends DavItemKey {
	url: string;
	username: string;
}

/** Those that are worth asking for: what the user has switched off, nobody misses. */
export function placesOf({ calendars, addressBooks }: Snapshot): Place[] {
	return [
		...calendars
			.filter(({ type, state }) => type === "caldav" && state !== "disabled")
			.map(({ id, url, username }): Place => ({ kind: "caldav", id, url, username })),
		...addressBooks.map(({ id, url, username }): Place => ({ kind: "carddav", id, url, username })),
		// Of what has no id nothing could be asked, and with it of nothing else.
	].filter(({ id }) => id !== "" && id.length <= 200);
}

/** Which of them a look may log in to; a refusal that is known stands without asking again. */
export interface PlacePlan {
	mayTry: (place: Place) => boolean;
	refusal: (place: Place) => LoginOutcome | null;
}

/** What a place showed, and to whom. */
interface Shown extends Omit<DavLook, "id"> {
	username: string;
}

/** By address and user: an id may change where Thunderbird makes a calendar anew. */
const keyOf = ({ kind, url, username }: Omit<Place, "id">): string => JSON.stringify([kind, url, username]);

export class Collections {
	readonly #ports: Ports;
	/** What places showed since the last check began. */
	readonly #known = new Map<string, Shown>();
	readonly #searches = new Map<string, DavSearch>();
	/** Answers to logins that are not yet remembered for quiet checks. */
	readonly #unnoted = new Map<string, { place: Place; outcome: DavLook["outcome"]["kind"] }>();

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	forget(): void {
		this.#known.clear();
		this.#searches.clear();
	}

	/** What could not be checked is tried again; what was answered is not asked twice. */
	forgetUnchecked(): void {
		for (const [key, { outcome }] of this.#known) if (outcome.kind === "could-not-check") this.#known.delete(key);
		for (const [key, search] of this.#searches) {
			if (search.kind === "failed" && search.outcome.kind === "could-not-check") this.#searches.delete(key);
		}
	}

	/** A password that was typed for these is stored: what the same users were refused is asked again. */
	forgetRefused(stored: readonly DavWish[]): void {
		for (const [key, { kind, stage, username }] of this.#known) {
			// Without a user name of its own it takes any login.
			const isOfUser = (wish: DavWish) => wish.kind === kind && ["", wish.address].includes(username);
			if (stage === "login" && stored.some(isOfUser)) this.#known.delete(key);
		}
		for (const [key, search] of this.#searches) {
			const isOfAccount = ({ kind, key }: DavWish) => kind === search.wish.kind && key === search.wish.key;
			if (search.kind === "failed" && stored.some(isOfAccount)) this.#searches.delete(key);
		}
	}

	/** One request for each place that is not known yet. */
	async look(places: readonly Place[], plan: PlacePlan, network: NetworkOptions): Promise<void> {
		for (const place of places) {
			const refusal = plan.refusal(place);
			if (refusal === null || refusal === "ok") continue;
			const { kind, url, username } = place;
			const outcome = { kind: refusal, text: "" };
			this.#known.set(keyOf(place), { kind, username, at: hostOf(url), stage: "login", outcome });
		}
		const unseen = places.filter((place) => plan.mayTry(place) && !this.#known.has(keyOf(place)));
		const looks = await this.#ports.lookAtDav(
			unseen.map(({ kind, id }) => ({ kind, id })),
			network,
		);
		for (const [index, place] of unseen.entries()) {
			const look = looks[index];
			if (look === undefined) continue;
			const { kind, at, stage, outcome } = look;
			this.#known.set(keyOf(place), { kind, username: place.username, at, stage, outcome });
			// Whatever comes behind the login, it was accepted.
			if (stage === "dav" || outcome.kind === "ok") this.#unnoted.set(keyOf(place), { place, outcome: "ok" });
			else if (stage === "login") this.#unnoted.set(keyOf(place), { place, outcome: outcome.kind });
		}
	}

	/** What is found beside what the profile has, unless it is known already. */
	async search(wishes: readonly DavWish[], network: NetworkOptions): Promise<void> {
		const fresh = wishes.filter((wish) => !this.#searches.has(JSON.stringify(wish)));
		const answers = await discover(this.#ports, fresh, network);
		for (const [index, wish] of fresh.entries()) {
			const answer = answers[index];
			if (answer !== undefined) this.#searches.set(JSON.stringify(wish), answer);
		}
	}

	/** All that is known of the places of this profile. */
	facts(places: readonly Place[]): LiveFacts["dav"] {
		const looks = places.flatMap((place): DavLook[] => {
			const shown = this.#known.get(keyOf(place));
			if (shown === undefined) return [];
			const { kind, at, stage, outcome } = shown;
			return [{ kind, id: place.id, at, stage, outcome }];
		});
		return { looks, searches: [...this.#searches.values()] };
	}

	/** What may be tried without a click: where the last login was accepted. */
	async planQuietly(places: readonly Place[], memory: KnownLogins): Promise<PlacePlan> {
		const marks = await this.#ports.davMarks(places.map(({ kind, id }) => ({ kind, id })));
		const quiet = new Map(places.map((place, index) => [keyOf(place), quietLogin(marks[index] ?? null, memory)]));
		return {
			mayTry: (place) => quiet.get(keyOf(place))?.kind === "try",
			refusal: (place) => {
				const last = quiet.get(keyOf(place));
				return last?.kind === "refused" ? last.outcome : null;
			},
		};
	}

	/** Of the very logins that are stored now. */
	async noteLogins(): Promise<void> {
		const news = [...this.#unnoted.values()];
		this.#unnoted.clear();
		if (news.length === 0) return;
		const marks = await this.#ports.davMarks(news.map(({ place: { kind, id } }) => ({ kind, id })));
		await this.#ports.noteLogins(news.map(({ outcome }, index) => ({ mark: marks[index] ?? null, outcome })));
	}
}

/** A click looks at every place once. */
export const EVERY_PLACE: PlacePlan = { mayTry: () => true, refusal: () => null };

/** Calendars and contacts that a password typed for this account may open, and that none is seen to open yet. */
export function passwordWishes(surveyed: SurveyedAccount, whole: Survey): DavWish[] {
	return wishesFor(DAV_KINDS, surveyed, whole).wishes.filter(({ kind }) => {
		const offer = surveyed.provider?.[kind] ?? null;
		const items = whole.dav.reached[kind].get(surveyed) ?? [];
		if (offer?.auth !== "password" || items.some(({ look }) => look?.stage === "dav")) return false;
		return items.length > 0 || isDavMissing(kind, surveyed, whole);
	});
}
