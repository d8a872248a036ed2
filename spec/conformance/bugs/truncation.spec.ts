import { describe, expect, it } from "vitest";
import { chunkStart } from "../../../src/conformance/bugs/truncation.ts";

describe("chunkStart", () => {
  it("is the first of the k1 steps that t is among", () => {
    expect([0, 1, 2, 3, 4, 5, 6].map((t) => chunkStart(3, t))).toEqual([0, 0, 0, 3, 3, 3, 6]);
  });
});
