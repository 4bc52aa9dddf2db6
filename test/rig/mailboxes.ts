// What lies on the servers before anything happens: messages, calendars, an address book. Fresh at every reset.

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MAIL_UID, type Places } from "./config";
import { type Account, EVERY_ACCOUNT, mailboxOf } from "./world";

const text = (...lines: string[]) => lines.map((line) => `${line}\r\n`).join("");

function writeMailbox(at: Places, account: Account): void {
	const maildir = join(at.mail, mailboxOf(account), "Maildir");
	for (const folder of ["cur", "new", "tmp"]) mkdirSync(join(maildir, folder), { recursive: true });
	for (let number = 1; number <= account.messages; number += 1) {
		writeFileSync(
			join(maildir, "cur", `170000000${number}.M${number}.rig:2,`),
			text(
				`From: Equipe <equipe@${account.user.split("@")[1]}>`,
				`To: ${account.user}`,
				`Subject: Message ${number}`,
				`Date: Mon, 0${number} Jun 2026 09:00:00 +0200`,
				`Message-ID: <m${number}.${account.platform}.${account.user}>`,
				"MIME-Version: 1.0",
				"Content-Type: text/plain; charset=utf-8",
				"",
				`Corps du message ${number}.`,
			),
		);
	}
}

function writeCollections(at: Places, { user }: Account): void {
	// Radicale keeps a collection's properties in a file of this name.
	const collection = (name: string, properties: object, files: Record<string, string> = {}) => {
		const folder = join(at.collections, user, name);
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, ".Radicale.props"), JSON.stringify(properties));
		for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
	};
	const calendar = (displayname: string, component: string) => ({
		tag: "VCALENDAR",
		"D:displayname": displayname,
		"C:supported-calendar-component-set": component,
	});
	const event = ["UID:evt-1@rig", "DTSTAMP:20260601T080000Z", "DTSTART:20260615T090000Z", "DTEND:20260615T100000Z"];
	collection("agenda", calendar("Calendrier", "VEVENT"), {
		"evt-1.ics": text(
			...["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//rig//FR", "BEGIN:VEVENT", ...event],
			...["SUMMARY:Réunion d’essai", "END:VEVENT", "END:VCALENDAR"],
		),
	});
	collection("agenda-partage", calendar("Agenda partagé", "VEVENT"));
	collection("taches", calendar("Tâches", "VTODO"));
	collection(
		"contacts",
		{ tag: "VADDRESSBOOK", "D:displayname": "Contacts" },
		{
			"card-1.vcf": text(
				...["BEGIN:VCARD", "VERSION:3.0", "UID:card-1@rig", "FN:Camille Exemple", "N:Exemple;Camille;;;"],
				...["EMAIL;TYPE=WORK:camille.exemple@beta.gouv.fr", "END:VCARD"],
			),
		},
	);
}

export function writeMailboxes(at: Places): void {
	rmSync(at.mail, { recursive: true, force: true });
	rmSync(at.collections, { recursive: true, force: true });
	for (const account of EVERY_ACCOUNT) {
		writeMailbox(at, account);
		if (account.davPassword !== undefined) writeCollections(at, account);
	}
	execFileSync("chown", ["-R", `${MAIL_UID}:${MAIL_UID}`, at.mail]);
}
