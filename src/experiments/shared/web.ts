// A look at a web host over a plain socket: one question over HTTPS, one over HTTP. So there is no cookie, no cache, no
// login, no redirect and no dialog that would have to be held back. Which hosts are looked at is for whoever asks.

import type { CertificateProblem } from "../../domain/certificate";
import type { WebLook } from "../../domain/live";
import type { Security } from "../../domain/vocabulary";
import { certificateProblem } from "../../probe/certificate";
import { type Head, headRequest, leadsAway, readHead } from "../../probe/http";
import { Connection } from "./connection";
import { findRoute } from "./network";
import { type Cancellation, NetworkTrouble } from "./timer";

const PORTS = { tls: 443, none: 80 } as const;

/** `deadline`: of the clock, in milliseconds. */
export async function lookAtWeb(host: string, deadline: number, cancellation: Cancellation): Promise<WebLook> {
	const [https, http] = await Promise.all([
		ask(host, "tls", deadline, cancellation),
		ask(host, "none", deadline, cancellation),
	]);
	return { host, https: httpsOf(https), http: httpOf(http, host) };
}

function httpsOf(answer: Answer): WebLook["https"] {
	if (answer.kind !== "head") return answer;
	const seconds = Math.round((answer.at - Date.parse(answer.date)) / 1000);
	return { kind: "answered", seconds: Number.isNaN(seconds) ? null : seconds };
}

function httpOf(answer: Answer, host: string): WebLook["http"] {
	if (answer.kind !== "head") return { kind: "failed" };
	const other = leadsAway(answer, host);
	return other === null ? { kind: "answered" } : { kind: "redirected", host: other };
}

type Answer =
	/** `at`: when it came, in milliseconds since 1970. */
	(Head & { at: number }) | { kind: "certificate"; problem: CertificateProblem } | { kind: "failed" };

async function ask(
	host: string,
	security: Exclude<Security, "starttls">,
	deadline: number,
	cancellation: Cancellation,
): Promise<Answer> {
	if (Services.io.offline) return { kind: "failed" };
	const left = () => deadline - Date.now();
	let connection: Connection | null = null;
	try {
		const { proxy } = await findRoute(host, left(), cancellation);
		connection = new Connection({ port: PORTS[security], security }, host, proxy, cancellation, null);
		await connection.connected(left());
		connection.write(headRequest(host));
		for (let bytes = ""; ; ) {
			bytes += await connection.read(left());
			const head = readHead(bytes);
			if (head.kind === "head") return { ...head, at: Date.now() };
			if (head.kind === "foreign") return { kind: "failed" };
		}
	} catch (error) {
		if (!(error instanceof NetworkTrouble)) console.error("Bons Comptes: a look at a web host failed", error);
		const tls = (await connection?.tlsFacts()) ?? null;
		const problem = tls?.version === null ? certificateProblem(tls) : null;
		return problem ? { kind: "certificate", problem } : { kind: "failed" };
	} finally {
		await connection?.close(null);
	}
}
