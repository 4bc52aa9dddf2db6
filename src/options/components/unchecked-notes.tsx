// What could not be checked of an account, and what to do. That is not wrong: the lights say « non vérifié ».

import type { AccountDiagnosis } from "../../domain/diagnosis";
import { usePage } from "./context";
import { WhatWasSeen } from "./what-was-seen";

export function UncheckedNotes({ account }: { account: AccountDiagnosis }) {
	const { sentences } = usePage();
	return (
		<ul class="unchecked" aria-label={sentences.text("unchecked_list")}>
			{account.unchecked.map((item) => (
				<li
					key={`${item.service} ${item.subject} ${item.reason}`}
					data-unchecked={item.reason}
					data-service={item.service}
				>
					<p>
						<span class="service">{sentences.service(item.service)}</span> {sentences.unchecked(item, account)}
					</p>
					{(item.reason === "proxy" || item.reason === "dns-silent") && (
						<p class="note">{sentences.text("other_network")}</p>
					)}
					{item.seen !== null && (
						<details>
							<summary>{sentences.text("details")}</summary>
							<WhatWasSeen seen={item.seen} />
						</details>
					)}
				</li>
			))}
		</ul>
	);
}
