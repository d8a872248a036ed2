/** From a draft to a case: what is expected, and how near to it every right program comes. */
import type { SolvedKind } from "../bugs/solve.ts";
import type { Dtype } from "../dtype.ts";
import type { Case } from "../kinds.ts";
import type { Nested } from "../shapes.ts";
import type { Draft } from "../suite/draft.ts";
import type { GradientArrays } from "../types.ts";
import { boundsOf, pairsBounds, trajectoryBounds } from "./bounds.ts";
import { CANCELLED, definedPairs, definedTrajectory, definedValues } from "./definedValues.ts";
import { type BoundsByDtype, factorOf } from "./factors.ts";
import { type Horizons, horizonsOf, wholeHorizons } from "./horizon.ts";
import { canaryAnswers, randomAnswers } from "./numbers.ts";
import {
  type PlainKind,
  pairsResultOver,
  plainResultOver,
  type Solved,
  trajectoryOver,
} from "./solveOver.ts";

/** What is known of a draft's answer. */
interface Answers {
  readonly expected: object;
  readonly errorFactor: object;
}

/**
 * The case of a draft that can be carried out, or that must be refused. No bug has been run
 * against it: `kills` is empty.
 *
 * @throws {Error} when the definition does not confirm the gradient
 * @throws {RangeError} when a training does not stay finite
 */
export function answered(draft: Draft): Case {
  return { ...draft, ...answersOf(draft), kills: [] } as Case;
}

/**
 * The same case by the reverse pass in decimals, which nothing confirms: a few milliseconds, where
 * the definition takes up to a second.
 *
 * @returns undefined where rounding grows in a training until its losses tell nothing
 */
export function answeredUnconfirmed(draft: Draft<SolvedKind>): Case | undefined {
  const answers = unconfirmedAnswers(draft);
  return answers && ({ ...draft, ...answers, kills: [] } as Case);
}

function unconfirmedAnswers(draft: Draft<SolvedKind>): Answers | undefined {
  switch (draft.kind) {
    case "pairs":
      return pairsAnswers(draft, pairsResultOver(CANCELLED, draft));
    case "trajectory": {
      const solved = trajectoryOver(CANCELLED, draft);
      const bounds = trainingBounds(draft);
      const horizons = wholeHorizons(solved.trainLoss, lossBounds(bounds));
      return horizons && trajectoryAnswers(solved, bounds, horizons);
    }
    default:
      return tensorAnswers(draft, plainResultOver(CANCELLED, draft));
  }
}

function answersOf(draft: Draft): Answers {
  switch (draft.kind) {
    case "canary":
      return canaryAnswers(draft);
    case "random":
      return randomAnswers(draft);
    case "reject":
      return { expected: { error: true }, errorFactor: {} };
    case "pairs":
      return pairsAnswers(draft, definedPairs(draft));
    case "trajectory": {
      const solved = definedTrajectory(draft);
      const bounds = trainingBounds(draft);
      const horizons = horizonsOf(draft, solved.trainLoss, lossBounds(bounds));
      return trajectoryAnswers(solved, bounds, horizons);
    }
    default:
      return tensorAnswers(draft, definedValues(draft));
  }
}

/** Tensors by their names. */
type Tensors = Readonly<Record<string, Nested>>;

function tensorAnswers(draft: Draft<PlainKind>, expected: Solved<PlainKind>): Answers {
  const [float64, float32] = [boundsOf("float64", draft), boundsOf("float32", draft)];
  return { expected, errorFactor: factorsOf({ ...expected }, { ...float64 }, { ...float32 }) };
}

/** A factor for each tensor. */
function factorsOf(expected: Tensors, float64: Tensors, float32?: Tensors): object {
  const factors = Object.entries(expected).map(([name, tensor]) => {
    const bounds = { float64: float64[name], ...(float32 && { float32: float32[name] }) };
    return [name, factorOf(tensor, bounds)];
  });
  return Object.fromEntries(factors);
}

/** A factor for each tensor of each pair. */
function pairsAnswers(draft: Draft<"pairs">, expected: Solved<"pairs">): Answers {
  const float64 = pairsBounds("float64", draft);
  const float32 = pairsBounds("float32", draft);
  const at = ({ pairs }: typeof expected, t: number, i: number): GradientArrays => {
    const gradients = pairs[t]?.[i];
    if (gradients) return gradients;
    throw new RangeError(`${draft.id}: expected g(${t}, ${i}), got none`);
  };
  const pairs = expected.pairs.map((terms, t) =>
    terms === null
      ? null
      : terms.map((term, i) =>
          factorsOf({ ...term }, { ...at(float64, t, i) }, { ...at(float32, t, i) }),
        ),
  );
  return { expected, errorFactor: { pairs } };
}

/** How far off the results of a training may be, in each dtype. */
type TrainingBounds = Readonly<Record<Dtype, Solved<"trajectory">>>;

function trainingBounds(draft: Draft<"trajectory">): TrainingBounds {
  return {
    float64: trajectoryBounds("float64", draft),
    float32: trajectoryBounds("float32", draft),
  };
}

function lossBounds({ float64, float32 }: TrainingBounds): Record<Dtype, readonly number[]> {
  return { float64: float64.trainLoss, float32: float32.trainLoss };
}

/**
 * A factor for the loss of each epoch within float64's horizon, which serves float32 as far as its
 * own horizon goes; and one for each parameter, which serves the dtypes whose horizons are whole.
 */
function trajectoryAnswers(
  { trainLoss, ...parameters }: Solved<"trajectory">,
  bounds: TrainingBounds,
  { horizon, ranges }: Horizons,
): Answers {
  const { trainLoss: losses64, ...parameters64 } = bounds.float64;
  const { trainLoss: losses32, ...parameters32 } = bounds.float32;
  const factors = trainLoss.slice(0, horizon.float64).map((loss, epoch) => {
    const own: BoundsByDtype = { float64: losses64[epoch] };
    const both = { ...own, float32: losses32[epoch] };
    return factorOf(loss, epoch < horizon.float32 ? both : own);
  });
  const isWhole = horizon.float32 === trainLoss.length;
  return {
    expected: { trainLoss, ...parameters, horizon, ranges },
    errorFactor: {
      trainLoss: factors,
      ...factorsOf(
        { ...parameters },
        { ...parameters64 },
        isWhole ? { ...parameters32 } : undefined,
      ),
    },
  };
}
