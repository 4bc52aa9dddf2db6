// « Vérifier discrètement une fois par jour »: the switch, when the doctor last looked by itself, and what it found.

import { usePage } from "./context";

export function Watch() {
	const { controller, sentences, state } = usePage();
	const { watch } = state;
	if (watch.kind === "loading") return null;
	const isOff = watch.view.pace === "off";
	return (
		<section aria-labelledby="watch">
			<h2 id="watch">{sentences.text("watch_title")}</h2>
			<p class="note">{sentences.text("watch_explained")}</p>
			<label class="choice">
				<input
					type="checkbox"
					data-field="watch"
					aria-describedby="watch-state"
					checked={watch.view.wanted && !isOff}
					disabled={isOff}
					onChange={(event) => void controller.setWatch(event.currentTarget.checked)}
				/>
				<span>{sentences.watchLabel(watch.view.pace)}</span>
			</label>
			<p id="watch-state" role="status" class="note">
				{sentences.watch(watch)}
			</p>
		</section>
	);
}
