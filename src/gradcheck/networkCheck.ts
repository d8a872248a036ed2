/**
 * A gradient of the network, wherever it came from, before five oracles that do not know how it was
 * made. Each answers for the truncated gradient exactly as configured; none switches truncation off.
 *
 * | oracle | what it is | how far off it may be |
 * | --- | --- | --- |
 * | definition | central differences of the loss in decimals | half a unit in the last place, or what its digits leave in doubt |
 * | duals | forward mode | the running rounding bound |
 * | pairs | forward mode with untied parameters, summed over the pairs of the truncation | the same |
 * | differences | extrapolated differences in binary64 | their own estimate, for every entry |
 * | taylor | the slope of the remainder, tensor by tensor | no entries: first or second order |
 *
 * The analytic side is given the running rounding bound of a backward pass. Where that overflows no
 * oracle can tell anything, and none is asked.
 */
import { requireArray, requireOneOf } from "../numerics/require.ts";
import { type Activation, activationDerivative } from "../rnn/activation.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { forward, type Trace } from "../rnn/forward.ts";
import {
  type Gradients,
  gradientArrays,
  type Parameters,
  requireGradients,
} from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import { type DifferencesOpinion, differencesOpinion, taylorOpinion } from "./check.ts";
import { definitionEstimate } from "./definition.ts";
import { dualGradient } from "./dual.ts";
import { type ErrorBounds, errorBounds } from "./errorBounds.ts";
import { asParameters, frozenLosses } from "./frozenLoss.ts";
import { dualPairs, sumOfPairs } from "./pairs.ts";
import {
  type CheckReport,
  combine,
  evaluationReport,
  type Finding,
  type Opinion,
} from "./report.ts";
import {
  entriesOf,
  mapEntries,
  namesOf,
  type Point,
  pathOf,
  requireShapesOf,
  type Tensor,
} from "./tensors.ts";
import { compareGradient } from "./verdict.ts";

/** The oracles, the sharpest first. */
export const ORACLES = ["definition", "duals", "pairs", "differences", "taylor"] as const;
/**
 * - `definition`: central differences of the loss in decimals.
 * - `duals`: forward mode.
 * - `pairs`: forward mode with untied parameters, summed over the pairs of the truncation.
 * - `differences`: extrapolated differences in binary64.
 * - `taylor`: the slope of the Taylor remainder.
 */
export type Oracle = (typeof ORACLES)[number];

/**
 * A unit passes a signal on times f′(a). Below √u ≈ 1.5e-8 the signal of one step is lost beside the
 * rounding of another two steps on.
 */
export const SATURATED: number = 2 ** -26;

/**
 * Checks a gradient of a sequence's loss, truncated as the configuration says.
 *
 * @param gradients what is to be that gradient; unclipped
 * @param oracles by which; all of them unless given
 * @returns the report; a loss or a gradient that is not finite is in it and not thrown
 * @throws {TypeError | RangeError} when the parameters or the sequence do not fit the network, the
 *   gradients are not of its shapes, or an oracle is unknown
 */
