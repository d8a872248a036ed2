/** The functions of a network over any arithmetic, by whichever of the usual formulas one likes. */
import type { Arithmetic } from "../../gradcheck/arithmetic.ts";
import { activated, lossOf, predictionOf, type Vector } from "../../gradcheck/network.ts";
import type { Activation } from "../../rnn/activation.ts";
import type { Output } from "../../rnn/loss.ts";

/** Which formulas a program uses: they are equal but for rounding. */
export interface Formulas {
  /** f′ from s: s(1 − s) and 1 − s²; or from a: σ(a) σ(−a), and sech² a = 4 / (e^a + e^−a)² */
  readonly slope: "state" | "preActivation";
  /** the cross-entropy as ln Σ e^o − o_y with the largest o taken out, or as −ln p_y */
  readonly crossEntropy: "logSumExp" | "prediction";
}

/** An arithmetic that knows the functions of a network. */
export interface NetworkArithmetic<N> extends Arithmetic<N> {
  /**
   * As in every arithmetic.
   *
   * @param others roundings that a term may go through in another right program, and not in this one
   */
  sumOfProducts(start: N, a: Vector<N>, b: Vector<N>, others?: number): N;
  /** s = f(a) */
  activated(activation: Activation, a: N): N;
  /** f′(a), given s = f(a); 0 at relu's kink */
  slope(activation: Activation, a: N, s: N): N;
  /** ŷ, of length O */
  prediction(output: Output, o: Vector<N>): Vector<N>;
  /** the loss of one step, for o and y of length O */
  stepLoss(output: Output, o: Vector<N>, y: Vector<N>): N;
  /** the nearest number of [−limit, limit], limit > 0 */
  clamped(x: N, limit: N): N;
  /** min(1, limit / length), for length ≥ 0 and limit > 0 */
  shortening(length: N, limit: N): N;
  /** √x */
  sqrt(x: N): N;
  /** rounded once to binary64 */
  toNumber(x: N): number;
  /** the same numbers; of all that was computed only they, and what was read at first, are used on */
  settled(values: Vector<N>): Vector<N>;
}

/** What there is no formula for. */
type Basis<N> = Arithmetic<N> & Pick<NetworkArithmetic<N>, "sqrt" | "toNumber">;

/** The arithmetic with the functions of a network, made of its own operations. */
export function withFormulas<N>(arithmetic: Basis<N>, formulas: Formulas): NetworkArithmetic<N> {
  const { constant, subtract, divide, isAtMost } = arithmetic;
  return {
    ...arithmetic,
    activated: (activation, a) => activated(arithmetic, activation, a),
    slope: (activation, a, s) => slopeOf(arithmetic, formulas, activation, a, s),
    prediction: (output, o) => predictionOf(arithmetic, output, o),
    stepLoss: (output, o, y) => stepLossOf(arithmetic, formulas, output, o, y),
    clamped(x, limit) {
      const low = subtract(constant(0), limit);
      if (isAtMost(x, low)) return low;
      return isAtMost(limit, x) ? limit : x;
    },
    shortening: (length, limit) => (isAtMost(length, limit) ? constant(1) : divide(limit, length)),
    settled: (values) => values,
  };
}

function slopeOf<N>(
  { constant, add, subtract, multiply, divide, exp, isAtMost }: Arithmetic<N>,
  { slope }: Formulas,
  activation: Activation,
  a: N,
  s: N,
): N {
  const [zero, one] = [constant(0), constant(1)];
  switch (activation) {
    case "sigmoid":
      return multiply(s, slope === "state" ? subtract(one, s) : divide(one, add(one, exp(a))));
    case "tanh": {
      if (slope === "state") return subtract(one, multiply(s, s));
      const sum = add(exp(a), exp(subtract(zero, a)));
      return divide(constant(4), multiply(sum, sum));
    }
    case "relu":
      return isAtMost(a, zero) ? zero : one;
    case "identity":
      return one;
  }
}

function stepLossOf<N>(
  arithmetic: Arithmetic<N>,
  { crossEntropy }: Formulas,
  output: Output,
  o: Vector<N>,
  y: Vector<N>,
): N {
  if (output === "linear" || crossEntropy === "logSumExp") return lossOf(arithmetic, output, o, y);
  const { constant, subtract, ln, isAtMost } = arithmetic;
  const p = predictionOf(arithmetic, output, o);
  return subtract(constant(0), ln(p[y.findIndex((yk) => isAtMost(constant(1), yk))]));
}
