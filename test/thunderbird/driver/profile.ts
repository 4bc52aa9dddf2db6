// Throw-away profiles: made from a description in the system's temporary folder, read back, removed.
// Accounts as preferences: accounts.ts. Starting Thunderbird with a profile: thunderbird.ts.

import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { p11KitTrustModule } from "../../debian";
import { type MailDescription, mailPrefs, type Prefs } from "./accounts";

export interface AddonSource {
	id: string;
	/** An XPI, or the folder of an unpacked add-on. */
	path: string;
}

export interface ProfileDescription {
	mail?: MailDescription;
	/** Added last: wins over everything that the other fields say. null: the preference is absent. */
	prefs?: Record<string, string | number | boolean | null>;
	/** Lie in the profile before the first start and survive every restart, as if a user had installed them. */
	addons?: AddonSource[];
	/** Language packs (XPI) and the language to ask for, such as "fr". */
	language?: { requested: string; packs: AddonSource[] };
	/** Certificates (PEM files) of authorities to trust, as a user or an antivirus adds them. */
	trust?: string[];
	/** Certificate (PEM file) of an authority that counts as one of Thunderbird's own. */
	builtIn?: string;
	/** A folder with what an earlier start of the same program has compiled, as `keepCompiled` leaves it: saves a third of a start. */
	compiled?: string;
	/** `none` (the rule): no connection leaves this machine, whatever the accounts say. */
	network?: "none" | "open";
}

/**
 * A Thunderbird that shows no first-run page, asks no question and calls nobody. They go into user.js: Thunderbird
 * reads it at every start. `extensions.blocklist.enabled` false is missing on purpose: add-ons then fail to load.
 */
const QUIET: Prefs = {
	// The real port is then in <profile>/MarionetteActivePort: a fixed one may belong to another Thunderbird.
	"marionette.port": 0,
	// Marionette's own list of preferences would change how add-ons and updates behave.
	"remote.prefs.recommended": false,

	"mail.provider.suppress_dialog_on_startup": true,
	"mail.spotlight.firstRunDone": true,
	"mail.winsearch.firstRunDone": true,
	"mail.rights.version": 1,
	"mail.ui.show.migration.on.upgrade": false,
	"mail.shell.checkDefaultClient": false,
	"mail.inappnotifications.enabled": false,
	"mailnews.start_page.enabled": false,
	"mailnews.start_page.url": "",
	"mailnews.start_page_override.mstone": "ignore",
	"app.donation.eoy.version.viewed": 999,
	"datareporting.policy.dataSubmissionEnabled": false,
	"datareporting.policy.dataSubmissionPolicyBypassNotification": true,
	"datareporting.healthreport.uploadEnabled": false,
	"toolkit.telemetry.enabled": false,
	"toolkit.telemetry.unified": false,
	"toolkit.telemetry.server": "",

	"app.update.auto": false,
	"app.update.enabled": false,
	"app.update.disabledForTesting": true,
	"app.normandy.enabled": false,
	"extensions.update.enabled": false,
	"extensions.getAddons.cache.enabled": false,
	"extensions.systemAddon.update.enabled": false,
	"services.settings.server": "data:,#remote-settings-dummy/v1",
	"security.remote_settings.crlite_filters.enabled": false,
	"security.remote_settings.intermediates.enabled": false,
	"browser.safebrowsing.malware.enabled": false,
	"browser.safebrowsing.phishing.enabled": false,
	"browser.safebrowsing.downloads.enabled": false,
	"browser.safebrowsing.update.enabled": false,
	"browser.region.network.url": "",
	"browser.region.update.enabled": false,
	"media.gmp-manager.updateEnabled": false,
	"media.gmp-manager.url": "",

	"network.captive-portal-service.enabled": false,
	"network.connectivity-service.enabled": false,
	"network.manage-offline-status": false,
	"network.dns.disablePrefetch": true,
	"network.prefetch-next": false,
	"network.trr.mode": 5,
	"network.dnsCacheEntries": 0,
	"dom.push.connection.enabled": false,
	"geo.enabled": false,
	"mailnews.auto_config.fetchFromISP.enabled": false,
	"mailnews.auto_config.fetchFromExchange.enabled": false,
	"mailnews.auto_config_url": "",
	"mailnews.mx_service_url": "",
	"security.OCSP.enabled": 0,
	"security.certerrors.mitm.priming.enabled": false,

	// No question about safe mode after a crash.
	"toolkit.startup.max_resumed_crashes": -1,
	"browser.dom.window.dump.enabled": true,
	"devtools.console.stdout.chrome": true,
	"devtools.console.stdout.content": true,
	// An add-on laid into <profile>/extensions/ is active at once.
	"extensions.autoDisableScopes": 0,
	"xpinstall.signatures.required": false,
	"extensions.langpacks.signatures.required": false,
	"calendar.timezone.local": "Europe/Paris",
	"calendar.timezone.useSystemTimezone": false,
	"mail.biff.play_sound": false,
	"mail.biff.show_alert": false,
};

/** Everything, DNS included, goes through a proxy that is not there. Loopback is not proxied. */
const NO_NETWORK: Prefs = {
	"network.proxy.type": 1,
	"network.proxy.socks": "127.0.0.1",
	"network.proxy.socks_port": 9,
	"network.proxy.socks_remote_dns": true,
};

