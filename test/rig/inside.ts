// The first process of a rig's namespaces: sets them up, starts the servers, moves names, passes connections in. When it
// ends, the kernel ends every process of the rig; it ends when the one that started it does. The outer side: rig.ts.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { appendFileSync, openSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { places } from "./config";
import { OtherDavServers } from "./dav/others";
import { startDavServer } from "./dav/server";
import { startDelayProxy } from "./delay-proxy";
import { dnsmasqConfiguration, type Moved, type Target } from "./dns";
import { startFaultServer } from "./fault-server";
import { FAULTS, faultPlace, MAIL_PORTS } from "./faults";
import { writeMailboxes } from "./mailboxes";
import { startTokenServer } from "./token-server";
import {
	addressesOf,
	DNS_ADDRESS,
	delayAddress,
	FAILING_DNS_ADDRESS,
	OTHER_DAV_ADDRESSES,
	OTHER_DAV_PORT,
	type OtherDav,
	platform,
	RADICALE_ADDRESS,
	SILENT_DNS_ADDRESS,
} from "./world";

/** What the outer side may ask for. */
export type Order =
	| { do: "point"; name: string; target: Target | null }
	| { do: "mx"; domain: string; host: string | null | undefined }
	| { do: "delay"; name: string; ms: number }
	| { do: "dav"; name: string; server: OtherDav }
	| { do: "reset" };

const at = places(process.argv.at(-1) ?? "");
const line = (log: string) => (text: string) => appendFileSync(at.log(log), `${text}\n`);

// ------------------------------------------------------------------ the namespaces

function packetFilter(): string {
	const rules = FAULTS.flatMap(({ name, server }) => {
		const { address, address6 } = faultPlace(name);
		return [
			...(server.filtered ? [`ip daddr ${address} tcp dport { ${server.filtered.join(", ")} } drop`] : []),
			// A count for each port: two clients at once would otherwise lose all of theirs now and then.
			...(server.lossy ? MAIL_PORTS : []).map(
				(port) => `ip daddr ${address} tcp dport ${port} tcp flags & (syn|ack) == syn numgen inc mod 2 0 drop`,
			),
			...(server.ipv6 === "dead" ? [`ip6 daddr ${address6} drop`] : []),
		];
	});
	return `table inet rig { chain in { type filter hook input priority 0; policy accept;\n${rules.join("\n")}\n}\n}\n`;
}

function setUpNamespaces(): void {
	const addresses6 = FAULTS.filter(({ server }) => server.ipv6).map(({ name }) => faultPlace(name).address6);
	writeFileSync(join(at.etc, "packet-filter.nft"), packetFilter());
	// Gecko believes that it is offline unless an interface other than loopback is up and has a route. Nobody answers
	// behind this one: no test can reach the Internet by mistake.
	const script = `
		mount --make-rprivate /
		mount --bind ${at.etc}/hosts /etc/hosts
		mount --bind ${at.etc}/resolv.conf /etc/resolv.conf
		ip link set lo up
		ip link add rig0 type veth peer name rig1
		ip addr add 198.18.0.1/30 dev rig0
		ip -6 addr add fd77::1/64 dev rig0 nodad
		ip link set rig0 up
		ip link set rig1 up
		ip route add default via 198.18.0.2
		${addresses6.map((address) => `ip -6 addr add ${address}/128 dev lo nodad`).join("\n")}
		nft -f ${at.etc}/packet-filter.nft`;
	execFileSync("sh", ["-ec", script]);
}

// ------------------------------------------------------------------ processes

function start(name: string, command: string, args: string[]): ChildProcess {
	const log = openSync(at.log(`${name}.out`), "a");
	return spawn(command, args, { stdio: ["ignore", log, log] });
}

/** A server that ends by itself ends the rig: a test would otherwise blame somebody else. */
function startForGood(name: string, command: string, ...args: string[]): void {
	start(name, command, args).on("exit", (code, signal) => fail(`${name} ended (${code ?? signal})`));
}

function fail(reason: string): never {
	line("inside")(reason);
	process.exit(1);
}

const opens = (host: string, port: number): Promise<boolean> =>
	new Promise((resolve) => {
		const socket = connect(port, host);
		const settle = (open: boolean) => {
			socket.destroy();
			resolve(open);
		};
		socket.on("connect", () => settle(true));
		socket.on("error", () => settle(false));
	});

async function waitFor(host: string, port: number): Promise<void> {
	const deadline = Date.now() + 20_000;
	while (!(await opens(host, port))) {
		if (Date.now() > deadline) fail(`nobody listens at ${host}:${port}`);
		await sleep(20);
	}
}

/** One place per server program: each opens all of its ports at once. */
const PLACES_TO_WAIT_FOR: readonly (readonly [host: string | undefined, port: number])[] = [
	[addressesOf("lasuite", "imap")[0], 993],
	[addressesOf("google", "imap")[0], 993],
	[addressesOf("lasuite", "smtp")[0], 587],
	[platform("lasuite").web?.["webmail.numerique.gouv.fr"], 443],
	[RADICALE_ADDRESS, 5232],
];

// ------------------------------------------------------------------ names

const otherDav = new OtherDavServers(at);
let moved: Moved = { names: {}, mx: {} };
let dnsmasq: ChildProcess | null = null;

/**
 * dnsmasq is started anew for each change: what it reads again while running are files of hosts only, and an alias of its
 * configuration would win over those.
 */
