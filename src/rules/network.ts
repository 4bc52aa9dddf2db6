// What the looks at web hosts tell of this computer and of the network it is in, whoever's account it is.

import type { LiveFacts, WebLook } from "../domain/live";

export interface Clock {
	/** 0: not measured. */
	minutes: number;
	/** The web host that told. */
	host: string;
	/** How certificates seem then. */
	makes: "expired" | "not-yet-valid";
}

const MOST_SECONDS = 300;

/** How wrong this computer's clock is; null where nothing speaks against it. */
export function wrongClock(live: LiveFacts | null): Clock | null {
	const told = (live?.web ?? []).flatMap(clockBy);
	return told.find(({ minutes }) => minutes > 0) ?? told[0] ?? null;
}

function clockBy({ host, https }: WebLook): Clock[] {
	if (https.kind === "certificate") {
		const { kind } = https.problem;
		return kind === "expired" || kind === "not-yet-valid" ? [{ minutes: 0, host, makes: kind }] : [];
	}
	if (https.kind === "failed" || https.seconds === null || Math.abs(https.seconds) <= MOST_SECONDS) return [];
	const minutes = Math.round(Math.abs(https.seconds) / 60);
	return [{ minutes, host, makes: https.seconds > 0 ? "expired" : "not-yet-valid" }];
}

/** The page to which the network leads before it lets anything through. `certain`: not even HTTPS reached the host. */
export function signInPage(live: LiveFacts | null): { host: string; certain: boolean } | null {
	for (const { host, http, https } of live?.web ?? []) {
		if (http.kind === "redirected" && siteOf(http.host) !== siteOf(host)) {
			return { host: http.host, certain: https.kind !== "answered" };
		}
	}
	return null;
}

/** Coarse on purpose: two hosts of one site are never taken for a network's page. */
function siteOf(host: string): string {
	return host.toLowerCase().split(".").slice(-2).join(".");
}
