// The contract of browser.bonsComptesWatch: when a quiet check or the automatic mode is due. Callers and implementation are checked against it.
// When that is: ../../doctor/watch.ts, ../../doctor/automatic-schedule.ts.

declare namespace browser.bonsComptesWatch {
	interface PaceOptions {
		/** From one to the next, in milliseconds, at least a day; null: never. */
		everyMs: number | null;
	}
	/**
	 * A quiet check is due now, and counts as begun: whatever the listener makes of it, the event comes again only after the
	 * whole period. Never while Thunderbird is offline. Wakes the event page.
	 */
	const onDue: WebExtEvent<() => void>;
	/**
	 * The automatic mode is to look now, and counts as begun. Only where the organisation's policy is `automatic`, once for each
	 * state of policy and accounts, never while Thunderbird is offline or a message is written or sent. Wakes the event page.
	 */
	const onRepairDue: WebExtEvent<() => void>;
	/** A button of the line that `showRepaired` has shown was clicked. Wakes the event page. */
	const onAnswered: WebExtEvent<(answer: "undo" | "show", entry: string) => void>;
	/** Offline, or a message is being written or sent. */
	function isBusy(): Promise<boolean>;
	/** The pass is over; with `again` it could not do its work, and comes at a later start. */
	function repairEnded(again: boolean): Promise<void>;
	/** One quiet line in Thunderbird's window; false where no window can show it. `entry`: handed back with the answer. */
	function showRepaired(entry: string, texts: { text: string; undo: string; show: string }): Promise<boolean>;
	/** @throws ExtensionError when the request is not of the right shape */
	function setPace(pace: PaceOptions): Promise<void>;
}
