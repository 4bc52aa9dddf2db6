// One quiet https request through Gecko: no dialog, no cookie, no cache, no stored login, no redirect followed, limits on time
// and size. Where it may go, with what, and what the answer means is decided elsewhere.

import type { TlsFacts } from "../../../domain/certificate";
import type { Stage } from "../../../domain/observation";
import type { HttpAnswer } from "../../../probe/dav/answers";
import { addressOf, type Place } from "../../../probe/dav/href";
import { CANCELLED, type Failure, TIMEOUT } from "../../../probe/failure";
import { attempt } from "../attempt";
import { factsOf, nameOf } from "../connection";
import { after, type Cancellation } from "../timer";

export interface HttpRequest {
	method: "PROPFIND" | "GET";
	place: Place;
	/** Values of one byte per character. */
	headers: Readonly<Record<string, string>>;
	/** Of one byte per character. */
	body: string;
	/** So much of the answer is read: more of it is too much, or cut off where its beginning is enough. */
	mostBytes: number;
	whenMore: "fail" | "cut";
}

/** `status`: of an answer that had begun; 0 where none had. */
export type HttpOutcome =
	| (HttpAnswer & { tls: TlsFacts | null })
	| { kind: "too-much"; status: number }
	| ({ kind: "failed"; status: number } & Omit<Failure, "said">);

/** What Gecko tells of a request on its way, as the stage that it begins. */
const STAGES: ReadonlyMap<number, Stage> = new Map<number, Stage>([
	// Resolving, connecting, connected, shaking hands.
	[0x4b0003, "dns"],
	[0x4b0007, "tcp"],
	[0x4b0004, "tls"],
	[0x4b000c, "tls"],
	// Sending, waiting, receiving.
	[0x4b0005, "greeting"],
	[0x4b000a, "greeting"],
	[0x4b0006, "greeting"],
]);
/** A redirect that Gecko makes for itself, as when a proxy fails over to another. */
const REDIRECT_INTERNAL = 1 << 2;

function open({ method, place, headers, body }: HttpRequest): NsIHttpChannel {
	const loadInfo = Ci["nsILoadInfo"];
	const channel = (
		Services.io.newChannelFromURI(
			Services.io.newURI(addressOf(place)),
			null,
			Services.scriptSecurityManager.getSystemPrincipal(),
			null,
			loadInfo?.["SEC_ALLOW_CROSS_ORIGIN_SEC_CONTEXT_IS_NULL"] ?? 0,
			Ci["nsIContentPolicy"]?.["TYPE_OTHER"] ?? 0,
		) as NsIHttpChannel
	).QueryInterface(Ci["nsIHttpChannel"]);
	const { nsIRequest, nsIChannel } = Ci;
	channel.loadFlags |=
		(nsIRequest?.["LOAD_ANONYMOUS"] ?? 0) |
		(nsIRequest?.["LOAD_BYPASS_CACHE"] ?? 0) |
		(nsIRequest?.["INHIBIT_CACHING"] ?? 0) |
		(nsIChannel?.["LOAD_BYPASS_URL_CLASSIFIER"] ?? 0);
	// As in a private window: nothing that a server says about itself, such as to come by https only, is kept in the profile.
	channel.QueryInterface(Ci["nsIPrivateBrowsingChannel"]).setPrivate(true);
	channel.QueryInterface(Ci["nsIHttpChannelInternal"]).allowAltSvc = false;
	if (body !== "") {
		const stream = Cc["@mozilla.org/io/string-input-stream;1"]?.createInstance(
			Ci["nsIStringInputStream"],
		) as NsIStringInputStream;
		stream.setByteStringData(body);
		channel.QueryInterface(Ci["nsIUploadChannel"]).setUploadStream(stream, "application/xml; charset=utf-8", -1);
	}
	// After the upload, which makes a PUT of it.
	channel.requestMethod = method;
	for (const [name, value] of Object.entries(headers)) channel.setRequestHeader(name, value, false);
	return channel;
}

/** Whether a certificate counts there that nobody has verified: a request would go through with it. */
export function hasException({ host, port }: Pick<Place, "host" | "port">): boolean {
	const service = Cc["@mozilla.org/security/certoverride;1"]?.getService(Ci["nsICertOverrideService"]) as {
		getOverrides(): { hostPort: string }[];
	};
	return service.getOverrides().some(({ hostPort }) => hostPort === `${host}:${port}`);
}

