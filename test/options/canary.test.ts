// No secret in what leaves the computer: the report as data and as text (which is what is copied and put into a message)
// and the text for the IT department. Secrets are put into every place of everything that a report is made of; a field that is added to a profile, an observation, a finding or the journal is a place by itself.

import { describe, expect, test } from "vitest";
import { buildReport, type ReportParts } from "../../src/options/report";
import { networkCauses, requestText } from "../../src/options/request-text";
import { LANGUAGES, sentencesIn } from "./messages";
import { wholeContent, wholeReport } from "./whole-report";

/** `told`: what must not be read anywhere afterwards, in lower case. */
interface Canary {
	value: string;
	told: string[];
	/** Told to servers, or a link or a name of the profile: found in words of others too. */
	inWords: boolean;
	/** The person may wish to show it. */
	wishable: boolean;
}

const canary = (value: string, told: string[], more: Partial<Canary> = {}): Canary => ({
	...{ value, told, inWords: true, wishable: false },
	...more,
});

const CANARIES: Readonly<Record<string, Canary>> = {
	password: canary("Zq9-Hunter!22", ["zq9", "hunter"]),
	"a password of letters and digits": canary("sesame4711", ["sesame4711"]),
	token: canary("ya29.a0AfH6SMBxyzQ3", ["a0afh6"]),
	"application password": canary("abcd efgh zqwx mnop", ["efgh zqwx", "zqwx"]),
	"full address": canary("zoe.quine@asso.example", ["zoe.quine"], { wishable: true }),
	"address in a link": canary("zoe.quine%40asso.example", ["zoe.quine"], { wishable: true }),
	"user name of the profile": canary("camille.martin", ["camille.martin"], { wishable: true }),
	"real name of the profile": canary("Camille Durand-Zq", ["durand-zq"]),
	"link with user information": canary("https://zoe:sesame@dav.example/private-quine/?key=zoe", [
		"sesame",
		"private-quine",
		"zoe",
	]),
	"folder with personal words": canary("imap://x@imap.example/Divorce Zoé", ["divorce"], { inWords: false }),
	signature: canary("Cordialement, Zoé Quine, tél. 06 12 34 56 78", ["cordialement", "quine", "06 12"], {
		inWords: false,
	}),
};

/** What Thunderbird or this project writes, and nobody else can: words of closed lists, keys, times. By the end of the path. */
const CLOSED: readonly RegExp[] = [
	/\.(kind|protocol|security|auth|stage|login|loginStore|signInWindow|state|recovery|severity|service|fix|rule|blocked)$/,
	/\.(reason|health|provider|setting|target|network|category|repairs\.\*|locked\.\*|tried|version|created\.\*)$/,
	/\.lights\.\w+$/,
	/(^|\.)(at|since|from|built|notBefore|notAfter|lastSync)$/,
	/^versions\./,
	/^selfCheck\./,
	/^history\.\*\.id$/,
	/^installation\.language$/,
	/\.(accounts|findings)\.\*\.(key|account)$/,
	/\.facts\.(auth|date|problem|protocol|provider|security)$/,
	/\.(seen|outcome)\.outcome$/,
	/\.loginFrom$|\.identities\.\*\.(key|from)$|[kK]ey$/,
];
/** Except these, which end like them. */
const OPEN: readonly RegExp[] = [/changes\.\*(\.change)?\.(from|to)$/, /\.logins\.\*\.from\./, /addons\.\*\.version$/];

/** What others say: only what they were told, or what the profile knows to be a name, can be found in it. */
const WORDS: readonly RegExp[] = [
	/\.text$/,
	/\.greeting$/,
	/\.issuer$/,
	/\.facts\.issuer$/,
	/\.outcome\.error$/,
	/addons\.\*\.(name|id)$/,
];

type Json = null | string | number | boolean | Json[] | { [name: string]: Json };
type Content = ReturnType<typeof wholeContent>;

/** Every path that leads to a text, with `*` for any element of a list, and any name of a table. */
function pathsOf(value: unknown, path: readonly string[] = []): string[] {
	if (typeof value === "string") return [path.join(".")];
	if (typeof value !== "object" || value === null) return [];
	const isTable = /(^|\.)(servers|dns|names)$/.test(path.join(".")) || Array.isArray(value);
	return Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...path, isTable ? "*" : name]));
}

