// Before → after, one row per setting: the table that people see and the attributes that scripts read.

import type { Blocked, Change, SettingValue } from "../../domain/change";
import { type Names, rowsOf } from "../names";
import { usePage } from "./context";

export interface ShownChange {
	change: Change;
	blocked: Blocked | null;
}

export function ChangesTable({
	caption,
	changes,
	names,
	proposed,
}: {
	caption: string;
	changes: readonly ShownChange[];
	names: Names;
	/** Only what is proposed carries the attributes: the history has been. */
	proposed: boolean;
}) {
	const { sentences } = usePage();
	return (
		<table>
			<caption class="for-readers">{caption}</caption>
			<thead>
				<tr>
					<th scope="col">{sentences.text("column_setting")}</th>
					<th scope="col">{sentences.text("column_before")}</th>
					<th scope="col">{sentences.text("column_after")}</th>
				</tr>
			</thead>
			<tbody>
				{changes.flatMap(({ change, blocked }) =>
					rowsOf(change, names).map((row) => (
						<tr
							key={`${row.key} ${row.setting}`}
							{...(proposed && {
								"data-setting": row.setting,
								"data-from": raw(row.from),
								"data-to": raw(row.to),
								"data-blocked": blocked ?? undefined,
							})}
						>
							<th scope="row">
								{sentences.setting(row.setting)}
								<span class="subject">{row.subject}</span>
							</th>
							<td>{sentences.value(row.setting, row.from)}</td>
							<td>{sentences.value(row.setting, row.to)}</td>
						</tr>
					)),
				)}
			</tbody>
		</table>
	);
}

function raw(value: SettingValue): string {
	return value === null ? "" : String(value);
}
