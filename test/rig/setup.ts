// Looks, before the first test of the rig, whether it can run here; installs what it needs where that is possible.

import { prepareRig } from "./install";

export default function setup(): void {
	const ready = prepareRig();
	if (ready !== true) throw new Error(ready);
}
