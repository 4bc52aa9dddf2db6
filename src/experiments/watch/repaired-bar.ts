// The one line at the bottom of Thunderbird's window that tells of a repair without a click, with its buttons. It takes no
// focus, covers nothing and goes when it is closed. The words come from the page.

const NAME = "bons-comptes-repaired";

export type Answer = "undo" | "show";

export interface BarTexts {
	text: string;
	undo: string;
	show: string;
}

/** Resolves with false where there is no window, or none that can show it. */
export async function showBar(texts: BarTexts, answer: (answer: Answer) => void): Promise<boolean> {
	const window = Services.wm.getMostRecentWindow("mail:3pane");
	const bar = (window as Partial<MailWindow> | null)?.specialTabs?.msgNotificationBar;
	if (bar === undefined) return false;
	const before = bar.getNotificationWithValue(NAME);
	if (before !== null) bar.removeNotification(before);
	const button = (label: string, which: Answer) => ({
		label,
		callback: (): boolean => {
			answer(which);
			// It goes with the click.
			return false;
		},
	});
	await bar.appendNotification(NAME, { label: texts.text, priority: bar.PRIORITY_INFO_LOW }, [
		button(texts.undo, "undo"),
		button(texts.show, "show"),
	]);
	return true;
}
