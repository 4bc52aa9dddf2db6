// A field for one password, and the button that sends it. The field alone holds it, until it is sent: it is in no state, and
// the field is empty before anything else happens. What it is for is told by those who use it.

import type { ComponentChildren, RefObject } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "./button";
import { usePage } from "./context";

/** What a form needs to know of its password field; the password itself is in the field alone. */
export interface Password {
	input: RefObject<HTMLInputElement | null>;
	shown: boolean;
	setShown: (shown: boolean) => void;
	/** It was sent empty. */
	missing: boolean;
	/** Empties the field and gives what was in it; where that is nothing, the field asks for it. */
	take: () => string;
}

export function usePassword(): Password {
	const input = useRef<HTMLInputElement>(null);
	const [shown, setShown] = useState(false);
	const [missing, setMissing] = useState(false);
	function take(): string {
		const field = input.current;
		if (field === null) return "";
		const password = field.value;
		field.value = "";
		setShown(false);
		setMissing(password === "");
		return password;
	}
	return { input, shown, setShown, missing, take };
}

interface PasswordFieldProps {
	password: Password;
	label: string;
	help: string;
	/** What scripts know the field by. */
	field: string;
	/** Between the help and the field. */
	link?: ComponentChildren;
	/** Beside the field. */
	children?: ComponentChildren;
}

export function PasswordField({ password, label, help, field, link, children }: PasswordFieldProps) {
	const { sentences } = usePage();
	const id = useId();
	const { input, shown, setShown, missing } = password;
	const show = sentences.text(shown ? "password_hide" : "password_show");
	return (
		<div class="field">
			<label for={id}>{label}</label>
			<p id={`${id}-help`} class="note">
				{help} {sentences.text("password_safe")}
			</p>
			{link}
			<p class="actions">
				<input
					id={id}
					ref={input}
					data-field={field}
					{...(shown ? { type: "text" } : { type: "password" })}
					autocomplete="off"
					autocapitalize="none"
					spellcheck={false}
					aria-describedby={missing ? `${id}-missing ${id}-help` : `${id}-help`}
					aria-invalid={missing ? "true" : undefined}
				/>
				<Button action="show-password" label={sentences.pair(show, label)} onClick={() => setShown(!shown)}>
					{show}
				</Button>
				{children}
			</p>
			{missing && (
				<p id={`${id}-missing`} class="missing">
					{sentences.text("password_empty")}
				</p>
			)}
		</div>
	);
}

export interface PasswordEntryProps extends Omit<PasswordFieldProps, "password"> {
	/** The button that sends it. */
	action: string;
	send: string;
	sendLabel: string;
	onSend: (password: string) => void;
	/** The field takes the focus when it appears. */
	focused?: boolean;
}

export function PasswordEntry(props: PasswordEntryProps) {
	const { busy } = usePage();
	const password = usePassword();
	const { input } = password;
	useLayoutEffect(() => {
		if (props.focused === true) input.current?.focus();
	}, [props.focused, input]);

	function submit(): void {
		if (busy) return;
		const typed = password.take();
		if (typed === "") input.current?.focus();
		else props.onSend(typed);
	}

	const { label, help, field, link } = props;
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
			<PasswordField {...{ password, label, help, field, link }}>
				<Button action={props.action} label={props.sendLabel} submit={true}>
					{props.send}
				</Button>
				{props.children}
			</PasswordField>
		</form>
	);
}
