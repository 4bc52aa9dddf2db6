// How much a calendar or address book keeps here, and whether something of it waits to be sent: counted in the databases
// that Thunderbird itself has open, beside its main thread. Opens no database: that would make files.

import type { Calendar } from "../../domain/snapshot";
import { attempt } from "../shared/attempt";
import { after } from "../shared/timer";

type Counted = Pick<Calendar, "entries" | "unsent">;

const UNKNOWN: Counted = { entries: null, unsent: null };
/** A database may be busy with a first synchronisation. */
const LONGEST_MS = 1000;

interface Row {
	getResultByName(name: string): unknown;
}
interface Statement {
	bindByName(name: string, value: unknown): void;
	executeAsync(callback: {
		handleResult(rows: { getNextRow(): Row | null }): void;
		handleError(error: unknown): void;
		handleCompletion(reason: number): void;
	}): unknown;
	finalize(): void;
}
interface Connection {
	createAsyncStatement(sql: string): Statement;
}
interface Wrapped<Inner> {
	readonly wrappedJSObject?: Inner;
}

/** A changed occurrence of a repeated event is a row of its own, and no entry. 4: deleted here, and not yet there. */
const CALENDAR_SQL = ["cal_events", "cal_todos"]
	.map(
		(table) =>
			`SELECT COUNT(CASE WHEN recurrence_id IS NULL AND (offline_journal IS NULL OR offline_journal <> 4) THEN 1 END) AS entries,
			COUNT(offline_journal) AS unsent FROM ${table} WHERE cal_id = :id`,
	)
	.join(" UNION ALL ");
/** There is one of it for each contact. */
const BOOK_SQL = "SELECT COUNT(*) AS entries, 0 AS unsent FROM properties WHERE name = '_vCard'";

/** Nothing is known of a calendar without offline cache. */
export async function calendarEntries(calendar: object & { readonly id: string }): Promise<Counted> {
	const connection = attempt(() => {
		const cached = (calendar as Wrapped<{ mCachedCalendar?: Wrapped<{ db?: Connection }> }>).wrappedJSObject;
		return cached?.mCachedCalendar?.wrappedJSObject?.db ?? null;
	}, null);
	return connection === null ? UNKNOWN : count(connection, CALENDAR_SQL, calendar.id);
}

export async function bookEntries(book: object): Promise<Counted> {
	interface Book {
		_dbConnection?: Connection;
		_uidsToSync?: ReadonlySet<string>;
		_hrefsToRemove?: ReadonlySet<string>;
	}
	const inner = attempt(() => (book as Wrapped<Book>).wrappedJSObject ?? null, null);
	// A property of its own once it is open; before that, reading it would open it.
	const isOpen = inner !== null && Object.hasOwn(inner, "_dbConnection");
	const connection = isOpen ? attempt(() => inner._dbConnection ?? null, null) : null;
	const waiting = attempt(
		() => (inner?._uidsToSync?.size ?? Number.NaN) + (inner?._hrefsToRemove?.size ?? Number.NaN),
		NaN,
	);
	const { entries } = connection === null ? UNKNOWN : await count(connection, BOOK_SQL, null);
	return { entries, unsent: Number.isNaN(waiting) ? null : waiting > 0 };
}

/** The sums over all rows; unknown where the database does not answer in time. */
function count(connection: Connection, sql: string, id: string | null): Promise<Counted> {
	return new Promise((resolve) => {
		const cancel = after(LONGEST_MS, () => resolve(UNKNOWN));
		const end = (counted: Counted): void => {
			cancel();
			resolve(counted);
		};
		let entries = 0;
		let unsent = 0;
		const statement = attempt(() => connection.createAsyncStatement(sql), null);
		if (statement === null) {
			end(UNKNOWN);
			return;
		}
		try {
			if (id !== null) statement.bindByName("id", id);
			statement.executeAsync({
				handleResult(rows) {
					for (let row = rows.getNextRow(); row !== null; row = rows.getNextRow()) {
						entries += Number(row.getResultByName("entries"));
						unsent += Number(row.getResultByName("unsent"));
					}
				},
				handleError: () => end(UNKNOWN),
				handleCompletion: (reason) => end(reason === 0 ? { entries, unsent: unsent > 0 } : UNKNOWN),
			});
		} catch {
			end(UNKNOWN);
		} finally {
			statement.finalize();
		}
	});
}
