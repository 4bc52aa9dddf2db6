// A start that the script of the start takes for quiet loads no repairs: held against what they would have done.

import { expect } from "vitest";
import { isAtRest } from "../../../src/domain/journal-rest";
import { Engine } from "../../../src/experiments/repair/engine";
import { cloneDisk, type Disk, FakeThunderbird } from "./fake-thunderbird";

/** With such a disk nothing is left to be done, neither at its start nor while Thunderbird closes; or it is not called quiet. */
export async function expectQuietIsTrue(disk: Disk): Promise<void> {
	if (disk.journal !== null && !isAtRest(disk.journal)) return;
	const thunderbird = new FakeThunderbird(cloneDisk(disk));
	const engine = new Engine(thunderbird.ports);
	engine.recoverNow();
	await engine.recover();
	await engine.view();
	thunderbird.close(engine);
	expect(thunderbird.steps).toEqual([]);
	expect(thunderbird.disk).toEqual(disk);
}
