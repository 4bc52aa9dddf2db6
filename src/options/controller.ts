// Clicks become calls of the doctor, answers become events of view-state.ts. One piece of work at a time.
// Holds no sentence and no markup: those are sentences.ts and components/.

import type { CheckOptions, Doctor, PasswordTrial, WatchView } from "../doctor/doctor";
import { accountsInTrouble, type RestartGroup } from "../doctor/plan";
import type { Change } from "../domain/change";
import type { DavKind } from "../domain/dav";
import type { CollectionsFound } from "../domain/dav-offer";
import type { Diagnosis } from "../domain/diagnosis";
import type { CreateAccountOutcome, NewAccountAnswers, NewAccountOffer } from "../domain/new-account";
import type { PrepareOutcome } from "../domain/outcome";
import type { Evidence, LoginRemoval, UnusedLogins } from "../domain/support";
import type { ManagedPolicy } from "../policy/parse-policy";
import { namesOf } from "./names";
import type { Notice, TriedService } from "./notice";
import { buildReport, reportFileName } from "./report";
import type { Report } from "./report-schema";
import type { Sentences } from "./sentences";
import {
	type Asking,
	diagnosisOf,
	type Failure,
	INITIAL_STATE,
	isResting,
	latestUndoable,
	reduce,
	type Search,
	type ViewEvent,
	type ViewState,
} from "./view-state";

export interface Controller {
	readonly state: ViewState;
	/** Calls back after each change of state; returns what ends that. */
	subscribe(listener: () => void): () => void;
	/** Reads the history and the self-check. */
	load(): Promise<void>;
	check(): Promise<void>;
	/** Checks after the restart that the page has asked for, and tells what became of what was prepared. */
	checkAfterRestart(): Promise<void>;
	cancel(): void;
	fix(changes: Change[]): Promise<void>;
	/** Asks a person about the restart of this incoming server, in the page. */
	askRestart(server: string): void;
	/** Looks for calendars and address books that can be added for this account, and asks which of them are wanted. */
	search(account: string, kinds: readonly DavKind[]): Promise<void>;
	/** The same for the address of an invitation. */
	examineLink(account: string, url: string): Promise<void>;
	/** Asks who the owner of a new account is; `beside`: in whose card. */
	askAccount(beside: string | null): void;
	/** Makes an account once its servers have taken the login. The password is handed on, and kept nowhere. */
	createAccount(offer: NewAccountOffer, answers: NewAccountAnswers): Promise<void>;
	/** Takes away what is asked. */
	dismiss(): void;
	/** Makes ready what needs a restart. A password is handed on, and kept nowhere. */
	prepare(group: RestartGroup, password: string | null): Promise<void>;
	restart(): Promise<void>;
	saveSettings(): Promise<void>;
	undo(entry: string): Promise<void>;
	undoLatest(): Promise<void>;
	/** Tries a password and has it stored where it is accepted. It is handed on, and kept nowhere. */
	savePassword(account: string, password: string): Promise<void>;
	/** Opens the sign-in window of this account's issuer; ends when the user does. */
	signIn(account: string): Promise<void>;
	/** Brings the window of the sign-in that is under way to the front, or ends it. */
	signInWindow(action: "show" | "close"): Promise<void>;
	choose(account: string, provider: string): Promise<void>;
	/** Switches quiet checks on or off. */
	setWatch(wanted: boolean): Promise<void>;
	exportReport(includeAddresses: boolean): Promise<void>;
	/** The report in sentences into the clipboard; false where that could not be done. */
	copyReport(includeAddresses: boolean): Promise<boolean>;
	/** Opens a message with the report in sentences, which the user sends or not. Resolves with why it could not; else null. */
	mailReport(to: string, includeAddresses: boolean): Promise<string | null>;
	/** What the last check looked at. */
	evidence(): Evidence | null;
	/** Null where they could not be looked for. */
	unusedLogins(): Promise<UnusedLogins | null>;
	removeUnusedLogin(id: string): Promise<LoginRemoval | { kind: "failed"; text: string }>;
	openLink(url: string): Promise<void>;
}

export interface ControllerParts {
	doctor: Doctor;
	sentences: Sentences;
	now: () => Date;
	/** What the organisation has configured: the report names it. */
	managed: ManagedPolicy;
}

