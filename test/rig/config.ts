// The configuration files of the real servers, written from the world: Dovecot, Postfix, Radicale, nginx, the resolver.
// Their DNS zone: dns.ts. The mail that they serve: mailboxes.ts.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { otherDavUsers } from "./dav/others";
import {
	type Account,
	addressesOf,
	DAV_ADDRESS,
	DNS_ADDRESS,
	EVERY_ACCOUNT,
	GOOGLE_DAV_PORT,
	MAIL_DOMAINS,
	MAIL_SCOPE,
	mailboxOf,
	OTHER_DAV_ADDRESSES,
	OTHER_DAV_PORT,
	PLATFORM_IDS,
	type PlatformId,
	platform,
	RADICALE_ADDRESS,
	TOKEN_ADDRESS,
	TOKEN_PORT,
} from "./world";

/** Owner of the mailboxes; needs no entry in the password file. */
export const MAIL_UID = 1777;

/** Everything that a rig writes lies below one folder, never in the repository: other users own parts of it. */
export function places(folder: string) {
	return {
		folder,
		certificates: join(folder, "ca"),
		etc: join(folder, "etc"),
		var: join(folder, "var"),
		mail: join(folder, "var/mail"),
		collections: join(folder, "var/radicale/collection-root"),
		log: (name: string) => join(folder, "log", `${name}.log`),
		relay: join(folder, "relay"),
	};
}
export type Places = ReturnType<typeof places>;

// ------------------------------------------------------------------ Dovecot

/**
 * A person is looked up by server address and name: nobody logs in at somebody else's platform, and one person may have
 * two mailboxes. `refusal`: the password is right, and IMAP and POP3 refuse it for this reason; SMTP knows nothing of it.
 */
function passwordLines(
	at: Places,
	accounts: readonly Account[],
	password: (account: Account) => string | undefined,
	refusal: string | null = null,
): string {
	// Extra fields cannot hold spaces.
	const fields = refusal === null ? "" : `nologin reason=${refusal}`;
	const services = refusal === null ? [""] : ["imap/", "pop3/"];
	const lines = accounts.flatMap((account) => {
		const secret = password(account);
		if (secret === undefined) return [];
		const addresses = new Set((["imap", "pop3", "smtp"] as const).flatMap((one) => addressesOf(account.platform, one)));
		const names = [account.user, ...(account.loginNames ?? [])];
		// No slash can stand in the name of a section, and each mailbox of the configuration is one.
		const folders = Object.entries(account.folders ?? {}).map(
			([use, name]) => ` userdb_namespace/inbox/mailbox/${use}/name=${name}`,
		);
		const rest = `:{PLAIN}${secret}:${MAIL_UID}:${MAIL_UID}::${at.mail}/${mailboxOf(account)}::${fields}${folders.join("")}`;
		return [...addresses].flatMap((address) =>
			services.flatMap((service) => names.map((name) => `${service}${address}/${name}${rest}`)),
		);
	});
	return `${lines.join("\n")}\n`;
}

/**
 * Two instances, because the list of login mechanisms belongs to the whole of one, and only Google offers OAuth2. The
 * second table holds passwords that are right and not enough: those of the web sites, and of accounts that are off.
 */
