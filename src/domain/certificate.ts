// What was seen of a TLS connection and its certificate, as plain JSON. What it means lives in ../probe/certificate.ts.

/** A certificate as it was shown by the server. */
export interface Certificate {
	/** The host names that it is for; its common name where it lists none. */
	names: string[];
	/** Who signed it: common name, else organisation, else empty. */
	issuer: string;
	issuerOrganisation: string;
	/** ISO 8601, UTC. */
	notBefore: string;
	notAfter: string;
	/** SHA-256, `AB:CD:…`. */
	fingerprint: string;
	selfSigned: boolean;
}

/** The reason that a stored exception could set aside; Thunderbird names only the gravest. */
export type OverridableCategory = "none" | "trust" | "name" | "time";

export interface TlsFacts {
	/** Such as `TLS 1.3`; null when the handshake did not end. */
	version: string | null;
	/** NSS's name of what is wrong, such as `SEC_ERROR_EXPIRED_CERTIFICATE`; null when nothing is. */
	error: string | null;
	category: OverridableCategory;
	certificate: Certificate | null;
	/** Names and SHA-256 fingerprints, the server's own first. After a failure what the server sent, else the trusted path. */
	chain: { name: string; fingerprint: string }[];
	/** false although trusted: the authority was added on this computer. null: no trusted path was built. */
	builtInRoot: boolean | null;
}

export type CertificateProblem =
	| { kind: "expired"; since: string }
	| { kind: "not-yet-valid"; from: string }
	| { kind: "wrong-name"; names: string[] }
	| { kind: "self-signed" }
	/** Signed by an authority that this computer does not know. */
	| { kind: "unknown-issuer"; issuer: string }
	/** The server sent nothing but its own certificate, so its authority may be a good one. */
	| { kind: "incomplete-chain"; issuer: string }
	| { kind: "revoked" }
	/** Signed or encrypted with methods that nobody should use any more. */
	| { kind: "weak" }
	| { kind: "other"; error: string };

/** Whether a name of a certificate is for this host, both in lower case. RFC 6125: a star stands for the first label alone. */
export function coversHost(name: string, host: string): boolean {
	return name === host || (name.startsWith("*.") && host.slice(host.indexOf(".")) === name.slice(1));
}
