// A doctor whose every answer is given by the test, and who fails loudly when asked for what the test did not expect.

import type { CheckOptions, Doctor, FixOutcome, PasswordTrial, WatchView } from "../../src/doctor/doctor";
import type { Change } from "../../src/domain/change";
import type { DavKind } from "../../src/domain/dav";
import type { CollectionsFound } from "../../src/domain/dav-offer";
import type { Diagnosis, SignInOffer } from "../../src/domain/diagnosis";
import type { CreateAccountOutcome, NewAccountAnswers, NewAccountOffer } from "../../src/domain/new-account";
import type { JournalView, PrepareOutcome, SelfCheck, SignInOutcome, UndoOutcome } from "../../src/domain/outcome";
import type { Evidence, Installation, LoginRemoval, UnusedLogins } from "../../src/domain/support";
import { journal, TRIED } from "./demo";

/** A call that has not been answered yet. */
export interface Pending<Answer> {
	resolve: (answer: Answer) => void;
	reject: (error: Error) => void;
}

export type Call =
	| { name: "check"; options: CheckOptions; answer: Pending<Diagnosis> }
	| { name: "recheck"; options: CheckOptions; answer: Pending<Diagnosis> }
	| { name: "repair"; changes: Change[]; names: Readonly<Record<string, string>>; answer: Pending<FixOutcome> }
	| { name: "password"; account: string; password: string; answer: Pending<PasswordTrial> }
	| {
			name: "prepare";
			changes: Change[];
			names: Readonly<Record<string, string>>;
			password: string | null;
			answer: Pending<PrepareOutcome>;
	  }
	| {
			name: "sign-in";
			offer: SignInOffer;
			names: Readonly<Record<string, string>>;
			answer: Pending<SignInOutcome>;
	  }
	| { name: "collections"; account: string; kinds: DavKind[]; signal: AbortSignal; answer: Pending<CollectionsFound> }
	| { name: "link"; account: string; url: string; signal: AbortSignal; answer: Pending<CollectionsFound> }
	| {
			name: "account";
			offer: NewAccountOffer;
			answers: NewAccountAnswers;
			names: Readonly<Record<string, string>>;
			answer: Pending<CreateAccountOutcome>;
	  }
	| { name: "undo"; entry: string; answer: Pending<UndoOutcome> };

export class FakeDoctor implements Doctor {
	available = true;
	view: JournalView = journal();
	self: SelfCheck = TRIED;
	historyError: Error | null = null;
	choiceError: Error | null = null;
	saveError: Error | null = null;
	watching: WatchView = { wanted: true, pace: "daily", last: null };
	/** Whether no window stands in the way of a restart. */
	restarts = true;
	seenAtCheck: Evidence | null = null;
	installed: Installation = { built: "2026-10-12", language: "fr", addons: [] };
	unused: UnusedLogins = { kind: "listed", logins: [] };
	removal: LoginRemoval = { kind: "removed" };
	readonly mails: { to: string; subject: string; text: string }[] = [];
	/** What was asked, in order. */
	readonly log: string[] = [];
	readonly saved: { name: string; content: string }[] = [];
	#waiting: Call[] = [];

	availability() {
		return this.available ? ("available" as const) : ("experiments-off" as const);
	}

	async versions() {
		return { addon: "0.1.0", thunderbird: "153.7.0", platform: "linux x86-64" };
	}

