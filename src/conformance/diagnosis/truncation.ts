/**
 * Which pairs (t, i) an implementation summed, from its gradient alone. Every truncated gradient is
 * the sum of g(t, i) over some pairs: so the pairs are the unknowns, 0 or 1, of as many linear
 * equations as dU, dW and db have entries.
 */
import { firstStep } from "../../gradcheck/frozenLoss.ts";
import { leftInverse } from "../../numerics/leastSquares.ts";
import { row, zeros } from "../../numerics/matrix.ts";
import { pairContributions } from "../../rnn/backward.ts";
import { forward } from "../../rnn/forward.ts";
import type { Truncation } from "../../rnn/truncation.ts";
import { plus } from "../bugs/algebra.ts";
import { parametersFrom, sequenceFrom } from "../convert.ts";
import type { Dtype } from "../dtype.ts";
import type { CaseOf } from "../kinds.ts";
import { EXPLAINED, RULED_OUT, toleranceOf } from "./candidate.ts";
import { type Finding, largest } from "./evidence.ts";

/** A pair (t, i): the loss at step t, through step i. */
export type Pair = readonly [t: number, i: number];

/** The pairs that were read off the gradient of a case. */
export interface TruncationReading {
  /** of the case */
  readonly id: string;
  /** T */
  readonly steps: number;
  /** the truncation of the case */
  readonly asked: Truncation;
  /** the truncations that take exactly these pairs, the likeliest first; none if no truncation does */
  readonly conventions: readonly Truncation[];
  /** all of them */
  readonly pairs: readonly Pair[];
  /** pairs that the truncation asked for has and the gradient has not */
  readonly missing: readonly Pair[];
  /** pairs that the gradient has and the truncation asked for has not */
  readonly extra: readonly Pair[];
}

/** The gradient as linear equations in the pairs, each in units of its tolerance. */
interface Equations {
  /** g(t, i), with the entries of dU, dW and db one after the other */
  readonly terms: readonly { readonly pair: Pair; readonly entries: Float64Array }[];
  /** what was answered */
  readonly got: Float64Array;
}

/**
 * The pairs in the gradient that was answered to a case.
 *
 * The pairs of each truncation are tried first: they need no equation to be left over. Where none
 * fits, least squares gives the weight of each pair, and how far the tolerance can have moved it.
 *
 * @param mostNumbers of all contributions of pairs together; a case of more is not read
 * @returns undefined where the gradient fits no set of pairs or does not say which: other numbers are
 *   wrong too, contributions are zero, or there are more pairs than entries to tell them by
 */
export function truncationIn(
  finding: Finding,
  dtype: Dtype,
  mostNumbers: number = MOST_NUMBERS,
): TruncationReading | undefined {
  const { case: testCase } = finding;
  if (testCase.kind !== "gradient" || numbersOf(testCase) > mostNumbers) return undefined;
  const equations = equationsOf(testCase, finding, dtype);
  const T = testCase.inputs.x.length;
  const losses = [...new Set(equations.terms.map(({ pair: [t] }) => t))];
  const starts = (truncation: Truncation): number[] =>
    losses.map((t) => firstStep(truncation, t, T));
  const sums = runningSums(equations);
  const possible = conventionsOf(T, starts)
    .map((conventions) => {
      const from = starts(conventions[0]);
      const sum = total(losses.map((t, n) => sums[t][from[n]]));
      return { conventions, from, share: apartBy(sum, equations.got) };
    })
    .filter(({ share }) => share <= RULED_OUT);
  if (possible.length > 1 || possible.some(({ share }) => !(share <= EXPLAINED))) return undefined;
  const taken = possible.length > 0 ? pairsFrom(losses, possible[0].from) : solved(equations);
  if (!taken) return undefined;
  const asked = testCase.config.truncation;
  const wanted = pairsFrom(losses, starts(asked));
  return {
    id: testCase.id,
    steps: T,
    asked,
    conventions: possible.flatMap(({ conventions }) => likeliestFirst(conventions, asked)),
    pairs: taken,
    missing: without(wanted, taken),
    extra: without(taken, wanted),
  };
}

/** Two seconds and two hundred megabytes, and sixty times what the largest case of the suite has. */
const MOST_NUMBERS = 2 ** 22;

/** The entries of dU, dW and db in g(t, i), of all pairs. */
function numbersOf({ config, inputs }: CaseOf<"gradient">): number {
  const { inputSize: D, hiddenSize: H, lossAt } = config;
  const T = inputs.x.length;
  const pairs = lossAt === "every" ? (T * (T + 1)) / 2 : T;
  return pairs * H * (D + H + 1);
}

/** Whether the truncation takes exactly the pairs of a reading. */
export function takes(truncation: Truncation, { steps, pairs }: TruncationReading): boolean {
  const losses = [...new Set(pairs.map(([t]) => t))];
  const starts = losses.map((t) => firstStep(truncation, t, steps));
  return pairsFrom(losses, starts).join(";") === pairs.join(";");
}

function without(pairs: readonly Pair[], others: readonly Pair[]): Pair[] {
  const known = new Set(others.map(String));
  return pairs.filter((pair) => !known.has(String(pair)));
}

function pairsFrom(losses: readonly number[], starts: readonly number[]): Pair[] {
  return losses.flatMap((t, n) =>
    Array.from({ length: t - starts[n] + 1 }, (_, m): Pair => [t, starts[n] + m]),
  );
}

