// What certificate facts mean. Takes what Thunderbird reported about a TLS connection; opens none itself.

import type { CertificateProblem, TlsFacts } from "../domain/certificate";

/** What is wrong with a certificate that Thunderbird refused; null when it refused for no reason of the certificate. */
export function certificateProblem(facts: TlsFacts): CertificateProblem | null {
	const { error, certificate, chain } = facts;
	switch (error) {
		case null:
			return null;
		case "SEC_ERROR_EXPIRED_CERTIFICATE":
			return { kind: "expired", since: certificate?.notAfter ?? "" };
		case "MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE":
			return { kind: "not-yet-valid", from: certificate?.notBefore ?? "" };
		case "SSL_ERROR_BAD_CERT_DOMAIN":
			return { kind: "wrong-name", names: certificate?.names ?? [] };
		case "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT":
			return { kind: "self-signed" };
		case "SEC_ERROR_UNKNOWN_ISSUER": {
			const issuer = certificate?.issuer ?? "";
			if (certificate?.selfSigned === true) return { kind: "self-signed" };
			return chain.length <= 1 ? { kind: "incomplete-chain", issuer } : { kind: "unknown-issuer", issuer };
		}
		// An authority's own certificate is out of its time: for the server's certificate that means no known issuer.
		case "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE":
		case "MOZILLA_PKIX_ERROR_NOT_YET_VALID_ISSUER_CERTIFICATE":
		case "SEC_ERROR_UNTRUSTED_ISSUER":
		case "SEC_ERROR_UNTRUSTED_CERT":
		case "SEC_ERROR_CA_CERT_INVALID":
		case "MOZILLA_PKIX_ERROR_MITM_DETECTED":
		case "MOZILLA_PKIX_ERROR_EMPTY_ISSUER_NAME":
			return { kind: "unknown-issuer", issuer: certificate?.issuer ?? "" };
		case "SEC_ERROR_REVOKED_CERTIFICATE":
			return { kind: "revoked" };
		case "SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED":
		case "MOZILLA_PKIX_ERROR_INADEQUATE_KEY_SIZE":
		case "MOZILLA_PKIX_ERROR_SIGNATURE_ALGORITHM_MISMATCH":
			return { kind: "weak" };
		default:
			return /^(SEC_ERROR_|MOZILLA_PKIX_ERROR_)/.test(error) ? { kind: "other", error } : null;
	}
}

/** What stands behind a connection that was made. */
export type Trust =
	/** Verified up to an authority that comes with Thunderbird. */
	| "public"
	/** Verified up to an authority that was added on this computer: an antivirus, a proxy, an organisation. */
	| "added-authority"
	/** Bad, but somebody stored an exception for it. */
	| "exception"
	/** No TLS, or none that was verified. */
	| "none";

export function trustOf(facts: TlsFacts | null): Trust {
	if (facts === null || facts.version === null) return "none";
	if (facts.category !== "none") return "exception";
	// Thunderbird reports no error without a category for a connection that it made; better none than a wrong one.
	if (facts.error !== null || facts.certificate === null) return "none";
	return facts.builtInRoot === false ? "added-authority" : "public";
}