export function checkNetwork(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
  gradients: Gradients,
  oracles: readonly Oracle[] = ORACLES,
): CheckReport {
  const bounds = errorBounds(config, parameters, sequence);
  requireGradients(gradients);
  const analytic = asParameters(gradients);
  requireShapesOf("gradients", analytic, parameters);
  requireArray("oracles", oracles, "names of oracles");
  if (oracles.length === 0) throw new RangeError("oracles: expected at least one, got none");
  for (const oracle of oracles) requireOneOf("oracles", oracle, ORACLES);

  const names = namesOf(parameters).map((name) => `d${name}`);
  const asked = ORACLES.filter((oracle) => oracles.includes(oracle));
  const rounding = asParameters(bounds.gradients);
  const loss = frozenLosses(config, parameters, sequence);
  const value = loss(parameters);
  if (!Number.isFinite(value)) {
    return evaluationReport(names, { verdict: "fail", reason: `the loss is ${value}` });
  }
  const trace = forward(config, parameters, sequence.x, sequence.initialState);
  const doubtful = kinksInDoubt(config.activation, trace, bounds);
  const remarks = [...saturationRemarks(config.activation, trace), ...kinkRemarks(doubtful, trace)];
  if (overflows(bounds)) {
    const opinion = untold(analytic);
    const opinions = Object.fromEntries(asked.map((oracle) => [oracle, opinion]));
    return combine(names, opinions, [...remarks, OVERFLOW]);
  }
  const beyond = (values: Gradients, errors: Parameters): Opinion =>
    compareGradient(
      analytic,
      {
        values: asParameters(values),
        errors: doubtful > 0 ? mapEntries(errors, () => Infinity) : errors,
      },
      rounding,
    );
  let found: DifferencesOpinion | undefined;
  const differences = (): DifferencesOpinion => {
    found ??= differencesOpinion(loss, analytic, parameters, rounding, { noise: bounds.loss });
    return found;
  };
  const ask: Readonly<Record<Oracle, () => Opinion>> = {
    definition() {
      const { values, errors } = definitionEstimate(config, parameters, sequence);
      return beyond(values, asParameters(errors));
    },
    duals: () => beyond(dualGradient(config, parameters, sequence), rounding),
    pairs: () => beyond(sumOfPairs(config, dualPairs(config, parameters, sequence)), rounding),
    differences() {
      const { opinion, remarks: noticed } = differences();
      remarks.push(...noticed);
      return doubtful > 0 ? doubted(opinion) : opinion;
    },
    taylor() {
      const undecided = doubtful > 0 ? new Set(names) : differences().undecided;
      return taylorOpinion(loss, analytic, parameters, { noise: bounds.loss }, undecided);
    },
  };
  const opinions = Object.fromEntries(asked.map((oracle) => [oracle, ask[oracle]()]));
  return combine(names, opinions, remarks);
}

const OVERFLOW = "the bound on the rounding errors overflows: no oracle can say what they explain";

function overflows({ loss, gradients }: ErrorBounds): boolean {
  return ![[loss], ...gradientArrays(gradients)].every((values) => values.every(Number.isFinite));
}

/** What can be said of a gradient when nothing bounds its rounding: whether its entries are numbers. */
function untold<P extends Point<P>>(analytic: P): Opinion {
  return Object.fromEntries(
    namesOf(analytic).map((name): [string, Finding] => {
      const tensor: Tensor = analytic[name];
      const entries = entriesOf(tensor);
      const broken = entries.findIndex((entry) => !Number.isFinite(entry));
      if (broken < 0) return [`d${name}`, { verdict: "inconclusive", reason: OVERFLOW }];
      const reason = `${pathOf(`d${name}`, tensor, broken)} is ${entries[broken]}`;
      return [`d${name}`, { verdict: "fail", reason }];
    }),
  );
}

/** Where the derivative is in doubt, so is its being zero. */
function doubted(opinion: Opinion): Opinion {
  const reason = "at relu's kink zero may be the wrong answer";
  return Object.fromEntries(
    Object.entries(opinion).map(([name, finding]) => [
      name,
      finding.verdict === "vacuous" ? { ...finding, verdict: "inconclusive", reason } : finding,
    ]),
  );
}

/** How many of relu's pre-activations are 0 as far as their rounding can tell. */
function kinksInDoubt(activation: Activation, { a }: Trace, bounds: ErrorBounds): number {
  if (activation !== "relu") return 0;
  return a.data.filter((value, n) => Math.abs(value) <= bounds.a.data[n]).length;
}

function kinkRemarks(doubtful: number, { a }: Trace): string[] {
  if (doubtful === 0) return [];
  return [
    `${doubtful} of ${a.data.length} pre-activations lie at relu's kink, where the loss has no ` +
      "derivative: no oracle can say what the gradient should be",
  ];
}

function saturationRemarks(activation: Activation, { s }: Trace): string[] {
  const saturated = s.data.filter(
    (value) => !(activationDerivative(activation, value) >= SATURATED),
  );
  if (saturated.length === 0) return [];
  const share = (100 * saturated.length) / s.data.length;
  const what =
    activation === "relu"
      ? "dead: f′ is 0"
      : `saturated: |f′| is below ${SATURATED.toPrecision(2)}`;
  return [
    `${share.toFixed(share < 1 ? 1 : 0)} % of the states are ${what} there, and nothing behind them is tested`,
  ];
}
