/** Comparisons that name the worst entry, and that NaN never passes. */
import { type Gradients, gradientArrays } from "../../src/rnn/parameters.ts";

/** Every entry is the same number, −0 and +0 told apart. */
export function sameBits(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

export function sameGradientBits(a: Gradients, b: Gradients): boolean {
  const left = gradientArrays(a);
  const right = gradientArrays(b);
  return left.length === right.length && left.every((values, n) => sameBits(values, right[n]));
}

/** The same numbers, −0 and +0 alike: what exact arithmetic gives in another order. */
export function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!(a[i] === b[i])) return false;
  return true;
}

/** Where the two differ by more than the tolerance of the entry; empty when nowhere. */
export function differences(
  actual: Gradients,
  expected: Gradients,
  tolerance: (tensor: number, entry: number) => number,
): string[] {
  const names = Object.keys(expected);
  const left = gradientArrays(actual);
  const right = gradientArrays(expected);
  const found: string[] = [];
  if (left.length !== right.length) found.push(`${left.length} tensors, not ${right.length}`);
  right.forEach((values, n) => {
    values.forEach((value, i) => {
      const difference = Math.abs(left[n]?.[i] - value);
      const allowed = tolerance(n, i);
      if (!(difference <= allowed)) {
        found.push(
          `${names[n]}[${i}]: ${left[n]?.[i]} and ${value} differ by ${difference}, not at most ${allowed}`,
        );
      }
    });
  });
  return found;
}