/** The same with another text at this path. */
function withText(value: unknown, path: string, text: (before: string) => string, at: readonly string[] = []): unknown {
	if (typeof value === "string") return at.join(".") === path ? text(value) : value;
	if (typeof value !== "object" || value === null) return value;
	const isTable = /(^|\.)(servers|dns|names)$/.test(at.join(".")) || Array.isArray(value);
	const parts = Object.entries(value).map(([name, part]) => [
		name,
		withText(part, path, text, [...at, isTable ? "*" : name]),
	]);
	return Array.isArray(value) ? parts.map(([, part]) => part) : (Object.fromEntries(parts) as Json);
}

/** With a person in it whose name the profile knows. */
function base(): Content {
	return withText(
		wholeContent(),
		"evidence.snapshot.accounts.*.identities.*.name",
		() => "Camille Durand-Zq",
	) as Content;
}

const all = [...new Set(pathsOf(base()))].sort();
const isClosed = (path: string) => CLOSED.some((one) => one.test(path)) && !OPEN.some((one) => one.test(path));
const places = all.filter((path) => !isClosed(path));

function leaves(content: Content, includeAddresses: boolean): string[] {
	const parts: ReportParts = { ...wholeReport("fr"), ...content, includeAddresses };
	const report = buildReport(parts);
	const snapshot = content.evidence?.snapshot ?? null;
	const requests = (content.diagnosis?.accounts ?? [])
		.filter((account) => networkCauses(account).length > 0)
		.map((account) =>
			requestText({ account, at: "2026-11-20T09:00:00Z", versions: null, snapshot, sentences: parts.sentences }),
		);
	return [JSON.stringify(report), report.text, ...requests].map((text) => text.toLowerCase());
}

function leaksOf(content: Content, told: readonly string[], includeAddresses: boolean): string[] {
	return leaves(content, includeAddresses).flatMap((text) =>
		told
			.filter((secret) => text.includes(secret))
			.map((secret) => text.slice(Math.max(0, text.indexOf(secret) - 60), text.indexOf(secret) + 60)),
	);
}

test("there are places in every part of what a report is made of, and requests are written", () => {
	for (const part of [
		"evidence.snapshot.accounts.*.incoming.username",
		"evidence.snapshot.accounts.*.identities.*.folders.drafts",
		"evidence.snapshot.calendars.*.url",
		"evidence.live.servers.*.seen.greeting",
		"evidence.live.servers.*.seen.outcome.text",
		"evidence.live.servers.*.others.*.tls.certificate.names.*",
		"diagnosis.accounts.*.name",
		"diagnosis.accounts.*.findings.*.facts.url",
		"diagnosis.accounts.*.unchecked.*.seen.text",
		"diagnosis.names.*",
		"history.*.prefs.*.before",
		"history.*.changes.*.to",
		"installation.addons.*.name",
	])
		expect(places).toContain(part);
	expect(leaves(base(), false).length).toBeGreaterThan(3);
});

test.each(LANGUAGES)("nothing of the profile's own people is read in %s", (language) => {
	const report = buildReport({ ...wholeReport(language), ...base(), sentences: sentencesIn(language) });
	expect(JSON.stringify(report).toLowerCase()).not.toMatch(/camille|durand|association/);
});

/** What makes a word a known name: with it everywhere else, these would hide it there. */
const NAMES = /\.(username|address)$|identities\.\*\.name$|changes\.\*(\.change)?\.(from|to)$/;

describe.each(Object.entries(CANARIES))("%s", (_, { value, told, inWords, wishable }) => {
	const mine = places.filter((path) => inWords || !WORDS.some((one) => one.test(path)));
	const filled = (paths: readonly string[]): Content =>
		paths.reduce<unknown>((content, path) => {
			const isWords = WORDS.some((one) => one.test(path));
			return withText(content, path, (before) => (isWords ? `535 5.7.8 <${value}> ${before}` : value));
		}, base()) as Content;

	test("is not read when it stands in a place of a name", () => {
		expect(leaksOf(filled(mine.filter((path) => NAMES.test(path))), told, false)).toEqual([]);
	});

	test("is not read when it stands in any other place, also where addresses are wished", () => {
		const content = filled(mine.filter((path) => !NAMES.test(path)));
		expect(leaksOf(content, told, false)).toEqual([]);
		if (!wishable) expect(leaksOf(content, told, true)).toEqual([]);
	});
});
