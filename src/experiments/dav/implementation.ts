// The search for calendars and address books in Thunderbird: takes requests of the page and wires them to the network and
// the profile. Mechanism only: what is offered of what was found is decided elsewhere. Never returns a password, never logs
// an address.

import type { DavItemKey, DavLink, DavLinkFound, DavLook, DavSearch, DavWish } from "../../domain/dav";
import type { LoginMark } from "../../domain/login-mark";
import { nextTurn } from "../shared/connection";
import { type SearchContext, searchAll } from "../shared/dav/search";
import { managedCatalogue } from "../shared/policy";
import { valid } from "../shared/requests";
import { TargetIndex } from "../shared/servers";
import { Slots } from "../shared/slots";
import { Cancellation } from "../shared/timer";
import { examineLink } from "./link";
import { lookAtItems, lookPorts } from "./look";
import { marksOf, marksOfSearches } from "./marks";
import { parseDiscover, parseLink, parseLook, parseMarks, parseSearchMarks } from "./request";

/** Of all pages together. */
const slots = new Slots(nextTurn);

/** Taken up by Thunderbird under the name of its key in manifest.json. */
export class bonsComptesDav extends ExtensionCommon.ExtensionAPI {
	readonly #running = new Set<Cancellation>();

	onShutdown(isAppShutdown: boolean): void {
		for (const cancellation of this.#running) cancellation.cancel();
		if (isAppShutdown) return;
		// Or the next version would run with this one's script.
		Services.obs.notifyObservers(null, "startupcache-invalidate");
	}

	getAPI(context: ExtensionApiContext): { bonsComptesDav: typeof browser.bonsComptesDav } {
		const running = this.#running;
		/** Of this page only: no page cancels another's. */
		const mine = new Map<string, Cancellation>();
		context.callOnClose({
			close() {
				for (const cancellation of mine.values()) cancellation.cancel();
			},
		});
		const trusted = (): Pick<SearchContext, "catalogue" | "targets"> => {
			const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
			return { catalogue: managedCatalogue(context.extension.id), targets: new TargetIndex(MailServices) };
		};
		const run = async <T>(
			{ id, totalMs }: { id: string; totalMs: number },
			work: (own: SearchContext) => Promise<T>,
		): Promise<T> => {
			if (mine.has(id)) throw new ExtensionUtils.ExtensionError("refused: options.id must be: not in use");
			const cancellation = new Cancellation();
			mine.set(id, cancellation);
			running.add(cancellation);
			try {
				return await work({ ...trusted(), slots, cancellation, deadline: Date.now() + totalMs });
			} finally {
				mine.delete(id);
				running.delete(cancellation);
			}
		};
		const api = {
			async discover(wishes: DavWish[], options: browser.bonsComptesDav.Options): Promise<DavSearch[]> {
				const request = valid(parseDiscover(wishes, options));
				return run(request.options, (own) => searchAll(request.wishes, own));
			},
			async examineLink(link: DavLink, options: browser.bonsComptesDav.Options): Promise<DavLinkFound> {
				const request = valid(parseLink(link, options));
				return run(request.options, (own) => examineLink(request.link, own));
			},
			async look(items: DavItemKey[], options: browser.bonsComptesDav.Options): Promise<DavLook[]> {
				const request = valid(parseLook(items, options));
				return run(request.options, (own) => lookAtItems(request.items, lookPorts(own)));
			},
			async loginMarks(items: DavItemKey[]): Promise<(LoginMark | null)[]> {
				return marksOf(valid(parseMarks(items)).items);
			},
			async searchMarks(wishes: DavWish[]): Promise<(LoginMark | null)[]> {
				return marksOfSearches(valid(parseSearchMarks(wishes)).wishes, trusted());
			},
			cancel(id: string): Promise<void> {
				mine.get(id)?.cancel();
				return Promise.resolve();
			},
		} satisfies typeof browser.bonsComptesDav;
		return { bonsComptesDav: api };
	}
}
