/**
 * The activation f and its derivative over whole vectors, as `src/rnn/activation.ts` defines them. An
 * activation is its place in ACTIVATIONS there.
 */
import { expPair, tanhPair } from "./elementary";
import { F64 } from "./memory";

export const SIGMOID: u32 = 0;
const TANH: u32 = 1;
const RELU: u32 = 2;

/** Above it, e^−a < 2^-53 and the sigmoid is 1. */
const SATURATED: f64 = 37;

/** s = f(a) over n numbers. */
export function writeStates(f: u32, s: usize, a: usize, n: usize): void {
  const end = a + n * F64;
  for (; a + F64 < end; a += 2 * F64, s += 2 * F64) {
    const pair = v128.load(a);
    // Saturated units cost no exponential.
    if (f === SIGMOID && i64x2.all_true(f64x2.gt(pair, f64x2.splat(SATURATED)))) {
      v128.store(s, f64x2.splat(1));
    } else {
      v128.store(s, activate(f, pair));
    }
  }
  if (a < end) v128.store64_lane(s, activate(f, v128.load64_zero(a)), 0);
}

/** δ ⊙= f′, written in s = f(a), over n numbers. */
export function timesDerivative(f: u32, delta: usize, s: usize, n: usize): void {
  const end = s + n * F64;
  for (; s + F64 < end; s += 2 * F64, delta += 2 * F64) {
    v128.store(delta, f64x2.mul(v128.load(delta), derivative(f, v128.load(s))));
  }
  if (s < end) {
    const last = f64x2.mul(v128.load64_zero(delta), derivative(f, v128.load64_zero(s)));
    v128.store64_lane(delta, last, 0);
  }
}

/** f(a) of both lanes. */
function activate(f: u32, a: v128): v128 {
  switch (f) {
    case SIGMOID:
      return sigmoid(a);
    case TANH:
      return tanhPair(a);
    case RELU:
      return f64x2.max(f64x2.splat(0), a);
    default:
      return a;
  }
}

/** 1 / (1 + e^−a) of both lanes. */
function sigmoid(a: v128): v128 {
  const one = f64x2.splat(1);
  return f64x2.div(one, f64x2.add(one, expPair(f64x2.neg(a))));
}

/** f′(a) of both lanes. */
function derivative(f: u32, s: v128): v128 {
  const one = f64x2.splat(1);
  switch (f) {
    case SIGMOID:
      return f64x2.mul(s, f64x2.sub(one, s));
    case TANH:
      return f64x2.sub(one, f64x2.mul(s, s));
    case RELU:
      return v128.and(one, f64x2.gt(s, f64x2.splat(0)));
    default:
      return one;
  }
}