/** Of its own authorities Thunderbird asks that certificates are in public logs, and that Google's come from certain ones. */
const NEW_AUTHORITY: Prefs = {
	"security.pki.certificate_transparency.mode": 0,
	"security.cert_pinning.enforcement_level": 0,
};

const prefLines = (prefs: Prefs) =>
	Object.entries(prefs)
		.map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
		.join("");

/** A folder with the profile, a home of its own and the log. Nothing outside it is ever written. */
export class Profile {
	readonly folder: string;
	readonly path: string;
	readonly home: string;
	readonly log: string;

	private constructor(folder: string) {
		this.folder = folder;
		this.path = join(folder, "profile");
		this.home = join(folder, "home");
		this.log = join(folder, "thunderbird.log");
	}

	static create(description: ProfileDescription = {}): Profile {
		const profile = new Profile(mkdtempSync(join(tmpdir(), "bons-comptes-")));
		const { language, addons = [], trust = [], builtIn } = description;
		mkdirSync(join(profile.path, "extensions"), { recursive: true });
		mkdirSync(profile.home);
		if (description.compiled !== undefined) cpSync(description.compiled, profile.path, { recursive: true });
		writeFileSync(
			join(profile.path, "user.js"),
			prefLines({
				...QUIET,
				...(description.network !== "open" && NO_NETWORK),
				...(builtIn !== undefined && NEW_AUTHORITY),
			}),
		);
		// prefs.js and not user.js: tests change these values, restart, and look at what Thunderbird wrote.
		const prefs: NonNullable<ProfileDescription["prefs"]> = {
			...(description.mail && mailPrefs(description.mail)),
			"intl.locale.requested": language?.requested ?? "en-US",
			...description.prefs,
		};
		const present = Object.entries(prefs).filter((entry): entry is [string, Prefs[string]] => entry[1] !== null);
		writeFileSync(join(profile.path, "prefs.js"), prefLines(Object.fromEntries(present)));
		for (const addon of [...addons, ...(language?.packs ?? [])]) profile.place(addon);
		if (trust.length > 0 || builtIn !== undefined) profile.#trust(trust);
		if (builtIn !== undefined) profile.#buildIn(builtIn);
		return profile;
	}

	/** Lays an add-on into the profile; Thunderbird takes it at its next start. */
	place({ id, path }: AddonSource): void {
		const extensions = join(this.path, "extensions");
		// A folder is named in a text file of the add-on's id.
		if (statSync(path).isDirectory()) writeFileSync(join(extensions, id), resolve(path));
		else cpSync(path, join(extensions, `${id}.xpi`));
	}

	/** Copies what Thunderbird has compiled of its own scripts, and for which program, after it has ended. */
	keepCompiled(folder: string): void {
		for (const name of ["compatibility.ini", "startupCache"]) {
			cpSync(join(this.path, name), join(folder, name), { recursive: true });
		}
	}

	/** The preferences on disk, as Thunderbird last wrote them. */
	savedPrefs(): Prefs {
		const prefs: Prefs = {};
		for (const line of readFileSync(join(this.path, "prefs.js"), "utf8").split("\n")) {
			const match = /^user_pref\((".*?"), (.*)\);$/.exec(line);
			// Thunderbird escapes control characters as \xNN, which JSON does not know.
			const [name, value] = (match?.slice(1) ?? []).map((json) => JSON.parse(json.replace(/\\x/g, "\\u00")));
			if (name !== undefined) prefs[name] = value;
		}
		return prefs;
	}

	/** The Marionette port of the Thunderbird that runs with this profile, or null. */
	marionettePort(): number | null {
		try {
			return Number(readFileSync(this.#portFile, "utf8")) || null;
		} catch {
			return null;
		}
	}

	forgetMarionettePort(): void {
		rmSync(this.#portFile, { force: true });
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}

	get #portFile(): string {
		return join(this.path, "MarionetteActivePort");
	}

	/**
	 * What makes an authority Thunderbird's own is that a module with "root certificates" gives it out, marked as Mozilla's.
	 * p11-kit's module does so, from a folder; 18 is the number of its first slot.
	 */
	#buildIn(certificate: string): void {
		const module = p11KitTrustModule();
		if (module === null) throw new Error("an authority cannot be built in: install p11-kit-modules.");
		const authorities = join(this.folder, "authorities");
		mkdirSync(join(authorities, "anchors"), { recursive: true });
		writeFileSync(
			join(authorities, "anchors", "authority.p11-kit"),
			`[p11-kit-object-v1]\ntrusted: true\nnss-mozilla-ca-policy: true\n${readFileSync(certificate, "utf8")}`,
		);
		const slot = "18={slotFlags=[] rootFlags=hasRootCerts,hasRootTrust}";
		appendFileSync(
			join(this.path, "pkcs11.txt"),
			`library=${module}\nname=Authorities\nparameters=paths=${authorities}\nNSS=trustOrder=100 slotParams=(${slot})\n\n`,
		);
	}

	#trust(certificates: string[]): void {
		const certutil = (...args: string[]) => execFileSync("certutil", [...args, "-d", `sql:${this.path}`]);
		certutil("-N", "--empty-password");
		certificates.forEach((file, index) => {
			certutil("-A", "-n", `authority ${index}`, "-t", "C,,", "-i", file);
		});
	}
}
