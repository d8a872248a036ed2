/** From a draft to a case: what is expected, and how near to it every right program comes. */
import type { SolvedKind } from "../bugs/solve.ts";
import type { Dtype } from "../dtype.ts";
import type { Case } from "../kinds.ts";
import type { Nested } from "../shapes.ts";
import type { Draft } from "../suite/draft.ts";
import { boundingMethod } from "./bounds.ts";
import { CANCELLED, definedPairs, definedTrajectory, definedValues } from "./definedValues.ts";
import { factorOf } from "./factors.ts";
import { type Horizons, horizonsOf, wholeHorizons } from "./horizon.ts";
import { canaryAnswers, randomAnswers } from "./numbers.ts";
import {
  type PlainKind,
  pairsResultOver,
  plainResultOver,
  type Solved,
  type Trained,
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
 * The same case by the reverse pass in decimals, which nothing confirms: some milliseconds, where the
 * definition takes up to a second.
 *
 * @returns undefined where rounding grows in a training until its results tell nothing
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
      const exact = trajectoryOver(CANCELLED, draft);
      const bounds = trainingBounds(draft);
      const horizons = wholeHorizons(exact, bounds);
      return horizons && trajectoryAnswers(exact, bounds, horizons);
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
      const exact = definedTrajectory(draft);
      const bounds = trainingBounds(draft);
      return trajectoryAnswers(exact, bounds, horizonsOf(draft, exact, bounds));
    }
    default:
      return tensorAnswers(draft, definedValues(draft));
  }
}

/** Tensors by their names. */
type Tensors = Readonly<Record<string, Nested>>;

function tensorAnswers(draft: Draft<PlainKind>, expected: Solved<PlainKind>): Answers {
  const [float64, float32] = [
    plainResultOver(boundingMethod("float64", draft), draft),
    plainResultOver(boundingMethod("float32", draft), draft),
  ];
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
  const float64 = pairsResultOver(boundingMethod("float64", draft), draft);
  const float32 = pairsResultOver(boundingMethod("float32", draft), draft);
  const pairs = expected.pairs.map(
    (terms, t) =>
      terms?.map((term, i) =>
        factorsOf({ ...term }, { ...float64.pairs[t]?.[i] }, { ...float32.pairs[t]?.[i] }),
      ) ?? null,
  );
  return { expected, errorFactor: { pairs } };
}

function trainingBounds(draft: Draft<"trajectory">): Record<Dtype, Trained> {
  return {
    float64: trajectoryOver(boundingMethod("float64", draft), draft),
    float32: trajectoryOver(boundingMethod("float32", draft), draft),
  };
}

/**
 * A factor for the loss of each epoch within float64's horizon, which serves float32 as far as its
 * own horizon goes; and one for each parameter, which serves the dtypes whose horizons are whole.
 */
function trajectoryAnswers(
  { trainLoss, ...parameters }: Trained,
  { float64, float32 }: Readonly<Record<Dtype, Trained>>,
  { horizon, ranges }: Horizons,
): Answers {
  const { trainLoss: losses64, ...parameters64 } = float64;
  const { trainLoss: losses32, ...parameters32 } = float32;
  const factors = trainLoss.slice(0, horizon.float64).map((loss, epoch) =>
    factorOf(loss, {
      float64: losses64[epoch],
      ...(epoch < horizon.float32 && { float32: losses32[epoch] }),
    }),
  );
  const isWhole = horizon.float32 === trainLoss.length;
  const bounds32 = isWhole ? { ...parameters32 } : undefined;
  return {
    expected: { trainLoss, ...parameters, horizon, ranges },
    errorFactor: {
      trainLoss: factors,
      ...factorsOf({ ...parameters }, { ...parameters64 }, bounds32),
    },
  };
}
