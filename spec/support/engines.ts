/** What an engine makes of a case, and whether that is what the reference makes of it. */
import { expect } from "vitest";
import { type Passes, referencePasses } from "../../src/rnn/engine.ts";
import { traceIn, traceRoom } from "../../src/rnn/forward.ts";
import { type Gradients, gradientArrays, zeroGradients } from "../../src/rnn/parameters.ts";
import { sweeps } from "../../src/rnn/truncation.ts";
import type { NetworkCase } from "./arbitraries.ts";
import { sameBits } from "./compare.ts";

/**
 * The numbers of the trace and of the gradients, by name. Both are written where NaN was, which would
 * show.
 */
function computed(
  engine: Passes,
  { config, parameters, sequence: { x, y, initialState } }: NetworkCase,
): Readonly<Record<string, Float64Array>> {
  const room = traceRoom(config, x.rows + 1);
  const gradients: Gradients = zeroGradients(config);
  const places = [room.a.data, room.s.data, room.o.data, ...gradientArrays(gradients)];
  for (const values of places) values.fill(Number.NaN);
  const trace = traceIn(room, x, initialState);
  engine.writeSteps(trace, config, parameters, 0, x.rows - 1);
  const along = sweeps(config.truncation, x.rows);
  expect(engine.propagate(config, parameters, trace, y, along, gradients)).toBe(gradients);
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
