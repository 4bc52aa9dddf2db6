// What every component needs: the state, the buttons' work and the words. Made in mount.tsx.

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Waiting } from "../../doctor/plan";
import type { ManagedPolicy } from "../../policy/parse-policy";
import type { Catalogue } from "../../providers/lookup";
import type { Controller } from "../controller";
import type { Sentences } from "../sentences";
import { isResting, type ViewState, waitingChangesOf } from "../view-state";

export interface PageParts {
	controller: Controller;
	sentences: Sentences;
	catalogue: Catalogue;
	/** What the organisation has configured. */
	managed: ManagedPolicy;
	/** The window is wide enough to show details at once. */
	wide: boolean;
}

export interface PageContext extends PageParts {
	state: ViewState;
}

export const Context = createContext<PageContext | null>(null);

export interface UsedPage extends PageContext {
	busy: boolean;
	/** The accounts are shown as far as they are known; the check goes on. */
	partial: boolean;
	/** What waits for a restart already. */
	waiting: Waiting;
}

export function usePage(): UsedPage {
	const page = useContext(Context);
	if (page === null) throw new Error("a component of the page was rendered outside of it");
	const { phase } = page.state;
	return {
		...page,
		busy: !isResting(phase),
		partial: phase.kind === "checking" && phase.partial !== null,
		waiting: waitingChangesOf(page.state.surroundings),
	};
}
