// `npm run fleet`: what 10 000 seats do to their provider on a Monday morning, from the add-on's own schedules. The page and the
// picture of it in docs/ are written by `npm run docs`.

import { fleetTable, LIMIT } from "./fleet-page";

export default function fleet(): Promise<number> {
	console.log(fleetTable());
	console.log(
		`\nThe limit of the default mode: ${LIMIT} logins per second and host, in the busiest minute. docs/fleet.md says why.`,
	);
	return Promise.resolve(0);
}
