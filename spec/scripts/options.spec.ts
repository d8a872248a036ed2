import { describe, expect, it } from "vitest";
import { asUsage } from "../../scripts/options.ts";
import { UsageError } from "../../src/cli/command.ts";

const thrower = (message: string) => (): never => {
  throw new RangeError(message);
};

describe("a complaint about an argument", () => {
  it.each([
    ["rounds: expected more, got 0", "--rounds: expected more, got 0"],
    ["rival-epochs: expected more, got 0", "--rival-epochs: expected more, got 0"],
    ["hiddenSize: expected more, got 0", "--hidden: expected more, got 0"],
    ["hiddenSize × 9: expected less, got 81", "--hidden, × 9: expected less, got 81"],
    ["truncation.hops: expected more, got -1", "--truncation, hops: expected more, got -1"],
  ])("%s, is the user's mistake", (message, said) => {
    expect(() => asUsage(thrower(message), { hiddenSize: "--hidden" })).toThrow(
      new UsageError(said),
    );
  });

  it.each(["offset is out of bounds", "no such thing: it is not there"])(
    "%s, is none, and the program's own fault",
    (message) => {
      expect(() => asUsage(thrower(message))).toThrow(new RangeError(message));
    },
  );
});
