/**
 * From wrong answers to the mistake behind them. A mistake is named when it accounts for every failing
 * answer and contradicts none that passed, and no other does: one wrong name would cost more time
 * than none.
 */
import { BUGS } from "../bugs/catalogue.ts";
import type { Dtype } from "../dtype.ts";
import {
  type Candidate,
  candidateOf,
  EXPLAINED,
  misfit,
  RULED_OUT,
  remembering,
  steadyMisfit,
} from "./candidate.ts";
import type { Conclusion, Diagnosis, Standing } from "./diagnosis.ts";
import { type Evidence, type Finding, type Findings, findingsOf } from "./evidence.ts";
import { precisionOf } from "./precision.ts";
import { sentencesOf } from "./sentences.ts";
import { transformsFor } from "./transforms.ts";
import { type TruncationReading, truncationIn } from "./truncation.ts";
import { truncationRules } from "./truncationRules.ts";

/**
 * Names the mistake behind failing answers, or abstains.
 *
 * Tried in turn, each against every case whose answer has all its numbers: the bugs of the catalogue,
 * a precision that is lower than declared, plain transforms of the right result, other truncations, and two bugs of the catalogue at once.
 *
 * @param evidence cases that were checked, with their answers; passing ones count against a candidate
 *   that would have failed them
 * @param dtype what the implementation computes in
 * @param catalogue {@link catalogueCandidates}, when several answers to the same cases are diagnosed:
 *   they remember what each bug makes of a case
 */
export function diagnose(
  evidence: readonly Evidence[],
  dtype: Dtype,
  catalogue: readonly Candidate[] = catalogueCandidates(),
): Diagnosis {
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
  const lowPrecision = (): Partial<Conclusion> | undefined => namedPrecision(findings, dtype);
  const conclusion =
    failing.length === 0
      ? { ...blank, ...lowPrecision() }
      : { ...blank, ...concluded(compared, lowPrecision, dtype, catalogue) };
  return { ...conclusion, sentences: sentencesOf(conclusion) };
}

/** The bugs of the catalogue, one by one. */
export function catalogueCandidates(): Candidate[] {
  return BUGS.map((bug) => remembering(candidateOf([bug])));
}

/** The program that answers what is expected. */
const WITHOUT_MISTAKE: Pick<Candidate, "predict"> = { predict: () => undefined };

/** Of a failing answer that is so near to the right one that no mistake need be behind it. */
const NEAR = `off by no more than ${RULED_OUT} times the tolerance, as by rounding in a lower precision`;

/** A candidate held against the cases. */
interface Trial {
  readonly candidate: Candidate;
  /** failing cases that it accounts for */
  readonly explained: number;
  /** cases whose answers it cannot have given */
  readonly against: number;
  /** whether it accounts for every answer, right or wrong */
  readonly fits: boolean;
}

/** What is to be said if the answers are right but for their precision; nothing if they are not. */
function namedPrecision(
  { compared, observations, passed, failed, skipped }: Findings,
  dtype: Dtype,
): Partial<Conclusion> | undefined {
  const causes = precisionOf(compared, dtype);
  if (causes.length === 0) return undefined;
  const failing = compared.filter((finding) => !finding.passed).length;
  const cases = { passed, failed, skipped, compared: failing };
  return { verdict: "named", causes, cases, observations };
}

function concluded(
  compared: readonly Finding[],
  lowPrecision: () => Partial<Conclusion> | undefined,
  dtype: Dtype,
  catalogue: readonly Candidate[],
): Partial<Conclusion> {
  const failing = compared.filter((finding) => !finding.passed);
  const { single, next, ruledOut } = catalogueTried(catalogue, compared, dtype);
  const about: Pick<Conclusion, "runnerUp" | "ruledOut"> = {
    runnerUp: next ? standingOf(next, failing.length) : null,
    ruledOut: ruledOut.flatMap(({ causes }) => causes.map(({ id }) => id)),
  };
  const precision = single.length > 0 ? undefined : lowPrecision();
  if (precision) return { ...about, ...precision };
  const truncation = failing.flatMap((finding) => truncationIn(finding, dtype) ?? []);
  const left = single.length > 0 ? single : remaining(compared, truncation, dtype);
  const named = left.length === 1 && left[0].fits;
  const causes = left.map(({ candidate }) => candidate.causes);
  return {
    verdict: named ? "named" : "abstained",
    causes: named ? causes[0] : [],
    indistinguishable: named ? [] : causes,
    ...about,
    truncation,
  };
}

interface Catalogue {
  /** those that no case speaks against */
  readonly single: readonly Trial[];
  /** of the others the one that the fewest cases speak against */
  readonly next: Trial | undefined;
  readonly ruledOut: readonly Candidate[];
}

/** Each is given up when more cases speak against it than against the best that was ruled out. */
function catalogueTried(
  catalogue: readonly Candidate[],
  compared: readonly Finding[],
  dtype: Dtype,
): Catalogue {
  const single: Trial[] = [];
  const ruledOut: Candidate[] = [];
  let next: Trial | undefined;
  for (const candidate of catalogue) {
    const trial = trialOf(candidate, compared, dtype, next?.against);
    if (trial.against === 0) {
      single.push(trial);
      continue;
    }
    ruledOut.push(candidate);
    if (!next || isNearer(trial, next)) next = trial;
  }
  return { single, next, ruledOut };
}

function isNearer(trial: Trial, than: Trial): boolean {
  if (trial.against !== than.against) return trial.against < than.against;
  return trial.explained > than.explained;
}

/** The candidates that no case speaks against, of the first sort that has any. */
function remaining(
  compared: readonly Finding[],
  truncation: readonly TruncationReading[],
  dtype: Dtype,
): Trial[] {
  const sorts: readonly (() => Iterable<Candidate>)[] = [
    () => transformsFor(compared, dtype),
    () => truncationRules(truncation),
    twoBugs,
  ];
  for (const candidatesOf of sorts) {
    const left: Trial[] = [];
    for (const candidate of candidatesOf()) {
      const trial = trialOf(candidate, compared, dtype, 0);
      if (trial.against === 0) left.push(trial);
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

/** @param most given up when more cases than this speak against it; the counts are then too low */
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
    // What is ruled out already need not be put to the trouble of being nudged.
    const measure = against > 0 ? misfit : steadyMisfit;
    const share = measure(candidate, finding, dtype);
    if (!(share <= RULED_OUT)) against++;
    if (!(share <= EXPLAINED)) fits = false;
    else if (!finding.passed) explained++;
    if (against > most) break;
  }
  return { candidate, explained, against, fits };
}

function standingOf({ candidate, explained, against }: Trial, of: number): Standing {
  return { cause: candidate.causes[0], explained, of, against };
}
