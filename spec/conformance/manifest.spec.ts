import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { KINDS } from "../../src/conformance/kinds.ts";
import { manifestOf, parseListed } from "../../src/conformance/manifest.ts";
import { parseManifest } from "../../src/conformance/read.ts";
import { casesText, manifestText } from "../../src/conformance/write.ts";
import { sampleFile } from "../support/caseFiles.ts";
import { itRefuses, thrownBy } from "../support/refusals.ts";

const TEXTS = Object.fromEntries(
  KINDS.map((kind) => [`${kind}/sample.json`, casesText(sampleFile(kind))]),
);
const MANIFEST = manifestOf(TEXTS, "0.1.0");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("the manifest", () => {
  it("lists every file with what it holds", () => {
    expect(MANIFEST.numberOfCases).toBe(KINDS.length);
    expect(MANIFEST.files.map(({ kind }) => kind)).toEqual(KINDS);
    for (const { path, kind, sha256, numberOfCases, ids } of MANIFEST.files) {
      expect([numberOfCases, ids]).toEqual([1, [`${kind}-a-1`]]);
      expect(sha256).toBe(createHash("sha256").update(TEXTS[path]).digest("hex"));
    }
  });

  it("reads back as it was written", () => {
    expect(parseManifest(manifestText(MANIFEST), "m.json")).toEqual(MANIFEST);
  });

  it("has files that are what it says", () => {
    for (const entry of MANIFEST.files) {
      const file = parseListed(entry, bytes(TEXTS[entry.path]));
      expect(file).toEqual(sampleFile(entry.kind));
    }
  });

  const [clip] = MANIFEST.files.filter(({ kind }) => kind === "clip");
  const text = TEXTS[clip.path];
  itRefuses([
    [
      "a file with one byte changed",
      () => parseListed(clip, bytes(text.replace("A case.", "a case."))),
      `FormatError: clip/sample.json: expected the SHA-256 ${clip.sha256} of the manifest, got ${createHash("sha256").update(text.replace("A case.", "a case.")).digest("hex")}`,
    ],
    [
      "a file of other cases",
      () => parseListed({ ...clip, ids: ["clip-b"] }, bytes(text)),
      "FormatError: clip/sample.json: expected the cases clip-b of the manifest, got clip-a-1",
    ],
    [
      "a file of cases that are wrong",
      () => manifestOf({ "a.json": text.replace('"limit": 1', '"limit": 0') }, "0.1.0"),
      "FormatError: a.json: cases[0].inputs.clipping.limit: expected a number above 0, got 0",
    ],
  ]);

  it("says of which kind a file should be", () => {
    const said = thrownBy(() => parseListed({ ...clip, kind: "step" }, bytes(text)));
    expect(said).toContain("of the manifest");
  });
});
