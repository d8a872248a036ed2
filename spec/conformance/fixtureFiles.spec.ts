import { describe, expect, it } from "vitest";
import { caseSize, killsOf } from "../../src/conformance/certificate.ts";
import {
  caseText,
  type Finished,
  filePath,
  finishedCase,
  fixturesOf,
  summaryOf,
} from "../../src/conformance/fixtureFiles.ts";
import { KINDS } from "../../src/conformance/kinds.ts";
import { manifestOf } from "../../src/conformance/manifest.ts";
import { parseCases, parseCertificate, parseManifest } from "../../src/conformance/read.ts";
import { referenceJudgement } from "../../src/conformance/referenceJudgement.ts";
import type { Draft } from "../../src/conformance/suite/draft.ts";
import { DRAFTS } from "../../src/conformance/suite/drafts.ts";
import { NOTES } from "../../src/conformance/suite/notes.ts";

const sizeOf = (draft: Draft): number => JSON.stringify(draft).length;

/** The smallest draft of each kind, and of each truncation of a gradient; the last kind first. */
const SOME: readonly Draft[] = [...new Set(DRAFTS.map(filePath))].toReversed().map((path) => {
  const own = DRAFTS.filter((draft) => filePath(draft) === path);
  return own.reduce((least, draft) => (sizeOf(draft) < sizeOf(least) ? draft : least));
});
const FINISHED = SOME.map(finishedCase);

describe("a finished case", () => {
  it.each(FINISHED.map((one) => [one.testCase.id, one] as const))("%s", (id, finished) => {
    const { testCase, kills, judgement } = finished;
    const draft = SOME.find((one) => one.id === id);
    expect(testCase).toMatchObject({ ...draft });
    expect(kills).toEqual(killsOf(testCase));
    expect(testCase.kills).toEqual(kills.float64);
    expect(judgement).toEqual(referenceJudgement(testCase));
    expect(judgement.verdict).toBe("pass");
  });
});

/** What is wrong, less that single cases kill few bugs. */
const faultsOf = (finished: readonly Finished[]): string[] =>
  fixturesOf(finished, NOTES, "0.1.0", null).faults.filter((line) => !/ that kill it /.test(line));

describe("the fixtures", () => {
  const { texts, faults } = fixturesOf(FINISHED, NOTES, "0.1.0", null);
  const cases = Object.fromEntries(
    Object.entries(texts).filter(([path]) => path.startsWith("cases/")),
  );

  it("are a file for each kind and for each truncation of a gradient, and three more", () => {
    const names = KINDS.flatMap((kind) =>
      kind === "gradient" ? ["gradient-full", "gradient-window", "gradient-chunk"] : [kind],
    );
    expect(Object.keys(texts).toSorted()).toEqual(
      [
        ...names.map((name) => `cases/${name}.json`),
        "manifest.json",
        "certificate.json",
        "certificate.md",
      ].toSorted(),
    );
    for (const [path, text] of Object.entries(cases)) {
      const { kind, numberOfCases } = parseCases(text, path);
      expect([path.startsWith(`cases/${kind}`), numberOfCases]).toEqual([true, 1]);
    }
  });

  it("have the notes of their flags and no others", () => {
    for (const [path, text] of Object.entries(cases)) {
      const { notes, cases } = parseCases(text, path);
      const flags = new Set(cases.flatMap((testCase) => testCase.flags));
      expect(new Set(Object.keys(notes))).toEqual(flags);
      for (const [name, note] of Object.entries(notes)) expect(NOTES).toHaveProperty(name, note);
    }
  });

  it("have a manifest and a certificate of one order", () => {
    const manifest = parseManifest(texts["manifest.json"], "manifest.json");
    expect(manifest).toEqual(manifestOf(cases, "0.1.0"));
    const certificate = parseCertificate(texts["certificate.json"], "certificate.json");
    expect(certificate.cases).toEqual(manifest.files.flatMap(({ ids }) => ids));
    expect(texts["certificate.md"]).toContain(`the ${SOME.length} cases`);
    expect(texts["certificate.md"]).toContain("## How tight the tolerances are");
  });

  it("have no faults, but that so few cases kill few bugs", () => {
    expect(faultsOf(FINISHED)).toEqual([]);
    expect(faults.length).toBeGreaterThan(10);
  });

  it("keep cases of one file together, in their order", () => {
    const more = DRAFTS.filter(({ kind }) => kind === "loss").slice(0, 3);
    const mixed = [more[0], SOME[0], more[1], more[2]].map(finishedCase);
    const { texts } = fixturesOf(mixed, NOTES, "0.1.0", null);
    const { ids } = parseManifest(texts["manifest.json"], "m").files[0];
    expect(ids).toEqual(more.map(({ id }) => id));
    const { cases } = parseCertificate(texts["certificate.json"], "c");
    expect(cases).toEqual([...ids, SOME[0].id]);
  });

  it("say what lint, our own network and the last release find", () => {
    const [first, second, ...others] = FINISHED;
    const failing = { ...second.judgement, verdict: "fail", reason: "the reason" } as const;
    const skipped = { ...first.judgement, verdict: "skipped", reason: "no time" } as const;
    const planted = [
      { ...first, judgement: skipped },
      { ...second, judgement: failing },
      ...others,
    ];
    expect(faultsOf(planted)).toEqual([
      `${first.testCase.id}: our own network: no time`,
      `${second.testCase.id}: our own network: the reason`,
    ]);
    const released = parseManifest(texts["manifest.json"], "m");
    const { faults } = fixturesOf(others, NOTES, "0.1.0", released);
    const path = filePath(first.testCase);
    expect(faults).toContain(`${first.testCase.id}: expected in ${path} as released, got none`);
  });

  it("hold each case as it is shown alone", () => {
    for (const { testCase } of FINISHED) {
      const text = caseText(testCase);
      const { kind: _kind, ...written } = testCase;
      expect(JSON.parse(text)).toEqual(written);
      expect(texts[filePath(testCase)]).toContain(text.trimEnd());
    }
  });
});

describe("the summary of a case", () => {
  it("has its size, its kills and how close our own answer comes", () => {
    const [one] = FINISHED.filter(({ judgement }) => judgement.worst);
    const { testCase, kills } = one;
    expect(summaryOf(one)).toBe(
      `${testCase.id}: ${caseSize(testCase)} bytes, kills ${kills.float64.length} in float64 and ${kills.float32.length} in float32, our own network: pass, ${one.judgement.worst?.share.toFixed(3)} of the tolerance`,
    );
    const [reject] = FINISHED.filter(({ testCase: { kind } }) => kind === "reject");
    expect(summaryOf(reject)).toMatch(/our own network: pass$/);
  });
});
