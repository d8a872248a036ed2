/** What an engine makes of a case, and whether that is what the reference makes of it. */
import { expect } from "vitest";
import { type Passes, referencePasses, unrollBy } from "../../src/rnn/engine.ts";
import { type Gradients, gradientArrays } from "../../src/rnn/parameters.ts";
import { sweeps } from "../../src/rnn/truncation.ts";
import type { NetworkCase } from "./arbitraries.ts";
import { sameBits } from "./compare.ts";

/** The numbers of the trace and of the gradients, by name. */
function computed(
  engine: Passes,
  { config, parameters, sequence: { x, y, initialState } }: NetworkCase,
): Readonly<Record<string, Float64Array>> {
  const trace = unrollBy(engine, config, parameters, x, initialState);
  const along = sweeps(config.truncation, x.rows);
  const gradients: Gradients = engine.propagate(config, parameters, trace, y, along);
  const names = Object.keys(gradients);
  return {
    a: trace.a.data,
    s: trace.s.data,
    o: trace.o.data,
    ...Object.fromEntries(gradientArrays(gradients).map((values, n) => [names[n], values])),
  };
}

/** That both have the same bits, without the checks of the callers: whatever the numbers are. */
export function expectReferenceBits(engine: Passes, network: NetworkCase): void {
  const expected = computed(referencePasses, network);
  const actual = computed(engine, network);
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  const wrong = Object.keys(expected).filter((name) => !sameBits(actual[name], expected[name]));
  expect(wrong).toEqual([]);
}
