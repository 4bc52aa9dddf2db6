// The whole page, in reading order. `main[data-state]` is what scripts wait for.

import type { AccountDiagnosis, Diagnosis } from "../../domain/diagnosis";
import type { Health } from "../../domain/vocabulary";
import { diagnosisOf, isResting, noticeOf } from "../view-state";
import { AccountCard } from "./account-card";
import { Banners } from "./banners";
import { Button } from "./button";
import { usePage } from "./context";
import { History } from "./history";
import { Logo } from "./logo";
import { NewAccount } from "./new-account";
import { ReportForm } from "./report-form";
import { Result } from "./result";
import { UnusedLogins } from "./unused-logins";
import { WaitingPanel } from "./waiting-panel";
import { Watch } from "./watch";

/** With more accounts than this, those that need nothing take one line each. */
const FEW_ACCOUNTS = 5;

export function Page() {
	const { controller, sentences, state } = usePage();
	const { phase } = state;
	const diagnosis = diagnosisOf(phase);
	const used =
		diagnosis !== null || (state.surroundings.kind === "loaded" && state.surroundings.history.entries.length > 0);
	return (
		<main data-state={phase.kind}>
			<header>
				<Logo />
				<div>
					<h1>{sentences.text("name")}</h1>
					<p>{sentences.text("intro")}</p>
				</div>
			</header>
			<p class="actions">
				<Button action="check" primary={diagnosis === null} onClick={() => controller.check()}>
					{sentences.text("action")}
				</Button>
				{phase.kind === "checking" && (
					<Button action="cancel" always={true} onClick={() => controller.cancel()}>
						{sentences.text("cancel")}
					</Button>
				)}
			</p>
			<Status />
			<Banners />
			<WaitingPanel />
			<Result />
			{diagnosis !== null && <Accounts diagnosis={diagnosis} />}
			<History />
			<Watch />
			{used && <ReportForm />}
			<UnusedLogins />
		</main>
	);
}

/** One place that is read aloud: progress while something is under way, then what it came to. */
function Status() {
	const { sentences, state } = usePage();
	const { phase } = state;
	const names = diagnosisOf(phase)?.names ?? {};
	const notice = noticeOf(phase);
	return (
		<div id="status" role="status" aria-live="polite" tabIndex={-1} class={`status ${phase.kind}`}>
			{!isResting(phase) && <p>{sentences.progress(phase)}</p>}
			{phase.kind === "checking" && phase.progress !== null && phase.progress.total > 0 && (
				<>
					<p class="figures" aria-hidden="true">
						{sentences.progressFigures(phase.progress.done, phase.progress.total)}
					</p>
					<progress
						aria-label={sentences.text("progress_checking")}
						value={phase.progress.done}
						max={phase.progress.total}
					/>
				</>
			)}
			{notice !== null && <p class="notice">{sentences.notice(notice, names)}</p>}
			{phase.kind === "error" && (
				<>
					<h2>{sentences.text("failure_title")}</h2>
					<p class="notice">{sentences.failure(phase.failure)}</p>
				</>
			)}
		</div>
	);
}

function Accounts({ diagnosis }: { diagnosis: Diagnosis }) {
	const { sentences } = usePage();
	const crowded = diagnosis.accounts.length > FEW_ACCOUNTS;
	return (
		<section aria-labelledby="accounts">
			<h2 id="accounts" class="for-readers">
				{sentences.text("results")}
			</h2>
			{diagnosis.accounts.length === 0 && <NewAccount offers={diagnosis.newAccounts} account={null} />}
			{diagnosis.accounts.length > 0 && (
				<ul class="cards">
					{troubleFirst(diagnosis.accounts).map((account) => (
						<AccountCard key={account.key} account={account} names={diagnosis.names} crowded={crowded} />
					))}
				</ul>
			)}
			{sentences.others(diagnosis).map((line) => (
				<p key={line} class="others note">
					{line}
				</p>
			))}
		</section>
	);
}

const RANK: Readonly<Record<Health, number>> = { error: 0, warning: 1, advice: 2, unknown: 3, ok: 4, none: 4 };

/** Within one health, Thunderbird's own order stays. */
function troubleFirst(accounts: readonly AccountDiagnosis[]): AccountDiagnosis[] {
	const rank = ({ health, identification, asksPassword }: AccountDiagnosis): number =>
		identification.kind === "ambiguous" || asksPassword ? Math.min(RANK[health], RANK.advice) : RANK[health];
	return accounts.toSorted((a, b) => rank(a) - rank(b));
}
