// Puts the page into a document and keeps it equal to the state: at once, in the turn of the click, with the focus kept.

import { render } from "preact";
import { Context, type PageParts } from "./components/context";
import { Page } from "./components/page";

/** Shows the page in `root` now and after each change of state. Returns what takes it away. */
export function mount(root: Element, parts: PageParts): () => void {
	const { documentElement } = root.ownerDocument;
	documentElement.lang = parts.sentences.language;
	root.ownerDocument.title = parts.sentences.text("name");

	function show(): void {
		const focused = root.ownerDocument.activeElement;
		const inside = focused instanceof HTMLElement && root.contains(focused) ? focused : null;
		render(
			<Context.Provider value={{ ...parts, state: parts.controller.state }}>
				<Page />
			</Context.Provider>,
			root,
		);
		const now = root.ownerDocument.activeElement;
		// A part that has just appeared may have asked for the focus.
		const isLost = now === null || now === root || !root.contains(now);
		if (inside !== null && isLost) keepFocus(inside);
	}

	/** A button that went away leaves the focus at what its click came to; one that was moved keeps it. */
	function keepFocus(before: HTMLElement): void {
		const target = before.isConnected
			? before
			: (root.querySelector<HTMLElement>("#result") ?? root.querySelector<HTMLElement>("#status"));
		target?.focus();
	}

	const unsubscribe = parts.controller.subscribe(show);
	show();
	return () => {
		unsubscribe();
		render(null, root);
	};
}
