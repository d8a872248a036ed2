import { describe, expect, it } from "vitest";
import { bugFrom } from "../../../src/conformance/bugs/bug.ts";
import { casesOf } from "../../../src/conformance/kinds.ts";
import { sampleFile } from "../../support/caseFiles.ts";

const [loss] = casesOf(sampleFile("loss"));
const [clip] = casesOf(sampleFile("clip"));
const mistake = {
  id: "loss-of-seven",
  title: "The loss is 7",
  explanation: "The code returns 7.",
  kinds: ["loss"],
  seams: { stepLoss: () => 7 },
} as const;

describe("bugFrom", () => {
  it("answers with one function replaced and all others right", () => {
    expect(bugFrom(mistake).apply(loss)).toEqual({ loss: 7, outputError: [-1, 1] });
  });

  it("does not answer in another kind", () => {
    expect(bugFrom(mistake).apply(clip)).toBeUndefined();
  });

  it("keeps what is said of the mistake", () => {
    expect(bugFrom(mistake)).toMatchObject(mistake);
  });
});
