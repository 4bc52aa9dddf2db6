// A rig of real servers for tests: starts it in namespaces of its own, moves its names to faults, reads its logs, ends it.
// What it plays: world.ts and faults.ts. Whether it can run here: install.ts.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { guard } from "../thunderbird/driver/guard";
import type { LaunchOptions } from "../thunderbird/driver/thunderbird";
import { makeCertificates } from "./certificates";
import { type Places, places, writeConfiguration } from "./config";
import type { DavEvent } from "./dav/server";
import type { DelayedConnection } from "./delay-proxy";
import type { Target } from "./dns";
import type { FaultEvent } from "./fault-server";
import type { Order } from "./inside";
import { writeMailboxes } from "./mailboxes";
import type { OtherDav } from "./world";

const ROOT = resolve(import.meta.dirname, "../..");
const START_LIMIT = 60_000;
const STOP_LIMIT = 10_000;

export interface Result {
	code: number | null;
	stdout: string;
	stderr: string;
}

export interface DnsQuery {
	/** Such as "A" or "MX". */
	type: string;
	name: string;
}

/** Everything since the start or the last reset. */
export interface Logs {
	/** What clients said to the faulty servers, secrets masked. */
	faults(): FaultEvent[];
	/** Who was asked for. */
	dns(): DnsQuery[];
	/** Connections through `delay` that have ended. */
	delays(): DelayedConnection[];
	/** Of both instances. */
	dovecot(): string;
	postfix(): string;
	/** Requests to the web servers. */
	nginx(): string;
	/** Requests for OAuth2 tokens. */
	tokens(): string;
	/** Requests to the small DAV server, and to Google's calendars and contacts. */
	dav(): DavEvent[];
}

/** Starts inside.ts as Vite does; Node alone does not read TypeScript yet. */
const INSIDE = `
	const { runnerImport } = await import(${JSON.stringify(pathToFileURL(join(ROOT, "node_modules/vite/dist/node/index.js")).href)});
	await runnerImport(${JSON.stringify(join(import.meta.dirname, "inside.ts"))}, { root: ${JSON.stringify(ROOT)}, logLevel: "error" });`;

export class Rig {
	/** Certificate (PEM file) of the authority that clients are to trust. */
	readonly rootCertificate: string;
	readonly logs: Logs;
	readonly #at: Places;
	readonly #child: ChildProcess;
	readonly #ended: Promise<void>;
	readonly #pending = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
	#lastOrder = 0;
	/** Of each log: how much of it was there at the last reset. */
	readonly #seen = new Map<string, number>();
	#wrapper: string[] = [];

	private constructor(at: Places, child: ChildProcess, ended: Promise<void>) {
		this.#at = at;
		this.#child = child;
		this.#ended = ended;
		this.rootCertificate = join(at.certificates, "root.crt");
		const text = (name: string) => this.#log(name).toString();
		const lines = (name: string) => text(name).split("\n").filter(Boolean);
		this.logs = {
			faults: () => lines("faults").map((line) => JSON.parse(line)),
			delays: () => lines("delays").map((line) => JSON.parse(line)),
			dns: () =>
				[...text("dnsmasq").matchAll(/ query\[(\S+)\] (\S+) from /g)].map(([, type = "", name = ""]) => ({
					type,
					name,
				})),
			dovecot: () => text("dovecot-others") + text("dovecot-google"),
			postfix: () => text("postfix"),
			nginx: () => text("nginx"),
			tokens: () => text("tokens"),
			dav: () => lines("dav").map((line) => JSON.parse(line)),
		};
	}

