// What an account that is made consists of: the preferences beside those that Thunderbird writes by itself, and which of
// them are its identity's, its outgoing server's, its incoming server's. Reads, never writes. Making it: hands.ts.

import type { CreateAccountChange } from "../../../domain/change";
import type { Added, LoginPlace, PrefEdit, PrefValue } from "../../../domain/journal";
import type { RepairProblem } from "../../../domain/outcome";
import { originOf } from "../../shared/logins";
import { branchOf } from "../../shared/settings";
import { authMethodOf, socketTypeOf } from "../../shared/values";
import { DEFAULT_SERVER, nextServerKey } from "../compile";
import { configuredServer, sameAddress } from "../configured";
import type { Ports } from "../ports";

export type AddedAccount = Extract<Added, { kind: "account" }>;

export interface AccountPlan {
	added: AddedAccount;
	/** Keys of outgoing servers to be made: one or none. */
	created: string[];
	/** Of the identity and the outgoing server, whose keys are known before. */
	prefs: PrefEdit[];
	/** Special folders, below the identity's branch, until Thunderbird has seen which ones the server has. */
	folders: Readonly<Record<string, string>>;
	/** Where the password belongs. */
	logins: LoginPlace[];
}

/**
 * What follows from one identity to another of the same person. Neither who and where it is (name, address, servers,
 * folders), nor what Thunderbird keeps to itself.
 */
const COPIED: ReadonlySet<string> = new Set([
	...["htmlSigText", "htmlSigFormat", "sig_file", "sig_file-rel", "attach_signature", "sig_bottom", "sig_on_reply"],
	...["sig_on_fwd", "suppress_signature_separator", "attach_vcard", "escapedVCard", "reply_on_top", "auto_quote"],
	...["compose_html", "reply_to", "organization", "label", "catchAll", "catchAllHint", "doBcc", "doBccList", "doCc"],
	...["doCcList", "overrideGlobal_Pref", "directoryServer", "autocompleteToMyDomain", "request_return_receipt_on"],
	...["archive_enabled", "archive_granularity", "archive_keep_folder_structure", "fcc_reply_follows_parent"],
]);
/** They belong to an address. */
const OF_ADDRESS: ReadonlySet<string> = new Set([
	...["openpgp_key_id", "is_gnupg_key_id", "last_entered_external_gnupg_key_id", "e2etechpref", "encryptionpolicy"],
	...["sign_mail", "attachPgpKey", "sendAutocryptHeaders", "autoEncryptDrafts", "protectSubject"],
	...["signing_cert_name", "signing_cert_dbkey", "encryption_cert_name", "encryption_cert_dbkey"],
]);

export const DEFAULT_ACCOUNT = "mail.accountmanager.defaultaccount";

/** As Thunderbird's account hub names them in any language; it takes the server's own as soon as it has seen them. */
const FOLDERS = {
	fcc_folder: "Sent",
	draft_folder: "Drafts",
	stationery_folder: "Templates",
} as const;
const PICKERS = ["fcc_folder_picker_mode", "drafts_folder_picker_mode", "tmpl_folder_picker_mode"] as const;
/** "The folder of this account", as the account settings have it. */
const OWN_FOLDER = "0";
/** Replies above the quotation, as for every first account. */
const ABOVE = 1;
/** Where replies and signatures go, and Thunderbird's own choice. */
const PLACED = { reply_on_top: 0, sig_bottom: true } as const;

