// Builds dist/: the page and the background as modules, each experiment as one readable script of its own, and the files
// that are copied as they are. Nothing is minified. `--mode store` limits the Thunderbird versions, as a store demands;
// `--outDir` builds elsewhere.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { defineConfig, type EnvironmentOptions, type Plugin } from "vite";

const root = import.meta.dirname;

// What is built may not depend on who builds: with another value, which tools leave behind, the page would get the
// development form of its components, with the paths of this machine.
process.env["NODE_ENV"] = "production";

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

/** Manifest, locales, icons, schemas (of the experiments, the managed configuration, the report, the result), licence: copied. */
function copyStaticFiles(mode: string): Plugin {
	return {
		name: "bons-comptes:static",
		applyToEnvironment: (environment) => environment.name === "client",
		writeBundle() {
			const { config } = this.environment;
			const dist = resolve(config.root, config.build.outDir);
			for (const name of ["_locales", "icons", "LICENSE"])
				cpSync(join(root, name), join(dist, name), { recursive: true });
			// For administrators and support: found beside the version that they describe.
			for (const name of ["policy.schema.json", "report.schema.json", "result.schema.json"])
				cpSync(join(root, "docs", name), join(dist, name));
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
	// The comments name each file as the project sees it, not where a linked node_modules really lies.
	resolve: { preserveSymlinks: true },
	build: { outDir: join(root, "dist") },
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
