// How many of each piece follow a move, for the page.

import type { PrefEdit } from "../../../domain/journal";
import type { Carried, CarriedPiece } from "../../../domain/outcome";
import type { Move } from "./move";
import { pieceOfPreference } from "./preferences";

/** Of `pieces`, files and index, the counts; of logins and preferences each one is one. */
export function countCarried(
	move: Move,
	parts: { logins: number; prefs: readonly PrefEdit[]; pieces: readonly { piece: CarriedPiece; count: number }[] },
): Carried {
	const carried: Partial<Record<CarriedPiece, number>> = {};
	const add = (piece: CarriedPiece, count: number) => {
		if (count > 0) carried[piece] = (carried[piece] ?? 0) + count;
	};
	add("login", parts.logins);
	for (const { name } of parts.prefs) {
		const piece = pieceOfPreference(name, move);
		if (piece !== null) add(piece, 1);
	}
	for (const { piece, count } of parts.pieces) add(piece, count);
	return carried;
}
