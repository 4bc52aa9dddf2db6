// Which message tells a finding: a rule has more than one where its facts tell different stories.

import type { Finding } from "../domain/finding";
import type { RuleId } from "../domain/rule-ids";
import { isPlainUrl } from "../rules/dav-address";
import { type MessageName, plain } from "./messages";

/** The stories within a rule, by its `problem`; the others are told by the message of the rule itself. */
const STORIES: Partial<Record<RuleId, Readonly<Record<string, MessageName>>>> = {
	"starttls-unavailable": {
		refused: "rule_starttls_unavailable_refused",
		tampered: "rule_starttls_unavailable_tampered",
	},
	"certificate-out-of-date": { "not-yet-valid": "rule_certificate_out_of_date_not_yet_valid" },
	"certificate-not-trusted": {
		"self-signed": "rule_certificate_not_trusted_self_signed",
		"incomplete-chain": "rule_certificate_not_trusted_incomplete_chain",
		revoked: "rule_certificate_not_trusted_revoked",
		weak: "rule_certificate_not_trusted_weak",
	},
	"unexpected-answer": {
		http: "rule_unexpected_answer_http",
		"not-tls": "rule_unexpected_answer_encryption",
		"tls-failed": "rule_unexpected_answer_encryption",
		timeout: "rule_unexpected_answer_silence",
		closed: "rule_unexpected_answer_closed",
	},
	"dav-unexpected-answer": {
		forbidden: "rule_dav_unexpected_answer_forbidden",
		"led-away": "rule_dav_unexpected_answer_led_away",
		silence: "rule_dav_unexpected_answer_silence",
		certificate: "rule_dav_unexpected_answer_encryption",
		encryption: "rule_dav_unexpected_answer_encryption",
	},
};

export function findingMessage({ rule, facts, severity, service, fix }: Finding): MessageName {
	const story = STORIES[rule]?.[String(facts["problem"])];
	if (story !== undefined) return story;
	if (rule === "certificate-not-trusted" && facts["problem"] === "unknown-issuer" && facts["issuer"] !== "") {
		return "rule_certificate_not_trusted_unknown_issuer";
	}
	if (rule === "certificate-for-other-name" && facts["names"] === "") {
		return "rule_certificate_for_other_name_nameless";
	}
	if (rule === "tls-interception" && facts["issuer"] !== "") return "rule_tls_interception_observed";
	if (rule === "gmail-password-auth" && severity === "error") return "rule_gmail_password_auth_refused";
	if (rule === "app-password-required") {
		if (facts["provider"] === "unknown") return "rule_app_password_required_unknown";
		if (service === "calendar" || service === "contacts") return "rule_app_password_required_dav";
	}
	if (rule === "clock-skew" && facts["minutes"] === 0) return "rule_clock_skew_unmeasured";
	if (rule === "server-unreachable" && facts["other"] !== 0) return "rule_server_unreachable_elsewhere";
	if (rule === "identity-smtp-mismatch") {
		if (facts["host"] === "") return "rule_identity_smtp_mismatch_without_server";
		if (facts["provider"] === "unknown") return "rule_identity_smtp_mismatch_foreign";
	}
	if (rule === "retired-or-mistyped-host" && facts["replacement"] === "") {
		return "rule_retired_or_mistyped_host_without_replacement";
	}
	if (rule === "port-of-other-protocol" && facts["protocol"] === "smtp") return "rule_port_of_other_protocol_sending";
	if (rule === "dav-entry-url-as-calendar") {
		if (isPlainUrl(String(facts["url"]))) return "rule_dav_entry_url_as_calendar_plain";
		if (fix === "live") return "rule_dav_entry_url_as_calendar_found";
	}
	if (rule === "dav-duplicate") {
		if (service === "contacts") return "rule_dav_duplicate_contacts";
		if (fix !== "live") return "rule_dav_duplicate_unsent";
	}
	if (rule === "dav-username" && facts["username"] === "") return "rule_dav_username_empty";
	if (rule === "smtp-username-incomplete" && facts["username"] === "") return "rule_smtp_username_incomplete_empty";
	if (rule === "pop-instead-of-imap") {
		if (severity === "advice") return "rule_pop_instead_of_imap_kept";
		if (Number(facts["gigabytes"]) > 0) return "rule_pop_instead_of_imap_limited";
	}
	return `rule_${plain(rule)}`;
}
