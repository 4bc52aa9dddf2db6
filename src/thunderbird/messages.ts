// The messages of _locales/ in Thunderbird's language, or in the one that the organisation has fixed. Which sentence is said
// where: ../options/sentences.ts. The toolbar button and the menu stay in Thunderbird's language, as all around them is.

import browser from "webextension-polyfill";
import type { Policy } from "../policy/schema";

/** As `browser.i18n.getMessage`: an empty string for a name that is not there. */
type GetMessage = (name: string, substitutions?: string[]) => string;

interface Message {
	message: string;
	placeholders?: Readonly<Record<string, { content: string }>>;
}

/** One language, as Thunderbird would say it: what nothing was given for stays empty. */
export function messagesOf(messages: Readonly<Record<string, Message>>): GetMessage {
	return (name, substitutions = []) => {
		const found = Object.hasOwn(messages, name) ? messages[name] : undefined;
		return (found?.message ?? "").replace(/\$(\w+)\$/g, (_, placeholder: string) => {
			const content = found?.placeholders?.[placeholder.toLowerCase()]?.content ?? "";
			return substitutions[Number(content.slice(1)) - 1] ?? "";
		});
	};
}

/** `language`: the organisation's; null: Thunderbird's. */
export async function messagesIn(language: Policy["language"]): Promise<GetMessage> {
	if (language === null) return (name, substitutions) => browser.i18n.getMessage(name, substitutions);
	const response = await fetch(browser.runtime.getURL(`_locales/${language}/messages.json`));
	return messagesOf((await response.json()) as Record<string, Message>);
}
