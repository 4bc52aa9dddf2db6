// Calendars, address books and new accounts in sentences: how the lights stand, what a search found, why it found nothing, what
// was added. The sentences of the rest of the page are in sentences.ts.

import type { AddCollectionChange, Change, CreateAccountChange } from "../domain/change";
import type { DavKind } from "../domain/dav";
import type { CollectionOffer, DavState, DavTrouble } from "../domain/dav-offer";
import type { LoginObstacle, Outcome } from "../domain/observation";
import { type Found, wantsPassword } from "./collections";
import type { CountedName, MessageName, Say } from "./messages";

export interface DavWords {
	/** What a light stands for, beside its shape; null: the word of its health says it. */
	davLight(service: DavService, state: DavState, provider: string): string | null;
	/** What Thunderbird remembers: how many, how much is in them, since when; null where it remembers nothing. */
	davDetail(service: DavService, state: DavState): string | null;
	searchAction(kinds: readonly DavKind[], form: "add" | "only" | "more"): string;
	choiceTitle(found: Found): string;
	choiceShown(shown: number, total: number): string;
	/** Whose it is and what can be done with it; empty where there is nothing to say. */
	collectionNotes(offer: CollectionOffer): string;
	/** Why something was not found: each reason once, with all that it is about. */
	davTrouble(trouble: readonly DavTrouble[], provider: string): string[];
	/** What these changes add to Thunderbird, by name; null where they add nothing. */
	additions(changes: readonly Change[]): string | null;
}

type DavService = "calendar" | "contacts";
const SERVICE_OF: Readonly<Record<DavKind, DavService>> = { caldav: "calendar", carddav: "contacts" };

/** More are counted instead of named. */
const MOST_NAMES = 6;

export interface WordTools {
	say: Say;
	list: Intl.ListFormat;
	count: (stem: CountedName, number: number, ...more: (string | number)[]) => string;
	provider: (id: string) => string;
	outcomeWords: (kind: Outcome["kind"]) => string;
	/** In the language of the page, short. */
	moment: (iso: string) => string;
}

export function createDavWords({ say, list, count, provider, outcomeWords, moment }: WordTools): DavWords {
	function davLight(service: DavService, state: DavState, id: string): string | null {
		switch (state.kind) {
			case "works":
			case "refused":
				return say(`light_${state.kind}`);
			case "unreachable":
				return say(`light_${service}_unreachable`);
			case "not-added":
				return say(`light_${service}_missing`);
			case "switched-off":
				return say(`light_${service}_switched_off`);
			case "component-off":
				return say("light_component_off");
			case "off":
				return say(`light_${service}_off`);
			case "not-offered":
				return id === "unknown" ? null : say(`light_${service}_not_offered`, provider(id));
			case "faulty":
			case "unknown":
			case "unchecked":
				return null;
		}
	}

	function davDetail(service: DavService, state: DavState): string | null {
		switch (state.kind) {
			case "works":
			case "unchecked": {
				if (state.count === 0) return null;
				const things = [
					count(`dav_count_${service}`, state.count),
					...(state.entries === null ? [] : [count(`dav_entries_${service}`, state.entries)]),
				].join(", ");
				return state.lastSync === null ? things : say("dav_synchronised", things, moment(state.lastSync));
			}
			case "refused":
			case "unreachable":
				return state.host;
			case "not-added":
			case "faulty":
			case "switched-off":
			case "not-offered":
			case "component-off":
			case "off":
			case "unknown":
				return null;
		}
	}

	function collectionNotes({ collection, present }: CollectionOffer): string {
		const notes = [
			...(collection.owner === "" ? [] : [say("collection_owner", collection.owner)]),
			...(collection.readOnly ? [say("collection_read_only")] : []),
			...(present ? [say("collection_present")] : []),
		];
		return notes.length === 0 ? "" : say("in_brackets", notes.join(", "));
	}

	/** The sentence behind « Agenda : »; equal ones are told together. */
	function troubleSentence(trouble: DavTrouble, id: string): string {
		switch (trouble.why) {
			case "empty":
				return say("trouble_empty", trouble.host);
			case "not-offered":
				return id === "unknown" ? say("trouble_unknown_provider") : say("trouble_not_offered", provider(id));
			case "component-off":
				return say("trouble_component_off");
			case "failed":
				return say(failedName(trouble.outcome), trouble.host, outcomeWords(trouble.outcome.kind));
		}
	}

	function davTrouble(trouble: readonly DavTrouble[], id: string): string[] {
		const services = new Map<string, DavService[]>();
		for (const one of trouble) {
			const sentence = troubleSentence(one, id);
			services.set(sentence, [...(services.get(sentence) ?? []), SERVICE_OF[one.kind]]);
		}
		return [...services].map(([sentence, of]) =>
			say("pair", list.format([...new Set(of)].map((service) => say(`service_${service}`))), sentence),
		);
	}

	function additions(changes: readonly Change[]): string | null {
		const added = changes.filter(isAddition);
		if (added.length === 0) return null;
		if (added.length <= MOST_NAMES) return list.format(added.map(addition));
		const calendars = added.filter(({ kind }) => kind === "add-calendar").length;
		const books = added.filter(({ kind }) => kind === "add-address-book").length;
		return list.format([
			...(calendars === 0 ? [] : [count("dav_count_calendar", calendars)]),
			...(books === 0 ? [] : [count("dav_count_contacts", books)]),
		]);
	}

	function addition(change: Addition): string {
		switch (change.kind) {
			case "add-calendar":
				return say("added_calendar", change.name);
			case "add-address-book":
				return say("added_address_book", change.name);
			case "create-account":
				return say("added_account", change.address);
		}
	}

	return {
		davLight,
		davDetail,
		searchAction(kinds, form) {
			const [kind] = kinds;
			if (kind === undefined || kinds.length > 1) return say("search_both");
			return say(`search_${form}_${SERVICE_OF[kind]}`);
		},
		choiceTitle(found) {
			const { offers } = found;
			if (offers.length === 0) return say(wantsPassword(found) ? "choice_title_password" : "choice_title_none");
			return say(offers.some(({ present }) => !present) ? "choice_title" : "choice_title_present");
		},
		choiceShown: (shown, total) => say("choice_shown", shown, total),
		collectionNotes,
		davTrouble,
		additions,
	};
}

