/**
 * The fixtures as they are shipped: consistent, and passed by our own network. That they are what
 * the drafts give, to the byte, is for `npm run fixtures -- --check` to say.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BUGS } from "../src/conformance/bugs/catalogue.ts";
import { shortfalls } from "../src/conformance/certificate.ts";
import { isPassed, tallyOf } from "../src/conformance/checkReport.ts";
import { diagnose } from "../src/conformance/diagnosis/diagnose.ts";
import { DTYPES } from "../src/conformance/dtype.ts";
import { casesOf, KINDS } from "../src/conformance/kinds.ts";
import { lint } from "../src/conformance/lint.ts";
import { parseListed } from "../src/conformance/manifest.ts";
import { parseCertificate, parseManifest, readBytes } from "../src/conformance/read.ts";
import { referenceAnswer } from "../src/conformance/reference.ts";
import { referenceJudgement } from "../src/conformance/referenceJudgement.ts";
import { checkText } from "../src/report/checkText.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");
const textOf = (path: string): string => readFileSync(join(FIXTURES, path), "utf8");

const MANIFEST = parseManifest(textOf("manifest.json"), "manifest.json");
const CERTIFICATE = parseCertificate(textOf("certificate.json"), "certificate.json");
const FILES = MANIFEST.files.map((entry) =>
  parseListed(entry, readBytes(join(FIXTURES, entry.path))),
);
const CASES = FILES.flatMap(casesOf);
const OURS = {
  name: "src/rnn",
  language: "TypeScript",
  version: "as it is",
  dtype: "float64",
} as const;

describe("the fixtures", () => {
  it("are the files of the manifest and no others, of every kind, without a fault", () => {
    const paths = MANIFEST.files.map(({ path }) => path);
    const found = globSync("cases/**/*.json", { cwd: FIXTURES });
    expect(new Set(found)).toEqual(new Set(paths));
    expect(new Set(MANIFEST.files.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    const texts = Object.fromEntries(paths.map((path) => [path, textOf(path)]));
    const released = existsSync(join(FIXTURES, "released.json"))
      ? parseManifest(textOf("released.json"), "released.json")
      : null;
    expect(lint(texts, MANIFEST, released)).toEqual([]);
  });

  it("are of the version of the package", () => {
    const { version } = JSON.parse(readFileSync(join(FIXTURES, "../package.json"), "utf8"));
    expect(MANIFEST.generator.version).toBe(version);
  });

  it("are passed by our own network", () => {
    const judged = CASES.map((testCase) => {
      const answer = referenceAnswer(testCase);
      return { testCase, answer, judgement: referenceJudgement(testCase, answer), seconds: 0 };
    });
    // Who edits src/rnn is told what a user of the command is told: cases, worst entries, the mistake.
    const told = (): string => {
      const evidence = judged.map(({ testCase, answer }) => ({ case: testCase, answer }));
      const diagnosis = diagnose(evidence, "float64");
      return checkText({ implementation: OURS, judged, diagnosis });
    };
    expect(tallyOf(judged), isPassed(judged) ? "" : told()).toEqual({
      total: CASES.length,
      passed: CASES.length,
      failed: 0,
      skipped: 0,
      errored: 0,
    });
  });

  it("have a certificate for these cases and the catalogue, which agrees with their kills", () => {
    expect(CERTIFICATE.cases).toEqual(CASES.map(({ id }) => id));
    expect(CERTIFICATE.bugs.map(({ id }) => id)).toEqual(BUGS.map(({ id }) => id));
    CASES.forEach(({ kills, id }, n) => {
      const killed = CERTIFICATE.bugs.filter(({ float64 }) => float64.row[n] === "1");
      expect(kills, id).toEqual(killed.map((bug) => bug.id).toSorted());
    });
  });

  it("find every bug twice, and in the quick choice once, in both dtypes", () => {
    expect(shortfalls(CERTIFICATE)).toEqual([]);
    const { quick, cases, bugs } = CERTIFICATE;
    for (const bug of bugs) {
      for (const dtype of DTYPES) {
        const finders = quick.cases.filter((id) => bug[dtype].row[cases.indexOf(id)] === "1");
        expect(finders.length, `${bug.id} in ${dtype}`).toBeGreaterThan(0);
      }
    }
    const kinds = quick.cases.map((id) => id.split("-")[0]);
    expect(kinds.filter((kind) => kind === "canary")).toHaveLength(2);
    expect(kinds).toContain("reject");
  });
});