function dovecot(at: Places, name: "google" | "others", platforms: readonly PlatformId[]): void {
	const accounts = EVERY_ACCOUNT.filter((account) => platforms.includes(account.platform));
	const users = join(at.etc, `users.${name}`);
	const refusedUsers = join(at.etc, `refused-users.${name}`);
	const isOff = ({ trouble }: Account) => trouble === "disabled";
	writeFileSync(
		users,
		passwordLines(at, accounts, (account) => (isOff(account) ? undefined : account.password)),
	);
	const wanted = `Application${name === "google" ? "-specific" : ""}_password_required`;
	writeFileSync(
		refusedUsers,
		passwordLines(at, accounts, ({ webmailPassword }) => webmailPassword, wanted) +
			passwordLines(at, accounts, (account) => (isOff(account) ? account.password : undefined), "Account_disabled"),
	);
	const oauth2 = name === "google";
	const listener = (kind: "imap" | "pop3", plain: number, tls: number) => {
		const addresses = platforms.flatMap((id) => addressesOf(id, kind)).join(" ");
		return `
service ${kind}-login {
	service_count = 0
	process_min_avail = 1
	inet_listener ${kind} {
		address = ${addresses}
		port = ${oauth2 ? 0 : plain}
	}
	inet_listener ${kind}s {
		address = ${addresses}
		port = ${tls}
		ssl = yes
	}
}`;
	};
	const passwordTable = (file: string, service = "") => `
passdb {
	driver = passwd-file
	mechanisms = plain login
	args = username_format=${service}%l/%Lu ${file}
}`;
	const certificate = (id: PlatformId) => `
	ssl_cert = <${at.certificates}/${id}.pem
	ssl_key = <${at.certificates}/${id}.key`;
	const perPlatform = platforms.flatMap((id) =>
		platform(id).hosts.map(
			({ address }) => `
local ${address} {${certificate(id)}
	protocol imap {
		login_greeting = ${platform(id).imapGreeting}
	}
}`,
		),
	);
	writeFileSync(
		join(at.etc, `dovecot-${name}.conf`),
		`instance_name = rig-${name}
base_dir = ${at.var}/dovecot-${name}
state_dir = ${at.var}/dovecot-${name}-state
log_path = ${at.log(`dovecot-${name}`)}
auth_verbose = yes
mail_location = maildir:~/Maildir
first_valid_uid = ${MAIL_UID}
last_valid_uid = ${MAIL_UID}
protocols = imap pop3
# Not disable_plaintext_auth: that one takes every local connection for a secure one.
ssl = required
ssl_min_protocol = TLSv1.2${certificate(platforms[0] ?? "company")}
auth_mechanisms = plain login${oauth2 ? " xoauth2 oauthbearer" : ""}
# Without these two each refused login makes the following ones slower.
auth_failure_delay = 0
service anvil {
	client_limit = 1000
	unix_listener anvil-auth-penalty {
		mode = 0
	}
}
mail_max_userip_connections = 100
default_client_limit = 400
default_process_limit = 40
${passwordTable(users)}
${passwordTable(refusedUsers, "%s/")}
${oauth2 ? `passdb {\n\tdriver = oauth2\n\tmechanisms = xoauth2 oauthbearer\n\targs = ${at.etc}/dovecot-oauth2.conf.ext\n}` : ""}
userdb {
	driver = passwd-file
	args = username_format=%l/%Lu ${users}
}
namespace inbox {
	inbox = yes
	separator = /
${["Drafts", "Sent", "Trash", "Junk", "Archive"]
	.map((folder) => `	mailbox ${folder} {\n\t\tauto = subscribe\n\t\tspecial_use = \\${folder}\n\t}`)
	.join("\n")}
}
${listener("imap", 143, 993)}
${listener("pop3", 110, 995)}
service auth {
	unix_listener auth-postfix {
		mode = 0666
	}
}
${perPlatform.join("")}
`,
	);
}

/** Dovecot asks the token server whether an access token lives, whose it is, and for which scope. */
function dovecotOauth2(at: Places): void {
	writeFileSync(
		join(at.etc, "dovecot-oauth2.conf.ext"),
		`introspection_url = http://${TOKEN_ADDRESS}:${TOKEN_PORT}/introspect
introspection_mode = post
force_introspection = yes
username_attribute = email
active_attribute = active
active_value = true
scope = ${MAIL_SCOPE}
timeout_msecs = 2000
`,
	);
}

// ------------------------------------------------------------------ Postfix

/** One smtpd per address and port. */
function smtpd(at: Places, id: PlatformId, address: string, port: number, host: string, options: string[]): string {
	const files = `${at.certificates}/${id}.key,${at.certificates}/${id}.pem`;
	return [
		`${address}:${port} inet n - n - - smtpd`,
		...[`myhostname=${host}`, `smtpd_tls_chain_files=${files}`, ...options].map((option) => `  -o ${option}`),
	].join("\n");
}

function postfixServices(at: Places): string[] {
	return PLATFORM_IDS.flatMap((id) => {
		const { hosts, mx, smtpPorts, oauth2 } = platform(id);
		const socket = `${at.var}/dovecot-${oauth2 ? "google" : "others"}/auth-postfix`;
		const submissions = hosts
			.filter(({ serves }) => serves.includes("smtp"))
			.flatMap(({ name, address }) =>
				smtpPorts.map((port) =>
					smtpd(at, id, address, port, name, [
						`smtpd_tls_wrappermode=${port === 465 ? "yes" : "no"}`,
						"smtpd_tls_security_level=encrypt",
						"smtpd_sasl_auth_enable=yes",
						`smtpd_sasl_path=${socket}`,
						"smtpd_client_restrictions=permit_sasl_authenticated,reject",
						`smtpd_sender_restrictions=check_sasl_access,texthash:${at.etc}/postfix/blocked`,
					]),
				),
			);
		const exchanger = mx.names.slice(0, 1).map((name) => smtpd(at, id, mx.address, 25, name, []));
		return [...submissions, ...exchanger];
	});
}

