// What one click takes: at once, and with a restart.

import { describe, expect, it } from "vitest";
import { liveChanges, restartGroups, waitingChanges } from "../../src/doctor/plan";
import { account, entry, finding, proposed, set } from "../options/demo";

const host = set("server1", "incoming.host", "ns0.ovh.net", "ssl0.ovh.net");
const username = set("server1", "incoming.username", "camille", "camille@asso.example");
const port = set("server1", "incoming.port", 143, 993);
const connections = set("server1", "incoming.connections", 20, 5);
const sending = set("smtp1", "outgoing.port", 25, 465);

const withRestart = account({
	findings: [
		finding("retired-or-mistyped-host", { changes: [proposed(host, "restart")] }),
		finding("incoming-username-incomplete", { changes: [proposed(username, "restart")] }),
		finding("plain-connection", { changes: [proposed(port, "restart")] }),
		finding("too-many-connections", { changes: [proposed(connections)] }),
		finding("outgoing-port-25", { changes: [proposed(sending)] }),
	],
});

describe("a restart", () => {
	it("takes all that waits for it of one incoming server, and nothing else", () => {
		expect(restartGroups([withRestart])).toEqual([
			{ account: "account1", server: "server1", changes: [host, username, port] },
		]);
		expect(liveChanges([withRestart])).toEqual([connections, sending]);
	});

	it("takes along a connection that could be repaired at once, as the new settings have to work together", () => {
		const findings = [
			finding("incoming-username-incomplete", { changes: [proposed(username, "restart")] }),
			finding("plain-connection", { changes: [proposed(port)] }),
			finding("too-many-connections", { changes: [proposed(connections)] }),
		];
		expect(restartGroups([account({ findings })])[0]?.changes).toEqual([username, port]);
		expect(liveChanges([account({ findings })])).toEqual([port, connections]);
	});

	it("is not offered where a part of it is blocked", () => {
		const findings = [
			finding("retired-or-mistyped-host", { changes: [proposed(host, "restart")] }),
			finding("plain-connection", { changes: [{ change: port, fix: "restart", blocked: "locked" }] }),
		];
		expect(restartGroups([account({ findings })])).toEqual([]);
		expect(liveChanges([account({ findings })])).toEqual([]);
	});
});

describe("what waits for a restart already", () => {
	it.each(["prepared", "undo-prepared"] as const)("is not offered again: %s", (state) => {
		const waiting = waitingChanges([entry({ state, changes: [username, port] })]);
		expect(restartGroups([withRestart], waiting)).toEqual([]);
		const findings = [finding("plain-connection", { changes: [proposed(port), proposed(sending)] })];
		expect(liveChanges([account({ findings })], waiting)).toEqual([sending]);
	});

	it("is nothing where all was made or taken back", () => {
		const states = ["applied", "undone", "rolled-back", "applying", "undoing"] as const;
		expect([...waitingChanges(states.map((state) => entry({ state })))]).toEqual([]);
	});
});
