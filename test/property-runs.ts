// How many cases a property test tries: fast-check's own number, or FAST_CHECK_RUNS.

import fc from "fast-check";

const runs = Number(process.env["FAST_CHECK_RUNS"]);
if (runs > 0) fc.configureGlobal({ numRuns: runs });

/** For a property that has a number of its own. */
export const casesOf = (usual: number): number => (runs > 0 ? runs : usual);
