/**
 * From wrong answers to the mistake behind them. A mistake is named when it accounts for every failing
 * answer and contradicts none that passed, and no other does: one wrong name would cost more time
 * than none.
 */
import { BUGS } from "../bugs/catalogue.ts";
import type { Dtype } from "../dtype.ts";
import { type Candidate, candidateOf, EXPLAINED, misfit, RULED_OUT } from "./candidate.ts";
import type { Conclusion, Diagnosis, Standing } from "./diagnosis.ts";
import { type Evidence, type Finding, findingsOf } from "./evidence.ts";
import { sentencesOf } from "./sentences.ts";
import { transformsFor } from "./transforms.ts";
import { type TruncationReading, truncationIn } from "./truncation.ts";
import { truncationRules } from "./truncationRules.ts";

/** The most alternatives that are listed. */
const MOST_LISTED = 10;

/**
 * Names the mistake behind failing answers, or abstains.
 *
 * Tried in turn, each against every case whose answer has all its numbers: the bugs of the catalogue,
 * plain transforms of the right result, other truncations, and two bugs of the catalogue at once.
 *
 * @param evidence cases that were checked, with their answers; passing ones count against a candidate
 *   that would have failed them
 * @param dtype what the implementation computes in
 */
export function diagnose(evidence: readonly Evidence[], dtype: Dtype): Diagnosis {
  const findings = findingsOf(evidence, dtype);
  const { passed, failed, skipped, observations, elsewhere } = findings;
  const near = findings.compared.filter(
    (finding) => !finding.passed && misfit(WITHOUT_MISTAKE, finding, dtype) <= RULED_OUT,
  );
  const compared = findings.compared.filter((finding) => !near.includes(finding));
  const failing = compared.filter((finding) => !finding.passed);
  const blank: Conclusion = {
    verdict: failed === 0 ? "none" : "abstained",
    cases: { passed, failed, skipped, compared: failing.length },
    causes: [],
    indistinguishable: [],
    runnerUp: null,
    ruledOut: [],
    truncation: [],
    observations: [...observations, ...near.map(({ case: { id } }) => ({ id, seen: NEAR }))],
    elsewhere,
  };
  const conclusion = failing.length === 0 ? blank : { ...blank, ...concluded(compared, dtype) };
  return { ...conclusion, sentences: sentencesOf(conclusion) };
}

/** The program that answers what is expected. */
const WITHOUT_MISTAKE: Candidate = { causes: [], predict: () => undefined };

/** Of a failing answer that is so near to the right one that no mistake need be behind it. */
const NEAR = `off by no more than ${RULED_OUT} times the tolerance, as by rounding in a lower precision`;

/** Work that a candidate is still put to when it has been ruled out, to see how near it comes. */
const LIGHT = 100;

/** A candidate held against every case. */
interface Trial {
  readonly candidate: Candidate;
  readonly explained: number;
  readonly against: number;
  /** whether it accounts for every answer, right or wrong */
  readonly fits: boolean;
}

function concluded(compared: readonly Finding[], dtype: Dtype): Partial<Conclusion> {
  const failing = compared.filter((finding) => !finding.passed);
  const catalogue = BUGS.map((bug) => trialOf(candidateOf([bug]), compared, dtype, LIGHT));
  const truncation = failing.flatMap((finding) => truncationIn(finding, dtype) ?? []);
  const left = remaining(catalogue, compared, truncation, dtype);
  const named = left.length === 1 && left[0].fits;
  const listed = left.map(({ candidate }) => candidate.causes);
  const own = new Set(listed.flat().map(({ id }) => id));
  const others = catalogue
    .filter(({ candidate }) => !own.has(candidate.causes[0].id))
    .toSorted((a, b) => b.explained - a.explained || a.against - b.against);
  return {
    verdict: named ? "named" : "abstained",
    causes: named ? listed[0] : [],
    indistinguishable: named ? [] : listed,
    runnerUp: standingOf(trialOf(others[0].candidate, compared, dtype), failing.length),
    ruledOut: catalogue
      .filter(({ against }) => against > 0)
      .map(({ candidate }) => candidate.causes[0].id),
    truncation,
  };
}

/** The candidates that no case speaks against, of the first sort that has any. */
function remaining(
  catalogue: readonly Trial[],
  compared: readonly Finding[],
  truncation: readonly TruncationReading[],
  dtype: Dtype,
): Trial[] {
  const single = catalogue.filter(({ against }) => against === 0);
  if (single.length > 0) return single;
  const sorts: readonly (() => Iterable<Candidate>)[] = [
    () => transformsFor(compared, dtype),
    () => truncationRules(truncation),
    twoBugs,
  ];
  for (const candidatesOf of sorts) {
    const left: Trial[] = [];
    for (const candidate of candidatesOf()) {
      if (!isPossible(candidate, compared, dtype)) continue;
      left.push(trialOf(candidate, compared, dtype));
      if (left.length === MOST_LISTED) break;
    }
    if (left.length > 0) return left;
  }
  return [];
}

/** Two bugs of the catalogue in one program, wherever they are not about the same function. */
function* twoBugs(): Generator<Candidate, void> {
  for (const [n, second] of BUGS.entries()) {
    const taken = Object.keys(second.seams);
    for (const first of BUGS.slice(0, n)) {
      if (taken.some((seam) => Object.hasOwn(first.seams, seam))) continue;
      yield candidateOf([first, second]);
    }
  }
}

function isPossible(candidate: Candidate, compared: readonly Finding[], dtype: Dtype): boolean {
  return compared.every((finding) => misfit(candidate, finding, dtype) <= RULED_OUT);
}

function trialOf(
  candidate: Candidate,
  compared: readonly Finding[],
  dtype: Dtype,
  most = Infinity,
): Trial {
  let explained = 0;
  let against = 0;
  let fits = true;
  for (const finding of compared) {
    if (against > 0 && finding.work > most) continue;
    const share = misfit(candidate, finding, dtype);
    if (!(share <= RULED_OUT)) against++;
    if (!(share <= EXPLAINED)) fits = false;
    else if (!finding.passed) explained++;
  }
  return { candidate, explained, against, fits };
}

function standingOf({ candidate, explained, against }: Trial, of: number): Standing {
  return { cause: candidate.causes[0], explained, of, against };
}
