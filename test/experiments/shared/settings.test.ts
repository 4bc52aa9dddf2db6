// Which preferences a setting is kept in, and as what.

import { describe, expect, it } from "vitest";
import { SETTINGS } from "../../../src/domain/vocabulary";
import { prefNames, prefValues, targetOf } from "../../../src/experiments/shared/settings";

describe("the preferences of a setting", () => {
	it.each(SETTINGS)("%s lies below the branch of its target", (setting) => {
		const branches = {
			incoming: "mail.server.key1.",
			outgoing: "mail.smtpserver.key1.",
			identity: "mail.identity.key1.",
			calendar: "calendar.registry.key1.",
			"address-book": "key1.",
		};
		const target = targetOf(setting);
		for (const name of prefNames(target, "key1", setting)) expect(name.startsWith(branches[target])).toBe(true);
	});

	it("belong to one setting each", () => {
		const names = SETTINGS.flatMap((setting) => prefNames(targetOf(setting), "key1", setting));
		expect(new Set(names).size).toBe(names.length);
	});

	it("hold Thunderbird's numbers, not our words", () => {
		expect(prefValues("incoming.security", "tls")).toEqual([3]);
		expect(prefValues("outgoing.auth", "oauth2")).toEqual([10]);
		expect(prefValues("incoming.port", 993)).toEqual([993]);
	});

	it("leave nothing behind at a calendar that is switched on", () => {
		expect(prefValues("calendar.enabled", false)).toEqual([true, null]);
		expect(prefValues("calendar.enabled", true)).toEqual([null, null]);
	});

	it("keep the folder of sent copies when only the copy is switched off", () => {
		expect(prefValues("identity.sent-copy", null)).toEqual([undefined, false, undefined]);
		expect(prefValues("identity.sent-copy", "imap://a@b/Sent")).toEqual(["imap://a@b/Sent", true, "1"]);
	});
});
