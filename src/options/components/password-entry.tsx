// A field for one password, and the button that sends it. The field alone holds it, until it is sent: it is in no state, and
// the field is empty before anything else happens. What it is for is told by those who use it.

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "./button";
import { usePage } from "./context";

export interface PasswordEntryProps {
	label: string;
	help: string;
	/** What scripts know the field by. */
	field: string;
	/** The button that sends it. */
	action: string;
	send: string;
	sendLabel: string;
	onSend: (password: string) => void;
	/** The field takes the focus when it appears. */
	focused?: boolean;
	/** Between the help and the field. */
	link?: ComponentChildren;
	/** Beside the button. */
	children?: ComponentChildren;
}

export function PasswordEntry(props: PasswordEntryProps) {
	const { sentences, busy } = usePage();
	const id = useId();
	const input = useRef<HTMLInputElement>(null);
	const [shown, setShown] = useState(false);
	const [missing, setMissing] = useState(false);
	useLayoutEffect(() => {
		if (props.focused === true) input.current?.focus();
	}, [props.focused]);

	function submit(): void {
		const field = input.current;
		if (field === null || busy) return;
		const password = field.value;
		field.value = "";
		setShown(false);
		setMissing(password === "");
		if (password === "") field.focus();
		else props.onSend(password);
	}

	const show = sentences.text(shown ? "password_hide" : "password_show");
	return (
		<form
			class="password"
			autocomplete="off"
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				submit();
			}}
		>
			<label for={id}>{props.label}</label>
			<p id={`${id}-help`} class="note">
				{props.help} {sentences.text("password_safe")}
			</p>
			{props.link}
			<p class="actions">
				<input
					id={id}
					ref={input}
					data-field={props.field}
					{...(shown ? { type: "text" } : { type: "password" })}
					autocomplete="off"
					autocapitalize="none"
					spellcheck={false}
					aria-describedby={missing ? `${id}-missing ${id}-help` : `${id}-help`}
					aria-invalid={missing ? "true" : undefined}
				/>
				<Button action="show-password" label={sentences.pair(show, props.label)} onClick={() => setShown(!shown)}>
					{show}
				</Button>
				<Button action={props.action} label={props.sendLabel} submit={true}>
					{props.send}
				</Button>
				{props.children}
			</p>
			{missing && (
				<p id={`${id}-missing`} class="missing">
					{sentences.text("password_empty")}
				</p>
			)}
		</form>
	);
}
