// What it means that a connection failed: Gecko's name of the error, the stage, and the certificate facts that were left.
// Pure; the connection itself is in experiments/shared/.

import type { TlsFacts } from "../domain/certificate";
import type { Outcome, Stage } from "../domain/observation";
import { certificateProblem } from "./certificate";

/** Own deadlines and decisions, beside Gecko's names of errors. */
export const TIMEOUT = "TIMEOUT";
export const CANCELLED = "CANCELLED";

export interface Failure {
	/** Such as `NS_ERROR_CONNECTION_REFUSED`. */
	error: string;
	stage: Stage;
	/** TLS was begun: from the start, or after STARTTLS. */
	encrypted: boolean;
	tls: TlsFacts | null;
	/** A proxy stands between: a failed connection says nothing about the server. */
	proxied: boolean;
	/** What the unfinished bytes of the server say. */
	said: Outcome | null;
}

const CLOSED: readonly string[] = [
	"NS_BASE_STREAM_CLOSED",
	"NS_ERROR_NET_RESET",
	"NS_ERROR_NET_INTERRUPT",
	"NS_ERROR_ABORT",
	"PR_END_OF_FILE_ERROR",
	"PR_CONNECT_RESET_ERROR",
	"PR_NOT_CONNECTED_ERROR",
	"PR_CONNECT_ABORTED_ERROR",
];
const TOO_OLD: readonly string[] = [
	"SSL_ERROR_PROTOCOL_VERSION_ALERT",
	"SSL_ERROR_UNSUPPORTED_VERSION",
	"SSL_ERROR_NO_CYPHER_OVERLAP",
	"SSL_ERROR_INSUFFICIENT_SECURITY_ALERT",
	"SSL_ERROR_WEAK_SERVER_EPHEMERAL_DH_KEY",
];
const NOT_TLS: readonly string[] = ["SSL_ERROR_RX_RECORD_TOO_LONG", "SSL_ERROR_RX_UNKNOWN_RECORD_TYPE"];

const isTimeout = (error: string) => error === TIMEOUT || error === "NS_ERROR_NET_TIMEOUT";

/** Where the examination really ended, and with what. */
export function meaningOf(failure: Failure): { stage: Stage; outcome: Outcome } {
	const { error, stage, encrypted, tls, proxied, said } = failure;
	const end = (outcome: Outcome, at = stage) => ({ stage: at, outcome });
	if (error === CANCELLED) return end({ kind: "could-not-check", why: "cancelled" });
	if (error === "NS_ERROR_OFFLINE") return end({ kind: "could-not-check", why: "offline" });
	if (/_PROXY_/.test(error)) return end({ kind: "could-not-check", why: "proxy" });
	// A handshake may fail before anybody has heard that the connection was made.
	const isHandshake = tls?.error != null || error.includes("NS_ERROR_MODULE_SECURITY");
	if (stage === "dns" || (stage === "tcp" && !isHandshake)) {
		if (proxied) return end({ kind: "could-not-check", why: "proxy" });
		if (error === "NS_ERROR_UNKNOWN_HOST") return end({ kind: "name-unknown" }, "dns");
		if (stage === "dns") return end({ kind: "dns-silent" });
		if (error === "NS_ERROR_CONNECTION_REFUSED") return end({ kind: "refused-connection" });
		// Only what was connected can be reset: the talk had begun, though nobody has heard of it.
		if (CLOSED.includes(error)) return end({ kind: "closed" }, encrypted ? "tls" : "greeting");
		return end({ kind: "unreachable" });
	}
	// Gecko says nowhere that a handshake has ended; a readable version does.
	if (encrypted && tls?.version == null) return end(handshakeFailure(tls, error), "tls");
	const at = stage === "tls" ? "greeting" : stage;
	return end(said ?? { kind: isTimeout(error) ? "timeout" : "closed" }, at);
}

function handshakeFailure(tls: TlsFacts | null, error: string): Outcome {
	const problem = tls && certificateProblem(tls);
	if (problem) return { kind: "certificate", problem };
	// A connection that is reset at once fails without a reason; only NSS says what happened.
	const name = tls?.error ?? error;
	if (TOO_OLD.includes(name)) return { kind: "tls-too-old" };
	if (NOT_TLS.includes(name)) return { kind: "not-tls" };
	if (isTimeout(error)) return { kind: "timeout" };
	if (CLOSED.includes(name)) return { kind: "closed" };
	return { kind: "tls-failed", error: name };
}
