// The search for calendars and address books, against servers in memory of many shapes.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DavCollection, isTaskList } from "../../../src/domain/dav";
import type { Outcome } from "../../../src/domain/observation";
import type { DavAnswer } from "../../../src/probe/dav/answers";
import { type Ask, type Given, search, searchAt } from "../../../src/probe/dav/discovery";
import {
	at,
	BOOK,
	bookHome,
	CALENDAR,
	FOLDER,
	HOST,
	home,
	href,
	isOurs,
	name,
	PRINCIPAL,
	play,
	principal,
	type Served,
} from "./served";

const calendars = (entries = ["/dav/"]) =>
	search({ kind: "caldav", entries: entries.map((path) => at(path)), wellKnown: [at("/.well-known/caldav")], isOurs });

/** Entry → principal → home with an agenda and tasks. */
const PLAIN: Served = {
	"/dav/": { "/dav/": FOLDER + principal("/p/me/") },
	"/p/me/": { "/p/me/": PRINCIPAL + home("/hm/") },
	"/hm/": {
		"/hm/": FOLDER,
		"/hm/agenda/": CALENDAR + name("Agenda"),
		"/hm/t%C3%A2ches": `${CALENDAR}<C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set>`,
		"/hm/inbox/": "<D:resourcetype><D:collection/><C:schedule-inbox/></D:resourcetype>",
	},
};
const collectionsOf = (served: Served, services?: string[]): DavCollection[] => {
	const { found } = play(calendars(), served, services);
	if (found.kind === "ended") throw new Error(JSON.stringify(found));
	return found.collections;
};
const namesOf = (served: Served, services?: string[]) => collectionsOf(served, services).map((one) => one.name);

