// Who logs in where, and how often: the requests of all searches for one user. The first request to a server goes without a
// login and learns what it asks for; the second one carries the login; where that is refused nothing more is sent there.
// The network and the login store are ports.

import type { DavLogin } from "../../../domain/dav";
import type { LoginObstacle, Outcome, Stage } from "../../../domain/observation";
import type { Trust } from "../../../probe/certificate";
import {
	type Challenge,
	type DavAnswer,
	type Ended,
	type HttpAnswer,
	readAnswer,
	readChallenge,
} from "../../../probe/dav/answers";
import type { Propfind } from "../../../probe/dav/discovery";
import { originOf, type Place } from "../../../probe/dav/href";

/** How a request ended without an answer, or in the middle of one: then `status` is that of its beginning, else 0. */
export interface NoAnswer {
	kind: "ended";
	status: number;
	stage: Stage;
	outcome: Outcome;
}

export type Credential =
	| { kind: "login"; login: DavLogin; authorization: string }
	/** Why nothing can be tried. */
	| { kind: "none"; outcome: Outcome };

export interface SessionPorts {
	/** `authorization`: the header's value; null: without a login. */
	send: (request: Propfind, authorization: string | null) => Promise<(HttpAnswer & { trust: Trust }) | NoAnswer>;
	/** What to log in with at a server that asks so. Asked for once per server. */
	findCredential: (place: Place, challenge: Challenge) => Promise<Credential>;
	/** Whether a place may be asked at all. */
	isOurs: (place: Place) => boolean;
}

type Access = { kind: "open"; authorization: string } | { kind: "shut"; end: Ended };

export class Session {
	readonly #ports: SessionPorts;
	/** By origin, as soon as somebody has begun to log in there. */
	readonly #access = new Map<string, Promise<Access>>();
	/** By origin. */
	readonly #logins = new Map<string, DavLogin>();
	#requests = 0;

	constructor(ports: SessionPorts) {
		this.#ports = ports;
	}

	readonly isOurs = (place: Place): boolean => this.#ports.isOurs(place);

	/** The login that was sent to a server; null where none was. */
	loginAt(origin: string): DavLogin | null {
		return this.#logins.get(origin) ?? null;
	}

	/** What the login of this session came to at a server; null where it was not tried. */
	async credentialAt(origin: string): Promise<Credential | null> {
		const access = await this.#access.get(origin);
		if (access === undefined) return null;
		if (access.kind === "shut") return { kind: "none", outcome: access.end.outcome };
		const login = this.loginAt(origin);
		return login && { kind: "login", login, authorization: access.authorization };
	}

	get requests(): number {
		return this.#requests;
	}

	async propfind(request: Propfind): Promise<DavAnswer> {
		const { place } = request;
		const origin = originOf(place);
		if (!this.#access.has(origin)) {
			const answer = await this.#send(request, null);
			if (answer.kind === "ended") return noAnswer(place, answer);
			if (answer.status !== 401) return readAnswer(answer, place, this.#ports.isOurs);
			// Somebody else may have been told the same meanwhile.
			if (!this.#access.has(origin)) return this.#open(request, origin, answer);
		}
		const access = await this.#access.get(origin);
		if (access === undefined || access.kind === "shut") {
			return access?.end ?? refusal(place, { kind: "could-not-check", why: "internal-error" });
		}
		return this.#read(request, await this.#send(request, access.authorization));
	}

	/** The first request with a login: everybody else waits for how it ends. */
	async #open(
		request: Propfind,
		origin: string,
		{ challenge, trust }: HttpAnswer & { trust: Trust },
	): Promise<DavAnswer> {
		let settle = (_access: Access): void => {};
		this.#access.set(
			origin,
			new Promise((resolve) => {
				settle = resolve;
			}),
		);
		let access: Access = {
			kind: "shut",
			end: refusal(request.place, { kind: "could-not-check", why: "internal-error" }),
		};
		try {
			const found = isVerified(trust)
				? await this.#ports.findCredential(request.place, readChallenge(challenge))
				: notTried(trust === "exception" ? "certificate-exception" : "not-encrypted");
			if (found.kind === "none") {
				access = { kind: "shut", end: refusal(request.place, found.outcome) };
				return access.end;
			}
			this.#logins.set(origin, found.login);
			const sent = await this.#send(request, found.authorization);
			const answer = this.#read(request, sent);
			// Whether it was accepted is not known where no answer came: it is not sent again.
			const isAccepted = sent.status !== 0 && sent.status !== 401;
			const end = answer.kind === "ended" ? { ...answer, stage: "login" as const } : null;
			access =
				isAccepted || end === null ? { kind: "open", authorization: found.authorization } : { kind: "shut", end };
			return isAccepted || end === null ? answer : end;
		} finally {
			settle(access);
		}
	}

	#send(request: Propfind, authorization: string | null): ReturnType<SessionPorts["send"]> {
		this.#requests += 1;
		return this.#ports.send(request, authorization);
	}

	/** Of a request that had a login. */
	#read({ place }: Propfind, answer: HttpAnswer | NoAnswer): DavAnswer {
		if (answer.kind === "ended") return noAnswer(place, answer);
		if (answer.status !== 401) return readAnswer(answer, place, this.#ports.isOurs);
		const isToken = this.loginAt(originOf(place))?.auth === "oauth2";
		return refusal(place, { kind: isToken ? "oauth-token-refused" : "refused", text: "" });
	}
}

const noAnswer = ({ host }: Place, { stage, outcome }: NoAnswer): Ended => ({
	kind: "ended",
	at: host,
	stage,
	outcome,
});

const isVerified = (trust: Trust): boolean => trust === "public" || trust === "added-authority";

const notTried = (why: LoginObstacle): Credential => ({ kind: "none", outcome: { kind: "login-not-checked", why } });

const refusal = (place: Place, outcome: Outcome): Ended => ({ kind: "ended", at: place.host, stage: "login", outcome });
