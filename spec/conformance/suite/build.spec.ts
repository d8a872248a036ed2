import { describe, expect, it } from "vitest";
import { requireRequest } from "../../../src/conformance/request.ts";
import {
  about,
  drawnParameters,
  drawnRecords,
  drawnSequence,
  drawnVector,
  sizes,
} from "../../../src/conformance/suite/build.ts";
import type { Draft } from "../../../src/conformance/suite/draft.ts";
import { randomStream } from "../../../src/numerics/random.ts";
import type { NetworkOptions } from "../../../src/rnn/config.ts";
import { numbersIn } from "../../support/solvedCases.ts";

const NETWORK: NetworkOptions = { ...sizes(2, 3, 4), lossAt: "every" };
const GRAIN = { grain: 1 / 4, largest: 1 };

describe("drawnVector", () => {
  it("draws each multiple of the grain up to the largest, equally often, and never zero", () => {
    const counts = new Map<number, number>();
    for (const x of drawnVector(randomStream("numpy", 1), 8000, GRAIN)) {
      counts.set(x, (counts.get(x) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([
      -1, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1,
    ]);
    // 1000 each, with a standard deviation of √(8000 · 1/8 · 7/8) < 30.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it("takes one draw of the stream for each number", () => {
    const [drawn, counted] = [randomStream("numpy", 2), randomStream("numpy", 2)];
    drawnVector(drawn, 3, GRAIN);
    for (let n = 0; n < 3; n++) counted.next();
    expect(drawn.next()).toBe(counted.next());
  });

  it("draws what a draw of 0 and one just below 1 stand for: both ends", () => {
    const ends = [0, 1 - 2 ** -53];
    expect(drawnVector({ next: () => ends.shift() ?? NaN }, 2, GRAIN)).toEqual([-1, 1]);
  });
});

describe("drawnSequence", () => {
  it("draws the same from the same seed, and something else from another", () => {
    const recipe = { network: NETWORK, seed: 3, steps: 4, initialState: true };
    expect(drawnSequence(recipe)).toEqual(drawnSequence(recipe));
    expect(drawnSequence({ ...recipe, seed: 4 }).inputs).not.toEqual(drawnSequence(recipe).inputs);
  });

  it.each([
    { output: "linear", lossAt: "last", hiddenBias: false, outputBias: true },
    { output: "softmax", lossAt: "every", hiddenBias: true, outputBias: false },
    { output: "softmax", lossAt: "last", hiddenBias: false, outputBias: false },
  ] as const)("draws what fits the network: %o", (options) => {
    const network = { ...sizes(2, 3, 4), ...options };
    const { config, inputs } = drawnSequence({ network, seed: 5, steps: 6, initialState: true });
    const draft = { kind: "gradient", config, inputs } as Draft<"gradient">;
    expect(() => requireRequest(draft, "drawn")).not.toThrow();
    expect(inputs.x).toHaveLength(6);
    expect(inputs.initialState).toHaveLength(3);
  });

  it("draws every class as a target", () => {
    const network: NetworkOptions = { ...NETWORK, output: "softmax" };
    const { y } = drawnSequence({ network, seed: 6, steps: 60 }).inputs;
    expect(new Set(y.map((row) => row.indexOf(1)))).toEqual(new Set([0, 1, 2, 3]));
  });

  it("puts what is given in the place of what is drawn, and leaves the rest", () => {
    const recipe = { network: NETWORK, seed: 7, steps: 2 };
    const x = [
      [1, 2],
      [3, 4],
    ];
    const initialState = [1, 2, 3];
    const given = drawnSequence({ ...recipe, given: { x, initialState } });
    expect(given.inputs).toEqual({ ...drawnSequence(recipe).inputs, x, initialState });
    expect(given.themes).toContain("InitialState");
  });

  it("draws from other spreads where there are some, and from the usual ones elsewhere", () => {
    const spread = { grain: 1 / 64, largest: 1 / 32 };
    const recipe = { network: NETWORK, seed: 8, steps: 3 };
    const { parameters, x } = drawnSequence({ ...recipe, spreads: { W: spread } }).inputs;
    for (const w of numbersIn(parameters.W)) expect(Math.abs(w)).toBeLessThanOrEqual(1 / 32);
    expect(x).toEqual(drawnSequence(recipe).inputs.x);
  });
});

describe("drawnParameters", () => {
  it("draws U, W, V and the biases that there are, one after the other", () => {
    const spreads = { U: GRAIN, W: GRAIN, V: GRAIN, b: GRAIN, c: GRAIN };
    const both = { ...sizes(2, 3, 1), hiddenBias: true, outputBias: true };
    const { U, W, V, b, c } = drawnParameters(randomStream("numpy", 9), both, spreads);
    const all = drawnVector(randomStream("numpy", 9), 6 + 9 + 3 + 3 + 1, GRAIN);
    expect([U, W, V, b, c].flat(2)).toEqual(all);
    const neither = { ...both, hiddenBias: false, outputBias: false };
    expect(drawnParameters(randomStream("numpy", 9), neither, spreads)).toEqual({ U, W, V });
  });
});

describe("what a case is about", () => {
  it.each([
    [NETWORK, [{ steps: 4 }], []],
    [{ ...NETWORK, output: "softmax" }, [{ steps: 4 }], ["Softmax"]],
    [{ ...NETWORK, truncation: { kind: "window", hops: 1 } }, [{ steps: 4 }], ["Window"]],
    [{ ...NETWORK, truncation: { kind: "chunk", k1: 2, k2: 3 } }, [{ steps: 4 }], ["Chunk"]],
    [
      { ...NETWORK, truncation: { kind: "chunk", k1: 2, k2: 3 } },
      [{ steps: 4 }, { steps: 5 }],
      ["Chunk", "RaggedTail", "ManyRecords"],
    ],
    [NETWORK, [{ steps: 4, initialState: true }], ["InitialState"]],
    [NETWORK, [{ steps: 4, initialState: false }], []],
    [{ ...NETWORK, hiddenBias: false }, [{ steps: 4 }], ["NoBias"]],
    [{ ...NETWORK, outputBias: false }, [{ steps: 4 }], ["NoBias"]],
    [NETWORK, [{ steps: 1 }], ["SingleStep"]],
    [sizes(2, 1, 2), [{ steps: 2 }], ["SingleUnit"]],
    [sizes(1, 2, 1), [{ steps: 2 }], ["Scalar"]],
    [sizes(1, 2, 2), [{ steps: 2 }], []],
  ] as const)("%o, %o: %o", (network, records, themes) => {
    expect(drawnRecords({ network, seed: 10, records }).themes).toEqual(themes);
  });

  it("names no flag twice", () => {
    const flags = ["ByDefinition", "Window", "Window"] as const;
    expect(about("gradient-a", "Why.", flags)).toEqual({
      id: "gradient-a",
      comment: "Why.",
      flags: ["ByDefinition", "Window"],
    });
  });
});
