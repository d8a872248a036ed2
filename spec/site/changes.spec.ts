/** What the fields of the form promise is what the settings accept. */
import { describe, expect, it } from "vitest";
import goldens from "../../fixtures/article/goldens.json" with { type: "json" };
import { CHANGES, refusalInWords } from "../../site/changes.ts";
import { sitePage } from "../../site/page.ts";
import { labSettings, settingsFromQuery } from "../../src/lab/index.ts";

const page = sitePage({ script: "", worker: "", style: "" }, goldens);
const settings = settingsFromQuery("truncate=chunk:1:1");
const fields = [...page.matchAll(/<input type="number" id="(\w+)"([^>]*)>/g)].map(
  ([, id, attributes]) => ({ id, attributes }),
);
const limitOf = (attributes: string, name: string): number | null => {
  const [, value] = new RegExp(` ${name}="([^"]+)"`).exec(attributes) ?? [];
  return value === undefined ? null : Number(value);
};

describe("the number fields", () => {
  it.each(fields)("$id begin and end where the settings do", ({ id, attributes }) => {
    const take = (value: number) => () => CHANGES[id](settings, String(value));
    const [min, max] = [limitOf(attributes, "min"), limitOf(attributes, "max")];
    if (min === null) {
      // Above zero: there is no least number, and a field has no word for that.
      expect(take(0)).toThrow(RangeError);
      expect(take(Number.MIN_VALUE)).not.toThrow();
    } else {
      expect(take(min)).not.toThrow();
      expect(take(min - 1)).toThrow(RangeError);
    }
    if (max === null) return;
    expect(take(max)).not.toThrow();
    expect(take(max + 1)).toThrow(RangeError);
  });

  it("are all there are", () => {
    expect(fields.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["hops", "k1", "k2", "limit", "learningRate", "seed", "length"]),
    );
    expect(fields).toHaveLength(9);
  });

  it.each(Object.keys(CHANGES))("%s refuse an empty field, and words", (id) => {
    expect(() => CHANGES[id](settings, " ")).toThrow(RangeError);
    expect(() => CHANGES[id](settings, "many")).toThrow(RangeError);
  });
});

describe("a choice", () => {
  it("of clipping keeps the limit, and after none takes the article's", () => {
    const off = CHANGES["clip"](labSettings("sane", { clip: { kind: "norm", limit: 3 } }), "off");
    expect(off.clip).toBeNull();
    expect(CHANGES["clip"](off, "norm").clip).toEqual({ kind: "norm", limit: 10 });
    expect(CHANGES["clip"](settings, "norm").clip).toEqual({ kind: "norm", limit: 10 });
    expect(CHANGES["limit"](off, "2").clip).toEqual({ kind: "value", limit: 2 });
  });

  it("of a chunk's side from another truncation starts from the usual chunk", () => {
    expect(CHANGES["k1"](labSettings("sane"), "2").truncation).toEqual({
      kind: "chunk",
      k1: 2,
      k2: 10,
    });
    expect(CHANGES["truncation"](settings, "window").truncation).toEqual({
      kind: "window",
      hops: 5,
    });
    expect(CHANGES["start"](settings, "glorot").start).toBe("glorot");
    expect(CHANGES["activation"](settings, "relu").activation).toBe("relu");
  });
});

describe("a refusal", () => {
  const refused = (id: string, label: string, text: string): string => {
    try {
      CHANGES[id](settings, text);
    } catch (error) {
      return refusalInWords(label, error as Error);
    }
    return "not refused";
  };

  it.each([
    ["hidden", "Hidden units H", "0", "expected a whole number from 1 to 300, got 0"],
    ["limit", "Clip limit", "0", "expected a finite number above 0, got 0"],
    ["seed", "Seed", "", "expected a number, got none"],
    ["k1", "Steps between updates k1", "0", "expected a whole number of at least 1, got 0"],
  ])("of %s begins with the label “%s”: %j", (id, label, text, reason) => {
    expect(refused(id, label, text)).toBe(`${label}: ${reason}. Nothing was changed.`);
  });
});
