import { afterEach, describe, expect, it, vi } from "vitest";
import { instantiateKernels, kernelsAreAvailable } from "../../src/engine/kernels.ts";
import { exp } from "../../src/numerics/elementary.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { nextDown, nextUp } from "../../src/numerics/ulp.ts";
import { ACTIVATIONS, activate } from "../../src/rnn/activation.ts";

/** Where exp, tanh and the sigmoid change their way, with the numbers on either side of each. */
const EDGES = [
  ...[0, 5e-324, 2 ** -1022, 2 ** -500, 2 ** -28, 2 ** -27, 0.5, 0.625, 1, 2 ** 53, 1e300],
  // Half of ln 2 and its multiples, between which k changes.
  ...Array.from({ length: 8 }, (_, n) => (n + 0.5) * Math.LN2),
  ...[18, 36.7, 37, 37.5, 44.0148459655565, 707.9, 708, 708.4, 709, 709.782712893384, 710],
  ...[743, 744, 744.4400719213812, 745, 745.1332191019411, 746, 1000, Number.MAX_VALUE, Infinity],
]
  .flatMap((x) => [nextDown(x), x, nextUp(x)])
  .flatMap((x) => [x, -x, x / 2, -x / 2])
  .concat(Number.NaN);

/** Numbers of every kind: evenly, by size, and by bits. */
function numbers(count: number): Float64Array {
  const random = randomStream("seedrandom", 20190128);
  const bits = new DataView(new ArrayBuffer(8));
  const draw = [
    () => (random.next() - 0.5) * 1600,
    () => (random.next() - 0.5) * 80,
    () => (random.next() - 0.5) * 2,
    () => (random.next() - 0.5) * 2 ** (-40 * random.next()),
    () => {
      bits.setUint32(0, random.next() * 2 ** 32);
      bits.setUint32(4, random.next() * 2 ** 32);
      return bits.getFloat64(0);
    },
  ];
  return Float64Array.from({ length: count }, (_, n) => draw[n % draw.length]());
}

/** Where the two differ, NaN being equal to NaN; the first few. */
function differences(x: Float64Array, actual: Float64Array, f: (x: number) => number): string[] {
  const found: string[] = [];
  for (let n = 0; n < x.length && found.length < 5; n++) {
    const expected = f(x[n]);
    if (!Object.is(actual[n], expected)) found.push(`${x[n]}: ${actual[n]}, not ${expected}`);
  }
  return found;
}

describe("the kernels' functions have the bits of the reference's", () => {
  const kernels = instantiateKernels();
  // A million of each; an edge is met in either lane, beside numbers of its own kind and others.
  const drawn = numbers(1_000_000);
  const edges = Float64Array.from(
    EDGES.flatMap((x, n) => [x, EDGES[(n * 7) % EDGES.length], 1, x]),
  );
  kernels.memory.grow(Math.ceil((16 * drawn.length) / 2 ** 16) + 1);

  const computed = (x: Float64Array, write: (y: number, x: number) => void): Float64Array => {
    const memory = new Float64Array(kernels.memory.buffer);
    memory.set(x);
    write(8 * x.length, 0);
    return memory.slice(x.length, 2 * x.length);
  };

  it.each([
    ["edges", edges],
    ["a million numbers", drawn],
  ])("exp: %s", (_, x) => {
    const y = computed(x, (to, from) => kernels.writeExp(to, from, x.length));
    expect(differences(x, y, exp)).toEqual([]);
  });

  it.each(ACTIVATIONS.flatMap((name) => [[name, edges] as const, [name, drawn] as const]))(
    "%s",
    (name, x) => {
      const f = ACTIVATIONS.indexOf(name);
      const y = computed(x, (to, from) => kernels.writeStates(f, to, from, x.length));
      expect(differences(x, y, (a) => activate(name, a))).toEqual([]);
    },
  );

  it.each([1, 2, 3, 5])("writes %d states and nothing after them", (n) => {
    const x = Float64Array.of(0.5, -0.25, 3, -2, 0.125, 7);
    const memory = new Float64Array(kernels.memory.buffer);
    memory.set(x);
    memory.fill(99, 6, 12);
    kernels.writeStates(ACTIVATIONS.indexOf("tanh"), 48, 0, n);
    const expected = x.map((a, i) => (i < n ? activate("tanh", a) : 99));
    expect(memory.slice(6, 12)).toEqual(expected);
  });
});

describe("a platform without vectors", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each([
    ["has no WebAssembly", undefined],
    ["has one that knows no vectors", { validate: () => false }],
  ])("%s", (_, platform) => {
    expect(kernelsAreAvailable()).toBe(true);
    vi.stubGlobal("WebAssembly", platform);
    expect(kernelsAreAvailable()).toBe(false);
    expect(instantiateKernels).toThrow(RangeError);
  });
});
