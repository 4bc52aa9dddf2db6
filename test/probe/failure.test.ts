// What failed connections mean, error by error.

import { describe, expect, it } from "vitest";
import type { TlsFacts } from "../../src/domain/certificate";
import { CANCELLED, type Failure, meaningOf, TIMEOUT } from "../../src/probe/failure";

const tls = (more: Partial<TlsFacts>): TlsFacts => ({
	...{ version: null, error: null, category: "none", certificate: null, chain: [], builtInRoot: null },
	...more,
});
const failure = (more: Partial<Failure>): Failure => ({
	...{ error: TIMEOUT, stage: "greeting", encrypted: false, tls: null, proxied: false, said: null },
	...more,
});
const garbage = { kind: "garbage", text: "x" } as const;

describe("a failed connection", () => {
	it.each<[Partial<Failure>, string, object]>([
		[{ stage: "dns", error: "NS_ERROR_UNKNOWN_HOST" }, "dns", { kind: "name-unknown" }],
		[{ stage: "dns" }, "dns", { kind: "dns-silent" }],
		[{ stage: "dns", error: "NS_ERROR_NET_TIMEOUT" }, "dns", { kind: "dns-silent" }],
		[{ stage: "tcp", error: "NS_ERROR_CONNECTION_REFUSED" }, "tcp", { kind: "refused-connection" }],
		[{ stage: "tcp" }, "tcp", { kind: "unreachable" }],
		[{ stage: "tcp", error: "NS_ERROR_NET_RESET" }, "greeting", { kind: "closed" }],
		[{ stage: "tcp", error: "NS_ERROR_NET_RESET", encrypted: true }, "tls", { kind: "closed" }],
		[{ stage: "tcp", error: "NS_ERROR_UNKNOWN_HOST" }, "dns", { kind: "name-unknown" }],
		[{ stage: "tcp", proxied: true }, "tcp", { kind: "could-not-check", why: "proxy" }],
		[{ stage: "dns", error: "NS_ERROR_UNKNOWN_HOST", proxied: true }, "dns", { kind: "could-not-check", why: "proxy" }],
		[{ stage: "tcp", error: "NS_ERROR_PROXY_CONNECTION_REFUSED" }, "tcp", { kind: "could-not-check", why: "proxy" }],
		[{ stage: "tcp", error: "NS_ERROR_UNKNOWN_PROXY_HOST" }, "tcp", { kind: "could-not-check", why: "proxy" }],
		[{ stage: "tcp", error: "NS_ERROR_OFFLINE" }, "tcp", { kind: "could-not-check", why: "offline" }],
		[{ stage: "login", error: CANCELLED }, "login", { kind: "could-not-check", why: "cancelled" }],
		[{}, "greeting", { kind: "timeout" }],
		[{ said: garbage }, "greeting", garbage],
		[{ error: "NS_BASE_STREAM_CLOSED" }, "greeting", { kind: "closed" }],
		[{ error: "NS_ERROR_NET_RESET", proxied: true, stage: "login" }, "login", { kind: "closed" }],
		[{ stage: "tls", encrypted: true, tls: tls({}) }, "tls", { kind: "timeout" }],
		[{ stage: "tls", encrypted: true }, "tls", { kind: "timeout" }],
		[{ stage: "tls", encrypted: true, error: "NS_ERROR_NET_RESET" }, "tls", { kind: "closed" }],
		[
			{ stage: "tls", encrypted: true, error: "NS_ERROR_FAILURE", tls: tls({ error: "PR_NOT_CONNECTED_ERROR" }) },
			"tls",
			{ kind: "closed" },
		],
		[
			{ stage: "tls", encrypted: true, error: "x", tls: tls({ error: "SSL_ERROR_RX_RECORD_TOO_LONG" }) },
			"tls",
			{ kind: "not-tls" },
		],
		[
			{ stage: "tls", encrypted: true, error: "x", tls: tls({ error: "SSL_ERROR_PROTOCOL_VERSION_ALERT" }) },
			"tls",
			{ kind: "tls-too-old" },
		],
		[
			{ stage: "tls", encrypted: true, error: "x", tls: tls({ error: "SSL_ERROR_HANDSHAKE_FAILURE_ALERT" }) },
			"tls",
			{ kind: "tls-failed", error: "SSL_ERROR_HANDSHAKE_FAILURE_ALERT" },
		],
		[
			{ stage: "tcp", encrypted: true, error: "x", tls: tls({ error: "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT" }) },
			"tls",
			{ kind: "certificate", problem: { kind: "self-signed" } },
		],
		[
			{
				stage: "capabilities",
				encrypted: true,
				error: "x",
				tls: tls({ error: "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT" }),
			},
			"tls",
			{ kind: "certificate", problem: { kind: "self-signed" } },
		],
		[{ stage: "tls", encrypted: true, tls: tls({ version: "TLS 1.3" }) }, "greeting", { kind: "timeout" }],
		[{ stage: "capabilities", encrypted: true, tls: tls({ version: "TLS 1.3" }) }, "capabilities", { kind: "timeout" }],
	])("%j ended at %s", (more, stage, outcome) => {
		expect(meaningOf(failure(more))).toEqual({ stage, outcome });
	});
});
