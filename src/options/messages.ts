// The names of messages in _locales/, checked by the compiler, and how a sentence is asked for by its name.
// Which sentence is said where is told by sentences.ts.

import type messages from "../../_locales/en/messages.json";

/** As `browser.i18n.getMessage`: an empty string for a name that is not there. */
export type GetMessage = (name: string, substitutions?: string[]) => string;

/** Every name is checked against the catalogue of messages by the compiler, computed ones too. */
export type MessageName = keyof typeof messages;
/** Names that have a form for one and a form for several. */
export type CountedName = { [N in MessageName]: N extends `${infer Stem}_other` ? Stem : never }[MessageName];

/** The sentence of this name, with what stands in its gaps. */
export type Say = (name: MessageName, ...substitutions: (string | number)[]) => string;

/** `outgoing.port` and `incoming-tls-on-plain-port` as they stand in a message's name. */
export type Plain<Text extends string> = Text extends `${infer Head}.${infer Tail}`
	? `${Plain<Head>}_${Plain<Tail>}`
	: Text extends `${infer Head}-${infer Tail}`
		? `${Head}_${Plain<Tail>}`
		: Text;

export function plain<Text extends string>(text: Text): Plain<Text> {
	return text.replace(/[.-]/g, "_") as Plain<Text>;
}
