// The probe in Thunderbird: takes requests of the page, wires the examination to the profile. Mechanism only: what an
// observation means for an account is decided by rules. Never returns a password, never logs an address.

import { parseHostname } from "../../domain/hostname";
import type { MailDns, WebLook } from "../../domain/live";
import type { LoginMark } from "../../domain/login-mark";
import type { Endpoint, LoginWish, Observation } from "../../domain/observation";
import { sameProviderHosts, webHostsOf } from "../../providers/lookup";
import { nextTurn } from "../shared/connection";
import { credentialsFinder, loginMarker } from "../shared/credentials";
import { Examination, type ExaminationPorts } from "../shared/examination";
import { planLogin } from "../shared/login-guard";
import { findsName, lookUpMailDns } from "../shared/names";
import { managedCatalogue } from "../shared/policy";
import { valid } from "../shared/requests";
import { configuredServer, TargetIndex } from "../shared/servers";
import { Slots } from "../shared/slots";
import { Cancellation } from "../shared/timer";
import { lookAtWeb } from "../shared/web";
import { parseLook, parseMarks, parseRequest } from "./request";

/** Google's place to sign in: the web host of a provider, though no page of help or calendar is there. */
const SIGN_IN_HOST = "accounts.google.com";

let webHosts: ReadonlySet<string> | null = null;

/** No page can have Thunderbird ask anybody else. */
function isWebHost(addon: string, host: string): boolean {
	webHosts ??= webHostsOf(managedCatalogue(addon));
	return host === SIGN_IN_HOST || webHosts.has(host);
}

function mailServices(): MailServicesModule["MailServices"] {
	return ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs").MailServices;
}

/** Of all pages together. */
const slots = new Slots(nextTurn);

/** For one examination: the servers are looked at as they are when it begins. */
function createPorts(addon: string): ExaminationPorts {
	const targets = new TargetIndex(mailServices());
	return {
		slots,
		planLogin: (login, target) =>
			planLogin(configuredServer(targets, login), login, target, (from, to, toProtocol) =>
				sameProviderHosts(managedCatalogue(addon), from, to, toProtocol),
			),
		findCredentials: credentialsFinder(),
	};
}

const notLookedAt = (host: string): WebLook => ({ host, https: { kind: "failed" }, http: { kind: "failed" } });

/** Taken up by Thunderbird under the name of its key in manifest.json. */
export class bonsComptesProbe extends ExtensionCommon.ExtensionAPI {
	readonly #running = new Set<Cancellation>();

	onShutdown(): void {
		for (const cancellation of this.#running) cancellation.cancel();
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
		const run = async <T>(id: string, work: (own: Cancellation) => Promise<T>): Promise<T> => {
			if (mine.has(id)) throw new ExtensionUtils.ExtensionError("refused: options.id must be: not in use");
			const own = new Cancellation();
			mine.set(id, own);
			running.add(own);
			try {
				return await work(own);
			} finally {
				mine.delete(id);
				running.delete(own);
			}
		};
		const api = {
			async examine(endpoints: Endpoint[], options: browser.bonsComptesProbe.ExamineOptions): Promise<Observation[]> {
				const request = valid(parseRequest(endpoints, options));
				return run(request.options.id, (cancellation) =>
					new Examination(request.options, cancellation, createPorts(context.extension.id)).examine(request.endpoints),
				);
			},
			async lookUpMailDns(domains: string[], options: browser.bonsComptesProbe.LookOptions): Promise<MailDns[]> {
				const { names, options: own } = valid(parseLook(domains, options));
				return run(own.id, (cancellation) => lookUpMailDns(names, Date.now() + own.totalMs, cancellation));
			},
			async findsName(hosts: string[], options: browser.bonsComptesProbe.LookOptions): Promise<boolean> {
				const { names, options: own } = valid(parseLook(hosts, options));
				return run(own.id, (cancellation) => findsName(names, Date.now() + own.totalMs, cancellation));
			},
			async lookAtWeb(hosts: string[], options: browser.bonsComptesProbe.LookOptions): Promise<WebLook[]> {
				const { names, options: own } = valid(parseLook(hosts, options));
				const deadline = Date.now() + own.totalMs;
				return run(own.id, (cancellation) =>
					Promise.all(
						names.map((host) =>
							isWebHost(context.extension.id, host)
								? lookAtWeb(host, deadline, cancellation)
								: Promise.resolve(notLookedAt(host)),
						),
					),
				);
			},
			async loginMarks(logins: LoginWish[]): Promise<(LoginMark | null)[]> {
				const request = valid(parseMarks(logins));
				const targets = new TargetIndex(mailServices());
				const mark = loginMarker();
				return Promise.all(
					request.logins.map(async (login) => {
						const configured = configuredServer(targets, login);
						const host = configured === null ? null : parseHostname(configured.host);
						if (configured === null || host?.kind !== "clean") return null;
						const target = { protocol: configured.protocol, host: host.host };
						const plan = planLogin(configured, login, target, () => false);
						return plan.kind === "absent" ? null : mark(plan, target);
					}),
				);
			},
			cancel(id: string): Promise<void> {
				mine.get(id)?.cancel();
				return Promise.resolve();
			},
		} satisfies typeof browser.bonsComptesProbe;
		return { bonsComptesProbe: api };
	}
}
