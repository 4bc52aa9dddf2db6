// What is written beside a package: the update manifest that Thunderbird asks for, the checksum, and the bill of materials
// (CycloneDX 1.6). Pure, without a clock: the same sources give the same papers.

interface Manifest {
	name: string;
	version: string;
	browser_specific_settings: { gecko: { id: string; strict_min_version: string; strict_max_version?: string } };
}

interface LockedPackage {
	version: string;
	integrity?: string;
	license?: string;
	dev?: boolean;
	devOptional?: boolean;
	optional?: boolean;
}

export interface Built {
	manifest: Manifest;
	/** Name of the XPI. */
	file: string;
	/** SHA-256 of the XPI, in hexadecimal. */
	sha256: string;
}

/** `updateUrl`: where this manifest itself will lie; the package lies beside it. @throws for an address that is not https */
export function updatesOf({ manifest, file, sha256 }: Built, updateUrl: string): object {
	const { id, strict_min_version, strict_max_version } = manifest.browser_specific_settings.gecko;
	const gecko = { strict_min_version, ...(strict_max_version !== undefined && { strict_max_version }) };
	return {
		addons: {
			[id]: {
				updates: [
					{
						version: manifest.version,
						update_link: new URL(file, checkedUpdateUrl(updateUrl)).href,
						update_hash: `sha256:${sha256}`,
						applications: { gecko },
					},
				],
			},
		},
	};
}

/** @throws for what Thunderbird would not ask, or not safely */
export function checkedUpdateUrl(text: string): URL {
	if (!URL.canParse(text)) throw new Error(`--update-url: ${text} is no address`);
	const url = new URL(text);
	if (url.protocol !== "https:" || url.username !== "" || url.hash !== "" || !url.pathname.endsWith(".json")) {
		throw new Error(`--update-url: ${text} must be an https address of a .json file, without a user or a fragment`);
	}
	return url;
}

/** As `sha256sum --check` reads it. */
export const checksumOf = ({ file, sha256 }: Built): string => `${sha256}  ${file}\n`;

/** What of other people's work is in the package: the dependencies of package-lock.json that are no tools. */
export function billOf({ manifest, file, sha256 }: Built, packages: Readonly<Record<string, LockedPackage>>): object {
	const components = Object.entries(packages)
		.filter(([path, { dev, devOptional, optional }]) => path !== "" && !dev && !devOptional && !optional)
		.map(([path, { version, integrity, license }]) => {
			const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
			const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
			const [algorithm, digest] = (integrity ?? "").split("-");
			return {
				...{ type: "library", "bom-ref": purl, name, version, purl },
				...(algorithm === "sha512" &&
					digest !== undefined && {
						hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }],
					}),
				...(license !== undefined && { licenses: [{ license: { id: license } }] }),
			};
		});
	const own = {
		...{ type: "application", "bom-ref": file, name: "bons-comptes", version: manifest.version },
		hashes: [{ alg: "SHA-256", content: sha256 }],
		licenses: [{ license: { id: "MPL-2.0" } }],
	};
	return {
		...{ bomFormat: "CycloneDX", specVersion: "1.6", version: 1 },
		metadata: { component: own },
		components,
		dependencies: [
			{ ref: file, dependsOn: components.map((one) => one["bom-ref"]) },
			...components.map((one) => ({ ref: one["bom-ref"] })),
		],
	};
}
