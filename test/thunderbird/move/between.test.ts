// What may happen between the preparation of a move and its closing: an update or a removal of the add-on. In a real
// Thunderbird against real servers.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { afterAll, expect } from "vitest";
import { pack } from "../../commands/package";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, testIn } from "../in-rig";
import { RICH_SERVER } from "./rich-account";
import { asked, changesOf, history, inventory, lasting, launch, places, prepare, TO_OVH } from "./scene";

const temporary = mkdtempSync(join(tmpdir(), "bons-comptes-move-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** The package of this build, as a version of its own. */
function xpi(version: string): string {
	const files = unzipSync(pack(ADDON.path));
	const manifest = new TextDecoder().decode(files["manifest.json"]);
	files["manifest.json"] = new TextEncoder().encode(manifest.replace(/"version": "[^"]+"/, `"version": "${version}"`));
	const path = join(temporary, `${version}.xpi`);
	writeFileSync(path, zipSync(files));
	return path;
}

async function prepared(thunderbird: Thunderbird): Promise<void> {
	expect((await prepare(thunderbird, changesOf(TO_OVH))).kind).toBe("prepared");
}

const hostOf = (thunderbird: Thunderbird): Promise<string> =>
	thunderbird.chrome(({ MailServices }, key) => {
		const server = MailServices.accounts.getIncomingServer(key);
		return (server.hostname ?? server.hostName) as string;
	}, RICH_SERVER);

describeInRig("a move that is prepared", (rig) => {
	testIn("newest")("is made by the add-on that is a newer one by then", async () => {
		const thunderbird = await launch(rig(), TO_OVH);
		const before = await inventory(thunderbird);
		await prepared(thunderbird);
		await thunderbird.install(xpi("99.0.0"), { temporary: false });
		expect(await history(thunderbird)).toMatchObject([{ state: "prepared" }]);
		await thunderbird.restart();
		expect(await history(thunderbird)).toMatchObject([{ state: "applied", problem: null, recovery: null }]);
		expect(await hostOf(thunderbird)).toBe(TO_OVH.to.host);
		expect(await inventory(thunderbird)).toEqual(before);
	});

	testIn("oldest")("is not made once the add-on is removed, and waits for it to come back", async () => {
		const thunderbird = await launch(rig(), TO_OVH);
		await prepared(thunderbird);
		await thunderbird.prefs("mail.");
		const before = { ...lasting(thunderbird), logins: await places(thunderbird) };
		await thunderbird.uninstall(ADDON.id);
		await thunderbird.restart();
		await thunderbird.prefs("mail.");
		expect({ ...lasting(thunderbird), logins: await places(thunderbird) }).toEqual(before);
		expect(await hostOf(thunderbird)).toBe(TO_OVH.from.host);
		await thunderbird.install(xpi("99.0.0"), { temporary: false });
		const [entry] = await history(thunderbird);
		expect(entry).toMatchObject({ state: "prepared" });
		expect(await asked(thunderbird, (id) => browser.bonsComptesRepair.undo(id), String(entry?.id))).toMatchObject({
			kind: "undone",
		});
		expect(await places(thunderbird)).not.toContain(`imap://${TO_OVH.to.host} ${TO_OVH.to.username}`);
	});
});
