// The moment between the answer to STARTTLS and TLS, which no real server can be made to hit every time.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection } from "../../../src/experiments/shared/connection";
import { Cancellation } from "../../../src/experiments/shared/timer";

/** A transport whose bytes come by hand. */
function fakeTransport() {
	let stream = "";
	let waiting: (() => void) | null = null;
	const wake = () => {
		if (stream === "" || waiting === null) return;
		const callback = waiting;
		waiting = null;
		callback();
	};
	const input = {
		available: () => stream.length,
		asyncWait(callback: { onInputStreamReady(): void }) {
			waiting = () => callback.onInputStreamReady();
			queueMicrotask(wake);
		},
		close() {},
		QueryInterface: () => input,
	};
	const bytes = {
		setInputStream() {},
		available: () => stream.length,
		readBytes(count: number) {
			const taken = stream.slice(0, count);
			stream = stream.slice(count);
			return taken;
		},
	};
	/** Bytes that the stream holds, and of which nobody has been told yet. */
	const hold = (text: string) => {
		stream += text;
	};
	const arrive = (text: string) => {
		hold(text);
		wake();
	};
	const control = {
		asyncStartTLS: () => Promise.resolve(),
		asyncGetSecurityInfo: () => Promise.reject(new Error("none")),
	};
	const transport = {
		tlsSocketControl: control,
		connectionFlags: 0,
		setEventSink() {},
		openInputStream: () => input,
		openOutputStream: () => ({ write: () => 0, close() {} }),
		close() {},
	};
	return { transport, bytes, control, hold, arrive };
}

let fake: ReturnType<typeof fakeTransport>;
let connection: Connection;

beforeEach(() => {
	fake = fakeTransport();
	const service = { createTransport: () => fake.transport };
	vi.stubGlobal("Cc", {
		"@mozilla.org/network/socket-transport-service;1": { getService: () => service },
		"@mozilla.org/binaryinputstream;1": { createInstance: () => fake.bytes },
	});
	vi.stubGlobal("Ci", {});
	vi.stubGlobal("Cr", {});
	vi.stubGlobal("Services", { tm: { mainThread: null } });
	vi.stubGlobal("ChromeUtils", { importESModule: () => ({ setTimeout, clearTimeout }), getXPCOMErrorName: String });
	const address = { protocol: "imap", host: "imap.company.example", port: 143, security: "starttls" } as const;
	connection = new Connection(address, address.host, null, new Cancellation(), null);
});
afterEach(() => vi.unstubAllGlobals());

describe("when TLS begins", () => {
	it("nothing is left over where the server keeps silent", async () => {
		fake.arrive("b OK\r\n");
		expect(await connection.read(1000)).toBe("b OK\r\n");
		expect(await connection.startTls(1000)).toBe("");
	});

	it("bytes that have come meanwhile are left over", async () => {
		fake.arrive("b OK\r\n");
		await connection.read(1000);
		fake.arrive("* CAPABILITY");
		expect(await connection.startTls(1000)).toBe("* CAPABILITY");
	});

	it("bytes that wait in the stream are left over", async () => {
		fake.arrive("b OK\r\n");
		await connection.read(1000);
		fake.hold("* CAPABILITY");
		expect(await connection.startTls(1000)).not.toBe("");
	});

	it("bytes that come until the socket speaks TLS are left over", async () => {
		fake.arrive("b OK\r\n");
		await connection.read(1000);
		fake.control.asyncStartTLS = () => {
			fake.hold("* CAPABILITY");
			return Promise.resolve();
		};
		expect(await connection.startTls(1000)).not.toBe("");
	});
});