export function createController({ doctor, sentences, now, managed }: ControllerParts): Controller {
	let state = INITIAL_STATE;
	let running: AbortController | null = null;
	const listeners = new Set<() => void>();

	/** Returns false for a click that came while other work was under way. */
	function dispatch(event: ViewEvent): boolean {
		const next = reduce(state, event);
		if (next === state) return false;
		state = next;
		for (const listener of listeners) listener();
		return true;
	}

	async function examine(look: (options: CheckOptions) => Promise<Diagnosis>, signal: AbortSignal): Promise<Diagnosis> {
		const diagnosis = await look({
			signal,
			onProgress: (done, total) => dispatch({ kind: "check-progressed", progress: { done, total } }),
			onPartial: (partial) => dispatch({ kind: "check-partial", diagnosis: partial }),
		});
		signal.throwIfAborted();
		// The number on the toolbar button is a courtesy: the check is right without it.
		await doctor.showTrouble(accountsInTrouble(diagnosis)).catch((error: unknown) => console.error(error));
		return diagnosis;
	}

	/** Keeps what the page says of quiet checks true; the page works without it. */
	async function tellWatch(view: Promise<WatchView>): Promise<void> {
		try {
			dispatch({ kind: "watch-loaded", view: await view });
		} catch (error) {
			console.error(error);
			dispatch({ kind: "watch-failed", text: textOf(error) });
		}
	}

	/** Checks, after `before` was done; the first state change has to be made by the caller, in the turn of the click. */
	async function runCheck(
		before: (() => Promise<void>) | null,
		told: () => Promise<Notice | null> = () => Promise.resolve(null),
	): Promise<void> {
		const abort = new AbortController();
		running = abort;
		try {
			if (before !== null) await before();
			const diagnosis = await examine((options) => doctor.check(options), abort.signal);
			const notice = await told();
			dispatch({ kind: "checked", diagnosis, ...(notice && { notice }) });
		} catch (error) {
			if (abort.signal.aborted) dispatch({ kind: "check-stopped" });
			else fail({ kind: "surprise", during: "check", text: textOf(error) }, error);
		} finally {
			running = null;
		}
	}

	async function load(): Promise<void> {
		try {
			const [history, selfCheck, versions] = await Promise.all([
				doctor.history(),
				doctor.selfCheck(),
				doctor.versions(),
			]);
			dispatch({ kind: "surroundings-loaded", history, selfCheck, versions });
		} catch (error) {
			console.error(error);
			dispatch({ kind: "surroundings-failed", text: textOf(error) });
		}
	}

	/** Looks for what can be added; the accounts that are shown stay as they are. */
	async function runSearch(search: Search, look: (signal: AbortSignal) => Promise<CollectionsFound>): Promise<void> {
		if (!dispatch({ kind: "search-started", search })) return;
		const abort = new AbortController();
		running = abort;
		try {
			const found = await look(abort.signal);
			abort.signal.throwIfAborted();
			dispatch({ kind: "search-ended", found });
		} catch (error) {
			if (abort.signal.aborted) dispatch({ kind: "check-stopped" });
			else fail({ kind: "surprise", during: "search", text: textOf(error) }, error);
		} finally {
			running = null;
		}
	}

	/** With the password that was missing the search comes further: the choice is there without another click. */
	async function searchAgain({ account, what }: Search): Promise<Asking | null> {
		if (what === "link") return null;
		const found = await doctor.findCollections(account, [...what], new AbortController().signal);
		return found.kind === "found" ? { kind: "collections", search: { account, what }, found } : null;
	}

	/**
	 * Changes settings, reads the history and judges again; the page rests only after all three, and after `follow`, which
	 * is what a person is asked next.
	 */
	async function runChange(
		change: () => Promise<void>,
		what: "repair" | "prepare" | "password" | "sign-in" | "account" = "repair",
		follow: () => Promise<Asking | null> = () => Promise.resolve(null),
	): Promise<void> {
		let during: typeof what | "check-after-repair" = what;
		try {
			await change();
			during = "check-after-repair";
			const diagnosis = await examine((options) => doctor.recheck(options), new AbortController().signal);
			await load();
			const asking = await follow();
			dispatch({ kind: "checked", diagnosis, ...(asking && { asking }) });
		} catch (error) {
			await load();
			fail({ kind: "surprise", during, text: textOf(error) }, error);
		}
	}

	function fail(failure: Failure, error: unknown): void {
		console.error(error);
		dispatch({ kind: "failed", failure });
	}

	/** What the restart came to, as the history tells it; what was not made is told by the page itself. */
	async function restartNotice(): Promise<Notice | null> {
		await load();
		const [latest] = state.surroundings.kind === "loaded" ? state.surroundings.history.entries : [];
		if (latest === undefined || (latest.problem ?? null) !== null) return null;
		if (latest.state === "applied") return { kind: "made-at-restart" };
		return latest.state === "undone" ? { kind: "undone" } : null;
	}

	async function checkFirst(told?: () => Promise<Notice | null>): Promise<void> {
		if (doctor.availability() === "experiments-off") {
			dispatch({ kind: "failed", failure: { kind: "experiments-off" } });
		} else if (dispatch({ kind: "check-started" })) {
			await runCheck(null, told);
		}
	}

	async function makeReport(created: Date, includeAddresses: boolean): Promise<Report> {
		const [versions, installation] = await Promise.all([
			doctor.versions(),
			// A report without the other add-ons is better than none.
			doctor.availability() === "available"
				? doctor.installation().catch((error: unknown) => {
						console.error(error);
						return null;
					})
				: null,
		]);
		const diagnosis = diagnosisOf(state.phase);
		const surroundings = state.surroundings.kind === "loaded" ? state.surroundings : null;
		return buildReport({
			created: created.toISOString(),
			versions,
			diagnosis,
			evidence: diagnosis === null ? null : doctor.evidence(),
			history: surroundings?.history.entries ?? [],
			selfCheck: surroundings?.selfCheck ?? null,
			installation,
			managed,
			includeAddresses,
			sentences,
		});
	}

	async function undo(entry: string): Promise<void> {
		if (!dispatch({ kind: "undo-started", entry })) return;
		await runChange(async () => {
			dispatch({ kind: "undo-ended", outcome: await doctor.undo(entry) });
		});
	}

	return {
		get state() {
			return state;
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		async load() {
			if (doctor.availability() === "available") await Promise.all([load(), tellWatch(doctor.watch())]);
			else dispatch({ kind: "failed", failure: { kind: "experiments-off" } });
		},
		check: () => checkFirst(),
		checkAfterRestart: () => checkFirst(restartNotice),
		cancel() {
			if (dispatch({ kind: "check-cancelled" })) running?.abort();
		},
		async fix(changes) {
			if (changes.length === 0) return;
			const names = diagnosisOf(state.phase)?.names ?? {};
			if (!dispatch({ kind: "repair-started", changes })) return;
			await runChange(async () => {
				const outcome = await doctor.repair(changes, namesOf(changes, names));
				dispatch({ kind: "repair-ended", outcome });
			});
		},
		askRestart(server) {
			dispatch({ kind: "restart-asked", server });
		},
		search: (account, kinds) =>
			runSearch({ account, what: kinds }, (signal) => doctor.findCollections(account, [...kinds], signal)),
		examineLink: (account, url) =>
			runSearch({ account, what: "link" }, (signal) => doctor.examineLink(account, url, signal)),
		askAccount(beside) {
			dispatch({ kind: "account-asked", beside });
		},
		async createAccount(offer, answers) {
			const names = diagnosisOf(state.phase)?.names ?? {};
			if (!dispatch({ kind: "account-started", beside: offer.beside })) return;
			await runChange(async () => {
				const asked = doctor.createAccount(offer, answers, names);
				const outcome = await (answers.password === "" ? asked : keepingSecret(asked, answers.password));
				dispatch({ kind: "account-ended", outcome, address: answers.address, provider: offer.provider });
			}, "account");
		},
		dismiss() {
			dispatch({ kind: "dismissed" });
		},
		async prepare({ server, changes }, password) {
			const names = diagnosisOf(state.phase)?.names ?? {};
			if (!dispatch({ kind: "prepare-started", server })) return;
			await runChange(async () => {
				const asked = doctor.prepare(changes, namesOf(changes, names), password);
				const outcome = await (password === null ? asked : keepingSecret(asked, password));
				dispatch({ kind: "prepare-ended", outcome });
			}, "prepare");
		},
		async restart() {
			if (!isResting(state.phase)) return;
			const restarts = await doctor.restart().catch((error: unknown) => {
				console.error(error);
				return false;
			});
			if (!restarts) dispatch({ kind: "restart-refused" });
		},
		async saveSettings() {
			if (!isResting(state.phase) || !dispatch({ kind: "copy-started" })) return;
			try {
				dispatch({ kind: "copy-saved", path: await doctor.saveSettings() });
			} catch (error) {
				console.error(error);
				dispatch({ kind: "copy-failed", text: textOf(error) });
			}
		},
		undo,
		async undoLatest() {
			const latest = latestUndoable(state.surroundings);
			if (latest !== null) await undo(latest.id);
		},
		async savePassword(account, password) {
			const { asking } = state;
			if (!dispatch({ kind: "password-started", account })) return;
			let opensMore = false;
			await runChange(
				async () => {
					const outcome = await keepingSecret(doctor.savePassword(account, password), password);
					opensMore = outcome.kind === "tried" && outcome.results.some(isOpenedDav);
					dispatch({ kind: "password-ended", outcome });
				},
				"password",
				async () =>
					opensMore && asking?.kind === "collections" && asking.search.account === account
						? searchAgain(asking.search)
						: null,
			);
		},
		async signIn(account) {
			const diagnosis = diagnosisOf(state.phase);
			const offer = diagnosis?.accounts.find((one) => one.key === account)?.signIn ?? null;
			if (offer === null || !dispatch({ kind: "sign-in-started", account })) return;
			await runChange(async () => {
				const outcome = await doctor.signIn(offer, namesOf(offer.changes, diagnosis?.names ?? {}));
				dispatch({ kind: "sign-in-ended", outcome });
			}, "sign-in");
		},
		async signInWindow(action) {
			await doctor.signInWindow(action).catch((error: unknown) => console.error(error));
		},
		async choose(account, provider) {
			if (dispatch({ kind: "check-started" })) await runCheck(() => doctor.chooseProvider(account, provider));
		},
		setWatch: (wanted) => tellWatch(doctor.setWatch(wanted)),
		async exportReport(includeAddresses) {
			if (!isResting(state.phase) || !dispatch({ kind: "report-started" })) return;
			try {
				const created = now();
				const report = await makeReport(created, includeAddresses);
				const path = await doctor.saveFile(reportFileName(created), `${JSON.stringify(report, null, "\t")}\n`);
				dispatch({ kind: "report-saved", path });
			} catch (error) {
				console.error(error);
				dispatch({ kind: "report-failed", text: textOf(error) });
			}
		},
		async copyReport(includeAddresses) {
			try {
				const { text } = await makeReport(now(), includeAddresses);
				await navigator.clipboard.writeText(text);
				return true;
			} catch (error) {
				console.error(error);
				return false;
			}
		},
		async mailReport(to, includeAddresses) {
			try {
				const { text, versions } = await makeReport(now(), includeAddresses);
				await doctor.writeMail({ to, subject: sentences.mailSubject(versions.addon), text });
				return null;
			} catch (error) {
				console.error(error);
				return textOf(error);
			}
		},
		evidence: () => doctor.evidence(),
		async unusedLogins() {
			return doctor.unusedLogins().catch((error: unknown) => {
				console.error(error);
				return null;
			});
		},
		async removeUnusedLogin(id) {
			return doctor.removeUnusedLogin(id).catch((error: unknown) => {
				console.error(error);
				return { kind: "failed", text: textOf(error) };
			});
		},
		async openLink(url) {
			await doctor.openLink(url).catch((error: unknown) => console.error(error));
		},
	};
}

/** The same with the secret out of what others say: a server or an error may repeat what it was told. */
async function keepingSecret<Outcome extends PasswordTrial | PrepareOutcome | CreateAccountOutcome>(
	asked: Promise<Outcome>,
	secret: string,
): Promise<Outcome> {
	const outcome = await asked.catch((error: unknown) => {
		throw new Error(textOf(error).replaceAll(secret, "…"));
	});
	return JSON.parse(JSON.stringify(outcome), (field, value: unknown) =>
		typeof value === "string" && FOREIGN_WORDS.has(field) ? value.replaceAll(secret, "…") : value,
	) as Outcome;
}

/** The fields of outcomes that hold no word of this project. */
const FOREIGN_WORDS: ReadonlySet<string> = new Set(["text", "error", "internal"]);

function isOpenedDav({ service, stored }: TriedService): boolean {
	return stored && (service === "calendar" || service === "contacts");
}

function textOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
