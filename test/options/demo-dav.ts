// Calendars, address books and new accounts to show and to test the page with: invented people, real providers.
// The rest of what the page can show is demo.ts.

import type { AddCollectionChange } from "../../src/domain/change";
import type { DavCollection } from "../../src/domain/dav";
import type { CollectionOffer, DavTrouble } from "../../src/domain/dav-offer";
import type { AccountDiagnosis, Diagnosis } from "../../src/domain/diagnosis";
import type { NewAccountOffer } from "../../src/domain/new-account";
import type { Outcome } from "../../src/domain/observation";
import type { Found } from "../../src/options/collections";
import { account, diagnosis, finding, OUTCOMES } from "./demo";

export const DAV_HOST = "webmail.numerique.gouv.fr";

export function offer(given: Partial<DavCollection> = {}, more: Partial<CollectionOffer> = {}): CollectionOffer {
	const collection: DavCollection = {
		kind: "caldav",
		url: `https://${DAV_HOST}/dav/caldav/1/`,
		name: "Camille Martin",
		color: "#1e90ff",
		components: ["VEVENT"],
		readOnly: false,
		source: "own",
		owner: "",
		...given,
	};
	const isCalendar = collection.kind === "caldav";
	const change: AddCollectionChange = {
		kind: isCalendar ? "add-calendar" : "add-address-book",
		server: "server2",
		type: collection.kind,
		url: collection.url,
		name: collection.name,
		color: collection.color,
		readOnly: collection.readOnly,
		username: "camille.martin@beta.gouv.fr",
		identity: isCalendar ? "id2" : null,
		login: { realm: "OX WebDAV", from: "mail" },
		refresh: 30,
		makeDefault: isCalendar,
	};
	return { collection, change, preselected: collection.source === "own", present: false, ...more };
}

/** One of each sort: own and shared, to be read only, for tasks, there already. */
export function found(given: Partial<Found> = {}): Found {
	const at = (path: string) => `https://${DAV_HOST}/dav/${path}/`;
	return {
		kind: "found",
		offers: [
			offer(),
			offer({ url: at("caldav/2"), name: "Tâches", color: null, components: ["VTODO"] }, { preselected: false }),
			offer({
				url: at("caldav/3"),
				name: "Salle 4",
				color: "#b3122b",
				readOnly: true,
				source: "shared",
				owner: "Accueil",
			}),
			offer({ url: at("caldav/4"), name: "Équipe", color: "#0b6b35", source: "shared", owner: "Dominique Petit" }),
			offer({ kind: "carddav", url: at("carddav/5"), name: "Contacts", color: null, components: [] }),
			offer(
				{ kind: "carddav", url: at("carddav/6"), name: "Annuaire", color: null, components: [] },
				{ present: true },
			),
		],
		trouble: [],
		...given,
	};
}

/** So many that nobody reads them all. */
export function manyFound(count: number): Found {
	const colors = ["#1e90ff", "#b3122b", "#0b6b35", "#8a4b00", "#7b3fb5", null];
	const offers = Array.from({ length: count }, (_, index) => {
		const isOwn = index === 0;
		return offer({
			url: `https://${DAV_HOST}/dav/caldav/${index + 1}/`,
			name: isOwn ? "Camille Martin" : `Salle de réunion ${index}`,
			color: colors[index % colors.length] ?? null,
			...(isOwn ? {} : { source: "shared", owner: `Service ${Math.ceil(index / 25)}`, readOnly: index % 3 === 0 }),
		});
	});
	return { kind: "found", offers, trouble: [] };
}

export function failed(kind: DavTrouble["kind"], outcome: Outcome["kind"] | Outcome): DavTrouble {
	const ended = typeof outcome === "string" ? OUTCOMES[outcome] : outcome;
	return { why: "failed", kind, host: DAV_HOST, stage: "login", outcome: ended };
}

/** Mail works; the server of the calendar and the contacts wants another password. */
export const REFUSED: Found = {
	kind: "found",
	offers: [],
	trouble: [failed("caldav", "refused"), failed("carddav", "refused")],
};

/** Mail alone is in Thunderbird. */
export function mailOnly(given: Partial<AccountDiagnosis> = {}): AccountDiagnosis {
	return account({
		key: "account2",
		name: "La Suite",
		address: "camille.martin@beta.gouv.fr",
		provider: "lasuite",
		identification: {
			kind: "known",
			provider: "lasuite",
			reason: { kind: "identity-domain", evidence: "beta.gouv.fr" },
		},
		health: "advice",
		lights: { incoming: "ok", outgoing: "ok", calendar: "advice", contacts: "advice" },
		findings: [
			finding("calendar-missing", { severity: "advice", account: "account2", service: "calendar" }),
			finding("address-book-missing", { severity: "advice", account: "account2", service: "contacts" }),
		],
		dav: { calendar: { kind: "not-added" }, contacts: { kind: "not-added" } },
		...given,
	});
}

/** Everything is there, and as fresh as can be. */
export function complete(): AccountDiagnosis {
	return mailOnly({
		health: "ok",
		lights: { incoming: "ok", outgoing: "ok", calendar: "ok", contacts: "ok" },
		findings: [],
		dav: {
			calendar: { kind: "works", count: 2, lastSync: "2026-11-20T08:02:00.000Z", entries: 214 },
			contacts: { kind: "works", count: 1, lastSync: null, entries: 312 },
		},
	});
}

export const LA_SUITE_OFFER: NewAccountOffer = {
	provider: "lasuite",
	beside: "account3",
	fullName: "Ancien Agent",
	address: "ancien.agent@beta.gouv.fr",
	like: "id3",
	login: "password",
	dav: ["caldav", "carddav"],
};

/** Mail still comes from the old platform. */
export function leftBehind(given: Partial<AccountDiagnosis> = {}): AccountDiagnosis {
	return account({
		key: "account3",
		name: "ancien.agent@beta.gouv.fr",
		address: "ancien.agent@beta.gouv.fr",
		provider: "lasuite",
		identification: {
			kind: "known",
			provider: "lasuite",
			reason: { kind: "identity-domain", evidence: "beta.gouv.fr" },
		},
		health: "warning",
		lights: { incoming: "warning", outgoing: "ok", calendar: "unknown", contacts: "unknown" },
		findings: [
			finding("stale-ovh-for-lasuite", {
				severity: "warning",
				account: "account3",
				fix: "new-account",
				facts: { address: "ancien.agent@beta.gouv.fr", host: "ssl0.ovh.net" },
			}),
		],
		newAccount: LA_SUITE_OFFER,
		...given,
	});
}

export function oneMailOnly(): Diagnosis {
	return diagnosis([mailOnly()]);
}

/** No account at all: the user says who provides the first one. */
export function noAccount(): Diagnosis {
	const blank = { beside: null, fullName: "", address: "", like: null, login: "password" } as const;
	return diagnosis([], {
		newAccounts: [
			{ ...blank, provider: "lasuite", dav: ["caldav", "carddav"] },
			{ ...blank, provider: "google", login: "sign-in", dav: ["caldav", "carddav"] },
			{ ...blank, provider: "ovh-mxplan", dav: [] },
		],
	});
}
