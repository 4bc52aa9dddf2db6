// What the check and the plan make of a diagnosis: changes that this Thunderbird cannot make, and those of one click.
// The diagnosis itself is tested in ../rules/.

import { describe, expect, it } from "vitest";
import { blockUnsupported } from "../../src/doctor/check";
import { liveChanges, restartGroups } from "../../src/doctor/plan";
import type { AddCollectionChange, ProposedChange } from "../../src/domain/change";
import type { Diagnosis } from "../../src/domain/diagnosis";
import { REPAIR_KINDS, type RepairKind, type SelfCheck } from "../../src/domain/outcome";

const proposed: Record<RepairKind, ProposedChange> = {
	incoming: live({ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 143, to: 993 }),
	"incoming-host": live({
		kind: "set",
		target: "incoming",
		key: "server2",
		setting: "incoming.host",
		from: "ns0.ovh.net",
		to: "imap.mail.ovh.net",
	}),
	outgoing: live({ kind: "set", target: "outgoing", key: "smtp1", setting: "outgoing.port", from: 587, to: 465 }),
	"outgoing-host": live({
		kind: "set",
		target: "outgoing",
		key: "smtp2",
		setting: "outgoing.host",
		from: "ns0.ovh.net",
		to: "smtp.mail.ovh.net",
	}),
	"create-outgoing": live({
		kind: "create-outgoing",
		identities: [{ key: "id1", from: "" }],
		server: { host: "smtp.mail.ovh.net", port: 465, security: "tls", auth: "password", username: "u", description: "" },
		loginFrom: "server1",
	}),
	identity: live({ kind: "set", target: "identity", key: "id2", setting: "identity.outgoing", from: "", to: "smtp1" }),
	calendar: live({ kind: "set", target: "calendar", key: "c1", setting: "calendar.cached", from: false, to: true }),
	"address-book": live({
		kind: "set",
		target: "address-book",
		key: "ldap_2.servers.A",
		setting: "contacts.username",
		from: "",
		to: "a@asso.example",
	}),
	"add-calendar": live(collection("add-calendar")),
	"add-address-book": live(collection("add-address-book")),
	"create-account": live({
		...{ kind: "create-account", provider: "lasuite", name: "A", fullName: "A", address: "a@asso.example" },
		incoming: {
			...{ protocol: "imap", host: "imap.numerique.gouv.fr", port: 993, security: "tls" },
			...{ auth: "password", username: "a@asso.example" },
		},
		outgoing: {
			...{ host: "smtp.numerique.gouv.fr", port: 465, security: "tls", auth: "password" },
			...{ username: "a@asso.example", description: "A" },
		},
		...{ like: null, makeDefault: false },
	}),
};

function collection(kind: AddCollectionChange["kind"]): AddCollectionChange {
	return {
		...{ kind, server: "server3", type: kind === "add-calendar" ? "caldav" : "carddav", readOnly: false },
		...{ url: "https://dav.asso.example/a/", name: "A", color: null, username: "a@asso.example", identity: null },
		...{ login: { realm: "DAV", from: "mail" }, refresh: 30, makeDefault: false },
	};
}

function live(change: ProposedChange["change"]): ProposedChange {
	return { change, fix: "live", blocked: null };
}

/** One finding for each list of changes. */
function diagnosisOf(...findings: ProposedChange[][]): Diagnosis {
	return {
		at: "2026-11-20T12:00:00.000Z",
		accounts: [
			{
				key: "account1",
				name: "OVH",
				address: "a@asso.example",
				provider: "ovh-mxplan",
				identification: { kind: "unknown" },
				health: "error",
				lights: { incoming: "error", outgoing: "ok", calendar: "none", contacts: "none" },
				findings: findings.map((changes) => ({
					rule: "incoming-tls-on-plain-port",
					severity: "error",
					account: "account1",
					service: "incoming",
					subject: "server1",
					fix: "live",
					facts: {},
					changes,
					seen: null,
				})),
				unchecked: [],
				asksPassword: false,
				signIn: null,
				dav: { calendar: { kind: "unknown" }, contacts: { kind: "unknown" } },
				newAccount: null,
			},
		],
		others: [],
		newAccounts: [],
		names: {},
		offline: false,
		networkOut: false,
		loginStoreLocked: false,
	};
}

function missing(...repairs: RepairKind[]): SelfCheck {
	return { version: "153.7.0", tried: "tried", missing: repairs.length ? [{ internal: "x", repairs }] : [] };
}

describe("a check in a Thunderbird that lacks an internal", () => {
	it.each(REPAIR_KINDS)("leaves only the repairs of kind %s out", (kind) => {
		const diagnosis = blockUnsupported(diagnosisOf(...Object.values(proposed).map((one) => [one])), missing(kind));
		const kept = REPAIR_KINDS.filter((one) => one !== kind).map((one) => proposed[one].change);
		expect(new Set(liveChanges(diagnosis.accounts))).toEqual(new Set(kept));
	});

	it("leaves out the whole of a finding, for half of a repair could be worse than none", () => {
		const diagnosis = blockUnsupported(
			diagnosisOf([proposed.outgoing, proposed["outgoing-host"]]),
			missing("outgoing-host"),
		);
		expect(liveChanges(diagnosis.accounts)).toEqual([]);
	});

	it("leaves out the whole of a restart, whichever finding brings a part of it", () => {
		const restart = (one: ProposedChange): ProposedChange => ({ ...one, fix: "restart" });
		const port = { ...proposed.incoming, change: { ...proposed.incoming.change, key: "server2" } } as ProposedChange;
		const findings = [[restart(proposed["incoming-host"])], [restart(port)]];
		expect(restartGroups(diagnosisOf(...findings).accounts)).toHaveLength(1);
		const { accounts } = blockUnsupported(diagnosisOf(...findings), missing("incoming-host"));
		expect(accounts[0]?.findings.map(({ changes }) => changes[0]?.blocked)).toEqual(["unsupported", "unsupported"]);
	});

	it("says why a change is not offered", () => {
		const diagnosis = blockUnsupported(diagnosisOf([proposed.incoming]), missing("incoming"));
		expect(diagnosis.accounts[0]?.findings[0]?.changes[0]?.blocked).toBe("unsupported");
	});

	it("still says that an organisation locks a setting", () => {
		const locked = { ...proposed.incoming, blocked: "locked" } as const;
		const diagnosis = blockUnsupported(diagnosisOf([locked]), missing("incoming"));
		expect(diagnosis.accounts[0]?.findings[0]?.changes[0]?.blocked).toBe("locked");
	});

	it("changes nothing where everything is there", () => {
		const diagnosis = diagnosisOf(...Object.values(proposed).map((one) => [one]));
		expect(blockUnsupported(diagnosis, missing())).toBe(diagnosis);
	});
});

describe("the changes of one click", () => {
	it("hold each change once though several accounts show it", () => {
		const { accounts } = diagnosisOf([proposed.outgoing]);
		expect(liveChanges([...accounts, ...accounts])).toEqual([proposed.outgoing.change]);
	});

	it("leave out what needs more than a click", () => {
		const restart = { ...proposed.incoming, fix: "restart" } as const;
		const locked = { ...proposed.outgoing, blocked: "locked" } as const;
		expect(liveChanges(diagnosisOf([restart, locked]).accounts)).toEqual([]);
	});
});
