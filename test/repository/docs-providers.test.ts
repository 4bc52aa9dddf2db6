// docs/providers.md says what the catalogue says. `npm run docs` writes it again.

import { describe, expect, it } from "vitest";
import { builtInCatalogue } from "../../src/providers";
import { expectGeneratedDoc } from "./generated-doc";
import { providersPage } from "./providers-page";

describe("docs/providers.md", () => {
	const page = providersPage(builtInCatalogue);

	it("is what the catalogue says", () => {
		expectGeneratedDoc("providers.md", page);
	});

	it("names every host, port and source of every provider", () => {
		for (const provider of builtInCatalogue.values()) {
			for (const protocol of ["imap", "pop3", "smtp"] as const) {
				for (const { host } of provider[protocol]?.hosts ?? []) expect(page).toContain(`\`${host}\``);
				for (const { port, security } of provider[protocol]?.pairs ?? []) expect(page).toContain(`${port} ${security}`);
			}
			for (const { title } of Object.values(provider.sources)) expect(page).toContain(title);
		}
		expect(page).not.toContain("undefined");
	});
});
