// The faults of a pair of port and security in their order: the first that applies is told.

import { type ConnectionFault, isRight } from "./connection";
import { incomingTlsOnPlainPort } from "./incoming-tls-on-plain-port";
import { outgoingPort25 } from "./outgoing-port-25";
import { outgoingTlsOnStarttlsPort } from "./outgoing-tls-on-starttls-port";
import { plainConnection } from "./plain-connection";
import { portNotOffered } from "./port-not-offered";
import { portOfOtherProtocol } from "./port-of-other-protocol";
import type { JudgedServer } from "./server";
import { starttlsOnTlsPort } from "./starttls-on-tls-port";

export const CONNECTION_FAULTS: readonly ConnectionFault[] = [
	portOfOtherProtocol,
	incomingTlsOnPlainPort,
	outgoingTlsOnStarttlsPort,
	starttlsOnTlsPort,
	plainConnection,
	outgoingPort25,
	portNotOffered,
];

/** Settings alone tell that this pair is wrong. */
export function hasConnectionFault(judged: JudgedServer): boolean {
	return !isRight(judged) && CONNECTION_FAULTS.some((fault) => fault.applies(judged));
}
