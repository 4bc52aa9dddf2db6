// What certificate facts mean.

import { describe, expect, it } from "vitest";
import type { TlsFacts } from "../../src/domain/certificate";
import { certificateProblem, trustOf } from "../../src/probe/certificate";

const good: TlsFacts = {
	version: "TLS 1.3",
	error: null,
	category: "none",
	certificate: {
		names: ["imap.company.example"],
		issuer: "Some Authority",
		issuerOrganisation: "Some Company",
		notBefore: "2026-01-01T00:00:00.000Z",
		notAfter: "2026-04-01T00:00:00.000Z",
		fingerprint: "AB:CD",
		selfSigned: false,
	},
	chain: [
		{ name: "imap.company.example", fingerprint: "AB:CD" },
		{ name: "Some Authority", fingerprint: "EF:01" },
	],
	builtInRoot: true,
};
const bad = (error: string, more: Partial<TlsFacts> = {}): TlsFacts => ({
	...good,
	version: null,
	builtInRoot: null,
	error,
	...more,
});
const selfSigned = good.certificate && { ...good.certificate, selfSigned: true };

describe("a refused certificate", () => {
	it.each([
		[bad("SEC_ERROR_EXPIRED_CERTIFICATE"), { kind: "expired", since: "2026-04-01T00:00:00.000Z" }],
		[bad("MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE"), { kind: "not-yet-valid", from: "2026-01-01T00:00:00.000Z" }],
		[bad("SSL_ERROR_BAD_CERT_DOMAIN"), { kind: "wrong-name", names: ["imap.company.example"] }],
		[bad("MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT"), { kind: "self-signed" }],
		[bad("SEC_ERROR_UNKNOWN_ISSUER", { certificate: selfSigned }), { kind: "self-signed" }],
		[bad("SEC_ERROR_UNKNOWN_ISSUER"), { kind: "unknown-issuer", issuer: "Some Authority" }],
		[
			bad("SEC_ERROR_UNKNOWN_ISSUER", { chain: good.chain.slice(0, 1) }),
			{ kind: "incomplete-chain", issuer: "Some Authority" },
		],
		[bad("SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE"), { kind: "unknown-issuer", issuer: "Some Authority" }],
		[bad("SEC_ERROR_REVOKED_CERTIFICATE"), { kind: "revoked" }],
		[bad("MOZILLA_PKIX_ERROR_INADEQUATE_KEY_SIZE"), { kind: "weak" }],
		[bad("SEC_ERROR_BAD_DER"), { kind: "other", error: "SEC_ERROR_BAD_DER" }],
		[bad("SSL_ERROR_RX_RECORD_TOO_LONG"), null],
		[good, null],
	])("%#: tells its problem", (facts, problem) => {
		expect(certificateProblem(facts)).toEqual(problem);
	});
});

describe("the trust in a connection", () => {
	it.each([
		[null, "none"],
		[good, "public"],
		[{ ...good, builtInRoot: false }, "added-authority"],
		[{ ...good, category: "name" as const, error: "SSL_ERROR_BAD_CERT_DOMAIN" }, "exception"],
		[{ ...good, category: "time" as const }, "exception"],
		[{ ...good, version: null }, "none"],
		[{ ...good, error: "SEC_ERROR_UNKNOWN_ISSUER" }, "none"],
		[{ ...good, certificate: null }, "none"],
	])("%#: is no more than the facts allow", (facts, trust) => {
		expect(trustOf(facts)).toBe(trust);
	});
});
