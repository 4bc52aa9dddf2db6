// `npm start`: the add-on in a real Thunderbird with demonstration accounts, in a profile that is thrown away. Their servers
// are played on this machine where that can be; elsewhere only settings are judged.
// Without a display, or with --once: it checks, prints what the page found, saves a picture and ends.

import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { Unavailable } from "../debian";
import { demoLogins, demoMail } from "../demo/accounts";
import { prepareRig } from "../rig/install";
import { Rig } from "../rig/rig";
import { ADDON, inLanguage, type Language, SCREENSHOTS } from "../thunderbird/addon";
import { type ThunderbirdProgram, thunderbirdForUse } from "../thunderbird/driver/install";
import type { ExtensionPage } from "../thunderbird/driver/page";
import { Thunderbird } from "../thunderbird/driver/thunderbird";
import { build } from "./tool";

function hasDisplay(): boolean {
	return process.platform !== "linux" || Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
}

/** The user's language where Thunderbird speaks it. */
function wantedLanguage(program: ThunderbirdProgram): Language {
	const locale = process.env["LC_ALL"] || process.env["LC_MESSAGES"] || process.env["LANG"] || "";
	return locale.startsWith("fr") && program.frenchPack ? "fr" : "en";
}

interface Row {
	account: string;
	provider: string;
	health: string;
	findings: string[];
	changes: string[];
}

function readRows(page: ExtensionPage): Promise<Row[]> {
	return page.eval(() => {
		const attribute = (element: Element, name: string) => element.getAttribute(name) ?? "";
		return [...document.querySelectorAll("[data-account]")].map((card) => ({
			account: attribute(card, "data-account"),
			provider: attribute(card, "data-provider"),
			health: attribute(card, "data-health"),
			findings: [
				...[...card.querySelectorAll("[data-rule]")].map(
					(finding) => `${attribute(finding, "data-severity")}: ${attribute(finding, "data-rule")}`,
				),
				...[...card.querySelectorAll("[data-unchecked]")].map(
					(note) => `not checked: ${attribute(note, "data-unchecked")}`,
				),
			],
			changes: [...card.querySelectorAll("[data-setting]")].map(
				(change) =>
					`${attribute(change, "data-setting")}: ${attribute(change, "data-from") || "-"} → ${attribute(change, "data-to")}`,
			),
		}));
	});
}

/** One account per block of lines, columns as wide as their longest cell. */
function table(rows: Row[]): string {
	const names = demoMail.accounts.map(({ name }) => name);
	const blocks = rows.map((row) => {
		const name = names[Number(row.account.replace(/\D/g, "")) - 1] ?? row.account;
		const height = Math.max(1, row.findings.length, row.changes.length);
		return Array.from({ length: height }, (_, line) => [
			...(line === 0 ? [name, row.provider, row.health] : ["", "", ""]),
			row.findings[line] ?? "",
			row.changes[line] ?? "",
		]);
	});
	const lines = [["Account", "Provider", "Health", "Findings", "Changes"], ...blocks.flat()];
	const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
	return lines
		.map((line) =>
			line
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join("  ")
				.trimEnd(),
		)
		.join("\n");
}

/** Opens the choice of calendars and contacts where they are missing, and prints what the server has shown. */
async function offerCalendars(page: ExtensionPage): Promise<void> {
	const accounts = await page.count('[data-action="add-dav"]');
	if (accounts === 0) return;
	await page.click('[data-action="add-dav"]');
	await page.waitForState("checked");
	const found = await page.eval(() =>
		[...document.querySelectorAll("[data-collection]")].map((box) => box.closest("label")?.textContent ?? ""),
	);
	console.log(`Calendar and contacts can be added to ${accounts} of them; to the first: ${found.join(", ")}.`);
}

export default async function start(args: string[]): Promise<number> {
	const once = args.includes("--once") || !hasDisplay();
	let program: ThunderbirdProgram;
	try {
		program = thunderbirdForUse();
	} catch (error) {
		if (!(error instanceof Unavailable)) throw error;
		console.error(error.message);
		return 1;
	}
	await build();
	console.log(`Thunderbird ${program.version} (${program.binary}), in a profile that is removed at the end.`);
	const ready = prepareRig();
	const rig = ready === true ? await Rig.start() : null;
	console.log(
		rig
			? "The accounts' servers are played on this machine: nothing reaches the Internet."
			: `No server is reached, so only settings are judged. ${String(ready)}`,
	);
	try {
		return await demonstrate(program, once, rig);
	} finally {
		await rig?.stop();
	}
}

async function demonstrate(program: ThunderbirdProgram, once: boolean, rig: Rig | null): Promise<number> {
	const thunderbird = await Thunderbird.launch({
		binary: program.binary,
		headless: once,
		mail: demoMail,
		addons: [ADDON],
		language: inLanguage(wantedLanguage(program), program),
		...rig?.thunderbird,
	});
	try {
		await thunderbird.addonReady(ADDON.id);
		if (rig) for (const login of demoLogins) await thunderbird.addLogin(login);
		const page = await thunderbird.clickToolbarButton(ADDON.id);
		if (!once) {
			console.log("It is yours to play with. Close it, or press Ctrl+C here, to end.");
			await thunderbird.ended();
			return 0;
		}
		const state = await page.waitForState("checked", "error");
		if (state === "error") throw new Error(`the page could not check:\n${await page.text("main")}`);
		const rows = await readRows(page);
		// Without servers everything is unknown, which is said above.
		const worth = rig ? ["error", "warning", "unknown"] : ["error", "warning"];
		const troubled = rows.filter(({ health }) => worth.includes(health));
		console.log(`\n${table(troubled)}\n`);
		console.log(`${rows.length - troubled.length} other accounts need no correction.`);
		if (rig) await offerCalendars(page);
		mkdirSync(SCREENSHOTS, { recursive: true });
		const picture = join(SCREENSHOTS, "start.png");
		await page.screenshot(picture);
		console.log(`A picture of the page: ${relative(process.cwd(), picture)}`);
		return 0;
	} finally {
		await thunderbird.close();
	}
}
