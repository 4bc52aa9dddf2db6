// Host names read from real certificates, and from bytes that are none.

import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { subjectNames } from "../../src/probe/subject-names";
import { Authority } from "../thunderbird/mail-server";

const folder = mkdtempSync(join(tmpdir(), "bons-comptes-names-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const authority = new Authority(folder, "Authority");
const derOf = (names: string[]) => [...new X509Certificate(authority.issue(`leaf${names.length}`, { names }).cert).raw];

describe("the names of a certificate", () => {
	it("are host names and addresses", () => {
		const names = ["DNS:*.company.example", "email:a@b.example", "DNS:mail.example", "IP:192.0.2.7", "IP:2001:db8::1"];
		expect(subjectNames(derOf(names))).toEqual([
			"*.company.example",
			"mail.example",
			"192.0.2.7",
			"2001:db8:0:0:0:0:0:1",
		]);
	});

	it("are read in a long list too", () => {
		const names = Array.from({ length: 40 }, (_, index) => `mail${index}.company.example`);
		expect(subjectNames(derOf(names.map((name) => `DNS:${name}`)))).toEqual(names);
	});

	it("are none in bytes that are no certificate, or only the beginning of one", () => {
		const der = derOf(["DNS:mail.example"]);
		fc.assert(
			fc.property(fc.nat(der.length - 1), (end) => {
				expect(subjectNames(der.slice(0, end))).toEqual([]);
			}),
		);
		fc.assert(
			fc.property(fc.array(fc.nat(255)), (bytes) => {
				expect(subjectNames(bytes)).toEqual([]);
			}),
		);
	});

	it("never break, whatever is changed in a certificate", () => {
		const der = derOf(["DNS:a.example", "DNS:b.example"]);
		fc.assert(
			fc.property(fc.nat(der.length - 1), fc.nat(255), (at, byte) => {
				for (const name of subjectNames(der.with(at, byte))) expect(name).toMatch(/^[\w.*:-]+$/);
			}),
		);
	});
});
