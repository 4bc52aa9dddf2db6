// The network's part of the benchmark: a whole check, from the click to the complete page, against servers that are a
// round trip of 0, 20, 50 and 100 ms away; beside it the floor of the protocols, the same work one after the other, and
// Thunderbird's own routes, all in one run. What the budgets are and how the figures were made: docs/performance.md.

import { FAULT_DOMAIN, FAULT_PASSWORD } from "../rig/faults";
import { prepareRig } from "../rig/install";
import { Rig } from "../rig/rig";
import { ADDON } from "../thunderbird/addon";
import type { MailDescription } from "../thunderbird/driver/accounts";
import type { ThunderbirdProgram } from "../thunderbird/driver/install";
import type { ExtensionPage } from "../thunderbird/driver/page";
import { Thunderbird } from "../thunderbird/driver/thunderbird";
import { milliseconds, quantile, type Row, ratio, row } from "./figures";

const ROUND_TRIPS = [0, 20, 50, 100];
const SIZES = [1, 10, 50];
const RUNS = 5;
/** Accounts are spread over so many mail hosts, as people's are. */
const HOSTS = 10;

/**
 * Sequential round trips from nothing to one login with implicit TLS 1.3, both servers side by side: TCP, TLS, greeting
 * and EHLO, AUTH: sending takes longest (RFC 2920 forbids EHLO and AUTH in one flight).
 */
const FLOOR_TRIPS = 5;

const host = (index: number) => `m${index % HOSTS}.fault.example`;

function mailOf(count: number): MailDescription {
	const numbers = Array.from({ length: count }, (_, index) => index);
	const user = (index: number) => `person${index}@${FAULT_DOMAIN}`;
	return {
		accounts: numbers.map((index) => ({
			name: `Account ${index}`,
			incoming: {
				...{ type: "imap" as const, host: host(index), port: 993, security: "tls" as const, auth: "password" as const },
				username: user(index),
			},
			identities: [{ address: user(index), name: "Person", outgoing: `smtp${index + 1}` }],
		})),
		outgoing: Object.fromEntries(
			numbers.map((index) => [
				`smtp${index + 1}`,
				{
					...{ host: host(index), port: 465, security: "tls" as const, auth: "password" as const },
					username: user(index),
				},
			]),
		),
	};
}

interface Click {
	ms: number;
	cpuMs: number;
	/** The longest time for which Thunderbird's main thread did nothing else. */
	blockMs: number;
}

/** One click on « Vérifier mes comptes », until the page is complete. */
async function clickCheck(thunderbird: Thunderbird, page: ExtensionPage): Promise<Click> {
	await thunderbird.chrome(({ window, ChromeUtils }) => {
		const watch = { longest: 0, last: window.performance.now(), cpu: ChromeUtils.cpuTimeSinceProcessStart, timer: 0 };
		watch.timer = window.setInterval(() => {
			const now = window.performance.now();
			watch.longest = Math.max(watch.longest, now - watch.last - 4);
			watch.last = now;
		}, 4);
		window.benchWatch = watch;
	});
	const { ms, lights } = await page.eval(
		() =>
			new Promise<{ ms: number; lights: string[] }>((resolve) => {
				const main = document.querySelector("main");
				const button = document.querySelector<HTMLElement>('[data-action="check"]');
				if (main === null || button === null) throw new Error("the page is not there");
				const began = performance.now();
				new MutationObserver((_records, observer) => {
					if (main.dataset["state"] !== "checked") return;
					observer.disconnect();
					const seen = [...document.querySelectorAll("[data-service=incoming], [data-service=outgoing]")];
					const lights = seen.map((light) => light.getAttribute("data-health") ?? "");
					resolve({ ms: performance.now() - began, lights });
				}).observe(main, { attributes: true, attributeFilter: ["data-state"] });
				button.click();
			}),
	);
	if (lights.some((light) => light !== "ok"))
		throw new Error(`the servers of the benchmark are not right: ${await page.text(".findings")}`);
	const { cpuMs, blockMs } = await thunderbird.chrome(({ window, ChromeUtils }) => {
		const watch = window.benchWatch as { longest: number; cpu: number; timer: number };
		window.clearInterval(watch.timer);
		return { cpuMs: ChromeUtils.cpuTimeSinceProcessStart - watch.cpu, blockMs: watch.longest };
	});
	return { ms, cpuMs, blockMs };
}

/** What the first account's servers take one after the other, each examined with its login; in ms. */
function oneAfterTheOther(page: ExtensionPage, count: number): Promise<number> {
	return page.eval(async (count) => {
		const { accounts, outgoing } = await browser.bonsComptesProfile.read();
		const began = performance.now();
		for (const [index, { incoming }] of accounts.slice(0, count).entries()) {
			const server = outgoing[index];
			if (server === undefined) throw new Error("an account without a way out");
			const both = [
				{ ...incoming, kind: "incoming" as const },
				{ ...server, kind: "outgoing" as const, protocol: "smtp" as const },
			];
			for (const { kind, key, protocol, host, port, security, auth } of both) {
				const login = { server: kind, key, auth, username: null };
				await browser.bonsComptesProbe.examine([{ protocol, host, port, security, login }], { id: `b${index}${kind}` });
			}
		}
		return performance.now() - began;
	}, count);
}

