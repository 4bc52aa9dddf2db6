// What is written beside a package. The package itself: ../repository/package.test.ts.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import manifest from "../../manifest.json";
import { type Built, billOf, checkedUpdateUrl, checksumOf, updatesOf } from "./package-papers";

const built: Built = { manifest, file: "bons-comptes-1.2.3-updates.xpi", sha256: "ab".repeat(32) };
const URL_OF_UPDATES = "https://deploy.example/mail/updates.json";

describe("the update manifest", () => {
	it("names the package beside it, its hash, and the versions of Thunderbird", () => {
		expect(updatesOf(built, URL_OF_UPDATES)).toEqual({
			addons: {
				"bons-comptes@thunderbird-addon": {
					updates: [
						{
							version: manifest.version,
							update_link: "https://deploy.example/mail/bons-comptes-1.2.3-updates.xpi",
							update_hash: `sha256:${"ab".repeat(32)}`,
							applications: { gecko: { strict_min_version: "140.0" } },
						},
					],
				},
			},
		});
	});

	it.each([
		"",
		"updates.json",
		"http://deploy.example/updates.json",
		"https://user:password@deploy.example/updates.json",
		"https://deploy.example/updates.json#here",
		"https://deploy.example/",
		"file:///opt/updates.json",
	])("has no address such as %j", (url) => {
		expect(() => checkedUpdateUrl(url)).toThrow("--update-url");
	});
});

it("the checksum is one that sha256sum reads", () => {
	expect(checksumOf(built)).toBe(`${"ab".repeat(32)}  bons-comptes-1.2.3-updates.xpi\n`);
});

describe("the bill of materials", () => {
	const { packages } = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")) as {
		packages: Parameters<typeof billOf>[1];
	};
	const { dependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

	it("has what is in the package, each with its version, hash and licence, and no tool", () => {
		const { components, metadata } = billOf(built, packages) as {
			components: { name: string; version: string; purl: string; hashes: { content: string }[]; licenses: unknown[] }[];
			metadata: unknown;
		};
		expect(Object.fromEntries(components.map(({ name, version }) => [name, version]))).toMatchObject(dependencies);
		for (const { name, version, purl, hashes, licenses } of components) {
			expect(purl).toBe(`pkg:npm/${name}@${version}`);
			expect(hashes[0]?.content).toMatch(/^[0-9a-f]{128}$/);
			expect(licenses).toHaveLength(1);
		}
		expect(metadata).toMatchObject({ component: { hashes: [{ alg: "SHA-256", content: built.sha256 }] } });
	});

	it("takes a dependency of a dependency too, and names a scope as npm does", () => {
		const deep = { "node_modules/a/node_modules/@scope/b": { version: "1.0.0" } };
		expect(billOf(built, deep)).toMatchObject({ components: [{ name: "@scope/b", purl: "pkg:npm/%40scope/b@1.0.0" }] });
	});
});