function postfix(at: Places): void {
	const folder = join(at.etc, "postfix");
	mkdirSync(folder, { recursive: true });
	const table = (name: string, rows: string[]) => writeFileSync(join(folder, name), `${rows.join("\n")}\n`);
	// Whoever has two mailboxes gets mail where the domain's MX leads: the first one of the world's list.
	const mailboxes = new Map(
		[...EVERY_ACCOUNT].reverse().map((account) => [account.user, `${mailboxOf(account)}/Maildir/`] as const),
	);
	table(
		"mailboxes",
		[...mailboxes].map(([user, folder]) => `${user} ${folder}`),
	);
	table(
		"blocked",
		EVERY_ACCOUNT.filter(({ trouble }) => trouble === "sending").map(
			({ user }) => `${user} 550 5.7.1 Your account is blocked for sending: too much spam`,
		),
	);
	table("main.cf", [
		"compatibility_level = 3.6",
		`queue_directory = ${at.var}/postfix-queue`,
		`data_directory = ${at.var}/postfix-data`,
		"command_directory = /usr/sbin",
		"daemon_directory = /usr/lib/postfix/sbin",
		"meta_directory = /etc/postfix",
		`maillog_file = ${at.log("postfix")}`,
		`maillog_file_prefixes = ${at.folder}`,
		"mail_owner = postfix",
		"setgid_group = postdrop",
		"myhostname = mx.rig.example",
		"mydestination =",
		"mynetworks = 127.255.255.255/32",
		"inet_protocols = ipv4",
		"alias_maps =",
		"local_recipient_maps =",
		"local_transport = error:no local mail",
		"default_transport = error:the rig sends nothing outside",
		// What is sent is really delivered, into the mailboxes that Dovecot serves.
		`virtual_mailbox_domains = ${Object.keys(MAIL_DOMAINS).join(", ")}`,
		`virtual_mailbox_base = ${at.mail}`,
		`virtual_mailbox_maps = texthash:${folder}/mailboxes`,
		"virtual_minimum_uid = 100",
		`virtual_uid_maps = static:${MAIL_UID}`,
		`virtual_gid_maps = static:${MAIL_UID}`,
		"smtpd_sasl_type = dovecot",
		"smtpd_sasl_security_options = noanonymous",
		"smtpd_tls_auth_only = yes",
		"smtpd_tls_security_level = may",
		"smtpd_tls_loglevel = 1",
		"smtpd_delay_reject = yes",
		"smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination",
		"smtpd_recipient_restrictions =",
		// Nothing that makes a test slower the longer it runs.
		"smtpd_peername_lookup = no",
		"smtpd_client_connection_count_limit = 0",
		"smtpd_error_sleep_time = 0",
		"in_flow_delay = 0",
		"smtpd_timeout = 60s",
		"message_size_limit = 31457280",
	]);
	table("master.cf", [
		...postfixServices(at),
		"cleanup   unix n - n - 0 cleanup",
		"qmgr      unix n - n 300 1 qmgr",
		"rewrite   unix - - n - - trivial-rewrite",
		"bounce    unix - - n - 0 bounce",
		"defer     unix - - n - 0 bounce",
		"trace     unix - - n - 0 bounce",
		"verify    unix - - n - 1 verify",
		"error     unix - - n - - error",
		"retry     unix - - n - - error",
		"discard   unix - - n - - discard",
		"virtual   unix - n n - - virtual",
		"proxymap  unix - - n - - proxymap",
		"anvil     unix - - n - 1 anvil",
		"scache    unix - - n - 1 scache",
		"tlsmgr    unix - - n 1000? 1 tlsmgr",
		"postlog   unix-dgram n - n - 1 postlogd",
	]);
}

// ------------------------------------------------------------------ calendars and the web

function radicale(at: Places): void {
	const dav = EVERY_ACCOUNT.filter(({ davPassword }) => davPassword !== undefined);
	writeFileSync(join(at.etc, "radicale.users"), dav.map((one) => `${one.user}:${one.davPassword}\n`).join(""));
	writeFileSync(
		join(at.etc, "radicale.conf"),
		`[server]
hosts = ${RADICALE_ADDRESS}:5232
max_connections = 100
[auth]
type = htpasswd
htpasswd_filename = ${at.etc}/radicale.users
htpasswd_encryption = plain
delay = 0
realm = OX DAV
[rights]
type = owner_only
[storage]
filesystem_folder = ${at.var}/radicale
[web]
type = none
[logging]
level = info
mask_passwords = True
`,
	);
}

