// The probe in Thunderbird: takes requests of the page, wires the examination to the profile. Mechanism only: what an
// observation means for an account is decided by rules. Never returns a password, never logs an address.

import type { MailDns, WebLook } from "../../domain/live";
import type { Endpoint, LoginWish, Observation } from "../../domain/observation";
import { builtInCatalogue } from "../../providers";
import { sameProviderHosts } from "../../providers/lookup";
import { incomingProtocol, incomingSettings, outgoingSettings, TargetIndex } from "../shared/servers";
import { nextTurn } from "./connection";
import { findCredentials } from "./credentials";
import { Examination, type ExaminationPorts } from "./examination";
import { type ConfiguredServer, planLogin } from "./login-guard";
import { parseRequest } from "./request";
import { Slots } from "./slots";
import { Cancellation } from "./timer";

function configuredServer(targets: TargetIndex, { server, key }: LoginWish): ConfiguredServer | null {
	const target = targets.find(server, key);
	switch (target?.kind) {
		case "incoming": {
			const protocol = incomingProtocol(target.server);
			if (!protocol) return null;
			const { host, username } = incomingSettings(target.server);
			return { protocol, host, username };
		}
		case "outgoing": {
			const { host, username } = outgoingSettings(target.server);
			return { protocol: "smtp", host, username };
		}
		case "identity":
		case undefined:
			return null;
	}
}

/** Of all pages together. */
const slots = new Slots(nextTurn);

/** For one examination: the servers are looked at as they are when it begins. */
function createPorts(): ExaminationPorts {
	const targets = new TargetIndex(ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs").MailServices);
	return {
		slots,
		planLogin: (login, target) =>
			planLogin(configuredServer(targets, login), login, target, (from, to, toProtocol) =>
				sameProviderHosts(builtInCatalogue, from, to, toProtocol),
			),
		findCredentials,
	};
}

/** Taken up by Thunderbird under the name of its key in manifest.json. */
export class bonsComptesProbe extends ExtensionCommon.ExtensionAPI {
	readonly #running = new Set<Cancellation>();

	onShutdown(isAppShutdown: boolean): void {
		for (const cancellation of this.#running) cancellation.cancel();
		if (isAppShutdown) return;
		// Or the next version would run with this one's script.
		Services.obs.notifyObservers(null, "startupcache-invalidate");
	}

	getAPI(context: ExtensionApiContext): { bonsComptesProbe: typeof browser.bonsComptesProbe } {
		const running = this.#running;
		/** Of this page only: no page cancels another's. */
		const mine = new Map<string, Cancellation>();
		context.callOnClose({
			close() {
				for (const cancellation of mine.values()) cancellation.cancel();
			},
		});
		const api = {
			async examine(endpoints: Endpoint[], options: browser.bonsComptesProbe.ExamineOptions): Promise<Observation[]> {
				const request = parseRequest(endpoints, options);
				if (request.kind === "invalid") {
					throw new ExtensionUtils.ExtensionError(`refused: ${request.path} must be: ${request.expected}`);
				}
				const { id } = request.options;
				if (mine.has(id)) throw new ExtensionUtils.ExtensionError("refused: options.id must be: not in use");
				const cancellation = new Cancellation();
				mine.set(id, cancellation);
				running.add(cancellation);
				try {
					return await new Examination(request.options, cancellation, createPorts()).examine(request.endpoints);
				} finally {
					mine.delete(id);
					running.delete(cancellation);
				}
			},
			progress: (_id: string) => Promise.resolve(0),
			lookUpMailDns: (domains: string[], _options: browser.bonsComptesProbe.LookOptions): Promise<MailDns[]> =>
				Promise.resolve(domains.map((domain) => ({ domain, mx: null, autodiscover: null }))),
			findsName: (_hosts: string[], _options: browser.bonsComptesProbe.LookOptions) => Promise.resolve(true),
			lookAtWeb: (hosts: string[], _options: browser.bonsComptesProbe.LookOptions): Promise<WebLook[]> =>
				Promise.resolve(hosts.map((host) => ({ host, https: { kind: "failed" }, http: { kind: "failed" } }))),
			cancel(id: string): Promise<void> {
				mine.get(id)?.cancel();
				return Promise.resolve();
			},
		} satisfies typeof browser.bonsComptesProbe;
		return { bonsComptesProbe: api };
	}
}
