// What the catalogue says about hosts, pairs and domains: pure questions with plain answers.
// Whose account something is, is decided in identify.ts.

import type { Provider } from "./schema";

export type MailProtocol = "imap" | "pop3" | "smtp";

/** Providers by id, in a fixed order. */
export type Catalogue = ReadonlyMap<string, Provider>;
