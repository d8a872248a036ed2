/** Two mistakes at once. */
import type { Bug } from "../../src/conformance/bugs/bug.ts";
import { BUGS } from "../../src/conformance/bugs/catalogue.ts";
import { randomStream } from "../../src/numerics/random.ts";

/** Pairs of bugs that are about different functions, drawn at random, the same ones every time. */
export function disjointPairs(count: number): [Bug, Bug][] {
  const draw = randomStream("seedrandom", 5);
  const one = (): Bug => BUGS[Math.floor(draw.next() * BUGS.length)];
  const pairs: [Bug, Bug][] = [];
  while (pairs.length < count) {
    const [first, second] = [one(), one()];
    const seams = Object.keys(second.seams);
    if (!seams.some((seam) => Object.hasOwn(first.seams, seam))) pairs.push([first, second]);
  }
  return pairs;
}