/** Thunderbird's own routes for one account with known hosts: guessing the settings, then a logon of a fresh server. */
function ownRoutes(
	thunderbird: Thunderbird,
	name: string,
	password: string,
): Promise<{ guess: number; logon: number }> {
	return thunderbird.chrome(
		async ({ ChromeUtils, MailServices, window }, name, password, domain) => {
			const { GuessConfig } = ChromeUtils.importESModule("resource:///modules/accountcreation/GuessConfig.sys.mjs");
			const { AccountConfig } = ChromeUtils.importESModule("resource:///modules/accountcreation/AccountConfig.sys.mjs");
			const config = new AccountConfig();
			Object.assign(config.incoming, { hostname: name, type: "imap" });
			config.outgoing.hostname = name;
			let began = window.performance.now();
			await GuessConfig.guessConfig(domain, () => undefined, config, "both", new window.AbortController().signal);
			const guess = window.performance.now() - began;
			const user = `fresh${window.performance.now()}@${domain}`;
			const server = MailServices.accounts.createIncomingServer(user, name, "imap");
			Object.assign(server, { socketType: 3, port: 993, authMethod: 3, password });
			began = window.performance.now();
			const status: number = await new Promise((resolve) => {
				server.verifyLogon(
					{
						QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
						OnStartRunningUrl: () => undefined,
						OnStopRunningUrl: (_url: unknown, status: number) => resolve(status),
					},
					window.msgWindow,
				);
			});
			const logon = window.performance.now() - began;
			MailServices.accounts.removeIncomingServer(server, false);
			if (status !== 0) throw new Error(`Thunderbird's own logon failed: ${status}`);
			return { guess, logon };
		},
		name,
		password,
		FAULT_DOMAIN,
	);
}

const median = (values: readonly number[]) => quantile(values, 0.5);

/** What a check is to take, beside its figure. */
function goalOf(count: number, trip: number): string {
	if (count === 1 && trip > 0) return ` (goal ${Math.round(1.1 * 6 * trip + 30)} ms)`;
	const times = trip === 50 ? { 10: 1.5, 50: 4 }[count] : undefined;
	return times === undefined ? "" : ` (goal ${times} × one account)`;
}

async function measure(rig: Rig, program: ThunderbirdProgram, count: number): Promise<Row[]> {
	const mail = mailOf(count);
	const thunderbird = await Thunderbird.launch({ binary: program.binary, mail, addons: [ADDON], ...rig.thunderbird });
	const rows: Row[] = [];
	try {
		await thunderbird.addonReady(ADDON.id);
		for (const { incoming } of mail.accounts) {
			for (const scheme of ["imap", "smtp"]) {
				const login = { origin: `${scheme}://${incoming.host}`, username: incoming.username, password: FAULT_PASSWORD };
				await thunderbird.addLogin(login);
			}
		}
		const page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");
		// The first check loads modules.
		await clickCheck(thunderbird, page);
		for (const trip of ROUND_TRIPS) {
			for (let index = 0; index < Math.min(HOSTS, count); index++) await rig.delay(host(index), trip / 2);
			const clicks: Click[] = [];
			for (let run = 0; run < RUNS; run++) clicks.push(await clickCheck(thunderbird, page));
			const what = `${count} account${count > 1 ? "s" : ""}, round trip ${trip} ms`;
			const times = clicks.map(({ ms }) => ms);
			rows.push(row(`${what}: click to complete page${goalOf(count, trip)}`, times, milliseconds));
			const of = (key: keyof Click) => clicks.map((click) => click[key]);
			rows.push(row(`${what}: CPU time`, of("cpuMs"), milliseconds));
			const blockGoal = { 10: " (goal 20 ms)", 50: " (goal 50 ms)" }[count] ?? "";
			rows.push(row(`${what}: longest block of the main thread${blockGoal}`, of("blockMs"), milliseconds));
			const floor = FLOOR_TRIPS * trip;
			if (floor > 0 && count === 1) {
				rows.push(
					row(
						`${what}: above the floor of ${FLOOR_TRIPS} round trips`,
						times.map((ms) => ms - floor),
						milliseconds,
					),
				);
			}
			if (trip !== 50 || count > 10) continue;
			const sequential: number[] = [];
			for (let run = 0; run < RUNS; run++) sequential.push(await oneAfterTheOther(page, count));
			rows.push(row(`${what}: the same, one after the other`, sequential, milliseconds));
			rows.push(row(`${what}: ratio of that to the check`, [median(sequential) / median(times)], ratio));
			if (count > 1) continue;
			const own: number[] = [];
			for (let run = 0; run < RUNS; run++) {
				const { guess, logon } = await ownRoutes(thunderbird, host(0), FAULT_PASSWORD);
				own.push(guess + logon);
			}
			rows.push(row(`${what}: Thunderbird's guessing and logon to receive`, own, milliseconds));
			rows.push(row(`${what}: ratio of that to the check`, [median(own) / median(times)], ratio));
		}
	} finally {
		await thunderbird.close();
	}
	return rows;
}

export async function networkRows(program: ThunderbirdProgram): Promise<Row[]> {
	const ready = prepareRig();
	if (ready !== true) {
		console.log(`NOT RUN HERE: checks over the network: ${ready}`);
		return [];
	}
	const rig = await Rig.start();
	try {
		for (let index = 0; index < HOSTS; index++) await rig.point(host(index), "good");
		const rows: Row[] = [];
		for (const count of SIZES) {
			rows.push(...(await measure(rig, program, count)));
			for (let index = 0; index < HOSTS; index++) await rig.delay(host(index), 0);
		}
		return rows;
	} finally {
		await rig.stop();
	}
}
