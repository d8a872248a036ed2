/**
 * The files of the fixtures as text, from the drafts of their cases: what is expected, what each case
 * kills, the manifest and the certificate.
 */
import { type Certified, caseSize, certificateOf, killsOf, shortfalls } from "./certificate.ts";
import { certificatePage } from "./certificatePage.ts";
import type { Judgement } from "./compare.ts";
import { answered } from "./expected/answered.ts";
import type { Case } from "./kinds.ts";
import { lint } from "./lint.ts";
import { manifestOf } from "./manifest.ts";
import { largestShares, referenceJudgement } from "./referenceJudgement.ts";
import type { Draft } from "./suite/draft.ts";
import type { CasesFile, Manifest, Note } from "./types.ts";
import { casesText, certificateText, manifestText } from "./write.ts";

/** A case as it is written, with all that is known of it. */
export interface Finished extends Certified {
  /** of our own answer */
  readonly judgement: Judgement;
}

/** Texts by their paths relative to the folder of the fixtures. */
export type Texts = Readonly<Record<string, string>>;

/** The fixtures, and whatever is wrong with them. */
export interface Fixtures {
  readonly texts: Texts;
  readonly faults: readonly string[];
}

/** A case with its expected values and with what it kills: the expensive part. */
export function finishedCase(draft: Draft): Finished {
  const asked = answered(draft);
  const kills = killsOf(asked);
  const testCase: Case = { ...asked, kills: [...kills.float64] };
  return { testCase, kills, judgement: referenceJudgement(testCase) };
}

/**
 * All files of the fixtures.
 *
 * @param notes of all flags
 * @param version of this package
 * @param released the manifest of the last release; null when there was none
 * @throws {FormatError} when a case is none, naming the first place in its file
 */
export function fixturesOf(
  finished: readonly Finished[],
  notes: Readonly<Record<string, Note>>,
  version: string,
  released: Manifest | null,
): Fixtures {
  const files = caseFiles(
    finished.map(({ testCase }) => testCase),
    notes,
  );
  const manifest = manifestOf(files, version);
  // In the order of the files, which that of the drafts need not be.
  const order = manifest.files.flatMap(({ ids }) => ids);
  const place = ({ testCase }: Finished): number => order.indexOf(testCase.id);
  const ordered = finished.toSorted((a, b) => place(a) - place(b));
  const certificate = certificateOf(ordered);
  const judgements = ordered.map(({ judgement }) => judgement);
  const failures = judgements
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ id, reason }) => `${id}: our own network: ${reason}`);
  return {
    texts: {
      ...files,
      "manifest.json": manifestText(manifest),
      "certificate.json": certificateText(certificate),
      "certificate.md": certificatePage(certificate, largestShares(judgements)),
    },
    faults: [...lint(files, manifest, released), ...failures, ...shortfalls(certificate)],
  };
}

/** Where a case is: in the file of its kind; gradients are many, and have one for each truncation. */
export function filePath({ kind, config }: Draft): string {
  const name = kind === "gradient" ? `${kind}-${config.truncation.kind}` : kind;
  return `cases/${name}.json`;
}

/** The texts of the files that cases make up, in the order in which their first cases come. */
export function caseFiles(cases: readonly Case[], notes: Readonly<Record<string, Note>>): Texts {
  const paths = [...new Set(cases.map(filePath))];
  return Object.fromEntries(
    paths.map((path) => {
      const own = cases.filter((testCase) => filePath(testCase) === path);
      return [path, casesText(fileOf(own, notes))];
    }),
  );
}

/** The lines of a case in its file; after them comes a comma there, if another case follows. */
export function caseText(testCase: Case): string {
  const text = casesText(fileOf([testCase], Object.fromEntries(testCase.flags.map(noteOf))));
  const start = text.indexOf("[\n", text.indexOf('\n "cases": ')) + 2;
  return text.slice(start, text.lastIndexOf(" ]\n}"));
}

/** Any note will do where only the case is looked at. */
function noteOf(flag: string): [string, Note] {
  return [flag, { bugType: "ANY", description: flag }];
}

/** The file of cases of one kind, with the notes of their flags. */
function fileOf(cases: readonly Case[], notes: Readonly<Record<string, Note>>): CasesFile {
  const flags = new Set<string>(cases.flatMap((testCase) => testCase.flags));
  const used = Object.entries(notes).filter(([name]) => flags.has(name));
  return {
    format: "bptt-oracle/cases",
    version: 1,
    kind: cases[0].kind,
    notes: Object.fromEntries(used),
    numberOfCases: cases.length,
    cases: cases.map(({ kind: _kind, ...testCase }) => testCase),
  } as CasesFile;
}

/** A line about a case for who works on it: size, kills, and how close our own answer comes. */
export function summaryOf({ testCase, kills, judgement }: Finished): string {
  const { verdict, worst } = judgement;
  const share = worst ? `, ${worst.share.toFixed(3)} of the tolerance` : "";
  return (
    `${testCase.id}: ${caseSize(testCase)} bytes, kills ${kills.float64.length} in float64 and ` +
    `${kills.float32.length} in float32, our own network: ${verdict}${share}`
  );
}
