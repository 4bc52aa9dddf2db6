// A throw-away certificate authority: one good certificate per platform, and each way for one to be bad. Every bad one
// carries all names, so that exactly one thing is wrong with it wherever a name is pointed.

import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { certifiedNames, PLATFORM_IDS } from "./world";

/** `NAME.key` and `NAME.pem`: what a server presents, in the order that it is sent. */
export const BAD_CERTIFICATES = [
	"expired",
	"not-yet-valid",
	"wrong-name",
	"no-names",
	"self-signed",
	"no-chain",
	/** Signed anew by an antivirus. */
	"intercepted",
	/** Signed by an organisation's own authority. */
	"private-authority",
] as const;
export type CertificateName = "good" | (typeof BAD_CERTIFICATES)[number];

/** Clients refuse certificates that are valid for longer. */
const VALID = ["-days", "390"];
const AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

const run = promisify(execFile);

/** Writes root.crt and everything that servers present into `folder`. */
export async function makeCertificates(folder: string): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const path = (name: string) => join(folder, name);
	const openssl = (...args: string[]) => run("openssl", args, { cwd: folder });

	const authority = (name: string, subject: string) =>
		openssl(
			...["req", "-x509", ...NEW_KEY, "-keyout", `${name}.key`, "-out", `${name}.crt`, "-subj", subject],
			...["-days", "3650", "-addext", "basicConstraints=critical,CA:TRUE"],
			...["-addext", "keyUsage=critical,keyCertSign,cRLSign"],
		);

	const request = (name: string, subject: string) =>
		openssl("req", "-new", ...NEW_KEY, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject);

	/** `openssl ca` and not `openssl x509`: only that one sets a first and a last day in the past. */
	const leaf = async (name: string, signer: string, names: readonly string[], days = VALID) => {
		await request(name, `/CN=${names[0] ?? "imap.mail.ovh.net"}`);
		const alternatives = names.length > 0 ? `subjectAltName=${names.map((one) => `DNS:${one}`).join(",")}` : "";
		writeFileSync(path(`${name}.index`), "");
		writeFileSync(
			path(`${name}.cnf`),
			`[ca]
default_ca = default
[default]
database = ${path(`${name}.index`)}
new_certs_dir = ${folder}
rand_serial = yes
default_md = sha256
policy = policy
x509_extensions = leaf
[policy]
commonName = supplied
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
${alternatives}
`,
		);
		await openssl(
			...["ca", "-batch", "-notext", "-config", `${name}.cnf`, "-cert", `${signer}.crt`, "-keyfile", `${signer}.key`],
			...["-in", `${name}.csr`, "-out", `${name}.crt`, ...days],
		);
		const sent = signer === "intermediate" || signer === "antivirus" ? [name, signer] : [name];
		writeFileSync(path(`${name}.pem`), sent.map((one) => readFileSync(path(`${one}.crt`), "utf8")).join(""));
	};

	await Promise.all([
		authority("root", "/O=Rig/CN=Rig Root"),
		authority("antivirus", "/O=Rig Antivirus/CN=Rig Web and Mail Shield Root"),
		authority("organisation", "/O=Societe Exemple/CN=Societe Exemple Internal Root"),
		request("intermediate", "/O=Rig/CN=Rig Intermediate"),
		request("unsent", "/O=Rig/CN=Rig Unsent Intermediate"),
	]);
	writeFileSync(path("intermediate.ext"), AUTHORITY);
	for (const name of ["intermediate", "unsent"]) {
		await openssl(
			...["x509", "-req", "-in", `${name}.csr`, "-CA", "root.crt", "-CAkey", "root.key", "-CAcreateserial"],
			...["-days", "3650", "-sha256", "-out", `${name}.crt`, "-extfile", "intermediate.ext"],
		);
	}

	const everyName = ["imap.mail.ovh.net", ...PLATFORM_IDS.flatMap(certifiedNames), "*.fault.example"];
	const all = [...new Set(everyName)];
	await Promise.all([
		...PLATFORM_IDS.map((id) => leaf(id, "intermediate", certifiedNames(id))),
		leaf("good", "intermediate", all),
		leaf("expired", "intermediate", all, ["-startdate", "20240101000000Z", "-enddate", "20250101000000Z"]),
		leaf("not-yet-valid", "intermediate", all, ["-startdate", "20400101000000Z", "-enddate", "20410101000000Z"]),
		leaf("wrong-name", "intermediate", ["portal.example"]),
		leaf("no-names", "intermediate", []),
		// Nobody ever sends its intermediate: a client that has met one elsewhere completes a chain by itself.
		leaf("no-chain", "unsent", all),
		leaf("intercepted", "antivirus", all),
		leaf("private-authority", "organisation", all),
		openssl(
			...["req", "-x509", ...NEW_KEY, "-keyout", "self-signed.key", "-out", "self-signed.pem", ...VALID],
			...["-subj", `/CN=${all[0]}`, "-addext", `subjectAltName=${all.map((name) => `DNS:${name}`).join(",")}`],
		),
	]);
	// The servers read them after they have given up root; they are worth nothing.
	for (const name of [...PLATFORM_IDS, "good", ...BAD_CERTIFICATES]) chmodSync(path(`${name}.key`), 0o644);
}
