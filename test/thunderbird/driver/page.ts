// A page of an add-on in a tab: read, click, type, wait, photograph, with native events as a user's.
// Opening one: thunderbird.ts.

import { writeFileSync } from "node:fs";
import type { Thunderbird } from "./thunderbird";

/** Keys by their WebDriver code points. */
export const KEYS = {
	Tab: "\uE004",
	Enter: "\uE007",
	Shift: "\uE008",
	Escape: "\uE00C",
	Space: " ",
	ArrowUp: "\uE013",
	ArrowDown: "\uE015",
} as const;

/** Longer than a check may take, shorter than the driver waits for a script. */
/** As long as the longest check may take; less than what a script may. */
const WAIT_LIMIT = 58_000;

// Marionette's own content context knows no tabs of Thunderbird, but the actor that works for it does.
const ACTOR = `
	const context = scope.BrowsingContext.getCurrentTopByBrowserId(browserId);
	const actor = context.currentWindowGlobal.getActor("MarionetteCommands");
	const capabilities = { toJSON: () => ({ "moz:webdriverClick": true, "moz:accessibilityChecks": false }) };
	const find = (css) => actor.findElement("css selector", css, { all: false, timeout: 5000 });`;

/** A colour on its way to another one would be on the picture; what turns for ever goes on turning. */
const MEASURE = `
	for (const animation of document.getAnimations()) {
		if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
	}
	return [innerWidth, Math.max(innerHeight, document.documentElement.scrollHeight)];`;

export class ExtensionPage {
	readonly #thunderbird: Thunderbird;
	readonly #browserId: number;

	constructor(thunderbird: Thunderbird, browserId: number) {
		this.#thunderbird = thunderbird;
		this.#browserId = browserId;
	}

	#ask(body: string, ...args: unknown[]): Promise<unknown> {
		return this.#thunderbird.run(`async (scope, browserId, ...args) => { ${ACTOR} ${body} }`, this.#browserId, ...args);
	}

	/** Runs `body` in the page, whose globals and `browser` are there; sent as text, arguments and result are JSON. */
	async eval<Args extends unknown[], Result>(body: (...args: Args) => Result, ...args: Args): Promise<Awaited<Result>> {
		// A promise that is returned un-awaited would hang until the time limit.
		const script = `return (async (...args) => await (${String(body)})(...args))(...arguments)`;
		const options = "{ sandboxName: null, newSandbox: true, timeout: 60000 }";
		const result = await this.#ask(`return actor.executeScript(args[0], args[1], ${options});`, script, args);
		return result as Awaited<Result>;
	}

	/** A native click; the element is scrolled into view first. Fails when something else covers it. */
	async click(css: string): Promise<void> {
		await this.#ask("await actor.clickElement(await find(args[0]), capabilities);", css);
	}

	/** Focuses the element and types, key by key. */
	async type(css: string, text: string): Promise<void> {
		await this.#ask("await actor.sendKeysToElement(await find(args[0]), args[1], capabilities);", css, text);
	}

	/** Presses keys where the focus is; `Shift` holds for the keys after it. */
	async press(...keys: (keyof typeof KEYS)[]): Promise<void> {
		await this.#ask(
			// A page without the window's focus gets the key, but does not act on it.
			`context.embedderElement.focus();
			await actor.sendKeysToElement(await actor.getActiveElement(), args[0], capabilities);`,
			keys.map((key) => KEYS[key]).join(""),
		);
	}

	/** The rendered text of an element, as a user reads it. */
	async text(css: string): Promise<string> {
		return (await this.#ask("return actor.getElementText(await find(args[0]));", css)) as string;
	}

	count(css: string): Promise<number> {
		return this.eval((css) => document.querySelectorAll(css).length, css);
	}

	/** An attribute of every element that the selector finds, in the page's order. */
	attributes(css: string, name: string): Promise<(string | null)[]> {
		return this.eval(
			(css, name) => [...document.querySelectorAll(css)].map((element) => element.getAttribute(name)),
			css,
			name,
		);
	}

	/** Waits until `condition` gives something true, and returns that. It is looked at after every change of the page. */
	async waitFor<Args extends unknown[], Result>(
		condition: (...args: Args) => Result,
		...args: Args
	): Promise<Awaited<Result>> {
		const script = `
			const [limit, ...args] = arguments;
			const condition = ${String(condition)};
			return new Promise((resolve, reject) => {
				let timer, pulse;
				const observer = new MutationObserver(look);
				const end = (settle, value) => {
					observer.disconnect();
					clearInterval(pulse);
					clearTimeout(timer);
					settle(value);
				};
				async function look() {
					try {
						const value = await condition(...args);
						if (value) end(resolve, { value });
					} catch (error) {
						end(reject, error);
					}
				}
				observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
				// A new width, colour scheme or field value changes no node.
				pulse = setInterval(look, 50);
				timer = setTimeout(() => end(resolve, { state: document.body.innerText.slice(0, 2000) }), limit);
				look();
			});`;
		const outcome = (await this.#ask(
			`return actor.executeScript(args[0], args[1], { sandboxName: null, newSandbox: true, timeout: 60000 });`,
			script,
			[WAIT_LIMIT, ...args],
		)) as { value: Awaited<Result> } | { state: string };
		if ("value" in outcome) return outcome.value;
		throw new Error(
			`the page never came to: ${String(condition)} ${JSON.stringify(args)}\nIt shows:\n${outcome.state}`,
		);
	}

	/** Waits until `<main data-state>` is one of these. */
	waitForState(...states: string[]): Promise<string> {
		return this.waitFor((states) => {
			const state = document.querySelector("main")?.dataset["state"] ?? "";
			return states.includes(state) ? state : "";
		}, states);
	}

	/** Gives the page this width in CSS pixels, as a narrow or wide window would; null: the window's own. */
	async setWidth(pixels: number | null): Promise<void> {
		await this.#ask(
			`const { style } = context.embedderElement;
			for (const property of ["minWidth", "maxWidth"]) style[property] = args[0] === null ? "" : args[0] + "px";`,
			pixels,
		);
		if (pixels !== null) await this.waitFor((pixels) => innerWidth === pixels, pixels);
	}

	/** Shows the page as it is under a light or dark system. */
	async setColorScheme(scheme: "light" | "dark"): Promise<void> {
		await this.#ask("context.prefersColorSchemeOverride = args[0];", scheme);
		await this.waitFor((query) => matchMedia(query).matches, `(prefers-color-scheme: ${scheme})`);
	}

	/** Saves a picture of the page at its full height, also of the part that is scrolled away. */
	async screenshot(file: string): Promise<void> {
		const base64 = await this.#ask(
			`
			const [width, height] = await actor.executeScript(args[0], [],
				{ sandboxName: null, newSandbox: true, timeout: 5000 });
			const bitmap = await context.currentWindowGlobal.drawSnapshot(
				new scope.window.DOMRect(0, 0, width, height), 1, "white");
			const canvas = new scope.window.OffscreenCanvas(bitmap.width, bitmap.height);
			canvas.getContext("2d").drawImage(bitmap, 0, 0);
			const blob = await canvas.convertToBlob({ type: "image/png" });
			return new Promise((resolve) => {
				const reader = new scope.window.FileReader();
				reader.onload = () => resolve(reader.result.split(",")[1]);
				reader.readAsDataURL(blob);
			});`,
			MEASURE,
		);
		writeFileSync(file, Buffer.from(String(base64), "base64"));
	}
}
