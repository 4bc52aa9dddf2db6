// The folders in the database of Thunderbird's search: their URIs follow a move while Thunderbird closes, when its own
// connection is gone. Synchronous, because nothing else works by then. Files and preferences: files.ts, preferences.ts.

import type { Move } from "./move";
import { replaceUris } from "./uris";

interface Statement {
	executeStep(): boolean;
	getInt64(column: number): number;
	getUTF8String(column: number): string;
	bindByIndex(index: number, value: string | number): void;
	finalize(): void;
}

interface Connection {
	createStatement(sql: string): Statement;
	beginTransaction(): void;
	commitTransaction(): void;
	rollbackTransaction(): void;
	close(): void;
}

interface StorageService {
	openDatabase(file: unknown): Connection;
}

const DATABASE = "global-messages-db.sqlite";

function openIndex(): Connection | null {
	const file = Services.dirsvc.get("ProfD", Ci["nsIFile"]);
	file.append(DATABASE);
	// Opening would make one.
	if (!file.exists()) return null;
	const storage = Cc["@mozilla.org/storage/service;1"]?.getService(Ci["mozIStorageService"]) as StorageService;
	return storage.openDatabase(file);
}

/** Each folder of the server: its row, and its URI after the move. */
function movedRows(connection: Connection, move: Pick<Move, "from" | "to">): { id: number; uri: string }[] {
	const statement = connection.createStatement("SELECT id, folderURI FROM folderLocations");
	const rows: { id: number; uri: string }[] = [];
	try {
		while (statement.executeStep()) {
			const { text, count } = replaceUris(statement.getUTF8String(1), move);
			if (count > 0) rows.push({ id: statement.getInt64(0), uri: text });
		}
	} finally {
		statement.finalize();
	}
	return rows;
}

function withIndex(warn: (message: string) => void, work: (connection: Connection) => number): number {
	let connection: Connection | null = null;
	try {
		connection = openIndex();
		return connection === null ? 0 : work(connection);
	} catch (error) {
		// Thunderbird makes a damaged index anew; it is no reason to leave the account as it is.
		warn(`the search index was left as it is: ${String(error)}`);
		return 0;
	} finally {
		connection?.close();
	}
}

/** How many folders would follow. Changes nothing. */
export function countInSearchIndex(move: Pick<Move, "from" | "to">, warn: (message: string) => void): number {
	return withIndex(warn, (connection) => movedRows(connection, move).length);
}

/** Moves the folders in one transaction; returns how many there were. Only while Thunderbird closes. */
export function moveSearchIndex(move: Pick<Move, "from" | "to">, warn: (message: string) => void): number {
	return withIndex(warn, (connection) => {
		const rows = movedRows(connection, move);
		if (rows.length === 0) return 0;
		connection.beginTransaction();
		try {
			for (const { id, uri } of rows) {
				const statement = connection.createStatement("UPDATE folderLocations SET folderURI = ?1 WHERE id = ?2");
				try {
					statement.bindByIndex(0, uri);
					statement.bindByIndex(1, id);
					statement.executeStep();
				} finally {
					statement.finalize();
				}
			}
			connection.commitTransaction();
		} catch (error) {
			connection.rollbackTransaction();
			throw error;
		}
		return rows.length;
	});
}
