// The benchmark's part of calendars and contacts: this add-on's search for them, and Thunderbird's own detection, by turns on
// the same servers in one run. How the figures were made: docs/performance.md.

import { davHost } from "../rig/dav/rows";
import { FAULT_PASSWORD } from "../rig/faults";
import { prepareRig } from "../rig/install";
import { Rig } from "../rig/rig";
import { ADDON } from "../thunderbird/addon";
import { davLogins, davMail, davPolicies } from "../thunderbird/dav/table";
import type { ThunderbirdProgram } from "../thunderbird/driver/install";
import type { ExtensionPage } from "../thunderbird/driver/page";
import { PrivateCopy } from "../thunderbird/driver/private-copy";
import { Thunderbird } from "../thunderbird/driver/thunderbird";
import { milliseconds, quantile, type Row, ratio, row } from "./figures";

const SIZES = [1, 10];
const RUNS = 7;
const HOST = davHost("good");

const usersOf = (count: number) => Array.from({ length: count }, (_, index) => `person${index}@${HOST}`);

/** Calendars and contacts of all users in one call, as a click asks for them; in ms. */
function ourSearch(page: ExtensionPage, users: string[]): Promise<number> {
	return page.eval(async (users) => {
		const wishes = users.flatMap((address) =>
			(["caldav", "carddav"] as const).map((kind) => ({ key: "server1", kind, provider: "rows", address })),
		);
		const began = performance.now();
		const found = await browser.bonsComptesDav.discover(wishes, { id: "bench" });
		const ms = performance.now() - began;
		for (const one of found) if (one.kind === "failed") throw new Error(JSON.stringify(one));
		return ms;
	}, users);
}

/** The same of Thunderbird itself, all at once too, from the same entries and with the password at hand; in ms. */
function ownDetection(thunderbird: Thunderbird, users: string[]): Promise<number> {
	return thunderbird.chrome(
		async ({ ChromeUtils, window }, users, host, password) => {
			const { CalDavProvider } = ChromeUtils.importESModule("resource:///modules/CalDavProvider.sys.mjs");
			const { CardDAVUtils } = ChromeUtils.importESModule("resource:///modules/CardDAVUtils.sys.mjs");
			const began = window.performance.now();
			const found: unknown[][] = await Promise.all(
				users.flatMap((user) => [
					CalDavProvider.detectCalendars(user, password, `https://${host}/dav/caldav`, false),
					CardDAVUtils.detectAddressBooks(user, password, `https://${host}/dav/carddav`, false, false),
				]),
			);
			const ms = window.performance.now() - began;
			if (found.some((one) => one.length === 0)) throw new Error("Thunderbird found nothing");
			return ms;
		},
		users,
		HOST,
		FAULT_PASSWORD,
	);
}

const median = (values: readonly number[]) => quantile(values, 0.5);

export async function davRows(program: ThunderbirdProgram): Promise<Row[]> {
	const ready = prepareRig();
	if (ready !== true) {
		console.log(`NOT RUN HERE: searches for calendars and contacts: ${ready}`);
		return [];
	}
	const rig = await Rig.start();
	const copy = new PrivateCopy(program.binary);
	copy.setPolicies(davPolicies);
	const rows: Row[] = [];
	try {
		const options = { binary: copy.binary, mail: davMail, addons: [ADDON], ...rig.thunderbird };
		const thunderbird = await Thunderbird.launch(options);
		try {
			await thunderbird.addonReady(ADDON.id);
			for (const login of davLogins) await thunderbird.addLogin(login);
			const page = await thunderbird.openPage(ADDON.id);
			// The first of each loads modules.
			await ourSearch(page, usersOf(1));
			await ownDetection(thunderbird, usersOf(1));
			for (const count of SIZES) {
				const ours: number[] = [];
				const own: number[] = [];
				for (let run = 0; run < RUNS; run++) {
					ours.push(await ourSearch(page, usersOf(count)));
					own.push(await ownDetection(thunderbird, usersOf(count)));
				}
				const what = `calendar and contacts of ${count} account${count > 1 ? "s" : ""}`;
				rows.push(row(`${what}: found by the add-on`, ours, milliseconds));
				rows.push(row(`${what}: by Thunderbird's own detection`, own, milliseconds));
				rows.push(row(`${what}: ratio of that to the add-on`, [median(own) / median(ours)], ratio));
			}
		} finally {
			await thunderbird.close();
		}
	} finally {
		copy.remove();
		await rig.stop();
	}
	return rows;
}
