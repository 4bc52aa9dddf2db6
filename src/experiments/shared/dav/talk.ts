// Lets a search talk: hands its questions to a session, and its answers back. The search itself is pure.

import type { DavAnswer } from "../../../probe/dav/answers";
import type { Given, Propfind, Search } from "../../../probe/dav/discovery";
import type { Place } from "../../../probe/dav/href";

export async function talk<Value>(
	search: Search<Value>,
	session: { propfind(request: Propfind): Promise<DavAnswer> },
	services: () => Promise<Place[]>,
): Promise<Value> {
	for (let step = search.next(); ; ) {
		if (step.done === true) return step.value;
		const given: Given =
			step.value.kind === "srv"
				? { kind: "places", places: await services() }
				: { kind: "answers", answers: await Promise.all(step.value.requests.map((one) => session.propfind(one))) };
		step = search.next(given);
	}
}
