// Stored passwords that no account uses any more, folded away at the end of the page. Each has its own button and is asked
// about before it goes, for nothing can bring it back. What counts as unused is decided in the privileged code.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { UnusedLogins as Listed, UnusedLogin } from "../../domain/support";
import { Button } from "./button";
import { usePage } from "./context";

export function UnusedLogins() {
	const { controller, managed, sentences, state } = usePage();
	const { surroundings } = state;
	const [found, setFound] = useState<Listed | null>(null);
	const [asked, setAsked] = useState<string | null>(null);
	const [told, setTold] = useState("");
	const status = useRef<HTMLParagraphElement>(null);
	const removing = useRef(false);

	// The surroundings are read again after each change, and with them what is still in use.
	useEffect(() => {
		let late = false;
		if (surroundings.kind === "loaded") {
			void controller.unusedLogins().then((now) => {
				if (!late) setFound(now);
			});
		}
		return () => {
			late = true;
		};
	}, [surroundings, controller]);

	async function remove(login: UnusedLogin): Promise<void> {
		if (removing.current) return;
		removing.current = true;
		setTold(sentences.text("unused_removing"));
		try {
			const outcome = await controller.removeUnusedLogin(login.id);
			setFound(await controller.unusedLogins());
			setAsked(null);
			setTold(sentences.removal(outcome, login));
			status.current?.focus();
		} finally {
			removing.current = false;
		}
	}

	/** The focus goes back to the button that asked. */
	function keep(): void {
		const row = document.activeElement?.closest("li");
		setAsked(null);
		requestAnimationFrame(() => row?.querySelector<HTMLElement>('[data-action="remove-login"]')?.focus());
	}

	const logins = found?.kind === "listed" ? found.logins : [];
	const locked = found?.kind === "locked" && found.stored > 0 ? found.stored : null;
	if (logins.length === 0 && locked === null && told === "") return null;
	const isReportOnly = managed.kind === "valid" && managed.policy.repairs === "report-only";
	return (
		<section aria-labelledby="unused">
			<h2 id="unused">{sentences.text("unused_title")}</h2>
			{locked !== null && <p class="note">{sentences.unusedLocked(locked)}</p>}
			{logins.length > 0 && (
				<details class="unused">
					<summary>{sentences.unusedCount(logins.length)}</summary>
					<p class="note">{sentences.text("unused_text")}</p>
					<ul class="history">
						{logins.map((login) => (
							<li key={login.id} data-login={login.origin}>
								<p class="actions">
									<span class="entry">
										<bdi>{sentences.unusedLogin(login)}</bdi>
									</span>
									{!isReportOnly && asked !== login.id && (
										<Button
											action="remove-login"
											label={sentences.removeLogin(login)}
											onClick={() => {
												setTold("");
												setAsked(login.id);
											}}
										>
											{sentences.text("unused_remove")}
										</Button>
									)}
								</p>
								{asked === login.id && <Confirmation login={login} onYes={() => remove(login)} onNo={keep} />}
							</li>
						))}
					</ul>
				</details>
			)}
			<p role="status" class="saving" tabIndex={-1} ref={status}>
				{told}
			</p>
		</section>
	);
}

function Confirmation({ login, onYes, onNo }: { login: UnusedLogin; onYes: () => Promise<void>; onNo: () => void }) {
	const { sentences } = usePage();
	const question = useRef<HTMLDivElement>(null);
	// The button that asked is gone; the answer that changes nothing is the nearest one.
	useLayoutEffect(() => {
		question.current?.querySelector<HTMLElement>('[data-action="dismiss"]')?.focus();
	}, []);
	return (
		<div ref={question} role="group" aria-label={sentences.confirmRemoval(login)}>
			<p>{sentences.confirmRemoval(login)}</p>
			<p class="actions">
				<Button action="dismiss" onClick={onNo}>
					{sentences.text("unused_dismiss")}
				</Button>
				<Button action="confirm" onClick={onYes}>
					{sentences.text("unused_confirm_yes")}
				</Button>
			</p>
		</div>
	);
}
