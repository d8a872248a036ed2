/**
 * Run before every spec file: property tests draw the same cases every time unless told otherwise.
 *
 * FC_SEED and FC_RUNS change the seed and the number of cases; a failing property prints both the
 * seed and the path to its smallest counterexample.
 */
import fc from "fast-check";

const seed = Number(process.env["FC_SEED"] ?? 42);
const numRuns = Number(process.env["FC_RUNS"] ?? 100);

fc.configureGlobal({ seed, numRuns });