type Addition = AddCollectionChange | CreateAccountChange;

function isAddition(change: Change): change is Addition {
	return change.kind === "add-calendar" || change.kind === "add-address-book" || change.kind === "create-account";
}

/** What the end of a search means to a person. Its gaps: the host, and the outcome in words. */
function failedName(outcome: Outcome): MessageName {
	switch (outcome.kind) {
		case "refused":
		case "application-password-needed":
			return "trouble_refused";
		case "oauth-token-refused":
		case "web-sign-in-needed":
			return "trouble_sign_in";
		case "login-not-checked":
			return loginName(outcome.why);
		case "forbidden":
		case "account-disabled":
			return "trouble_forbidden";
		case "not-dav":
			return "trouble_not_dav";
		case "not-found":
			return "trouble_not_found";
		case "led-away":
			return "trouble_led_away";
		case "temporarily-unavailable":
		case "too-many-connections":
			return "trouble_busy";
		case "certificate":
		case "tls-too-old":
		case "not-tls":
		case "tls-failed":
			return "trouble_unsafe";
		case "closed":
		case "timeout":
		case "refused-connection":
		case "unreachable":
		case "name-unknown":
		case "dns-silent":
		case "could-not-check":
			return "trouble_network";
		case "ok":
		case "malformed":
		case "too-much":
		case "wrong-protocol":
		case "garbage":
		case "blocked-for-sending":
		case "login-disabled":
		case "login-method-not-offered":
		case "no-starttls":
		case "starttls-refused":
		case "starttls-injection":
			return "trouble_answer";
	}
}

function loginName(why: LoginObstacle): MessageName {
	switch (why) {
		case "no-login-stored":
		case "unusable-login":
		case "already-tried":
			return "trouble_no_login";
		case "login-store-locked":
			return "problem_login_store_locked";
		case "oauth-token-absent":
		case "oauth-token-single-use":
		case "oauth-unknown-host":
		case "oauth-unreachable":
			return "trouble_sign_in";
		case "not-encrypted":
		case "certificate-exception":
		case "foreign-host":
		case "unknown-server":
		case "method-not-supported":
			return "trouble_not_tried";
	}
}