export function planAccount(
	change: CreateAccountChange,
	ports: Ports,
): AccountPlan | { kind: "problem"; problem: RepairProblem } {
	const { incoming, outgoing } = change;
	const keys = ports.accounts.foresee();
	const equal = equalOutgoing(change, ports);
	const key = equal ?? nextServerKey(ports.outgoingServers.keys());
	const values = new Map<string, PrefValue>();
	const clear = (branch: string) => {
		// What an earlier one of this key left behind must not shine through.
		for (const name of ports.prefs.namesBelow(branch)) values.set(name, null);
	};
	const identity = branchOf("identity", keys.identity);
	clear(identity);
	for (const [name, value] of Object.entries({ ...identityValues(change, ports), smtpServer: key })) {
		values.set(identity + name, value);
	}
	// The provider keeps a copy of what is sent itself, and a second one is too much.
	if (ports.providers.catalogue().get(change.provider)?.filesSentMail === true) values.set(`${identity}fcc`, false);
	const isFirst = ports.targets.incomingServers().length === 0;
	if (change.makeDefault || isFirst) values.set(DEFAULT_ACCOUNT, keys.account);
	if (equal === null) {
		const branch = branchOf("outgoing", key);
		clear(branch);
		const server: Record<string, PrefValue> = {
			...{ type: "smtp", hostname: outgoing.host, port: outgoing.port, try_ssl: socketTypeOf(outgoing.security) },
			...{ authMethod: authMethodOf(outgoing.auth), username: outgoing.username, description: outgoing.description },
		};
		for (const [name, value] of Object.entries(server)) values.set(branch + name, value);
		const isOnly = ports.outgoingServers.keys().length === 0;
		if (isOnly || ports.prefs.read(DEFAULT_SERVER) === key) values.set(DEFAULT_SERVER, key);
	}
	for (const name of ["mail.accountmanager.accounts", "mail.smtpservers", ...values.keys()]) {
		if (!ports.prefs.isLocked(name)) continue;
		return { kind: "problem", problem: { kind: "locked", key: change.name, setting: "identity.outgoing" } };
	}
	return {
		added: {
			...{ kind: "account", ...keys, server: "", client: ports.newId() },
			...{ outgoing: equal === null ? key : null, logins: [] },
		},
		created: equal === null ? [key] : [],
		prefs: [...values].map(([name, wanted]) => {
			const after = wanted === ports.prefs.defaultValue(name) ? null : wanted;
			return { name, before: ports.prefs.read(name), after };
		}),
		folders: {
			...FOLDERS,
			...Object.fromEntries(PICKERS.map((name) => [name, OWN_FOLDER])),
		},
		logins:
			incoming.auth === "password"
				? [
						{ origin: originOf("imap", incoming.host), username: incoming.username },
						{ origin: originOf("smtp", outgoing.host), username: outgoing.username },
					]
				: [],
	};
}

function identityValues({ address, fullName, like }: CreateAccountChange, { prefs }: Ports): Record<string, PrefValue> {
	const copied: Record<string, PrefValue> = {};
	if (like !== null) {
		const branch = branchOf("identity", like);
		const isSameAddress = String(prefs.read(`${branch}useremail`)).toLowerCase() === address.toLowerCase();
		for (const full of prefs.namesBelow(branch)) {
			const name = full.slice(branch.length);
			if (COPIED.has(name) || (isSameAddress && OF_ADDRESS.has(name))) copied[name] = prefs.read(full);
		}
	}
	// As the account hub does, these are written down even where they are the default.
	const placed = Object.fromEntries(
		Object.entries(PLACED).map(([name, otherwise]) => [
			name,
			copied[name] ?? prefs.defaultValue(`mail.identity.default.${name}`) ?? otherwise,
		]),
	);
	const replies = like === null ? { reply_on_top: ABOVE } : placed;
	return { ...copied, ...replies, useremail: address, fullName, valid: true };
}

/** An outgoing server that is just what would be made; null: there is none. */
function equalOutgoing({ outgoing }: CreateAccountChange, { targets }: Ports): string | null {
	const at = { protocol: "smtp" as const, ...outgoing };
	const equal = targets.outgoing().find(({ key, username }) => {
		const server = configuredServer(targets, "outgoing", key);
		return (
			server !== null && sameAddress(server, at) && server.auth === outgoing.auth && username === outgoing.username
		);
	});
	return equal?.key ?? null;
}