	/** @throws when a server does not come up, with what was written down about it */
	static async start(): Promise<Rig> {
		// Not below a long TMPDIR: the path of a Unix socket has 107 bytes at most, and the servers add up to 45.
		const at = places(mkdtempSync(join(tmpdir().length > 40 ? "/tmp" : tmpdir(), "bc-rig-")));
		try {
			writeConfiguration(at);
			await makeCertificates(at.certificates);
			writeMailboxes(at);
		} catch (error) {
			rmSync(at.folder, { recursive: true, force: true });
			throw error;
		}
		const log = openSync(at.log("inside"), "a");
		const namespaces = ["-m", "-n", "-p", "--fork", "--kill-child=SIGKILL", "--mount-proc"];
		const child = spawn(
			"unshare",
			[...namespaces, process.execPath, "--input-type=module", "-e", INSIDE, "--", at.folder],
			{
				cwd: ROOT,
				stdio: ["ignore", log, log, "ipc"],
				// A session of its own: Ctrl+C ends the test, and the test ends the rig.
				detached: true,
				env: {
					...process.env,
					// Vitest's own options for Node would look for its files.
					NODE_OPTIONS: "",
					VITEST: "",
					PATH: `${process.env["PATH"]}:/usr/sbin:/sbin`,
					// Names that are never answered would keep the others waiting.
					UV_THREADPOOL_SIZE: "64",
				},
			},
		);
		closeSync(log);
		const release = guard(child, at.folder);
		const ended = new Promise<void>((resolve) => {
			child.on("exit", () => resolve());
			child.on("error", () => resolve());
		}).then(release);
		const rig = new Rig(at, child, ended);
		try {
			await rig.#ready();
		} catch (error) {
			await rig.stop();
			throw error;
		}
		return rig;
	}

	/** Command line in front of a program that is to run inside; it ends when the one that started it does. */
	get wrapper(): string[] {
		return this.#wrapper;
	}

	/** For `Thunderbird.launch`: it runs inside, and the rig's authority is one of its own. */
	get thunderbird(): Pick<LaunchOptions, "wrapper" | "connect" | "network" | "builtIn"> {
		return {
			wrapper: this.wrapper,
			connect: (port) => this.connect("127.0.0.1", port),
			network: "open",
			builtIn: this.rootCertificate,
		};
	}

	spawn(command: string, args: string[] = []): ChildProcess {
		const [program = command, ...rest] = [...this.wrapper, command, ...args];
		return spawn(program, rest, { stdio: ["pipe", "pipe", "pipe"] });
	}

	/** Runs a command inside: it sees the rig's names, and nothing of the real network. */
	run(command: string, ...args: string[]): Promise<Result> {
		const child = this.spawn(command, args);
		child.stdin?.end();
		const result: Result = { code: null, stdout: "", stderr: "" };
		child.stdout?.on("data", (data) => {
			result.stdout += String(data);
		});
		child.stderr?.on("data", (data) => {
			result.stderr += String(data);
		});
		return new Promise((resolve, reject) => {
			child.on("error", reject);
			child.on("close", (code) => resolve({ ...result, code }));
		});
	}

	/**
	 * A TCP connection from outside to a place inside; names are looked up there.
	 * @throws an error with its `code`, such as ECONNREFUSED or ENOTFOUND
	 */
	connect(host: string, port: number): Promise<Socket> {
		return this.#relay(`connect ${host} ${port}`);
	}

