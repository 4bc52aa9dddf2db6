// A button that stays focusable while other work is under way, so that the keyboard never loses its place.

import type { ComponentChildren } from "preact";
import { usePage } from "./context";

export interface ButtonProps {
	action: string;
	/** For a button to which the focus comes back. */
	id?: string;
	onClick?: () => Promise<void> | void;
	/** The main thing to do now. */
	primary?: boolean;
	/** One that few need. */
	quiet?: boolean;
	/** A fuller name for those who hear the page; begins with the visible one. */
	label?: string;
	/** The journal entry that the button is about. */
	entry?: string;
	/** Works while a check is under way. */
	always?: boolean;
	submit?: boolean;
	/** For a button that unfolds the element with the id `controls`. */
	expanded?: boolean;
	controls?: string;
	children: ComponentChildren;
}

export function Button({
	action,
	id,
	onClick,
	primary,
	quiet,
	label,
	entry,
	always,
	submit,
	expanded,
	controls,
	children,
}: ButtonProps) {
	const { busy } = usePage();
	const off = busy && always !== true;
	return (
		<button
			id={id}
			type={submit === true ? "submit" : "button"}
			class={primary === true ? "primary" : quiet === true ? "quiet-button" : undefined}
			data-action={action}
			data-entry={entry}
			aria-label={label}
			aria-expanded={expanded}
			aria-controls={controls}
			aria-disabled={off ? "true" : undefined}
			onClick={() => {
				if (!off) void onClick?.();
			}}
		>
			{children}
		</button>
	);
}