const SUITE_LOCATIONS = `
	location = /.well-known/caldav { return 301 /dav/caldav; }
	location = /.well-known/carddav { return 301 /dav/carddav; }
	# The entry without its last slash answers DAV methods too.
	location = /dav/caldav { rewrite ^ /dav/caldav/ last; }
	location = /dav/carddav { rewrite ^ /dav/carddav/ last; }
${["caldav", "carddav"]
	.map(
		(kind) => `	location /dav/${kind}/ {
		proxy_pass http://${RADICALE_ADDRESS}:5232/;
		proxy_set_header X-Script-Name /dav/${kind};
		proxy_set_header X-Forwarded-For $remote_addr;
		proxy_set_header Host $http_host;
		proxy_pass_header Authorization;
	}`,
	)
	.join("\n")}
	location /appsuite/ { default_type text/html; return 200 "<title>OX App Suite</title>"; }
	location = / { return 302 /appsuite/; }
	location / { return 404; }`;

/** Its calendars and contacts want a token: dav/server.ts. */
const GOOGLE_LOCATIONS = `
	location = /oauth2/v3/token { proxy_pass http://${TOKEN_ADDRESS}:${TOKEN_PORT}/token; }
	location = /token { proxy_pass http://${TOKEN_ADDRESS}:${TOKEN_PORT}/token; }
	location = /o/oauth2/auth { proxy_pass http://${TOKEN_ADDRESS}:${TOKEN_PORT}; }
	location = /consent { proxy_pass http://${TOKEN_ADDRESS}:${TOKEN_PORT}; }
	location / {
		proxy_pass http://${DAV_ADDRESS}:${GOOGLE_DAV_PORT};
		proxy_set_header Host $http_host;
		proxy_pass_header Authorization;
	}`;

function locations(id: PlatformId): string {
	if (id === "lasuite") return SUITE_LOCATIONS;
	if (id === "google") return GOOGLE_LOCATIONS;
	return "\n\tlocation / { return 404; }";
}

function nginx(at: Places): void {
	const servers = PLATFORM_IDS.flatMap((id) => {
		const { web = {} } = platform(id);
		return [...new Set(Object.values(web))].map(
			(address) => `
server {
	listen ${address}:80;
	return 301 https://$host$request_uri;
}
server {
	listen ${address}:443 ssl http2;
	ssl_certificate ${at.certificates}/${id}.pem;
	ssl_certificate_key ${at.certificates}/${id}.key;${locations(id)}
}`,
		);
	});
	writeFileSync(
		join(at.etc, "xandikos.users"),
		Object.entries(otherDavUsers())
			.map(([user, password]) => `${user}:{PLAIN}${password}\n`)
			.join(""),
	);
	const others = Object.entries(OTHER_DAV_ADDRESSES).map(
		([name, address]) => `
server {
	listen ${address}:443 ssl http2;
	ssl_certificate ${at.certificates}/good.pem;
	ssl_certificate_key ${at.certificates}/good.key;
	${name === "xandikos" ? `auth_basic "Xandikos";\n\tauth_basic_user_file ${at.etc}/xandikos.users;` : "location ~ ^/.well-known/(caldav|carddav)$ { return 301 /; }"}
	location / {
		proxy_pass http://${address}:${OTHER_DAV_PORT};
		proxy_set_header Host $http_host;
		proxy_set_header X-Forwarded-Proto https;
		proxy_pass_header Authorization;
	}
}`,
	);
	const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
	writeFileSync(
		join(at.etc, "nginx.conf"),
		`daemon off;
worker_processes 1;
pid ${at.var}/nginx.pid;
error_log ${at.log("nginx-error")} info;
events { worker_connections 256; }
http {
access_log ${at.log("nginx")};
${temporary.map((name) => `${name}_temp_path ${at.var}/nginx-${name};`).join("\n")}
server_tokens off;
ssl_protocols TLSv1.2 TLSv1.3;
client_max_body_size 10m;
${servers.join("")}${others.join("")}
}
`,
	);
}

/** Mounted over the machine's own, in the rig only. */
function resolver(at: Places): void {
	writeFileSync(join(at.etc, "hosts"), "127.0.0.1 localhost\n::1 localhost\n");
	writeFileSync(join(at.etc, "resolv.conf"), `nameserver ${DNS_ADDRESS}\n`);
}

export function writeConfiguration(at: Places): void {
	for (const folder of [
		at.etc,
		at.var,
		join(at.folder, "log"),
		join(at.var, "postfix-queue"),
		`${at.var}/postfix-data`,
	])
		mkdirSync(folder, { recursive: true });
	// The servers give up root and must still walk to their files; temporary folders are made for their owner alone.
	chmodSync(at.folder, 0o755);
	execFileSync("chown", ["postfix", `${at.var}/postfix-data`]);
	resolver(at);
	dovecot(at, "google", ["google"]);
	dovecot(
		at,
		"others",
		PLATFORM_IDS.filter((id) => id !== "google"),
	);
	dovecotOauth2(at);
	postfix(at);
	radicale(at);
	nginx(at);
}
