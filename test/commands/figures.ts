// Figures of the benchmark: medians and quartiles as rows of one table.

export function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	const place = (sorted.length - 1) * share;
	const low = sorted[Math.floor(place)] ?? Number.NaN;
	const high = sorted[Math.ceil(place)] ?? Number.NaN;
	return low + (high - low) * (place - Math.floor(place));
}

export type Row = [what: string, median: string, quartiles: string, runs: string];

export function row(what: string, values: readonly number[], show: (value: number) => string): Row {
	const [low, median, high] = [0.25, 0.5, 0.75].map((share) => show(quantile(values, share)));
	return [what, median ?? "", values.length > 1 ? `${low} – ${high}` : "", String(values.length)];
}

export const milliseconds = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
export const ratio = (value: number) => value.toFixed(3);
export const kilobytes = (value: number) => `${(value / 1024).toFixed(1)} KiB`;

export function table(rows: readonly Row[]): string {
	const lines: string[][] = [["", "median", "quartiles", "runs"], ...rows];
	const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
	return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).join("\n");
}
