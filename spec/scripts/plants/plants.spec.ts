import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ARTICLE_PLANT } from "../../../scripts/plants/article.ts";
import { network, PLANTED_FILES, type Plant, planted } from "../../../scripts/plants/plant.ts";
import { PLANTS } from "../../../scripts/plants/plants.ts";
import { FIXTURES } from "../../../src/cli/suite.ts";
import { BUGS } from "../../../src/conformance/bugs/catalogue.ts";

const SOURCES = PLANTED_FILES.map(
  (file) => [file, readFileSync(join(FIXTURES, "consumers/python-numpy", file), "utf8")] as const,
);

/** The example with a mistake in it, as one text. */
function exampleWith(plant: Plant): string {
  return SOURCES.map(([file, source]) => planted(source, file, plant)).join("\n");
}

describe("the plants", () => {
  it("are the bugs of the catalogue, all of them, in its order", () => {
    expect(Object.keys(PLANTS)).toEqual(BUGS.map(({ id }) => id));
  });

  it("each fit into the example, change it, and differ from one another", () => {
    const texts = [[], ...Object.values(PLANTS), ARTICLE_PLANT].map(exampleWith);
    expect(new Set(texts).size).toBe(BUGS.length + 2);
  });
});

describe("planting", () => {
  const source = "a = b\nc = b\n";

  it("replaces one part after the other, as it is written and in its own file", () => {
    const plant = [network("a = b", "$& = $1"), network("$1\nc", "d\nc")];
    expect(planted(source, "elman.py", plant)).toBe("$& = d\nc = b\n");
    expect(planted(source, "answer.py", plant)).toBe(source);
  });

  it.each([
    ["b", 2],
    ["e", 0],
  ])("%s, which does not occur once, is refused", (part, count) => {
    expect(() => planted(source, "elman.py", [network(part, "x")])).toThrow(
      new RangeError(`elman.py: expected once, got ${count} times: ${part}`),
    );
  });
});
