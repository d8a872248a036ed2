import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type NamedSet, smallSubset } from "../../src/conformance/smallSubset.ts";

const sets = (named: Readonly<Record<string, string>>): NamedSet[] =>
  Object.entries(named).map(([name, elements]) => ({ name, elements: [...elements] }));

/** What the sets of these names cover. */
const covered = (all: readonly NamedSet[], names: readonly string[]): Set<string> =>
  new Set(all.filter(({ name }) => names.includes(name)).flatMap(({ elements }) => elements));

/** How few of the sets cover what all of them do, by trying them all. */
function fewest(all: readonly NamedSet[]): number {
  const names = all.map(({ name }) => name);
  const whole = covered(all, names).size;
  const choices = Array.from({ length: 2 ** all.length }, (_, bits) =>
    names.filter((_name, n) => Math.floor(bits / 2 ** n) % 2 === 1),
  );
  const enough = choices.filter((choice) => covered(all, choice).size === whole);
  return Math.min(...enough.map((choice) => choice.length));
}

const randomSets = fc
  .array(fc.subarray([..."abcdefgh"]), { maxLength: 8 })
  .map((lists) => lists.map((elements, n): NamedSet => ({ name: `set ${n}`, elements })));

describe("smallSubset", () => {
  it.each([
    ["no sets", {}, { names: [], atLeast: 0 }],
    ["empty sets", { p: "", q: "" }, { names: [], atLeast: 0 }],
    ["the first of equals", { p: "ab", q: "ab" }, { names: ["p"], atLeast: 1 }],
    ["the larger set", { p: "a", q: "ab" }, { names: ["q"], atLeast: 1 }],
    ["sets that share nothing", { p: "a", q: "b" }, { names: ["p", "q"], atLeast: 2 }],
    // The greedy choice is p, then q and r, which leave nothing for p.
    [
      "without the superfluous",
      { p: "abcd", q: "abe", r: "cdf" },
      { names: ["q", "r"], atLeast: 2 },
    ],
    // Any two elements are in one set, and yet no set has all three.
    [
      "more than elements that share no set",
      { p: "ab", q: "bc", r: "ca" },
      { names: ["p", "q"], atLeast: 2 },
    ],
    // The greedy choice is z, s and y.
    [
      "fewer than the greedy choice",
      { z: "abcde", s: "gh", x: "abcg", y: "defh" },
      { names: ["x", "y"], atLeast: 2 },
    ],
  ])("%s", (_, named, cover) => {
    expect(smallSubset(sets(named as Record<string, string>))).toEqual(cover);
  });

  it("stays with the greedy choice, and a lower bound, where the search takes too long", () => {
    const all = sets({ z: "abcde", s: "gh", x: "abcg", y: "defh" });
    // f and g are in no set together: two at least.
    expect(smallSubset(all, 0)).toEqual({ names: ["z", "s", "y"], atLeast: 2 });
    expect(smallSubset(all, 1)).toEqual({ names: ["z", "s", "y"], atLeast: 2 });
    expect(smallSubset(sets({ p: "ab", q: "bc", r: "ca" }), 1).atLeast).toBe(1);
  });

  it("covers everything, by as few sets as can be, and in haste states a true bound", () => {
    const property = fc.property(randomSets, (all) => {
      const { names, atLeast } = smallSubset(all);
      const whole = covered(
        all,
        all.map(({ name }) => name),
      );
      expect(covered(all, names)).toEqual(whole);
      for (const name of names) {
        const others = names.filter((other) => other !== name);
        expect(covered(all, others).size).toBeLessThan(whole.size);
      }
      expect([names.length, atLeast]).toEqual([fewest(all), fewest(all)]);
      const hasty = smallSubset(all, 2);
      expect(covered(all, hasty.names)).toEqual(whole);
      expect(hasty.atLeast).toBeLessThanOrEqual(fewest(all));
    });
    fc.assert(property);
  });

  it("does not depend on the order of a set's elements", () => {
    const property = fc.property(randomSets, (all) => {
      const turned = all.map(({ name, elements }) => ({ name, elements: elements.toReversed() }));
      expect(smallSubset(turned).names).toEqual(smallSubset(all).names);
    });
    fc.assert(property);
  });
});
