// Wiring of the page: the real doctor, the real catalogue, the real messages. Everything else is tested without it.

import browser from "webextension-polyfill";
import { isMessage } from "../doctor/messages";
import { applyPolicy } from "../policy/apply-policy";
import { NO_POLICY } from "../policy/schema";
import { builtInCatalogue } from "../providers";
import { createDoctor } from "../thunderbird/doctor";
import { messagesIn } from "../thunderbird/messages";
import { policy } from "../thunderbird/policy";
import { takeRestart } from "../thunderbird/storage";
import { createController } from "./controller";
import { mount } from "./mount";
import { createSentences } from "./sentences";

const managed = await policy();
const rules = managed.kind === "valid" ? managed.policy : NO_POLICY;
const catalogue = applyPolicy(builtInCatalogue, rules);
const sentences = createSentences(await messagesIn(rules.language), catalogue);
const doctor = createDoctor(catalogue, rules);
const controller = createController({ doctor, sentences, now: () => new Date(), managed });

mount(document.body, {
	controller,
	sentences,
	catalogue,
	managed,
	wide: matchMedia("(min-width: 60rem)").matches,
});

/** What a click on « Vérifier mes comptes » does; while a check is under way it does nothing. */
function startCheck(): void {
	void controller.check();
}

function startCheckWhenAsked(): void {
	if (location.hash !== "#check") return;
	// Thunderbird brings its tabs back after a restart: nobody has asked for a check then.
	history.replaceState(null, "", location.pathname);
	startCheck();
}

/** The answer is this page's tab, for the background to show it. */
browser.runtime.onMessage.addListener((message: unknown) => {
	if (!isMessage(message)) return undefined;
	startCheck();
	return browser.tabs.getCurrent().then((tab) => tab?.id);
});
addEventListener("hashchange", startCheckWhenAsked);
startCheckWhenAsked();
void controller.load();
// But where the page itself has asked for the restart, it goes on.
if (await takeRestart()) void controller.checkAfterRestart();
