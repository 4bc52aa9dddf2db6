// The contract of browser.bonsComptesWatch: when a quiet check is due. Callers and implementation are checked against it.
// When that is: ../../doctor/watch.ts.

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
	/** @throws ExtensionError when the request is not of the right shape */
	function setPace(pace: PaceOptions): Promise<void>;
}
