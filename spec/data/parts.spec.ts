import { describe, expect, it } from "vitest";
import { judgedCount, judgedFrom, requireFractions } from "../../src/data/parts.ts";
import { itRefuses } from "../support/refusals.ts";

describe("the part that judges", () => {
  it.each([
    [{ training: 5, validation: 3, test: 2 }, 8, 2],
    [{ training: 5, validation: 3, test: 0 }, 5, 3],
    [{ training: 5, validation: 0, test: 0 }, 5, 0],
    [{ training: 0, validation: 0, test: 4 }, 0, 4],
  ])("of %j begins at %i and has %i", (parts, from, count) => {
    expect([judgedFrom(parts), judgedCount(parts)]).toEqual([from, count]);
  });
});

describe("fractions", () => {
  it("may hold out nothing, or all but a little", () => {
    requireFractions({ validation: 0, test: 0 });
    requireFractions({ validation: 0.5, test: 0.49 });
  });

  const refused = (validation: number, test: number) => (): void =>
    requireFractions({ validation, test });
  itRefuses([
    [
      "a validation part below 0",
      refused(-0.1, 0),
      "RangeError: validation: expected a finite number of at least 0, got -0.1",
    ],
    [
      "all for validation",
      refused(1, 0),
      "RangeError: validation: expected a fraction below 1, got 1",
    ],
    ["all for the test", refused(0, 1), "RangeError: test: expected a fraction below 1, got 1"],
    [
      "nothing to train on",
      refused(0.5, 0.5),
      "RangeError: test: expected a fraction that leaves some to train on beside a validation part of 0.5, got 0.5",
    ],
  ]);
});