describe("a search for calendars", () => {
	test("goes from the entry over principal and home to the collections, and no further", () => {
		const { found, asked } = play(calendars(), PLAIN);
		expect(asked).toEqual(["0 /dav/", "0 /p/me/", "1 /hm/"]);
		expect(found).toEqual({
			kind: "found",
			at: HOST,
			origin: `https://${HOST}`,
			collections: [
				{
					kind: "caldav",
					url: `https://${HOST}/hm/agenda/`,
					name: "Agenda",
					color: null,
					components: [],
					readOnly: false,
					source: "own",
					owner: "",
				},
				expect.objectContaining({ url: `https://${HOST}/hm/t%C3%A2ches/`, name: "tâches", components: ["VTODO"] }),
			],
		});
		expect(collectionsOf(PLAIN).map(isTaskList)).toEqual([false, true]);
	});

	test("takes SRV and then .well-known where the entry has nothing", () => {
		const moved = { ...PLAIN, "/dav/": { status: 404 }, "/other/": PLAIN["/dav/"]! };
		expect(namesOf(moved, [`https://${HOST}/other/`])).toContain("Agenda");
		const known = {
			...PLAIN,
			"/dav/": { status: 405 },
			"/.well-known/caldav": { status: 301, location: "/dav2" },
			"/dav2": PLAIN["/dav/"]!,
		};
		const { asked } = play(calendars(), { ...known });
		expect(asked.slice(0, 4)).toEqual(["0 /dav/", "srv", "0 /.well-known/caldav", "0 /dav2"]);
	});

	test("sees several homes once each, and goes on where one of them is broken", () => {
		const served = {
			...PLAIN,
			"/p/me/": { "/p/me/": PRINCIPAL + home("/hm/", "/hm", "/second/", "/broken/") },
			"/second/": {
				"/second/": FOLDER,
				"/second/x/": CALENDAR + name("Second"),
				"/hm/agenda/": CALENDAR + name("Again"),
			},
			"/broken/": { status: 500 },
		};
		expect(namesOf(served)).toEqual(["Agenda", "tâches", "Second"]);
	});

	test("sees what others delegate, with their names, and what may only be read", () => {
		const proxies =
			`<S:calendar-proxy-read-for>${href("/p/anne/")}${href("/p/luc/")}</S:calendar-proxy-read-for>` +
			`<S:calendar-proxy-write-for>${href("/p/luc/")}</S:calendar-proxy-write-for>` +
			`<D:group-membership>${href("/p/team/calendar-proxy-read/")}${href("/p/gone/")}</D:group-membership>`;
		const served = {
			...PLAIN,
			"/p/me/": { "/p/me/": PRINCIPAL + home("/hm/") + proxies },
			...Object.fromEntries(
				["anne", "luc", "team"].flatMap((who) => [
					[`/p/${who}/`, { [`/p/${who}/`]: PRINCIPAL + name(`${who}!`) + home(`/h/${who}/`) }],
					[`/h/${who}/`, { [`/h/${who}/`]: FOLDER, [`/h/${who}/c/`]: CALENDAR + name(`of ${who}`) }],
				]),
			),
		};
		expect(
			collectionsOf(served)
				.slice(2)
				.map((one) => [one.name, one.owner, one.source, one.readOnly]),
		).toEqual([
			["of luc", "luc!", "shared", false],
			["of anne", "anne!", "shared", true],
			["of team", "team!", "shared", true],
		]);
	});

	test("tells what lies in the own home and belongs to somebody else", () => {
		const owner = (path: string) => `<D:owner>${href(path)}</D:owner>`;
		const served = {
			...PLAIN,
			"/hm/": {
				"/hm/a/": CALENDAR + name("Mine") + owner("/p/me"),
				"/hm/b/": CALENDAR + name("Hers") + owner("/p/anne/"),
			},
			"/p/anne/": { "/p/anne/": PRINCIPAL + name("Anne") },
		};
		expect(collectionsOf(served).map((one) => [one.name, one.source, one.owner])).toEqual([
			["Mine", "own", ""],
			["Hers", "shared", "Anne"],
		]);
	});

	test("takes an entry that is the principal, or a collection, for what it is", () => {
		const google = { "/dav/": { "/dav/": PRINCIPAL + home("/hm/") }, "/hm/": PLAIN["/hm/"]! };
		expect(play(calendars(), google).asked).toEqual(["0 /dav/", "1 /hm/"]);
		const books = search({ kind: "carddav", entries: [at("/Contacts/")], wellKnown: [], isOurs });
		const { found } = play(books, { "/Contacts/": { "/Contacts/": BOOK } });
		expect(found).toMatchObject({
			collections: [{ kind: "carddav", name: "Contacts", url: `https://${HOST}/Contacts/` }],
		});
		const own = search({ kind: "carddav", entries: [at("/dav/")], wellKnown: [], isOurs });
		const both = { ...PLAIN, "/p/me/": { "/p/me/": PRINCIPAL + bookHome("/b/") }, "/b/": { "/b/c/": BOOK } };
		expect(play(own, both).found).toMatchObject({ collections: [{ url: `https://${HOST}/b/c/` }] });
	});

	test.each([
		["forbidden", { "/dav/": { status: 403 } }, "forbidden", "dav"],
		["missing", {}, "not-dav", "dav"],
		["without a principal", { "/dav/": { "/dav/": FOLDER } }, "not-dav", "dav"],
		[
			"a loop",
			{ "/dav/": { status: 302, location: "/dav" }, "/dav": { status: 302, location: "/dav/" } },
			"led-away",
			"dav",
		],
		["elsewhere", { "/dav/": { status: 302, location: "https://evil.example/" } }, "led-away", "dav"],
		["in clear", { "/dav/": { status: 302, location: `http://${HOST}/` } }, "led-away", "dav"],
		["busy", { "/dav/": { status: 503 } }, "temporarily-unavailable", "dav"],
	] as const)("ends where the entry is %s", (_, served, kind, stage) => {
		expect(play(calendars(), served as Served).found).toMatchObject({ kind: "ended", stage, outcome: { kind } });
	});

	test("goes on at another place where no login is there for one, and ends where one was sent", () => {
		const ended = (why: "no-login-stored" | null) => {
			const talk = calendars(["/a/", "/b/"]);
			talk.next();
			const outcome: Outcome = why === null ? { kind: "refused", text: "" } : { kind: "login-not-checked", why };
			const at = why === null ? HOST : "elsewhere";
			return talk.next({ kind: "answers", answers: [{ kind: "ended", at, stage: "login", outcome }] });
		};
		expect(ended("no-login-stored")).toMatchObject({ done: false, value: { requests: [{ place: { path: "/b/" } }] } });
		expect(ended(null)).toMatchObject({ done: true, value: { outcome: { kind: "refused" } } });
	});

	test("asks a busy server nothing more", () => {
		expect(play(calendars(), { "/dav/": { status: 503 } }).asked).toEqual(["0 /dav/", "srv"]);
	});

	test("follows no address to anybody else, wherever it stands", () => {
		const evil = "https://evil.example/x/";
		const served = {
			"/dav/": { "/dav/": FOLDER + principal("/p/me/") },
			"/p/me/": {
				"/p/me/": `${PRINCIPAL}${home("/hm/", evil)}<S:calendar-proxy-write-for>${href(evil)}</S:calendar-proxy-write-for>`,
			},
			"/hm/": { "/hm/": FOLDER, [evil]: CALENDAR, "/hm/a/": `${CALENDAR}<D:owner>${href(evil)}</D:owner>` },
		};
		expect(namesOf(served)).toEqual(["a"]);
	});

	test("follows no redirect to anybody else, whoever has let it through", () => {
		const steps = calendars();
		expect(steps.next()).toMatchObject({ value: { kind: "propfind", requests: [{ place: at("/dav/") }] } });
		const away: DavAnswer = { kind: "redirect", to: { host: "evil.example", port: 443, path: "/dav/" } };
		const asked: Ask[] = [];
		for (let step = steps.next({ kind: "answers", answers: [away] }); ; ) {
			if (step.done === true) {
				expect(step.value).toMatchObject({ outcome: { kind: "led-away", host: "evil.example" } });
				break;
			}
			asked.push(step.value);
			const { value } = step;
			const given: Given =
				value.kind === "srv"
					? { kind: "places", places: [] }
					: { kind: "answers", answers: value.requests.map(() => away) };
			step = steps.next(given);
		}
		expect(JSON.stringify(asked)).not.toContain("evil.example");
	});

	test("ends, and asks nobody else, whatever servers answer", () => {
		const paths = ["/dav/", "/p/", "/h/", "/x"];
		const path = fc.constantFrom(
			...paths,
			"https://evil.example/",
			"http://dav.example/h/",
			"//also.dav.example/p/",
			"%",
			"../h/",
		);
		const property = fc.oneof(
			path.map(principal),
			path.map((one) => home(one)),
			path.map((one) => `<D:owner>${href(one)}</D:owner>`),
			path.map((one) => `<S:calendar-proxy-write-for>${href(one)}</S:calendar-proxy-write-for>`),
			fc.constantFrom(CALENDAR, FOLDER, PRINCIPAL),
		);
		const answer = fc.oneof(
			fc.record({ status: fc.constantFrom(301, 403, 404, 405, 500), location: path }),
			fc.dictionary(
				fc.constantFrom(...paths),
				fc.array(property, { maxLength: 4 }).map((all) => all.join("")),
			),
		);
		fc.assert(
			fc.property(fc.record(Object.fromEntries(paths.map((one) => [one, answer]))), (served) => {
				const { found } = play(calendars(), served);
				if (found.kind === "found")
					for (const { url } of found.collections) expect(new URL(url).host).toMatch(/dav\.example$/);
			}),
		);
	});
});

describe("the address of an invitation", () => {
	test("is one calendar, and nothing in it is asked for", () => {
		const { found, asked } = play(searchAt(at("/h/c"), { kind: "caldav", isOurs }), {
			"/h/c": { "/h/c/": CALENDAR + name("Hers") },
		});
		expect(asked).toEqual(["0 /h/c"]);
		expect(found).toMatchObject({ collections: [{ name: "Hers", source: "shared" }] });
	});

	test("may be a folder of calendars", () => {
		const { found } = play(searchAt(at("/h/"), { kind: "caldav", isOurs }), {
			"/h/": { "/h/": FOLDER, "/h/c/": CALENDAR },
		});
		expect(found).toMatchObject({ collections: [{ url: `https://${HOST}/h/c/` }] });
	});
});
