// Plays the DAV servers of rows.ts, by the host name of the request, and Google's calendars and contacts behind nginx. Each
// request is written down before it is answered, with what kind of login it had, and no login.

import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { FAULT_PASSWORD } from "../faults";
import { whoseToken } from "../token-server";
import { ACCOUNTS, DAV_ADDRESS, GOOGLE_DAV_PORT } from "../world";
import { type Answer, DAV_ROWS, type DavRow, davHost, googleReport, googleTree, multistatus, type Tree } from "./rows";

/** One line of the log. */
export interface DavEvent {
	host: string;
	method: string;
	path: string;
	login: "none" | "right" | "wrong";
	status: number;
}

const ROWS: ReadonlyMap<string, DavRow> = new Map(DAV_ROWS.map((row) => [davHost(row.name), row]));

function loginOf({ headers }: IncomingMessage): DavEvent["login"] {
	const { authorization = "" } = headers;
	if (authorization === "") return "none";
	const [scheme, secret = ""] = authorization.split(" ");
	const password = Buffer.from(secret, "base64").toString().split(":").slice(1).join(":");
	return scheme === "Basic" && password === FAULT_PASSWORD ? "right" : "wrong";
}

const isGoogleLogin = ({ headers }: IncomingMessage): DavEvent["login"] => {
	const { authorization = "" } = headers;
	if (authorization === "") return "none";
	return authorization.startsWith("Bearer ") && whoseToken(authorization.slice(7)) !== null ? "right" : "wrong";
};

function treeAnswer(tree: Tree | undefined, path: string, depth: string): Answer {
	const found = tree?.[path] ?? tree?.[`${path}/`] ?? tree?.[path.replace(/\/$/, "")];
	if (found === undefined) return { status: 404 };
	return {
		status: 207,
		body: multistatus(Object.fromEntries(Object.entries(found).slice(0, depth === "0" ? 1 : undefined))),
	};
}

function rowAnswer(row: DavRow, path: string, depth: string, login: DavEvent["login"]): Answer {
	if (row.before) return row.before;
	if (login !== "right") {
		return { status: 401, headers: { "WWW-Authenticate": row.challenge ?? 'Basic realm="Rig DAV", charset="UTF-8"' } };
	}
	return row.after ?? row.at?.[path] ?? treeAnswer(row.tree, path, depth);
}

function send(response: ServerResponse, { status, headers = {}, body = "", wire }: Answer, host: string): void {
	const fill = (text: string) => text.replaceAll(":origin", `https://${host}`).replaceAll(":host", host);
	const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
	const bytes = Buffer.from(fill(body));
	const start = (length: number | null) =>
		response.writeHead(status, {
			"Content-Type": "application/xml; charset=utf-8",
			...(length !== null && { "Content-Length": length }),
			...filled,
		});
	switch (wire) {
		case undefined:
			start(bytes.length).end(bytes);
			return;
		case "silent":
			return;
		case "cut":
			response.destroy();
			return;
		case "cut-in-body":
			start(bytes.length).write(bytes.subarray(0, 40), () => response.destroy());
			return;
		case "drip": {
			start(bytes.length);
			let sent = 0;
			const timer = setInterval(() => response.write(bytes.subarray(sent, ++sent)), 1000);
			response.on("close", () => clearInterval(timer));
			return;
		}
		case "endless": {
			start(null).write('<multistatus xmlns="DAV:">');
			const chunk = Buffer.from("<response><href>/x/</href></response>".repeat(1000));
			const go = () => {
				while (!response.destroyed && response.write(chunk));
			};
			response.on("drain", go);
			go();
		}
	}
}

/** `write` gets one event per request. */
export async function startDavServer(certificates: string, write: (event: DavEvent) => void): Promise<void> {
	const read = (name: string) => ({
		key: readFileSync(join(certificates, `${name}.key`)),
		cert: readFileSync(join(certificates, `${name}.pem`)),
	});
	const contexts = new Map(
		[...new Set(DAV_ROWS.map(({ certificate = "good" }) => certificate))].map((name) => [
			name,
			createSecureContext(read(name)),
		]),
	);
	const server = createServer(
		{
			...read("good"),
			SNICallback: (name, done) => done(null, contexts.get(ROWS.get(name)?.certificate ?? "good")),
		},
		(request, response) => {
			const host = (request.headers.host ?? "").toLowerCase();
			const path = request.url ?? "/";
			const login = loginOf(request);
			const row = ROWS.get(host);
			const answer: Answer = row ? rowAnswer(row, path, depthOf(request), login) : { status: 421 };
			write({ host, method: request.method ?? "", path, login, status: answer.status });
			request.resume();
			send(response, answer, host);
		},
	);
	const google = createHttpServer((request, response) => {
		const host = (request.headers.host ?? "").toLowerCase();
		const path = request.url ?? "/";
		const login = isGoogleLogin(request);
		const answer = googleAnswer(request, path, login);
		write({ host, method: request.method ?? "", path, login, status: answer.status });
		request.resume();
		send(response, answer, host);
	});
	const listening = (one: typeof server | typeof google, port: number) =>
		new Promise<void>((resolve, reject) => {
			one.on("error", reject);
			one.listen(port, DAV_ADDRESS, resolve);
		});
	await Promise.all([listening(server, 443), listening(google, GOOGLE_DAV_PORT)]);
}

const depthOf = ({ headers }: IncomingMessage): string => String(headers["depth"] ?? "infinity");

/** Calendars and contacts of the user of the token, whatever the scope of it. */
function googleAnswer(request: IncomingMessage, path: string, login: DavEvent["login"]): Answer {
	if (login !== "right") {
		return { status: 401, headers: { "WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"' } };
	}
	const user = whoseToken((request.headers.authorization ?? "").slice(7)) ?? ACCOUNTS.gmail.user;
	if (path === "/.well-known/carddav") {
		return { status: 301, headers: { Location: `/carddav/v1/principals/${encodeURIComponent(user)}/` } };
	}
	if (request.method === "OPTIONS") return { status: 200, headers: { DAV: "1, calendar-access, addressbook" } };
	if (request.method !== "REPORT") return treeAnswer(googleTree(user), path, depthOf(request));
	// All that the collection holds: there is no more than anybody asks for.
	const entries = googleReport(path);
	return entries === null ? { status: 404 } : { status: 207, body: multistatus(entries) };
}
