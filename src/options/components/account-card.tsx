// One mail account: who provides it, its four lights, its findings and the buttons that act on it alone.

import { liveChanges, restartGroups, type Waiting } from "../../doctor/plan";
import type { AccountDiagnosis } from "../../domain/diagnosis";
import { SERVICES, type Service } from "../../domain/vocabulary";
import { wantsPassword } from "../collections";
import type { Names } from "../names";
import { networkCauses } from "../request-text";
import type { Sentences } from "../sentences";
import type { Asking } from "../view-state";
import { Button } from "./button";
import { usePage } from "./context";
import { FindingItem } from "./finding-item";
import { Groupware, missingKinds } from "./groupware";
import { Help } from "./help";
import { NewAccount } from "./new-account";
import { PasswordForm } from "./password-form";
import { ProviderChoice } from "./provider-choice";
import { Request } from "./request";
import { RestartOffer } from "./restart-offer";
import { Shape } from "./shape";
import { SignIn } from "./sign-in";
import { UncheckedNotes } from "./unchecked-notes";

/** `crowded`: there are so many accounts that the quiet ones take one line each. */
export function AccountCard({
	account,
	names,
	crowded,
}: {
	account: AccountDiagnosis;
	names: Names;
	crowded: boolean;
}) {
	const { waiting } = usePage();
	const head = (
		<span class="account-name">
			<h3 id={`name-${account.key}`}>{account.name}</h3>
			{account.name !== account.address && <span class="address">{account.address}</span>}
		</span>
	);
	const content = <Content account={account} names={names} />;
	return (
		<li class="card" data-account={account.key} data-provider={account.provider} data-health={account.health}>
			{crowded && isQuiet(account, waiting) ? (
				<details class="quiet">
					<summary>
						{head}
						<Lights account={account} />
					</summary>
					{content}
				</details>
			) : (
				<>
					{head}
					<Lights account={account} />
					{content}
				</>
			)}
		</li>
	);
}

/** Nothing to decide and nothing to click: one line is enough. */
function isQuiet(account: AccountDiagnosis, waiting: Waiting): boolean {
	const troubled = account.health === "error" || account.health === "warning";
	return (
		!troubled &&
		!account.asksPassword &&
		account.signIn?.needed !== true &&
		account.newAccount === null &&
		missingKinds(account).length === 0 &&
		account.identification.kind !== "ambiguous" &&
		liveChanges([account], waiting).length === 0 &&
		restartGroups([account], waiting).length === 0 &&
		networkCauses(account).length === 0
	);
}

function Lights({ account }: { account: AccountDiagnosis }) {
	const { sentences, partial } = usePage();
	const word = (service: Service): string =>
		partial && account.lights[service] === "unknown"
			? sentences.text("light_pending")
			: sentences.light(service, account);
	return (
		<ul class="lights" aria-label={sentences.text("lights")}>
			{SERVICES.map((service) => (
				<li key={service} data-service={service} data-health={account.lights[service]}>
					<Shape health={account.lights[service]} />
					<span>
						<span class="service">{sentences.service(service)}</span> {word(service)}
						<LightDetail service={service} account={account} />
					</span>
				</li>
			))}
		</ul>
	);
}

/** What Thunderbird remembers of calendars and address books. */
function LightDetail({ service, account }: { service: Service; account: AccountDiagnosis }) {
	const { sentences } = usePage();
	if (service !== "calendar" && service !== "contacts") return null;
	const detail = sentences.davDetail(service, account.dav[service]);
	return detail === null ? null : <span class="detail">{detail}</span>;
}

function Content({ account, names }: { account: AccountDiagnosis; names: Names }) {
	const { controller, sentences, catalogue, partial, state, waiting } = usePage();
	const changes = liveChanges([account], waiting);
	const [restart] = restartGroups([account], waiting);
	const causes = networkCauses(account);
	const provider = catalogue.get(account.provider);
	return (
		<div class="content">
			<p class="provider">{providerLine(account, sentences)}</p>
			{account.identification.kind === "ambiguous" && (
				<ProviderChoice account={account} candidates={account.identification.candidates} />
			)}
			{/* Before the check has ended, what is not known yet may still come. */}
			{!partial && account.unchecked.length > 0 && <UncheckedNotes account={account} />}
			{account.findings.length > 0 && (
				<ul class="findings">
					{account.findings.map((finding) => (
						<FindingItem key={`${finding.rule} ${finding.subject}`} finding={finding} account={account} names={names} />
					))}
				</ul>
			)}
			{causes.length > 0 && <Request account={account} causes={causes} />}
			{!partial && account.signIn !== null && <SignIn account={account} offer={account.signIn} />}
			{account.asksPassword && !asksElsewhere(state.asking, account) && (
				<PasswordForm account={account} dav={!isMailRefused(account)} />
			)}
			{changes.length > 0 && (
				<p class="actions">
					<Button action="fix" label={sentences.fixAccount(account.name)} onClick={() => controller.fix(changes)}>
						{sentences.text("fix")}
					</Button>
					<span class="plan">{sentences.settings(changes.length)}</span>
				</p>
			)}
			{!partial && restart !== undefined && <RestartOffer group={restart} account={account} names={names} />}
			{!partial && account.newAccount !== null && <NewAccount offers={[account.newAccount]} account={account.key} />}
			{!partial && <Groupware account={account} />}
			{provider !== undefined && <Help provider={provider} account={account.name} />}
		</div>
	);
}

/** One field for a password at a time: what is unfolded has its own. */
function asksElsewhere(asking: Asking | null, { key }: AccountDiagnosis): boolean {
	if (asking?.kind === "account") return asking.beside === key;
	return asking?.kind === "collections" && asking.search.account === key && wantsPassword(asking.found);
}

/** Otherwise it is the calendar or the contacts that want a password. */
function isMailRefused({ findings, unchecked }: AccountDiagnosis): boolean {
	return [...findings, ...unchecked].some(
		(one) =>
			(one.service === "incoming" || one.service === "outgoing") &&
			(one.seen?.stage === "login" || ("reason" in one && one.reason === "no-login-stored")),
	);
}

function providerLine({ identification }: AccountDiagnosis, sentences: Sentences): string {
	switch (identification.kind) {
		case "known":
			return sentences.recognised(identification.provider, identification.reason);
		case "ambiguous":
			return sentences.text("provider_ambiguous");
		case "unknown":
			return sentences.text("provider_unknown_text");
	}
}
