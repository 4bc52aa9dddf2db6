// What mailbox.test.ts calls in Thunderbird: the comparison of mailboxes and the obstacles, without the repair around them.

import type { HeldMail } from "../../../src/domain/mailbox";
import { compareMailbox, type MailboxRequest } from "../../../src/experiments/repair/mailboxes";
import { obstacles as obstaclesOf } from "../../../src/experiments/repair/obstacles";
import { nextTurn } from "../../../src/experiments/shared/connection";
import { Examination } from "../../../src/experiments/shared/examination";
import { heldMail } from "../../../src/experiments/shared/held-mail";
import { Slots } from "../../../src/experiments/shared/slots";
import { Cancellation } from "../../../src/experiments/shared/timer";

export function held(key: string): Promise<HeldMail | null> {
	const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
	const server = MailServices.accounts.allServers.find((one) => one.key === key);
	if (!server) throw new Error(`no ${key}`);
	return heldMail(server);
}

/** With short deadlines: some of the servers never end. */
export function compare(request: MailboxRequest): ReturnType<typeof compareMailbox> {
	const slots = new Slots(nextTurn);
	return compareMailbox(request, (ports, work) =>
		work(new Examination({ stageMs: 4000, totalMs: 8000 }, new Cancellation(), { slots, ...ports })),
	);
}

export const obstacles = obstaclesOf;
