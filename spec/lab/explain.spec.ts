import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { articleData } from "../../src/article/data.ts";
import { GRADIENT_ERRATA, type GradientErratum } from "../../src/article/errata.ts";
import { listingForward } from "../../src/article/listing.ts";
import { mend } from "../../src/article/mended.ts";
import { listingPlanGradient } from "../../src/article/plan.ts";
import { conflicts, explain, mootReason, standing } from "../../src/lab/explain.ts";
import { labPlan, labStart } from "../../src/lab/plan.ts";
import { isMended, type LabSettings, labSettings, withErratum } from "../../src/lab/settings.ts";
import { clip } from "../../src/rnn/clip.ts";
import { gradientArrays } from "../../src/rnn/parameters.ts";
import { labCases } from "../support/labCases.ts";

/** The gradient of the first record by the listing's own program, whatever stands, as it is applied. */
function listingGradients(settings: LabSettings): number[][] {
  const plan = labPlan(settings);
  const start = labStart(settings);
  const [record] = articleData(settings.length).training;
  const trace = listingForward(start, record.x.data, undefined, settings.activation);
  const mended = mend(GRADIENT_ERRATA.filter((id) => isMended(settings, id)));
  const gradient = listingPlanGradient(plan, mended, start, record, trace);
  return gradientArrays(clip(gradient, plan.clipping)).map((values) => [...values]);
}

describe("a switch that is not in force", () => {
  it("changes no bit of the gradient", () => {
    let seen = 0;
    fc.assert(
      fc.property(labCases(), (settings) => {
        for (const id of GRADIENT_ERRATA) {
          if (mootReason(settings, id) === null) continue;
          seen++;
          const other = withErratum(settings, id, !isMended(settings, id));
          expect(listingGradients(other), id).toEqual(listingGradients(settings));
        }
      }),
      { numRuns: 40 },
    );
    // Two a case and more.
    expect(seen).toBeGreaterThan(50);
  });

  const only = (...left: GradientErratum[]): Partial<LabSettings> => ({
    mended: GRADIENT_ERRATA.filter((id) => !left.includes(id)),
  });

  it.each<[GradientErratum, string, Partial<LabSettings>, Partial<LabSettings>]>([
    ["E03", "the terms of one step only", only("E03"), only("E03", "E04")],
    ["E05", "signals that reach nothing", only("E01", "E02", "E05"), only("E01", "E05")],
    ["E09", "signals that reach nothing", only("E01", "E02", "E09"), only("E02", "E09")],
    ["E05", "relu", { ...only("E05"), activation: "relu" }, { ...only("E05"), activation: "tanh" }],
    [
      "E06",
      "the identity",
      { ...only("E06"), activation: "identity" },
      { ...only("E06"), activation: "relu" },
    ],
    [
      "E06",
      "no hop, and no terms of other steps",
      { ...only("E06"), truncation: { kind: "window", hops: 0 } },
      { ...only("E04", "E06"), truncation: { kind: "window", hops: 0 } },
    ],
    [
      "E07",
      "no hop",
      { ...only("E07"), truncation: { kind: "window", hops: 0 } },
      { ...only("E07"), truncation: { kind: "window", hops: 1 } },
    ],
    [
      "E08",
      "no hop, of chunks of one",
      { ...only("E08"), truncation: { kind: "chunk", k1: 1, k2: 1 } },
      { ...only("E08"), truncation: { kind: "chunk", k1: 1, k2: 2 } },
    ],
    ["E10", "no clipping", { clip: null }, { clip: { kind: "value", limit: 0.001 } }],
    ["E10", "by norm", { clip: { kind: "norm", limit: 1 } }, { clip: { kind: "value", limit: 1 } }],
  ])("%s: %s", (id, _, moot, inForce) => {
    const settings = (changes: Partial<LabSettings>): LabSettings =>
      labSettings("as-published", { hidden: 3, length: 6, start: "glorot", ...changes });
    expect(conflicts(settings(moot))).toHaveProperty(id);
    expect(standing(settings(moot))).not.toContain(id);
    expect(conflicts(settings(inForce))).not.toHaveProperty(id);
    expect(standing(settings(inForce))).toContain(id);
  });

  it("E12 is none where the whole window cannot enter at a step", () => {
    expect(conflicts(labSettings("sane"))).toHaveProperty("E12");
    expect(conflicts(labSettings("corrected"))).not.toHaveProperty("E12");
  });
});

describe("explain", () => {
  const inForce = (settings: LabSettings): string[] =>
    explain(settings).flatMap((note) => (note.inForce ? [`${note.about}: ${note.sentence}`] : []));

  it("says nothing where all is plain", () => {
    expect(explain(labSettings("as-published", { mended: ["E01", "E02", "E13", "E14"] }))).toEqual(
      [],
    );
  });

  it("says what the article's presets have that changes nothing", () => {
    const idle = (["as-published", "corrected", "sane"] as const).map((preset) =>
      Object.keys(conflicts(labSettings(preset))).join(" "),
    );
    expect(idle).toEqual(["E05 E06 E07 E08 E09", "E03", "E03 E12"]);
  });

  it("says what follows from the others", () => {
    const chunk = { kind: "chunk", k1: 2, k2: 4 } as const;
    expect(
      inForce(
        labSettings("as-published", {
          mended: [],
          seed: 7,
          activation: "tanh",
          truncation: { kind: "full" },
        }),
      ),
    ).toEqual([
      "E13: The listing's last line does not run, so that there is no RMSE.",
      "E14: No seed is stated: this run, of seed 7, is one of many, and nothing can be held against it.",
      "activation: The listing knows only the sigmoid: this is its program with tanh.",
      "truncation: The listing counts hops: here as many as there are.",
    ]);
    expect(inForce(labSettings("sane", { truncation: chunk }))).toEqual([
      "truncation: The only loss is at the last step, so that these chunks are the window of 3 hops.",
    ]);
    expect(inForce(labSettings("sane", { truncation: { kind: "full" } }))).toEqual([]);
  });
});
