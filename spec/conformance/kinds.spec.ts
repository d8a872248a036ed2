import { describe, expect, it } from "vitest";
import { casesOf, KINDS } from "../../src/conformance/kinds.ts";
import { sampleFile } from "../support/caseFiles.ts";

describe("casesOf", () => {
  it.each(KINDS)("puts the kind %s beside each case", (kind) => {
    const file = sampleFile(kind);
    expect(casesOf(file)).toEqual([{ kind, ...file.cases[0] }]);
  });
});
