// What needs a restart: its button, and the question before anything happens. What is ready is told by waiting-panel.tsx.

import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { RestartGroup } from "../../doctor/plan";
import type { AccountDiagnosis } from "../../domain/diagnosis";
import type { Names } from "../names";
import { Button } from "./button";
import { ChangesTable } from "./changes-table";
import { usePage } from "./context";
import { PasswordEntry } from "./password-entry";

interface RestartOfferProps {
	group: RestartGroup;
	account: AccountDiagnosis;
	names: Names;
}

export function RestartOffer({ group, account, names }: RestartOfferProps) {
	const { controller, sentences, state } = usePage();
	const id = useId();
	const { asking } = state;
	const isOpen = asking?.kind === "restart" && asking.server === group.server;
	return (
		<div class="restart">
			<p class="actions">
				<Button
					action="fix-with-restart"
					id={`${id}-offer`}
					label={sentences.fixWithRestart(account.name)}
					expanded={isOpen}
					{...(isOpen && { controls: `${id}-question` })}
					onClick={() => (isOpen ? controller.dismiss() : controller.askRestart(group.server))}
				>
					{sentences.text("fix_with_restart")}
				</Button>
				<span class="plan">{sentences.settings(group.changes.length)}</span>
			</p>
			{isOpen && <Question id={id} group={group} account={account} names={names} />}
		</div>
	);
}

function Question({ id, group, account, names }: RestartOfferProps & { id: string }) {
	const { controller, sentences, state } = usePage();
	const title = useRef<HTMLHeadingElement>(null);
	const passwordHost = state.asking?.kind === "restart" ? state.asking.passwordHost : null;
	useLayoutEffect(() => {
		if (passwordHost === null) title.current?.focus();
	}, [passwordHost]);
	const host = group.changes.find(({ setting }) => setting === "incoming.host")?.to ?? null;
	const { title: question, lines } = sentences.confirmRestart(account.name, host === null ? null : String(host));

	function dismiss(): void {
		controller.dismiss();
		document.getElementById(`${id}-offer`)?.focus();
	}

	const dismissButton = (
		<Button action="dismiss" onClick={dismiss}>
			{sentences.text("confirm_restart_dismiss")}
		</Button>
	);
	return (
		<div
			id={`${id}-question`}
			class="question"
			role="group"
			aria-labelledby={`${id}-title`}
			aria-describedby={`${id}-text`}
			onKeyDown={(event) => {
				if (event.key === "Escape") dismiss();
			}}
		>
			<h4 id={`${id}-title`} ref={title} tabIndex={-1}>
				{question}
			</h4>
			<div id={`${id}-text`}>
				{lines.map((line) => (
					<p key={line}>{line}</p>
				))}
			</div>
			<ChangesTable
				caption={sentences.changesOf(account.name)}
				changes={group.changes.map((change) => ({ change, blocked: null }))}
				names={names}
				proposed={false}
			/>
			{passwordHost === null ? (
				<p class="actions">
					<Button action="confirm" primary={true} onClick={() => controller.prepare(group, null)}>
						{sentences.text("confirm_restart_action")}
					</Button>
					{dismissButton}
				</p>
			) : (
				<PasswordEntry
					{...sentences.passwordFor(passwordHost)}
					field="new-host-password"
					action="confirm"
					send={sentences.text("confirm_restart_action")}
					sendLabel={sentences.pair(sentences.text("confirm_restart_action"), account.name)}
					onSend={(password) => void controller.prepare(group, password)}
					focused={true}
				>
					{dismissButton}
				</PasswordEntry>
			)}
		</div>
	);
}
