/**
 * How much of their tolerance right programs are seen to need: more than all of it would refute the
 * error factor, and next to nothing would say that it is too kind to wrong programs.
 */
import type { SolvedKind } from "../bugs/solve.ts";
import { DTYPES, type Dtype, UNIT_ROUNDOFFS } from "../dtype.ts";
import type { Case, CaseOf } from "../kinds.ts";
import type { Nested } from "../shapes.ts";
import { emulatedMethod } from "./emulation.ts";
import { numbersOf } from "./factors.ts";
import { type PlainKind, pairsResultOver, plainResultOver, trajectoryOver } from "./solveOver.ts";

/** A case of a kind that a training program answers. */
export type SolvedCase = Extract<Case, { readonly kind: SolvedKind }>;

/** The largest share of a tensor's tolerance that a member needed, in a dtype. */
export interface Tightness {
  /** as one would write it in code: `dW`, `pairs[2][1].dU`, `trainLoss[3]` */
  readonly tensor: string;
  readonly dtype: Dtype;
  /** |emulated − expected| / (errorFactor · u); infinite where a factor of 0 is not met */
  readonly share: number;
}

/**
 * The shares of all tensors that are held to a factor, in both dtypes.
 *
 * @param members how many right programs are emulated in each dtype
 * @param seed of the first; the others follow it
 */
export function tightnessOf(testCase: SolvedCase, members: number, seed: number): Tightness[] {
  return DTYPES.flatMap((dtype) => {
    const worst = new Map<string, number>();
    for (let n = 0; n < members; n++) {
      for (const { tensor, factor, expected, emulated } of judged(testCase, dtype, seed + n)) {
        const share = shareOf(dtype, factor, numbersOf(expected), numbersOf(emulated));
        worst.set(tensor, Math.max(share, worst.get(tensor) ?? 0));
      }
    }
    return Array.from(worst, ([tensor, share]) => ({ tensor, dtype, share }));
  });
}

/** One tensor of an emulated result beside what was expected. */
interface Judged {
  readonly tensor: string;
  readonly factor: number;
  readonly expected: Nested;
  readonly emulated: Nested;
}

function judged(testCase: SolvedCase, dtype: Dtype, seed: number): Judged[] {
  if (testCase.kind === "pairs") return judgedPairs(testCase, dtype, seed);
  if (testCase.kind === "trajectory") return judgedTrajectory(testCase, dtype, seed);
  return judgedTensors(testCase, dtype, seed);
}

function judgedTensors(
  testCase: Extract<SolvedCase, { kind: PlainKind }>,
  dtype: Dtype,
  seed: number,
): Judged[] {
  const emulated = plainResultOver(emulatedMethod(dtype, seed), testCase);
  return beside("", { ...testCase.expected }, { ...testCase.errorFactor }, { ...emulated });
}

function judgedPairs(testCase: CaseOf<"pairs">, dtype: Dtype, seed: number): Judged[] {
  const emulated = pairsResultOver(emulatedMethod(dtype, seed), testCase);
  const { expected, errorFactor } = testCase;
  return expected.pairs.flatMap((terms, t) =>
    (terms ?? []).flatMap((term, i) =>
      beside(
        `pairs[${t}][${i}].`,
        { ...term },
        { ...errorFactor.pairs[t]?.[i] },
        { ...emulated.pairs[t]?.[i] },
      ),
    ),
  );
}

/** The losses within the dtype's horizon, and the parameters where that is whole. */
function judgedTrajectory(testCase: CaseOf<"trajectory">, dtype: Dtype, seed: number): Judged[] {
  const { trainLoss: emulated, ...parameters } = trajectoryOver(
    emulatedMethod(dtype, seed),
    testCase,
  );
  const { trainLoss, horizon, ranges, ...expected } = testCase.expected;
  const { trainLoss: factors, ...factorsOfParameters } = testCase.errorFactor;
  const losses = trainLoss.slice(0, horizon[dtype]).map((loss, epoch) => ({
    tensor: `trainLoss[${epoch}]`,
    factor: factors[epoch],
    expected: loss,
    emulated: emulated[epoch],
  }));
  if (ranges[dtype].length > 0) return losses;
  const rest = beside("", { ...expected }, { ...factorsOfParameters }, { ...parameters });
  return [...losses, ...rest];
}

function beside(
  prefix: string,
  expected: Readonly<Record<string, Nested>>,
  factors: Readonly<Record<string, number>>,
  emulated: Readonly<Record<string, Nested>>,
): Judged[] {
  return Object.entries(expected).map(([name, tensor]) => ({
    tensor: `${prefix}${name}`,
    factor: factors[name],
    expected: tensor,
    emulated: emulated[name],
  }));
}

/** The largest share of an entry; NaN takes an infinite one. */
function shareOf(
  dtype: Dtype,
  factor: number,
  expected: readonly number[],
  emulated: readonly number[],
): number {
  let worst = 0;
  expected.forEach((value, n) => {
    if (value === emulated[n]) return;
    const share = Math.abs(value - emulated[n]) / UNIT_ROUNDOFFS[dtype] / factor;
    worst = Math.max(worst, Number.isNaN(share) ? Infinity : share);
  });
  return worst;
}
