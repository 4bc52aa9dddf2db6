// A seat of an organisation in the rig's namespaces: /opt, /etc/thunderbird, /var/lib and /etc/ssl/certs of its own, empty
// at first, and the organisation's web server with a certificate of its private authority.

import { type ChildProcess, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rig } from "../../rig/rig";

const OWN = ["/opt", "/etc/thunderbird", "/var/lib", "/etc/ssl/certs"];
/** As in docs/examples. */
const HOST = "deploy.ministere.example";
const PLACE = "/thunderbird/";
const AUTHORITY = "/etc/ssl/certs/ministere-authority.pem";
const ADDRESS = "127.77.70.1";

/** Gives out the files of a folder. */
const SERVER = `
	const { createServer } = require("node:https");
	const { readFileSync } = require("node:fs");
	const { basename, join } = require("node:path");
	const [folder, place, address] = process.argv.slice(1);
	const own = (name) => readFileSync(join(folder, name));
	createServer({ key: own("server.key"), cert: own("server.crt") }, ({ url }, response) => {
		const { pathname } = new URL(url, "https://" + address);
		try {
			if (!pathname.startsWith(place)) throw new Error("elsewhere");
			response.end(own(join("public", basename(pathname))));
		} catch {
			response.writeHead(404).end();
		}
	}).listen(443, address, () => console.log("ready"));`;

export class Seat {
	readonly #rig: Rig;
	readonly #folder: string;
	#server: ChildProcess | null = null;

	private constructor(rig: Rig) {
		this.#rig = rig;
		this.#folder = mkdtempSync(join(tmpdir(), "bons-comptes-seat-"));
		mkdirSync(join(this.#folder, "public"));
	}

	/** After each reset of the rig: its names are those of the world then. */
	static async prepare(rig: Rig): Promise<Seat> {
		const seat = new Seat(rig);
		const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: seat.#folder, stdio: "ignore" });
		const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "390"];
		openssl("req", "-x509", ...key, "-keyout", "authority.key", "-out", "authority.crt", "-subj", "/CN=Authority");
		openssl(
			...["req", "-x509", ...key, "-keyout", "server.key", "-out", "server.crt", "-subj", `/CN=${HOST}`],
			...["-CA", "authority.crt", "-CAkey", "authority.key", "-addext", `subjectAltName=DNS:${HOST}`],
			...["-addext", "basicConstraints=critical,CA:FALSE"],
		);
		await seat.run(OWN.map((place) => `mkdir -p ${place}; mount -t tmpfs tmpfs ${place}`).join("\n"));
		await seat.run(`cp ${seat.#folder}/authority.crt ${AUTHORITY}`);
		await rig.point(HOST, { address: ADDRESS });
		const server = rig.spawn(process.execPath, ["-e", SERVER, seat.#folder, PLACE, ADDRESS]);
		seat.#server = server;
		await new Promise<void>((resolve, reject) => {
			server.stdout?.once("data", () => resolve());
			server.once("exit", (code) => reject(new Error(`the web server ended: ${code}`)));
		});
		return seat;
	}

	/** Commands as an administrator types them; each has to end well. Returns what they print. */
	async run(commands: string): Promise<string> {
		const { code, stdout, stderr } = await this.#rig.run("sh", "-ec", commands);
		if (code !== 0) throw new Error(`${commands}\n${stdout}${stderr}`);
		return stdout;
	}

	/** Puts a file beside the others at https://deploy.ministere.example/thunderbird/. */
	publish(name: string, content: string | Uint8Array): void {
		writeFileSync(join(this.#folder, "public", name), content);
	}

	/** Lays a file at a place of the seat. */
	async install(path: string, content: string | Uint8Array): Promise<void> {
		const file = join(this.#folder, "file");
		writeFileSync(file, content);
		await this.run(`install -D -m 644 ${file} ${path}`);
	}

	async remove(): Promise<void> {
		const ended = new Promise((resolve) => this.#server?.once("exit", resolve));
		this.#server?.kill();
		await ended;
		await this.run(OWN.map((place) => `umount ${place}`).join("\n"));
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
