// The ports of mail protocols outside any provider's table (RFC 8314).

import type { MailProtocol } from "../providers/lookup";
import type { Pair } from "../providers/schema";

/** Where the server expects encryption from the first byte. */
export const TLS_PORT: Readonly<Record<MailProtocol, number>> = { imap: 993, pop3: 995, smtp: 465 };
const STARTTLS_PORT: Readonly<Record<MailProtocol, number>> = { imap: 143, pop3: 110, smtp: 587 };

/** Best first. */
export function standardPairs(protocol: MailProtocol): Pair[] {
	return [
		{ port: TLS_PORT[protocol], security: "tls" },
		{ port: STARTTLS_PORT[protocol], security: "starttls" },
	];
}