async function serveNames(wanted: Moved): Promise<void> {
	// First, because it knows what cannot be: then everything stays as it was.
	const configuration = dnsmasqConfiguration(at, wanted);
	moved = wanted;
	const old = dnsmasq;
	if (old) {
		old.removeAllListeners("exit");
		const ended = new Promise((resolve) => old.on("exit", resolve));
		old.kill("SIGKILL");
		await ended;
	}
	const file = join(at.etc, "dnsmasq.conf");
	writeFileSync(file, configuration);
	dnsmasq = start("dnsmasq", "dnsmasq", ["-C", file]);
	dnsmasq.on("exit", (code, signal) => fail(`dnsmasq ended (${code ?? signal})`));
	await waitFor(DNS_ADDRESS, 53);
}

/** The name servers that answer nothing, and a failure. */
function startBrokenNameServers(): Promise<unknown> {
	const silent = createSocket("udp4");
	const failing = createSocket("udp4").on("message", (query, { address, port }) => {
		const answer = Buffer.from(query);
		// An answer (QR) with the client's wish for recursion, and the code SERVFAIL.
		answer.writeUInt8(0x80 | (answer.readUInt8(2) & 0x01), 2);
		answer.writeUInt8(0x82, 3);
		failing.send(answer, port, address);
	});
	const bound = (socket: typeof silent, address: string) =>
		new Promise<void>((resolve) => {
			socket.bind(53, address, resolve);
		});
	return Promise.all([bound(silent, SILENT_DNS_ADDRESS), bound(failing, FAILING_DNS_ADDRESS)]);
}

interface Delay {
	servers: Server[];
	before: Target | undefined;
}
const delays = new Map<string, Delay>();
let delayCount = 0;

async function delay(name: string, ms: number): Promise<void> {
	const old = delays.get(name);
	if (old) {
		for (const server of old.servers) server.close();
		delays.delete(name);
		await point(name, old.before ?? null);
	}
	if (ms === 0) return;
	const { address: targetHost } = await lookup(name, 4);
	const listenHost = delayAddress(delayCount++ % 250);
	const onEnd = (facts: object) => line("delays")(JSON.stringify(facts));
	const servers = await Promise.all(
		[...MAIL_PORTS, 80, 443].map((port) => startDelayProxy({ name, listenHost, targetHost, port, ms, onEnd })),
	);
	delays.set(name, { servers, before: moved.names[name] });
	await point(name, { address: listenHost });
}

/** A copy without what is undone. */
function changed<Value>(record: Record<string, Value>, name: string, value: Value | undefined): Record<string, Value> {
	const others = Object.entries(record).filter(([other]) => other !== name);
	return Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
}

const point = (name: string, target: Target | null): Promise<void> =>
	serveNames({ ...moved, names: changed(moved.names, name, target ?? undefined) });

// ------------------------------------------------------------------ connections from outside

/**
 * The client says `lookup HOST` or `connect HOST PORT` on a line. It gets `ok` or the code of an error on a line, and then
 * is connected.
 */
function startRelay(): Promise<void> {
	const server = createServer((client) => {
		client.on("error", () => client.destroy());
		client.once("data", (data: Buffer) => {
			client.pause();
			const [verb, host = "", port = ""] = data.toString().trim().split(" ");
			const refuse = (error: unknown) => client.end(`${(error as NodeJS.ErrnoException).code}\n`);
			if (verb === "lookup") {
				lookup(host).then(() => client.end("ok\n"), refuse);
				return;
			}
			const target = connect(Number(port), host);
			target.once("error", refuse);
			client.on("close", () => target.destroy());
			target.on("connect", () => {
				target.off("error", refuse);
				target.on("error", () => client.destroy());
				client.write("ok\n");
				client.pipe(target).pipe(client);
			});
		});
	});
	return new Promise((resolve) => {
		server.listen(at.relay, resolve);
	});
}

// ------------------------------------------------------------------ orders

async function obey(order: Order): Promise<void> {
	switch (order.do) {
		case "point":
			return point(order.name, order.target);
		case "mx":
			return serveNames({ ...moved, mx: changed(moved.mx, order.domain, order.host) });
		case "delay":
			return delay(order.name, order.ms);
		case "dav":
			otherDav.start(order.server);
			await waitFor(OTHER_DAV_ADDRESSES[order.server], OTHER_DAV_PORT);
			return point(order.name, { address: OTHER_DAV_ADDRESSES[order.server] });
		case "reset":
			await otherDav.stop();
			for (const { servers } of delays.values()) for (const server of servers) server.close();
			delays.clear();
			writeMailboxes(at);
			return serveNames({ names: {}, mx: {} });
	}
}

let queue: Promise<unknown> = Promise.resolve();

process.on("disconnect", () => process.exit());
process.on("message", ({ id, order }: { id: number; order: Order }) => {
	queue = queue
		.then(() => obey(order))
		.then(
			() => process.send?.({ id }),
			(error: unknown) => process.send?.({ id, error: String(error) }),
		);
});

setUpNamespaces();
startForGood("dovecot-others", "dovecot", "-F", "-c", join(at.etc, "dovecot-others.conf"));
startForGood("dovecot-google", "dovecot", "-F", "-c", join(at.etc, "dovecot-google.conf"));
startForGood("postfix", "postfix", "-c", join(at.etc, "postfix"), "start-fg");
startForGood("radicale", "radicale", "-C", join(at.etc, "radicale.conf"));
startForGood("nginx", "nginx", "-c", join(at.etc, "nginx.conf"), "-p", at.var);
await Promise.all([
	serveNames(moved),
	startBrokenNameServers(),
	startTokenServer(line("tokens")),
	startDavServer(at.certificates, (event) => line("dav")(JSON.stringify(event))),
	startFaultServer(at.certificates, (event) => line("faults")(JSON.stringify(event))),
	startRelay(),
	...PLACES_TO_WAIT_FOR.map(([host = "", port]) => waitFor(host, port)),
]);
process.send?.("ready");
