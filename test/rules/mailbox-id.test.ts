// Which addresses are one mailbox, and that connections are counted for the mailbox and not for the way it is written.

import { describe, expect, it } from "vitest";
import { builtInCatalogue } from "../../src/providers";
import type { Provider } from "../../src/providers/schema";
import { diagnose } from "../../src/rules/diagnose";
import { mailboxId } from "../../src/rules/surveyed";
import { account, identity, incoming, outgoing, snapshot } from "../fixtures/snapshot";

const provider = (id: string): Provider => {
	const found = builtInCatalogue.get(id);
	if (!found) throw new Error(`no provider ${id}`);
	return found;
};

describe("the mailbox behind an address", () => {
	it.each([
		["google", "Jean.Test@gmail.com", "jeantest@gmail.com"],
		["google", "j.e.a.n.test@googlemail.com", "jeantest@gmail.com"],
		// Workspace tells them apart.
		["google", "jean.test@lycee.example", "jean.test@lycee.example"],
		["ovh-mxplan", "jean.test@asso.example", "jean.test@asso.example"],
		["google", "jean", "jean"],
	])("at %s, %s is %s", (id, address, mailbox) => {
		expect(mailboxId(provider(id), address)).toBe(mailbox);
	});

	it("shares its connections among all of its accounts", () => {
		const addresses = ["jean.test@gmail.com", "jeantest@gmail.com", "jean.test@googlemail.com"];
		const given = snapshot({
			accounts: addresses.map((address, index) => ({
				...account(incoming("imap", "imap.gmail.com", address, { key: `server${index + 1}`, connections: 8 }), [
					identity(address),
				]),
				key: `account${index + 1}`,
			})),
			outgoing: [outgoing("smtp.gmail.com", "jean.test@gmail.com")],
		});
		const found = diagnose(given, builtInCatalogue, {}, "").accounts.flatMap(({ findings }) =>
			findings.filter(({ rule }) => rule === "gmail-connection-budget"),
		);
		expect(found.map(({ facts }) => `${facts["connections"]} ${facts["limit"]}`)).toEqual(["24 15", "24 15", "24 15"]);
	});
});
