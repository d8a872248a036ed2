/** Random settings of the laboratory, small enough to run. */
import fc from "fast-check";
import { STARTS } from "../../src/article/network.ts";
import { PRESETS } from "../../src/article/settings.ts";
import {
  type LabChanges,
  type LabSettings,
  labSettings,
  SWITCHED_ERRATA,
} from "../../src/lab/settings.ts";
import { ACTIVATIONS } from "../../src/rnn/activation.ts";
import type { Clipping } from "../../src/rnn/clip.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";

const truncations: fc.Arbitrary<Truncation> = fc.oneof(
  fc.constant<Truncation>({ kind: "full" }),
  fc.nat({ max: 6 }).map((hops): Truncation => ({ kind: "window", hops })),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 4 }))
    .map(([k1, more]): Truncation => ({ kind: "chunk", k1, k2: k1 + more })),
);

const clips: fc.Arbitrary<Clipping | null> = fc.oneof(
  fc.constant(null),
  fc.record({
    kind: fc.constantFrom("value" as const, "norm" as const),
    limit: fc.constantFrom(0.125, 1, 10, 1e-7, 2.5e30),
  }),
);

/** Every choice there is, with at most 4 units, 7 steps and 2 epochs. */
export function labCases(): fc.Arbitrary<LabSettings> {
  const changes: fc.Arbitrary<LabChanges> = fc.record(
    {
      mended: fc.subarray([...SWITCHED_ERRATA]),
      start: fc.constantFrom(...STARTS),
      activation: fc.constantFrom(...ACTIVATIONS),
      truncation: truncations,
      clip: clips,
      learningRate: fc.constantFrom(0, 0.001, 1e-7, 0.3),
      seed: fc.nat({ max: 2 ** 31 }),
    },
    { requiredKeys: [] },
  );
  const sizes = fc.record({
    hidden: fc.integer({ min: 1, max: 4 }),
    length: fc.integer({ min: 1, max: 7 }),
    epochs: fc.integer({ min: 1, max: 2 }),
  });
  return fc
    .tuple(fc.constantFrom(...PRESETS), changes, sizes)
    .map(([preset, changed, small]) => labSettings(preset, { ...changed, ...small }));
}
