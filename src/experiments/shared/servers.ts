// Thunderbird's own server and identity objects read into this project's words: the effective values of now. Used to
// report the profile and, by repairs, to compare before a change and to read back after it.

import type { SettingValue, TargetKind } from "../../domain/change";
import type { LoginWish } from "../../domain/observation";
import type { IdentityFolders } from "../../domain/snapshot";
import type { Auth, IncomingProtocol, Security, Setting } from "../../domain/vocabulary";
import { attempt } from "./attempt";
import type { ConfiguredServer } from "./login-guard";
import { authOf, effectiveSmtpPort, securityOf } from "./values";

export interface IncomingSettings {
	host: string;
	port: number;
	security: Security;
	auth: Auth;
	username: string;
	connections: number | null;
	leaveOnServer: boolean | null;
}

export interface OutgoingSettings {
	host: string;
	port: number;
	security: Security;
	auth: Auth;
	username: string;
}

export function incomingProtocol(server: NsIMsgIncomingServer): IncomingProtocol | null {
	return server.type === "imap" || server.type === "pop3" ? server.type : null;
}

/** As `nsImapIncomingServer` reads it; its own getter is no choice, for it stores the default. */
function effectiveConnections(stored: number): number {
	if (stored > 0) return stored;
	return stored === 0 ? 5 : 1;
}

export function incomingSettings(server: NsIMsgIncomingServer): IncomingSettings {
	const protocol = incomingProtocol(server);
	return {
		host: attempt(() => server.hostname ?? server.hostName ?? "", ""),
		port: attempt(() => server.port, 0),
		security: securityOf(attempt(() => server.socketType, 0)),
		auth: authOf(attempt(() => server.authMethod, 3)),
		username: attempt(() => server.username, ""),
		connections:
			protocol === "imap" ? effectiveConnections(attempt(() => server.getIntValue("max_cached_connections"), 0)) : null,
		leaveOnServer: protocol === "pop3" ? attempt(() => server.getBoolValue("leave_on_server"), false) : null,
	};
}

export function outgoingSettings(server: NsISmtpServer): OutgoingSettings {
	const security = securityOf(attempt(() => server.socketType, 0));
	return {
		host: attempt(() => server.hostname, ""),
		port: effectiveSmtpPort(
			attempt(() => server.port, 0),
			security,
		),
		security,
		auth: authOf(attempt(() => server.authMethod, 3)),
		username: attempt(() => server.username, ""),
	};
}

export function identityFolders(identity: NsIMsgIdentity): IdentityFolders {
	return {
		sentCopy: attempt(() => identity.doFcc, true) ? attempt(() => identity.fccFolderURI, "") : null,
		drafts: attempt(() => identity.draftsFolderURI, ""),
		templates: attempt(() => identity.templatesFolderURI, ""),
		archives: attempt(() => identity.archivesFolderURI, ""),
	};
}

/** The targets that the account manager holds. */
export type MailTargetKind = Exclude<TargetKind, "calendar" | "address-book">;

/** What a change of a setting of mail applies to. */
export type Target =
	| { kind: "incoming"; server: NsIMsgIncomingServer }
	| { kind: "outgoing"; server: NsISmtpServer }
	| { kind: "identity"; identity: NsIMsgIdentity };

/**
 * All targets by key, as they are at the first look: finding them one by one in Thunderbird's lists takes minutes with a
 * thousand accounts. Needs no account manager call that creates or changes anything.
 */
export class TargetIndex {
	readonly #services: MailServicesModule["MailServices"];
	readonly #known = new Map<MailTargetKind, Map<string, Target>>();
	#uris: ReadonlySet<string> | null = null;

	constructor(services: MailServicesModule["MailServices"]) {
		this.#services = services;
	}

	/** The target of this kind and key, or null. */
	find(kind: MailTargetKind, key: string): Target | null {
		let targets = this.#known.get(kind);
		if (!targets) {
			targets = new Map(this.#list(kind));
			this.#known.set(kind, targets);
		}
		return targets.get(key) ?? null;
	}

	/** Whether the address is that of a folder below a server of any account. */
	hasServerOf(folder: string): boolean {
		this.#uris ??= new Set(
			this.#services.accounts.accounts.map((account) => attempt(() => account.incomingServer?.serverURI ?? "", "")),
		);
		// scheme://user@host, and behind its slash the folder.
		const end = folder.indexOf("/", folder.indexOf("://") + 3);
		return end > 0 && this.#uris.has(folder.slice(0, end));
	}

	#list(kind: MailTargetKind): [string, Target][] {
		const { accounts, outgoingServer } = this.#services;
		switch (kind) {
			case "incoming":
				return accounts.accounts.flatMap((account): [string, Target][] => {
					const server = attempt(() => account.incomingServer, null);
					return server && incomingProtocol(server) ? [[server.key, { kind, server }]] : [];
				});
			case "outgoing":
				return outgoingServer.servers
					.filter((server) => server.type === "smtp")
					.map((server) => [server.key, { kind, server: server.QueryInterface(Ci.nsISmtpServer) }]);
			case "identity":
				return accounts.allIdentities.map((identity) => [identity.key, { kind, identity }]);
		}
	}
}

/** Protocol, host and user of a mail server, as configured now; null when there is no such server. */
export function configuredServer(
	targets: TargetIndex,
	{ server, key }: Pick<LoginWish, "server" | "key">,
): ConfiguredServer | null {
	const target = targets.find(server, key);
	switch (target?.kind) {
		case "incoming": {
			const protocol = incomingProtocol(target.server);
			if (!protocol) return null;
			const { host, username } = incomingSettings(target.server);
			return { protocol, host, username };
		}
		case "outgoing": {
			const { host, username } = outgoingSettings(target.server);
			return { protocol: "smtp", host, username };
		}
		case "identity":
		case undefined:
			return null;
	}
}

/** The effective value of a setting; undefined when the setting does not exist for this target. */
export function effectiveValue(target: Target, setting: Setting): SettingValue | undefined {
	switch (target.kind) {
		case "incoming": {
			const settings = incomingSettings(target.server);
			if (setting === "incoming.host") return settings.host;
			if (setting === "incoming.port") return settings.port;
			if (setting === "incoming.security") return settings.security;
			if (setting === "incoming.auth") return settings.auth;
			if (setting === "incoming.username") return settings.username;
			if (setting === "incoming.connections") return settings.connections ?? undefined;
			if (setting === "incoming.leave-on-server") return settings.leaveOnServer ?? undefined;
			return undefined;
		}
		case "outgoing": {
			const settings = outgoingSettings(target.server);
			if (setting === "outgoing.host") return settings.host;
			if (setting === "outgoing.port") return settings.port;
			if (setting === "outgoing.security") return settings.security;
			if (setting === "outgoing.auth") return settings.auth;
			if (setting === "outgoing.username") return settings.username;
			return undefined;
		}
		case "identity": {
			const folders = identityFolders(target.identity);
			if (setting === "identity.outgoing") return attempt(() => target.identity.smtpServerKey, "");
			if (setting === "identity.sent-copy") return folders.sentCopy;
			if (setting === "identity.drafts") return folders.drafts;
			if (setting === "identity.templates") return folders.templates;
			if (setting === "identity.archives") return folders.archives;
			return undefined;
		}
	}
}
