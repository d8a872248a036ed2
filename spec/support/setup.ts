/** Run before every spec file. */
import fc from "fast-check";
import { FC_RUNS, FC_SEED } from "./fastCheck.ts";

fc.configureGlobal({ seed: FC_SEED, numRuns: FC_RUNS });

// Texts are for 80 columns unless a spec says otherwise.
delete process.env["COLUMNS"];
