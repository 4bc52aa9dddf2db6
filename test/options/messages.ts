// The messages of _locales as Thunderbird would give them, for tests without a Thunderbird.

import en from "../../_locales/en/messages.json";
import fr from "../../_locales/fr/messages.json";
import type { GetMessage } from "../../src/options/messages";
import { createSentences, type Sentences } from "../../src/options/sentences";
import { builtInCatalogue } from "../../src/providers";

export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Message {
	message: string;
	placeholders?: Readonly<Record<string, { content: string }>>;
}

export const MESSAGES: Readonly<Record<Language, Readonly<Record<string, Message>>>> = { fr, en };

/** browser.i18n.getMessage for one language; fails loudly for a name or a value that is not there. */
export function getMessageIn(language: Language, onRead: (name: string) => void = () => {}): GetMessage {
	return (name, substitutions = []) => {
		onRead(name);
		const found = MESSAGES[language][name];
		if (found === undefined) throw new Error(`no message ${name} in ${language}`);
		return found.message.replace(/\$(\w+)\$/g, (_, placeholder: string) => {
			const content = found.placeholders?.[placeholder.toLowerCase()]?.content;
			const value = content === undefined ? undefined : substitutions[Number(content.slice(1)) - 1];
			if (value === undefined) throw new Error(`${name} in ${language}: nothing for ${placeholder}`);
			return value;
		});
	};
}

export function sentencesIn(language: Language): Sentences {
	return createSentences(getMessageIn(language), builtInCatalogue);
}