	prepare(
		changes: Change[],
		names: Readonly<Record<string, string>>,
		password: string | null,
	): Promise<PrepareOutcome> {
		return this.#wait("prepare", (answer: Pending<PrepareOutcome>) => ({
			name: "prepare",
			changes,
			names,
			password,
			answer,
		}));
	}

	async restart() {
		this.log.push("restart");
		return this.restarts;
	}

	async saveSettings() {
		this.log.push("save settings");
		if (this.saveError !== null) throw this.saveError;
		return "/downloads/bons-comptes-settings";
	}

	check(options: CheckOptions): Promise<Diagnosis> {
		return this.#wait("check", (answer: Pending<Diagnosis>) => ({ name: "check", options, answer }));
	}

	recheck(options: CheckOptions): Promise<Diagnosis> {
		return this.#wait("recheck", (answer: Pending<Diagnosis>) => ({ name: "recheck", options, answer }));
	}

	savePassword(account: string, password: string): Promise<PasswordTrial> {
		return this.#wait(`password ${account}`, (answer: Pending<PasswordTrial>) => ({
			name: "password",
			account,
			password,
			answer,
		}));
	}

	findCollections(account: string, kinds: DavKind[], signal: AbortSignal): Promise<CollectionsFound> {
		return this.#wait(`collections ${account} ${kinds.join(" ")}`, (answer: Pending<CollectionsFound>) => ({
			name: "collections",
			account,
			kinds,
			signal,
			answer,
		}));
	}

	examineLink(account: string, url: string, signal: AbortSignal): Promise<CollectionsFound> {
		return this.#wait(`link ${account} ${url}`, (answer: Pending<CollectionsFound>) => ({
			name: "link",
			account,
			url,
			signal,
			answer,
		}));
	}

	createAccount(
		offer: NewAccountOffer,
		answers: NewAccountAnswers,
		names: Readonly<Record<string, string>>,
	): Promise<CreateAccountOutcome> {
		return this.#wait(`account ${offer.provider}`, (answer: Pending<CreateAccountOutcome>) => ({
			name: "account",
			offer,
			answers,
			names,
			answer,
		}));
	}

	async selfCheck() {
		return this.self;
	}

	repair(changes: Change[], names: Readonly<Record<string, string>>): Promise<FixOutcome> {
		return this.#wait("repair", (answer: Pending<FixOutcome>) => ({ name: "repair", changes, names, answer }));
	}

	signIn(offer: SignInOffer, names: Readonly<Record<string, string>>): Promise<SignInOutcome> {
		return this.#wait("sign-in", (answer: Pending<SignInOutcome>) => ({ name: "sign-in", offer, names, answer }));
	}

	async signInWindow(action: "show" | "close") {
		this.log.push(`sign-in window ${action}`);
		return true;
	}

	undo(entry: string): Promise<UndoOutcome> {
		return this.#wait(`undo ${entry}`, (answer: Pending<UndoOutcome>) => ({ name: "undo", entry, answer }));
	}

	async history() {
		if (this.historyError !== null) throw this.historyError;
		return this.view;
	}

	async chooseProvider(account: string, provider: string) {
		this.log.push(`choose ${account} ${provider}`);
		if (this.choiceError !== null) throw this.choiceError;
	}

	async showTrouble(accounts: number) {
		this.log.push(`trouble ${accounts}`);
	}

	async watch() {
		return this.watching;
	}

	async setWatch(wanted: boolean) {
		this.log.push(`watch ${wanted}`);
		this.watching = { ...this.watching, wanted };
		return this.watching;
	}

	async saveFile(name: string, content: string) {
		if (this.saveError !== null) throw this.saveError;
		this.saved.push({ name, content });
		return `/home/camille/Téléchargements/${name}`;
	}

	evidence() {
		return this.seenAtCheck;
	}

	async installation() {
		return this.installed;
	}

	async unusedLogins() {
		return this.unused;
	}

	async removeUnusedLogin(id: string) {
		this.log.push(`remove ${id}`);
		if (this.removal.kind === "removed" && this.unused.kind === "listed")
			this.unused = { ...this.unused, logins: this.unused.logins.filter((login) => login.id !== id) };
		return this.removal;
	}

	async writeMail(mail: { to: string; subject: string; text: string }) {
		this.log.push(`write to ${mail.to}`);
		this.mails.push(mail);
	}

	async openLink(url: string) {
		this.log.push(`open ${url}`);
	}

	/** Takes the one call that waits, if it is the expected one. */
	pending<Name extends Call["name"]>(name: Name): Extract<Call, { name: Name }> {
		const call = this.#waiting[0];
		if (this.#waiting.length !== 1 || call?.name !== name)
			throw new Error(`expected one ${name}, waiting: ${this.#waiting.map((each) => each.name).join(", ")}`);
		this.#waiting = [];
		return call as Extract<Call, { name: Name }>;
	}

	#wait<Answer>(name: string, make: (answer: Pending<Answer>) => Call): Promise<Answer> {
		this.log.push(name);
		return new Promise((resolve, reject) => {
			this.#waiting.push(make({ resolve, reject }));
		});
	}
}
