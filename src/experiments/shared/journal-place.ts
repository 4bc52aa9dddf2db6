// Where the journal lies in the profile. What is in it: ../repair/journal-file.ts.

/** The folder below the profile that holds what this add-on must not lose. */
export const JOURNAL_FOLDER = "bons-comptes";
export const JOURNAL_NAME = "journal.json";
export const JOURNAL_PATH = `${JOURNAL_FOLDER}/${JOURNAL_NAME}`;
