// What servers repeat of a login.

import { describe, expect, it } from "vitest";
import { withoutSecrets } from "../../src/probe/secrets";
import { base64 } from "../../src/probe/text";

const password = { kind: "password", username: "camille", password: "Hunter-22" } as const;
const token = { kind: "oauth2", username: "camille@gmail.com", token: "ya29.token" } as const;
const said = (text: string) => ({ kind: "refused", text }) as const;

describe("the words of a server", () => {
	it.each([
		"unknown command: PASS Hunter-22",
		"unknown command: pass hunter-22",
		`500 unrecognised ${base64("\0camille\0Hunter-22")}`,
		`500 unrecognised ${base64("Hunter-22")}`,
	])("are dropped where they hold the password: %s", (text) => {
		expect(withoutSecrets(said(text), password)).toEqual(said(""));
	});

	it("are dropped where they hold a token", () => {
		expect(withoutSecrets(said("bad ya29.token"), token)).toEqual(said(""));
		const sent = base64("user=camille@gmail.com\x01auth=Bearer ya29.token\x01\x01");
		expect(withoutSecrets(said(sent), token)).toEqual(said(""));
	});

	it("lose a bare user name, and keep everything else", () => {
		expect(withoutSecrets(said("Too many connections of camille"), password)).toEqual(
			said("Too many connections of …"),
		);
		expect(withoutSecrets(said("Authentication failed."), password)).toEqual(said("Authentication failed."));
		expect(withoutSecrets({ kind: "ok" }, password)).toEqual({ kind: "ok" });
		expect(withoutSecrets(said("Hunter-22"), null)).toEqual(said("Hunter-22"));
	});
});
