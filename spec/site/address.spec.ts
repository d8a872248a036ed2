/** What the history keeps, and what is said of an address that holds more than settings. */
import { describe, expect, it } from "vitest";
import { BURST, goesOn, ignoredInWords } from "../../site/address.ts";

describe("an edit", () => {
  const first = { control: "hidden", at: 5000 };

  it.each([
    ["nothing", null, first, false],
    [
      "the one before, in quick succession",
      first,
      { control: "hidden", at: 5000 + BURST - 1 },
      true,
    ],
    ["one that was settled on", first, { control: "hidden", at: 5000 + BURST }, false],
    ["one of another control", first, { control: "seed", at: 5001 }, false],
  ])("goes on with %s: %j, %j: %s", (_, before, edit, expected) => {
    expect(goesOn(before, edit)).toBe(expected);
  });
});

describe("what is ignored of an address", () => {
  it("is said in a line, which many junk keys do not make long", () => {
    expect(ignoredInWords([])).toBeNull();
    expect(ignoredInWords(["a=1", "b=2"])).toBe(
      "Ignored in the address, as no setting of this page: a=1, b=2.",
    );
    const many = Array.from({ length: 900 }, (_, n) => `k${n}=1`);
    expect(ignoredInWords(many)).toMatch(/: k0=1, k1=1, k2=1, k3=1 and 896 more\.$/);
  });
});
