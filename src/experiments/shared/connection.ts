// One connection to one server: bytes, TLS, and the facts of its certificate. What the bytes mean lives in ../../probe/.

import type { Certificate, OverridableCategory, TlsFacts } from "../../domain/certificate";
import type { Address } from "../../domain/observation";
import { subjectNames } from "../../probe/subject-names";
import { attempt } from "./attempt";
import { after, type Cancellation, NetworkTrouble, within } from "./timer";

/** Read in one go, and kept at most before somebody takes it. */
const CHUNK = 16 * 1024;
/** Status of a transport: the TCP connection stands. */
const STATUS_CONNECTED = 0x4b0004;
/** They are there at once, unless Thunderbird is busy. */
const FACTS_MS = 3000;
/** How long a server may take to answer our leave. */
const LEAVE_MS = 500;

const VERSIONS: readonly string[] = ["SSL 3", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"];
const CATEGORIES: readonly OverridableCategory[] = ["none", "trust", "name", "time"];

/** Gecko's name of a status. */
export function nameOf(status: number): string {
	return attempt(() => ChromeUtils.getXPCOMErrorName(status), "") || `0x${(status >>> 0).toString(16)}`;
}

function statusOf(error: unknown): number {
	return (error as { result?: number }).result ?? Cr["NS_ERROR_FAILURE"] ?? 0;
}

export class Connection {
	readonly #transport: NsISocketTransport;
	readonly #input: NsIAsyncInputStream;
	readonly #output: ReturnType<NsISocketTransport["openOutputStream"]>;
	readonly #bytes: NsIBinaryInputStream;
	readonly #cancellation: Cancellation;
	readonly #connected: Promise<void>;
	/** After a failure the transport has it no more, and with it the certificate that explains the failure. */
	#tls: NsITLSSocketControl | null = null;
	#encrypted: boolean;
	/** What comes next: bytes, or the reason why none come any more. */
	#arrived: Promise<string>;
	/** What has come and was not yet taken. */
	#untaken = "";
	#closed = false;

	/** `host` in ASCII; an IPv6 address without brackets. `record`: where it lies; null: Thunderbird looks. */
	constructor(
		{ port, security }: Pick<Address, "port" | "security">,
		host: string,
		proxy: NsIProxyInfo | null,
		cancellation: Cancellation,
		record: NsIDNSRecord | null,
	) {
		const service = Cc["@mozilla.org/network/socket-transport-service;1"]?.getService(Ci["nsISocketTransportService"]);
		const types = { tls: ["ssl"], starttls: ["starttls"], none: [] }[security];
		const transport = (service as NsISocketTransportService).createTransport(types, host, port, proxy, record);
		this.#transport = transport;
		this.#cancellation = cancellation;
		this.#encrypted = security === "tls";
		// No question about a client certificate.
		transport.connectionFlags |= Ci["nsISocketTransport"]?.["ANONYMOUS_CONNECT"] ?? 0;
		let connected = () => {};
		this.#connected = new Promise((resolve) => {
			connected = resolve;
		});
		transport.setEventSink(
			{
				onTransportStatus: (_transport, status) => {
					if (status >>> 0 !== STATUS_CONNECTED) return;
					this.#tls ??= transport.tlsSocketControl;
					connected();
				},
			},
			Services.tm.mainThread,
		);
		this.#output = transport.openOutputStream(0, 0, 0);
		this.#input = transport.openInputStream(0, 0, 0).QueryInterface(Ci["nsIAsyncInputStream"]);
		this.#bytes = Cc["@mozilla.org/binaryinputstream;1"]?.createInstance(
			Ci["nsIBinaryInputStream"],
		) as NsIBinaryInputStream;
		this.#bytes.setInputStream(this.#input);
		// Waiting for the first bytes is what makes the transport connect.
		this.#arrived = this.#wait();
	}

	/** TLS was begun: from the start, or by `startTls`. */
	get encrypted(): boolean {
		return this.#encrypted;
	}

	/** @throws {NetworkTrouble} */
	async connected(milliseconds: number): Promise<void> {
		await within(milliseconds, this.#cancellation, Promise.race([this.#connected, this.#arrived]));
	}

	/**
	 * The next bytes, one per character, never none.
	 * @throws {NetworkTrouble}
	 */
	async read(milliseconds: number): Promise<string> {
		const bytes = await within(milliseconds, this.#cancellation, this.#arrived);
		this.#untaken = "";
		// Only now: a server that sends without end is read no faster than it is understood.
		this.#arrived = this.#wait();
		return bytes;
	}

	/** @throws {NetworkTrouble} */
	write(bytes: string): void {
		try {
			if (bytes !== "") this.#output.write(bytes, bytes.length);
		} catch (error) {
			throw new NetworkTrouble(nameOf(statusOf(error)));
		}
	}

	/**
	 * Begins TLS; a failed handshake shows at the next read. Resolves with what came before TLS and was not taken: no
	 * server speaks now, so it must be nothing.
	 * @throws {NetworkTrouble}
	 */
	async startTls(milliseconds: number): Promise<string> {
		this.#tls ??= this.#transport.tlsSocketControl;
		const control = this.#tls;
		if (!control) throw new NetworkTrouble("NS_ERROR_NOT_CONNECTED");
		this.#encrypted = true;
		try {
			await within(milliseconds, this.#cancellation, control.asyncStartTLS());
		} catch (error) {
			throw error instanceof NetworkTrouble ? error : new NetworkTrouble(nameOf(statusOf(error)));
		}
		// From here on the socket gives only what TLS has decrypted, and no server speaks before it is spoken to: bytes that
		// are with us, or wait in the stream, were sent without TLS.
		return this.#untaken + " ".repeat(attempt(() => this.#input.available(), 0));
	}

	/** What is known of TLS now; null when none was begun, or nothing is known. */
	async tlsFacts(): Promise<TlsFacts | null> {
		const control = this.#encrypted ? (this.#tls ?? this.#transport.tlsSocketControl) : null;
		if (!control) return null;
		const info = control.asyncGetSecurityInfo().then(factsOf, () => null);
		return within(FACTS_MS, this.#cancellation, info).catch(() => null);
	}

	/** Says goodbye where one is due, and closes. Resolves when the connection is closed. */
	async close(goodbye: string | null): Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		if (goodbye !== null && !this.#cancellation.done) {
			attempt(() => this.write(`${goodbye}\r\n`), undefined);
			await this.#untilEnd();
		}
		this.#transport.setEventSink(null, null);
		attempt(() => this.#input.close(), undefined);
		attempt(() => this.#output.close(), undefined);
		attempt(() => this.#transport.close(Cr["NS_BINDING_ABORTED"] ?? 0), undefined);
	}

	/** Until the server has answered or closed; it may well do neither. */
	async #untilEnd(): Promise<void> {
		await within(LEAVE_MS, this.#cancellation, this.#arrived).catch(() => {});
	}

	#wait(): Promise<string> {
		const arrived = new Promise<string>((resolve, reject) => {
			const onInputStreamReady = () => {
				try {
					// Throws the reason when the connection has failed.
					const available = this.#bytes.available();
					if (available === 0) throw Object.assign(new Error("end"), { result: Cr["NS_BASE_STREAM_CLOSED"] });
					this.#untaken = this.#bytes.readBytes(Math.min(available, CHUNK));
					resolve(this.#untaken);
				} catch (error) {
					reject(new NetworkTrouble(nameOf(statusOf(error))));
				}
			};
			try {
				this.#input.asyncWait({ onInputStreamReady }, 0, 0, Services.tm.mainThread);
			} catch (error) {
				reject(new NetworkTrouble(nameOf(statusOf(error))));
			}
		});
		// Whoever reads next is told; nobody may.
		arrived.catch(() => {});
		return arrived;
	}
}

function certificateOf(certificate: NsIX509Cert): Certificate {
	const names = attempt(() => subjectNames(certificate.getRawDER()), []);
	const commonName = attempt(() => certificate.commonName, "");
	const iso = (microseconds: number) => new Date(microseconds / 1000).toISOString();
	return {
		names: names.length > 0 ? names : [commonName].filter(Boolean),
		issuer: attempt(() => certificate.issuerCommonName, "") || attempt(() => certificate.issuerOrganization, ""),
		issuerOrganisation: attempt(() => certificate.issuerOrganization, ""),
		notBefore: attempt(() => iso(certificate.validity.notBefore), ""),
		notAfter: attempt(() => iso(certificate.validity.notAfter), ""),
		fingerprint: attempt(() => certificate.sha256Fingerprint, ""),
		selfSigned: attempt(() => certificate.issuerName === certificate.subjectName, false),
	};
}

/** Many of these getters throw when the handshake failed. */
export function factsOf(info: NsITransportSecurityInfo): TlsFacts {
	const serverCertificate = attempt<NsIX509Cert | null>(() => info.serverCert, null);
	const hasEnded = attempt(() => typeof info.protocolVersion === "number", false);
	const listOf = (read: () => NsIX509Cert[] | null | undefined) => attempt<NsIX509Cert[]>(() => read() ?? [], []);
	const trusted = listOf(() => info.succeededCertChain);
	// 153 has what the server sent in `handshakeCertificates`, 140 in `failedCertChain`.
	const lists = [trusted, listOf(() => info.handshakeCertificates), listOf(() => info.failedCertChain)];
	const chain = lists.find((list) => list.length > 0) ?? [];
	return {
		version: hasEnded ? (VERSIONS[info.protocolVersion] ?? null) : null,
		error: attempt(() => (info.errorCode === 0 ? null : info.errorCodeString), null),
		category: CATEGORIES[attempt(() => info.overridableErrorCategory, 0)] ?? "none",
		certificate: serverCertificate && certificateOf(serverCertificate),
		chain: chain.map((certificate) => ({
			name: attempt(() => certificate.displayName, ""),
			fingerprint: attempt(() => certificate.sha256Fingerprint, ""),
		})),
		builtInRoot: trusted.length > 0 ? attempt(() => info.isBuiltCertChainRootBuiltInRoot, false) : null,
	};
}

/** Lets Thunderbird work through what waits on its main thread. */
export function nextTurn(callback: () => void): void {
	after(0, callback);
}