/** Always ends, never rejects but for a bug. */
export function request(wish: HttpRequest, milliseconds: number, cancellation: Cancellation): Promise<HttpOutcome> {
	let channel = open(wish);
	let stage: Stage = "dns";
	/** Why we ended it ourselves. */
	let own: typeof TIMEOUT | typeof CANCELLED | "too-much" | "enough" | null = null;
	let redirect: string | null = null;
	let received = "";
	const end = (why: Exclude<typeof own, null>): void => {
		own ??= why;
		channel.cancel(Cr["NS_BINDING_ABORTED"] ?? 0);
	};
	const callbacks = {
		QueryInterface: ChromeUtils.generateQI([
			"nsIInterfaceRequestor",
			"nsIChannelEventSink",
			"nsIProgressEventSink",
			"nsIAuthPrompt2",
		]),
		getInterface: (iid: unknown): unknown => callbacks.QueryInterface(iid),
		asyncOnChannelRedirect(_old: unknown, next: NsIHttpChannel, flags: number, callback: NsIRedirectCallback): void {
			if ((flags & REDIRECT_INTERNAL) !== 0 && next.URI.spec === channel.URI.spec) {
				channel = next.QueryInterface(Ci["nsIHttpChannel"]);
				callback.onRedirectVerifyCallback(0);
				return;
			}
			redirect = next.URI.spec;
			callback.onRedirectVerifyCallback(Cr["NS_BINDING_ABORTED"] ?? 0);
		},
		onProgress(): void {},
		onStatus(_request: unknown, status: number): void {
			stage = STAGES.get(status >>> 0) ?? stage;
		},
		// Without these a 401 opens Thunderbird's dialog for passwords.
		promptAuth: () => false,
		asyncPromptAuth(): never {
			throw Components.Exception("", Cr["NS_ERROR_NOT_AVAILABLE"]);
		},
	};
	channel.notificationCallbacks = callbacks;

	return new Promise((resolve) => {
		const stopTimer = after(milliseconds, () => end(TIMEOUT));
		const forget = cancellation.onCancel(() => end(CANCELLED));
		channel.asyncOpen({
			QueryInterface: ChromeUtils.generateQI(["nsIStreamListener", "nsIRequestObserver"]),
			onStartRequest(): void {},
			onDataAvailable(_request: unknown, stream: NsIAsyncInputStream, _offset: number, count: number): void {
				const bytes = Cc["@mozilla.org/binaryinputstream;1"]?.createInstance(
					Ci["nsIBinaryInputStream"],
				) as NsIBinaryInputStream;
				bytes.setInputStream(stream);
				received += bytes.readBytes(count);
				if (received.length <= wish.mostBytes) return;
				received = received.slice(0, wish.mostBytes);
				end(wish.whenMore === "fail" ? "too-much" : "enough");
			},
			onStopRequest(_request: unknown, status: number): void {
				stopTimer();
				forget();
				resolve(outcome(status));
			},
		});
		if (cancellation.done) end(CANCELLED);
	});

	function outcome(status: number): HttpOutcome {
		const code = attempt(() => channel.responseStatus, 0);
		if (own === "too-much") return { kind: "too-much", status: code };
		const tls = attempt(() => channel.securityInfo, null);
		const facts = tls && factsOf(tls);
		const header = (name: string) => attempt(() => channel.getResponseHeader(name), "");
		const isWhole = Components.isSuccessCode(status) || own === "enough" || (redirect !== null && own === null);
		if (isWhole && code > 0) {
			return {
				...{ kind: "answer", status: code, location: redirect ?? header("Location") },
				...{ challenge: header("WWW-Authenticate"), body: received, tls: facts },
			};
		}
		const proxy = attempt(() => channel.QueryInterface(Ci["nsIProxiedChannel"]).proxyInfo, null);
		return {
			...{ kind: "failed", status: code },
			error: own ?? nameOf(status),
			// Where it came to sending, TLS stands, though a request that ended has forgotten its facts.
			...{ stage, encrypted: stage !== "greeting" || facts?.error != null, tls: facts },
			proxied: proxy !== null && proxy.type !== "direct",
		};
	}
}
