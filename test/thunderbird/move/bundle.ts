// One of the add-on's privileged modules as text that a running Thunderbird can take.

import { join, resolve } from "node:path";
import { build } from "vite";

const ROOT = resolve(import.meta.dirname, "../../..");

/** An expression whose value is the module's exports. */
export async function bundled(path: string): Promise<string> {
	const result = await build({
		configFile: false,
		root: ROOT,
		logLevel: "error",
		build: {
			write: false,
			minify: false,
			lib: { entry: join(ROOT, path), formats: ["iife"], name: "bundle" },
		},
	});
	const first = Array.isArray(result) ? result[0] : result;
	if (first === undefined || !("output" in first)) throw new Error(`${path} was not built`);
	return `(() => { ${first.output[0].code}\nreturn bundle; })()`;
}
