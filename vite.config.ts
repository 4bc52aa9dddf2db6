// Builds dist/: the page and the background as modules, each experiment as one readable script of its own, and the files
// that are copied as they are. Nothing is minified. `--mode store` limits the Thunderbird versions, as a store demands.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defineConfig, type EnvironmentOptions, type Plugin } from "vite";

const root = import.meta.dirname;
const dist = join(root, "dist");

interface Manifest {
	browser_specific_settings: { gecko: { strict_max_version?: string } };
	experiment_apis: Record<string, { schema: string; parent: { script: string } }>;
}
const manifest = JSON.parse(readFileSync(join(root, "manifest.json"), "utf8")) as Manifest;

/** The folders below src/experiments/ that the manifest names, by API. */
const experiments = Object.entries(manifest.experiment_apis).map(([api, { schema, parent }]) => ({
	api,
	folder: dirname(schema),
	script: parent.script,
}));

const build = {
	outDir: dist,
	emptyOutDir: false,
	minify: false,
	modulePreload: false,
	assetsInlineLimit: 0,
	target: "firefox140",
	reportCompressedSize: false,
} as const;

/**
 * Thunderbird takes the class from the global that is named like the API. Two experiments share one global scope, hence
 * the closure around everything else.
 */
function experiment({ api, folder, script }: (typeof experiments)[number]): EnvironmentOptions {
	return {
		consumer: "client",
		build: {
			...build,
			rolldownOptions: {
				input: join(root, "src", folder, "implementation.ts"),
				preserveEntrySignatures: "strict",
				output: {
					format: "iife",
					name: api,
					entryFileNames: script,
					footer: `this.${api} = ${api}.${api};`,
				},
			},
		},
	};
}

/** Manifest, locales, icons, schemas and licence: copied, not built. */
function copyStaticFiles(mode: string): Plugin {
	return {
		name: "bons-comptes:static",
		applyToEnvironment: (environment) => environment.name === "client",
		writeBundle() {
			for (const name of ["_locales", "icons", "LICENSE"])
				cpSync(join(root, name), join(dist, name), { recursive: true });
			for (const { folder } of experiments) {
				mkdirSync(join(dist, folder), { recursive: true });
				cpSync(join(root, "src", folder, "schema.json"), join(dist, folder, "schema.json"));
			}
			if (mode === "store") manifest.browser_specific_settings.gecko.strict_max_version = "153.*";
			writeFileSync(join(dist, "manifest.json"), `${JSON.stringify(manifest, null, "\t")}\n`);
		},
	};
}

export default defineConfig(({ mode }) => ({
	root: join(root, "src"),
	base: "./",
	publicDir: false,
	plugins: [copyStaticFiles(mode)],
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	builder: {
		async buildApp(builder) {
			for (const environment of Object.values(builder.environments)) {
				if (environment.name !== "ssr") await builder.build(environment);
			}
		},
	},
	environments: {
		client: {
			build: {
				...build,
				emptyOutDir: true,
				rolldownOptions: {
					input: {
						"options/index": join(root, "src", "options", "index.html"),
						background: join(root, "src", "background.ts"),
					},
					output: {
						entryFileNames: "[name].js",
						chunkFileNames: "shared/[name].js",
						assetFileNames: "[name][extname]",
					},
				},
			},
		},
		...Object.fromEntries(experiments.map((one) => [`experiment_${one.api}`, experiment(one)])),
	},
}));