	/** Whether a name has an address. @throws as `connect` */
	async lookUp(host: string): Promise<void> {
		(await this.#relay(`lookup ${host}`)).destroy();
	}

	/** Lets a name lead to a fault or elsewhere; `*` is every name. null: back to what it means. */
	point(name: string, target: Target | null): Promise<void> {
		return this.#order({ do: "point", name, target });
	}

	/** The mail domain's MX; null: none; left out: back to the real one. */
	pointMx(domain: string, host?: string | null): Promise<void> {
		return this.#order({ do: "mx", domain, host });
	}

	/** Starts a DAV server that is not ours, with fresh data, and lets the name lead there; until the next reset. */
	serveDav(server: OtherDav, name = "webmail.numerique.gouv.fr"): Promise<void> {
		return this.#order({ do: "dav", name, server });
	}

	/** Everything to and from this name takes so many milliseconds each way; 0: back to normal. */
	delay(name: string, ms: number): Promise<void> {
		return this.#order({ do: "delay", name, ms });
	}

	/** Fresh mailboxes and calendars, real names, no delay, and empty logs. */
	async reset(): Promise<void> {
		await this.#order({ do: "reset" });
		for (const name of [
			"faults",
			"delays",
			"dnsmasq",
			"dovecot-others",
			"dovecot-google",
			"postfix",
			"nginx",
			"tokens",
			"dav",
		]) {
			this.#seen.set(name, this.#read(name).length);
		}
	}

	/** Ends every process inside and removes everything that the rig wrote. */
	async stop(): Promise<void> {
		if (this.#child.connected) this.#child.disconnect();
		const late = setTimeout(() => this.#child.kill("SIGKILL"), STOP_LIMIT);
		await this.#ended;
		clearTimeout(late);
		rmSync(this.#at.folder, { recursive: true, force: true, maxRetries: 5 });
	}

	async #ready(): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const fail = (why: string) => reject(new Error(`the rig did not start: ${why}\n${this.#lastWords()}`));
			const late = setTimeout(() => fail("too slow"), START_LIMIT);
			this.#child.once("message", () => {
				clearTimeout(late);
				resolve();
			});
			void this.#ended.then(() => {
				clearTimeout(late);
				fail("it ended");
				for (const { reject } of this.#pending.values()) reject(new Error(`the rig ended\n${this.#lastWords()}`));
				this.#pending.clear();
			});
		});
		const pid = this.#child.pid;
		const first = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
		// Killing nsenter would leave behind what runs inside; so the kernel is told.
		const dieWithParent = ["setpriv", "--pdeathsig", "KILL"];
		this.#wrapper = ["nsenter", "-t", first, "-m", "-n", "-p", `--wd=${process.cwd()}`, "--", ...dieWithParent];
		this.#child.on("message", ({ id, error }: { id: number; error?: string }) => {
			const pending = this.#pending.get(id);
			this.#pending.delete(id);
			if (error) pending?.reject(new Error(error));
			else pending?.resolve();
		});
	}

	#relay(request: string): Promise<Socket> {
		const socket = connect(this.#at.relay);
		socket.write(`${request}\n`);
		return new Promise((resolve, reject) => {
			let answer = "";
			const ended = () => reject(Object.assign(new Error("the rig has ended"), { code: "ERIG" }));
			const read = () => {
				// Byte by byte: what follows the line belongs to whoever gets the socket.
				for (let byte = socket.read(1); byte !== null; byte = socket.read(1)) {
					if (String(byte) !== "\n") {
						answer += String(byte);
						continue;
					}
					socket.off("readable", read).off("close", ended).off("error", reject);
					if (answer === "ok") {
						resolve(socket);
						return;
					}
					socket.destroy();
					reject(Object.assign(new Error(`${request}: ${answer}`), { code: answer }));
					return;
				}
			};
			socket.on("readable", read).on("close", ended).on("error", reject);
		});
	}

	#order(order: Order): Promise<void> {
		this.#lastOrder += 1;
		const id = this.#lastOrder;
		return new Promise((resolve, reject) => {
			if (!this.#child.connected) {
				reject(new Error(`the rig has ended\n${this.#lastWords()}`));
				return;
			}
			this.#pending.set(id, { resolve, reject });
			this.#child.send({ id, order });
		});
	}

	/** The ends of all logs. */
	#lastWords(): string {
		const folder = dirname(this.#at.log("inside"));
		return readdirSync(folder)
			.map(
				(file) => `--- ${file}\n${readFileSync(join(folder, file), "utf8").trimEnd().split("\n").slice(-8).join("\n")}`,
			)
			.join("\n");
	}

	#read(name: string): Buffer {
		try {
			return readFileSync(this.#at.log(name));
		} catch {
			// Nobody has written it yet.
			return Buffer.alloc(0);
		}
	}

	#log(name: string): Buffer {
		return this.#read(name).subarray(this.#seen.get(name) ?? 0);
	}
}
