/** Run once before all specs: says which cases the properties will see. */
import { FC_RUNS, FC_SEED } from "./fastCheck.ts";

export default function announce(): void {
  process.stdout.write(`properties: seed ${FC_SEED}, ${FC_RUNS} cases each (FC_SEED, FC_RUNS)\n`);
}
