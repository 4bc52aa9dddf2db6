// The provider files as they ship: whole, consistent with one another, readable in both languages, and free of Valibot
// at run time. What they say about each host and pair is in published-settings.test.ts.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runInNewContext } from "node:vm";
import { build } from "vite";
import { describe, expect, it } from "vitest";
import { builtInCatalogue } from "../../src/providers";
import { parseProvider } from "../../src/providers/parse-provider";
import type { Provider } from "../../src/providers/schema";

const folder = join(import.meta.dirname, "../../src/providers/data");
const files = readdirSync(folder);

function read(file: string): { text: string; json: unknown } {
	const text = readFileSync(join(folder, file), "utf8");
	return { text, json: JSON.parse(text) };
}

/** Every `{ fr, en }` anywhere in a provider. */
function textsOf(value: unknown): { fr: string; en: string }[] {
	if (typeof value !== "object" || value === null) return [];
	if ("fr" in value && "en" in value) return [value as { fr: string; en: string }];
	return Object.values(value).flatMap(textsOf);
}

describe("the provider files", () => {
	it.each(files)("%s obeys the schema", (file) => {
		expect(parseProvider(read(file).json)).toMatchObject({ kind: "provider" });
	});

	it.each(files)("%s leaves nothing out, because nobody fills in defaults at run time", (file) => {
		const { json } = read(file);
		expect(parseProvider(json)).toEqual({ kind: "provider", provider: json });
	});

	it.each(files)("%s is named after its provider", (file) => {
		expect(read(file).json).toHaveProperty("id", file.replace(/\.json$/, ""));
	});

	it("are all in the built-in catalogue, and nothing else is", () => {
		expect([...builtInCatalogue.keys()].sort()).toEqual(files.map((file) => file.replace(/\.json$/, "")).sort());
		expect([...builtInCatalogue.keys()].sort()).toEqual([
			"google",
			"lasuite",
			"ovh-exchange",
			"ovh-mxplan",
			"ovh-mxplan-ca",
			"ovh-pro",
			"ovh-zimbra",
		]);
	});

	it("claim no mail domain twice", () => {
		const domains = [...builtInCatalogue.values()].flatMap((provider) => provider.domains.map((entry) => entry.domain));
		expect(new Set(domains).size).toBe(domains.length);
	});

	it.each([...builtInCatalogue.values()])(
		"$id shares mail settings only with a provider that really has them",
		(provider) => {
			for (const id of provider.sameMailSettingsAs) {
				const other = builtInCatalogue.get(id);
				expect(other).toBeDefined();
				expect(other?.sameMailSettingsAs).toEqual([]);
				expect(withoutSources(mailSettings(provider))).toEqual(withoutSources(mailSettings(other as Provider)));
			}
		},
	);

	it.each([...builtInCatalogue.values()])(
		"$id speaks French with French typography and English with English",
		(provider) => {
			for (const { fr, en } of textsOf(provider)) {
				expect(fr).not.toMatch(/[^\u00a0]:|[^\u202f][;!?]|«[^\u00a0]|[^\u00a0]»|'/);
				expect(en).not.toMatch(/[\u00a0\u202f]|«|»/);
			}
		},
	);
});

function mailSettings(provider: Provider) {
	const { imap, pop3, smtp, retiredHosts, username, usernamePrefixes, aliases } = provider;
	return { imap, pop3, smtp, retiredHosts, username, usernamePrefixes, aliases };
}

function withoutSources(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value, (key, inner) => (key === "source" ? undefined : inner)));
}

describe("the catalogue as the privileged script bundles it", () => {
	it("carries the data and no Valibot", { timeout: 60_000 }, async () => {
		const entry = join(mkdtempSync(join(tmpdir(), "catalogue-")), "guard.js");
		writeFileSync(
			entry,
			`import { builtInCatalogue } from ${JSON.stringify(join(folder, "../index.ts"))};
			 import { sameProviderHosts } from ${JSON.stringify(join(folder, "../lookup.ts"))};
			 export const ask = (from, to, protocol) => sameProviderHosts(builtInCatalogue, from, to, protocol);`,
		);
		const output = await build({
			configFile: false,
			logLevel: "silent",
			build: { write: false, minify: false, lib: { entry, formats: ["iife"], name: "guard" } },
		});
		rmSync(dirname(entry), { recursive: true });
		const [bundle] = [output].flat();
		if (bundle === undefined || !("output" in bundle)) throw new Error("no bundle was made");
		const { code } = bundle.output[0];
		expect(code).toContain("imap.mail.ovh.net");
		expect(code).not.toMatch(/valibot|safeParse|strictObject/);
		expect(runInNewContext(`${code}; guard.ask("imap.gmail.com", "smtp.gmail.com", "smtp")`)).toBe(true);
	});
});
