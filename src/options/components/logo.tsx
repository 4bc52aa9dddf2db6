// The add-on's mark in the page's own colours; the toolbar's drawings are in icons/.

export function Logo() {
	return (
		<svg class="logo" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
			<path
				d="M15 7V4a1.5 1.5 0 0 0-1.5-1.5h-11A1.5 1.5 0 0 0 1 4v8a1.5 1.5 0 0 0 1.5 1.5H7M1.3 4.3 8 9l6.7-4.7"
				fill="none"
				stroke="currentColor"
				stroke-width="1.5"
				stroke-linecap="round"
				stroke-linejoin="round"
			/>
			<path
				class="tick"
				d="m8.9 12.1 2.1 2.1 4.1-4.7"
				fill="none"
				stroke="currentColor"
				stroke-width="2"
				stroke-linecap="round"
				stroke-linejoin="round"
			/>
		</svg>
	);
}
