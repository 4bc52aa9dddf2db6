// XML of a server, read into a small tree. What no honest server sends ends the reading: a document type, an entity of its
// own, elements in elements without end. What the elements mean lives in multistatus.ts.

import { SaxesParser } from "saxes";

const DEEPEST = 40;
/** 2 000 collections with all that is asked about each come to some 60 000. */
const MOST_ELEMENTS = 100_000;

export interface Element {
	/** Namespace and local name, such as `DAV: href`. */
	name: string;
	/** By local name. */
	attributes: Readonly<Record<string, string>>;
	children: Element[];
	/** What stands directly in it, without the space around. */
	text: string;
}

export type XmlOutcome =
	| { kind: "xml"; root: Element }
	/** `text`: why, in a few words of our own. */
	| { kind: "malformed"; text: string };

class Unreadable extends Error {}

/** Never throws. */
export function readXml(text: string): XmlOutcome {
	// Before any parser sees it.
	if (/<!(doctype|entity)/i.test(text)) return { kind: "malformed", text: "DOCTYPE" };
	const parser = new SaxesParser({ xmlns: true, position: false });
	const open: Element[] = [];
	const roots: Element[] = [];
	let count = 0;
	parser.on("error", () => {
		throw new Unreadable("no XML");
	});
	parser.on("doctype", () => {
		throw new Unreadable("DOCTYPE");
	});
	parser.on("opentag", ({ uri, local, attributes }) => {
		count += 1;
		if (open.length >= DEEPEST || count > MOST_ELEMENTS) throw new Unreadable("too much XML");
		const element: Element = {
			name: `${uri} ${local}`,
			attributes: Object.fromEntries(Object.values(attributes).map(({ local: name, value }) => [name, value])),
			children: [],
			text: "",
		};
		(open.at(-1)?.children ?? roots).push(element);
		open.push(element);
	});
	const add = (more: string): void => {
		const element = open.at(-1);
		if (element) element.text += more;
	};
	parser.on("text", add);
	parser.on("cdata", add);
	parser.on("closetag", () => {
		const element = open.pop();
		if (element) element.text = element.text.trim();
	});
	try {
		parser.write(text).close();
	} catch (error) {
		if (error instanceof Unreadable) return { kind: "malformed", text: error.message };
		throw error;
	}
	const [root] = roots;
	return root === undefined ? { kind: "malformed", text: "no XML" } : { kind: "xml", root };
}
