// What the commands share: running a tool of the project with its output kept until somebody needs it.

import { spawn } from "node:child_process";

export interface ToolResult {
	ok: boolean;
	output: string;
	seconds: number;
}

export function runTool(
	program: string,
	args: string[],
	environment: Record<string, string> = {},
): Promise<ToolResult> {
	const began = Date.now();
	return new Promise((resolve) => {
		// npm is a script on Windows and needs the shell there.
		const child = spawn(program, args, {
			stdio: ["ignore", "pipe", "pipe"],
			shell: process.platform === "win32",
			env: { ...process.env, ...environment },
		});
		let output = "";
		const keep = (data: Buffer) => {
			output += data.toString();
		};
		child.stdout.on("data", keep);
		child.stderr.on("data", keep);
		child.on("error", (error) => keep(Buffer.from(`${error.message}\n`)));
		child.on("close", (code) => resolve({ ok: code === 0, output, seconds: (Date.now() - began) / 1000 }));
	});
}

export const npmScript = (name: string): Promise<ToolResult> => runTool("npm", ["run", "--silent", name]);

/** Brings dist/ up to date. @throws with the tool's output */
export async function build(): Promise<void> {
	const { ok, output } = await npmScript("build");
	if (!ok) throw new Error(`the add-on could not be built:\n${output}`);
}

/** Builds into another folder than dist/. @throws with the tool's output */
export async function buildInto(folder: string, mode: "production" | "store"): Promise<void> {
	const options = ["build", "--app", "--mode", mode, "--outDir", folder, "--emptyOutDir"];
	const { ok, output } = await runTool(process.execPath, ["node_modules/vite/bin/vite.js", ...options]);
	if (!ok) throw new Error(`the add-on could not be built:\n${output}`);
}
