/**
 * How property tests draw their cases: the same ones every time, unless FC_SEED says otherwise;
 * FC_RUNS says how many. A failing property prints its seed and its smallest counterexample.
 */
export const FC_SEED: number = Number(process.env["FC_SEED"] ?? 42);
export const FC_RUNS: number = Number(process.env["FC_RUNS"] ?? 100);
