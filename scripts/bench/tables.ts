/** The tables of the bench against other programs, and of what it keeps. */
import { plainTable } from "../../src/report/terminal.ts";
import type { MemoryUse } from "./memory.ts";
import type { RivalFigures } from "./rivals/measure.ts";
import { CHUNK, HOPS } from "./rivals/problem.ts";

/** Milliseconds of an epoch, and how many times those of our engine wasm. */
export function rivalsTable({ tables, missing }: RivalFigures): string {
  const table = plainTable(["", ...tables.map(({ mode }) => `${mode} (×)`), "apart"]);
  tables[0].times.forEach(({ name, version }, n) => {
    const cells = tables.map(({ times }) => {
      const { seconds, ratio } = times[n];
      return `${(seconds.median * 1000).toFixed(0)} (${ratio.median.toFixed(1)})`;
    });
    const apart = Math.max(...tables.map(({ times }) => times[n].apart));
    table.push([`${name} ${version}`.trim(), ...cells, apart.toExponential(0)]);
  });
  const skipped = missing.map(
    ({ name, lacks }) => `SKIPPED ${name}: this machine lacks ${lacks}\n`,
  );
  return `Milliseconds of an epoch of 100 records: H = 100, T = 50, tanh, batch 1, one
thread; in brackets, how many times those of the engine wasm, the median over
the rounds.
${table}
full: one loss, through all steps. chunk: a loss at every step, the state
detached every ${CHUNK}. window: a loss at every step, ${HOPS} hops back. apart: how far the
losses are from ours, relative. NumPy takes a window back for all losses at
once, one product a hop; per loss, one product a step. TensorFlow.js computes
in binary32, one epoch a round.
${skipped.join("")}`;
}

export function memoryTable(used: readonly MemoryUse[]): string {
  const table = plainTable(["full BPTT, H = 32, T", "MB kept", "reference, s", "wasm, s"]);
  for (const { steps, megabytes, seconds } of used) {
    const { reference, wasm } = seconds;
    table.push([steps, megabytes.toFixed(1), reference.toFixed(3), wasm.toFixed(3)]);
  }
  return table.toString();
}
