/**
 * Other people's right programs: an arithmetic that rounds to a dtype after each operation, adds in
 * an order of its own, fuses multiplication and addition or does not, and whose elementary functions
 * are off by up to two units in the last place; and one of the usual formulas for everything.
 */
import type { Arithmetic } from "../../gradcheck/arithmetic.ts";
import { exp, ln, tanh } from "../../numerics/elementary.ts";
import { type RandomStream, randomStream } from "../../numerics/random.ts";
import { type Dtype, UNIT_ROUNDOFFS } from "../dtype.ts";
import { type Formulas, type NetworkArithmetic, withFormulas } from "./formulas.ts";
import type { Method } from "./solveOver.ts";

/** How sums are taken: as they come, backwards, in a random order, or in halves of halves. */
const ORDERS = ["forward", "backward", "random", "pairwise"] as const;
type Order = (typeof ORDERS)[number];

/** One member of the ensemble: what a seed says about it. */
export function emulatedMethod(dtype: Dtype, seed: number): Method<number> {
  const random = randomStream("seedrandom", seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random.next() * choices.length)];
  const formulas: Formulas = {
    slope: pick(["state", "preActivation"]),
    crossEntropy: pick(["logSumExp", "prediction"]),
  };
  const merged = pick([true, false]);
  const basis = emulatedArithmetic(dtype, pick(ORDERS), pick([true, false]), random);
  return { arithmetic: withFormulas(basis, formulas), merged };
}

/**
 * @param isFused whether a product is added without being rounded first, where the order is not
 *   pairwise
 */
function emulatedArithmetic(
  dtype: Dtype,
  order: Order,
  isFused: boolean,
  random: RandomStream,
): Arithmetic<number> & Pick<NetworkArithmetic<number>, "sqrt" | "toNumber"> {
  const cell = new Float32Array(1);
  const round = (x: number): number => {
    if (dtype === "float64") return x;
    cell[0] = x;
    return cell[0];
  };
  const multiplyAdd = (a: number, b: number, c: number): number => {
    if (!isFused) return round(c + round(a * b));
    // The product of two binary32 numbers is exact in binary64.
    return dtype === "float64" ? fused(a, b, c) : round(c + a * b);
  };
  // A unit in the last place is at most 2u.
  const ulp = 2 * UNIT_ROUNDOFFS[dtype];
  const nearly = (x: number): number => round(x + x * ulp * (Math.floor(random.next() * 5) - 2));

  function sumOfProducts(start: number, a: readonly number[], b: readonly number[]): number {
    if (order === "pairwise") {
      return pairwiseSum([start, ...a.map((aj, j) => round(aj * b[j]))], round);
    }
    let sum = start;
    for (const j of orderOf(a.length, order, random)) sum = multiplyAdd(a[j], b[j], sum);
    return sum;
  }

  return {
    constant: round,
    add: (a, b) => round(a + b),
    subtract: (a, b) => round(a - b),
    multiply: (a, b) => round(a * b),
    divide: (a, b) => round(a / b),
    sqrt: (a) => round(Math.sqrt(a)),
    sumOfProducts,
    exp: (a) => nearly(exp(a)),
    ln: (a) => nearly(ln(a)),
    tanh: (a) => Math.max(-1, Math.min(1, nearly(tanh(a)))),
    isAtMost: (a, b) => a <= b,
    toNumber: (a) => a,
  };
}

/** 0 … n − 1 in the order. */
function orderOf(n: number, order: Order, random: RandomStream): number[] {
  const places = Array.from({ length: n }, (_, j) => j);
  if (order === "backward") places.reverse();
  if (order !== "random") return places;
  // Fisher and Yates.
  for (let j = n - 1; j > 0; j--) {
    const k = Math.floor(random.next() * (j + 1));
    [places[j], places[k]] = [places[k], places[j]];
  }
  return places;
}

function pairwiseSum(terms: readonly number[], round: (x: number) => number): number {
  if (terms.length === 1) return terms[0];
  const half = terms.length >> 1;
  return round(pairwiseSum(terms.slice(0, half), round) + pairwiseSum(terms.slice(half), round));
}

/** 2^27 + 1. */
const SPLITTER = 2 ** 27 + 1;

/**
 * a b + c with one rounding, but for once in a while: a b = p + e exactly (Dekker's product) and
 * p + c = s + t exactly (Knuth's sum), both as in Ogita, Rump and Oishi, SIAM J. Sci. Comput. 26, 2005.
 */
export function fused(a: number, b: number, c: number): number {
  const p = a * b;
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  const e = aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  const s = p + c;
  const z = s - p;
  const t = p - (s - z) + (c - z);
  return s + (t + e);
}

/** A number as the sum of two of 26 bits. */
function split(a: number): [number, number] {
  const c = SPLITTER * a;
  const high = c - (c - a);
  return [high, a - high];
}
