// Who logs in where, and how often: against a server in memory that counts.

import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../src/domain/observation";
import { type Credential, Session, type SessionPorts } from "../../../src/experiments/shared/dav/session";
import type { Trust } from "../../../src/probe/certificate";
import type { HttpAnswer } from "../../../src/probe/dav/answers";
import type { Propfind } from "../../../src/probe/dav/discovery";
import { originOf } from "../../../src/probe/dav/href";

const propfind = (path: string, host = "dav.example"): Propfind => ({
	place: { host, port: 443, path },
	depth: "0",
	body: "",
});
const FOUND = '<multistatus xmlns="DAV:"><response><href>/</href></response></multistatus>';

interface Server {
	accepts?: boolean;
	trust?: Trust;
	credential?: Credential;
	/** Path that never answers. */
	silent?: string;
	/** Path that wants another login than the rest. */
	closed?: string;
}

function scene({ accepts = true, trust = "public", credential, silent, closed }: Server = {}) {
	const sent: string[] = [];
	let asked = 0;
	const answer = (status: number, body = ""): HttpAnswer & { trust: Trust } => ({
		...{ kind: "answer", status, location: "", body, trust },
		challenge: status === 401 ? 'Basic realm="Mine"' : "",
	});
	const ports: SessionPorts = {
		isOurs: ({ host }) => host.endsWith("dav.example"),
		async send({ place: { host, path } }, authorization) {
			sent.push(`${authorization ?? "-"} ${host}${path}`);
			if (path === silent && authorization !== null)
				return { kind: "ended", stage: "dav", outcome: { kind: "timeout" }, status: 0 };
			return authorization === null || !accepts || path === closed ? answer(401) : answer(207, FOUND);
		},
		async findCredential(place, { realm }) {
			asked += 1;
			if (credential) return credential;
			return {
				kind: "login",
				login: { origin: originOf(place), realm: realm ?? "", username: "me", auth: "password", from: "dav" },
				authorization: "Basic x",
			};
		},
	};
	const session = new Session(ports);
	const logins = () => sent.filter((line) => !line.startsWith("-"));
	const ask = async (...requests: Propfind[]) => {
		const answers = await Promise.all(requests.map((one) => session.propfind(one)));
		return answers.map((one): Outcome["kind"] | "ok" | "redirect" =>
			one.kind === "ended" ? one.outcome.kind : one.kind === "resources" ? "ok" : "redirect",
		);
	};
	return { session, sent, logins, ask, asked: () => asked };
}

describe("a session", () => {
	test("learns without a login what is asked for, and sends one then", async () => {
		const { sent, ask, session } = scene();
		expect(await ask(propfind("/a"))).toEqual(["ok"]);
		expect(sent).toEqual(["- dav.example/a", "Basic x dav.example/a"]);
		expect(session.loginAt("https://dav.example")).toMatchObject({ realm: "Mine" });
		await ask(propfind("/b"));
		expect(sent.slice(2)).toEqual(["Basic x dav.example/b"]);
	});

	test("tells the ports of one host apart", async () => {
		const { ask, session } = scene();
		await ask(propfind("/a"), { ...propfind("/a"), place: { host: "dav.example", port: 8443, path: "/a" } });
		for (const origin of ["https://dav.example", "https://dav.example:8443"]) {
			expect(session.loginAt(origin)?.origin).toBe(origin);
		}
	});

	test("sends a refused login once, however many ask at the same time", async () => {
		const { logins, ask, asked } = scene({ accepts: false });
		expect(await ask(propfind("/a"), propfind("/b"), propfind("/c"))).toEqual(["refused", "refused", "refused"]);
		expect(await ask(propfind("/d"))).toEqual(["refused"]);
		expect(logins()).toHaveLength(1);
		expect(asked()).toBe(1);
	});

	test("sends none again that was never answered", async () => {
		const { logins, ask } = scene({ silent: "/a" });
		expect(await ask(propfind("/a"), propfind("/b"))).toEqual(["timeout", "timeout"]);
		expect(logins()).toHaveLength(1);
	});

	test("logs in at each server by itself", async () => {
		const { logins, ask } = scene();
		await ask(propfind("/a"), propfind("/a", "also.dav.example"));
		expect(logins()).toHaveLength(2);
	});

	test("goes on with the rest where one place wants another login", async () => {
		const { ask } = scene({ closed: "/closed" });
		expect(await ask(propfind("/a"))).toEqual(["ok"]);
		expect(await ask(propfind("/closed"), propfind("/b"))).toEqual(["refused", "ok"]);
	});

	test.each([
		["none", "login-not-checked"],
		["exception", "login-not-checked"],
	] as const)("sends none, and asks for none, over a connection whose trust is %s", async (trust, kind) => {
		const { logins, ask, asked } = scene({ trust });
		expect(await ask(propfind("/a"), propfind("/b"))).toEqual([kind, kind]);
		expect(logins()).toEqual([]);
		expect(asked()).toBe(0);
	});

	test("says why there is none", async () => {
		const outcome: Outcome = { kind: "login-not-checked", why: "no-login-stored" };
		const { logins, ask } = scene({ credential: { kind: "none", outcome } });
		expect(await ask(propfind("/a"))).toEqual(["login-not-checked"]);
		expect(logins()).toEqual([]);
	});
});