/** Truncations of a sequence of T steps, those together that take the same pairs. */
function conventionsOf(
  T: number,
  starts: (truncation: Truncation) => readonly number[],
): Truncation[][] {
  const all: Truncation[] = [{ kind: "full" }];
  for (let hops = 0; hops < T; hops++) all.push({ kind: "window", hops });
  for (let k1 = 1; k1 <= T; k1++) {
    for (let k2 = k1; k2 <= T; k2++) all.push({ kind: "chunk", k1, k2 });
  }
  const alike = new Map<string, Truncation[]>();
  for (const truncation of all) {
    const key = starts(truncation).join();
    alike.set(key, [...(alike.get(key) ?? []), truncation]);
  }
  return [...alike.values()];
}

/** Those of the kind that was asked for in front, of these the ones that differ least. */
function likeliestFirst(conventions: readonly Truncation[], asked: Truncation): Truncation[] {
  const alike = conventions.filter(({ kind }) => kind === asked.kind);
  const others = conventions.filter(({ kind }) => kind !== asked.kind);
  return [...alike.sort((left, right) => apart(left, asked) - apart(right, asked)), ...others];
}

/** Of two truncations of a kind: by how many steps their numbers differ. */
function apart(truncation: Truncation, asked: Truncation): number {
  const theirs = stepsOf(asked);
  return stepsOf(truncation).reduce((sum, steps, n) => sum + Math.abs(steps - theirs[n]), 0);
}

/** Nothing, k, or k1 and k2. */
function stepsOf({ kind: _, ...steps }: Truncation): number[] {
  return Object.values(steps);
}

function equationsOf(
  testCase: CaseOf<"gradient">,
  { tensors, got }: Finding,
  dtype: Dtype,
): Equations {
  const { config, inputs } = testCase;
  const parameters = parametersFrom(inputs.parameters);
  const { x, y, initialState } = sequenceFrom(inputs);
  const trace = forward(config, parameters, x, initialState);
  const terms = pairContributions(config, parameters, trace, y).flatMap((ofLoss, t) =>
    (ofLoss ?? []).map(({ dU, dW, db }, i) => {
      const pair: Pair = [t, i];
      return { pair, entries: Float64Array.from([...dU.data, ...dW.data, ...(db ?? [])]) };
    }),
  );
  // As large as the sum of any pairs can be.
  const sizes = total(terms.map(({ entries }) => entries.map(Math.abs)));
  const answered: number[] = [];
  const tolerances: number[] = [];
  for (const name of ["dU", "dW", "db"]) {
    const n = tensors.findIndex(({ keys }) => keys[0] === name);
    if (n < 0) continue;
    const from = answered.length;
    const size = largest([...sizes.subarray(from, from + got[n].length)]);
    const tolerance = toleranceOf(tensors[n], size, dtype);
    answered.push(...got[n]);
    tolerances.push(...got[n].map(() => tolerance));
  }
  const inTolerances = (values: Float64Array): Float64Array =>
    values.map((value, j) => (value === 0 ? 0 : value / tolerances[j]));
  return {
    terms: terms.map(({ pair, entries }) => ({ pair, entries: inTolerances(entries) })),
    got: inTolerances(Float64Array.from(answered)),
  };
}

/** sums[t][i]: the contributions of loss t through the steps from i on. */
function runningSums({ terms }: Equations): Float64Array[][] {
  const sums: Float64Array[][] = [];
  for (const {
    pair: [t, i],
    entries,
  } of terms.toReversed()) {
    sums[t] ??= [];
    sums[t][i] = i === t ? entries : plus(entries, sums[t][i + 1]);
  }
  return sums;
}

function total(vectors: readonly Float64Array[]): Float64Array {
  return vectors.reduce(plus);
}

/** The largest distance of two entries. */
function apartBy(left: Float64Array, right: Float64Array): number {
  return left.reduce((most, value, j) => Math.max(most, Math.abs(value - right[j])), 0);
}

/**
 * A weight that the tolerance can move no further than this is settled. The sums of two sets of pairs
 * that differ in it are {@link EXPLAINED} / PLAIN tolerances apart, or more, so that no gradient is
 * near to one and not ruled out as the other.
 */
const PLAIN = 1 / 8;

/** Sequences of up to twenty-four steps; the work grows with the sixth power of their length. */
const MOST_PAIRS = 300;

/** The pairs whose weights come out as 1, all others as 0; undefined where they do not. */
function solved({ terms, got }: Equations): Pair[] | undefined {
  if (terms.length > MOST_PAIRS) return undefined;
  const system = zeros(got.length, terms.length);
  terms.forEach(({ entries }, p) => {
    entries.forEach((value, j) => {
      row(system, j)[p] = value;
    });
  });
  const inverse = leftInverse(system);
  if (!inverse) return undefined;
  const weights = terms.map((_, p) => weightOf(row(inverse, p), got));
  if (weights.some((weight) => weight === undefined)) return undefined;
  const taken = terms.filter((_, p) => weights[p] === 1);
  const none = new Float64Array(got.length);
  const share = apartBy(total([none, ...taken.map(({ entries }) => entries)]), got);
  return share <= EXPLAINED ? taken.map(({ pair }) => pair) : undefined;
}

/**
 * 0 or 1, whichever is nearer, when the tolerances cannot have made one of the other; that it is as near
 * as it has to be shows in what is then left of the gradient.
 */
function weightOf(coefficients: Float64Array, got: Float64Array): 0 | 1 | undefined {
  let weight = 0;
  let slack = 0;
  for (let j = 0; j < got.length; j++) {
    weight += coefficients[j] * got[j];
    slack += EXPLAINED * Math.abs(coefficients[j]);
  }
  if (!(slack <= PLAIN)) return undefined;
  return weight > 1 / 2 ? 1 : 0;
}
