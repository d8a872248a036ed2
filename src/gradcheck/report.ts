/**
 * What several oracles say of one gradient, put together. On each tensor:
 *
 * | verdict | when |
 * | --- | --- |
 * | fail | some oracle says fail: one refutation is enough |
 * | vacuous | otherwise, some oracle says vacuous: what cannot be told from zero was not tested |
 * | pass | otherwise, some oracle that compares entries says pass |
 * | inconclusive | otherwise |
 *
 * An oracle that does not compare entries, as the Taylor remainder, may refute but not confirm: what
 * it sees of an entry is what the others of the tensor, a kink or noise leave of it.
 *
 * And of the whole gradient the gravest of its tensors: fail, inconclusive, vacuous, pass.
 */
import type { Comparison, TensorComparison, Verdict } from "./verdict.ts";
import { gravest } from "./verdict.ts";

/** What an oracle says of one tensor. */
export interface Finding {
  /** on the whole tensor */
  readonly verdict: Verdict;
  /** why, in a sentence, where it is not a pass */
  readonly reason: string | null;
}

/** A verdict on a tensor from the power of h that its Taylor remainder falls as. */
export interface SlopeFinding extends Finding {
  /** the power of h; null where it was not to be read off */
  readonly slope: number | null;
}

/** What an oracle says of each tensor; entry by entry where it can. */
export type Opinion = Readonly<Record<string, Finding | SlopeFinding | TensorComparison>>;

/** The verdict on one tensor, and the oracles' on it. */
export interface TensorReport {
  /** the oracles' together, by the rules of this module */
  readonly verdict: Verdict;
  /** the reasons of the oracles that say the same, each with the oracle's name before it */
  readonly reasons: readonly string[];
  /** the entry furthest off, by the sharpest oracle that shares the verdict and compares entries */
  readonly worst: Comparison | null;
  /** by the same oracle; NaN when some relative error is */
  readonly maxRelativeError: number | null;
  /** each oracle's verdict, by the oracle's name */
  readonly oracles: Readonly<Record<string, Verdict>>;
}

/** The whole check. */
export interface CheckReport {
  /** the gravest of the tensors' */
  readonly verdict: Verdict;
  /** the worst entry of the first tensor that has the verdict */
  readonly worst: Comparison | null;
  /** by the gradient's names: dU, dW, … */
  readonly tensors: Readonly<Record<string, TensorReport>>;
  /** by the oracle's name, the sharpest first, everything that it found */
  readonly oracles: Readonly<Record<string, Opinion>>;
  /** what else was noticed: a loss that is not a function, saturated states, kinks */
  readonly remarks: readonly string[];
}

/**
 * @param names of the gradient's tensors
 * @param opinions of all of them, the sharpest oracle's first
 */
export function combine(
  names: readonly string[],
  opinions: Readonly<Record<string, Opinion>>,
  remarks: readonly string[],
): CheckReport {
  const tensors = Object.fromEntries(names.map((name) => [name, tensorReport(name, opinions)]));
  const reports = Object.values(tensors);
  const verdict = gravest(reports.map((tensor) => tensor.verdict));
  const worst = reports.find((tensor) => tensor.verdict === verdict && tensor.worst)?.worst ?? null;
  return { verdict, worst, tensors, oracles: opinions, remarks };
}

/** The report where the value of the loss decides, and no oracle counts: the same of every tensor. */
export function evaluationReport(
  names: readonly string[],
  finding: Finding & { readonly reason: string },
): CheckReport {
  const evaluation = Object.fromEntries(names.map((name) => [name, finding]));
  return combine(names, { evaluation }, [finding.reason]);
}

/**
 * The opinion of the first oracle that compares entries, and its name; null when there is none.
 */
export function entrywise({ oracles }: CheckReport): {
  readonly oracle: string;
  readonly tensors: Readonly<Record<string, TensorComparison>>;
} | null {
  for (const [oracle, opinion] of Object.entries(oracles)) {
    const tensors = Object.entries(opinion).filter(
      (entry): entry is [string, TensorComparison] => "entries" in entry[1],
    );
    if (tensors.length > 0) return { oracle, tensors: Object.fromEntries(tensors) };
  }
  return null;
}

function tensorReport(name: string, opinions: Readonly<Record<string, Opinion>>): TensorReport {
  const findings = Object.entries(opinions).map(([oracle, opinion]) => {
    return { oracle, ...opinion[name] };
  });
  const verdict = (["fail", "vacuous", "pass"] as const).find((v) =>
    findings.some((finding) => finding.verdict === v && (v !== "pass" || "entries" in finding)),
  );
  const decisive = findings.filter((finding) => finding.verdict === (verdict ?? "inconclusive"));
  const byEntry = decisive.find(
    (finding): finding is { oracle: string } & TensorComparison => "entries" in finding,
  );
  return {
    verdict: verdict ?? "inconclusive",
    reasons: decisive.flatMap(({ oracle, reason }) => (reason ? [`${oracle}: ${reason}`] : [])),
    worst: byEntry?.worst ?? null,
    maxRelativeError: byEntry?.maxRelativeError ?? null,
    oracles: Object.fromEntries(findings.map((finding) => [finding.oracle, finding.verdict])),
  };
}
