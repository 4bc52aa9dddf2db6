// Thunderbird's own sign-in window (OAuth2): a window of the program with the issuer's page in it. Consented to, or closed,
// as a person does.

import { ExtensionPage } from "./page";
import type { Thunderbird } from "./thunderbird";

export const SIGN_IN_WINDOW = "chrome://messenger/content/browserRequest.xhtml";

/** The issuer's page, once it is there. */
async function issuersPage(thunderbird: Thunderbird): Promise<ExtensionPage> {
	const browserId = await thunderbird.chrome(async ({ Services, window }, url) => {
		const deadline = Date.now() + 20_000;
		while (Date.now() < deadline) {
			for (const one of Services.wm.getEnumerator(null)) {
				const frame = one.location.href === url ? one.document.getElementById("requestFrame") : null;
				const isLoaded = frame?.currentURI?.scheme === "https" && !frame.webProgress.isLoadingDocument;
				if (isLoaded) return frame.browserId as number;
			}
			await new Promise((resolve) => window.setTimeout(resolve, 20));
		}
		throw new Error("no sign-in window has loaded its page");
	}, SIGN_IN_WINDOW);
	return new ExtensionPage(thunderbird, browserId);
}

/** Clicks a link of the issuer's page, by its id. */
export async function choose(thunderbird: Thunderbird, link: string): Promise<void> {
	await (await issuersPage(thunderbird)).click(`#${link}`);
}

/** Closes the window with its own button, once the page is there. */
export async function closeSignInWindow(thunderbird: Thunderbird): Promise<void> {
	await issuersPage(thunderbird);
	await thunderbird.chrome(({ Services }, url) => {
		for (const one of Services.wm.getEnumerator(null)) {
			if (one.location.href !== url) continue;
			// As the button of the window's frame does: its listeners hear it first.
			one.dispatchEvent(new one.Event("close", { cancelable: true }));
			one.close();
		}
	}, SIGN_IN_WINDOW);
}

/** How many are open now. */
export async function signInWindows(thunderbird: Thunderbird): Promise<number> {
	const windows = await thunderbird.chrome(({ Services }, url) => {
		const open = [...Services.wm.getEnumerator(null)] as { location: { href: string } }[];
		return open.filter((one) => one.location.href === url).length;
	}, SIGN_IN_WINDOW);
	return windows;
}
