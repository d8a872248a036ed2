import { describe, expect, it } from "vitest";
import { ARTICLE_PLANT } from "../../scripts/plants/article.ts";
import { exampleRecipe, withPlanted } from "../../scripts/plants/example.ts";
import { listingForward, listingGradient } from "../../src/article/listing.ts";
import type { Asked } from "../../src/conformance/protocol/messages.ts";
import { openProgram } from "../../src/conformance/protocol/program.ts";
import { toRows } from "../../src/numerics/matrix.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { initializeParameters } from "../../src/rnn/initialization.ts";
import { runScript } from "../support/cli.ts";

const RECIPE = exampleRecipe();

describe("npm run planted-bugs", () => {
  it.skipIf("missing" in RECIPE)(
    "shows that a bug is named and found, how soon, and how small",
    async () => {
      const { code, stdout } = await runScript("planted-bugs", ["--only", "no-carry"]);
      expect(stdout).toMatch(/\nno-carry +\d+ +yes +gradient +\d+ +2 +1 +yes\n/);
      expect(stdout).not.toContain("written");
      expect(code).toBe(0);
    },
  );

  it.each([
    [["--only", "x"], 'error: --only: there is no bug "x"\n'],
    [["--only", "no-carry", "--check"], "error: --check: of all bugs, not of one\n"],
  ])("answers %j with one line", async (args, stderr) => {
    expect(await runScript("planted-bugs", args)).toMatchObject({ code: 2, stdout: "", stderr });
  });
});

describe.skipIf("missing" in RECIPE)("the article's gradient, planted", () => {
  it("is that of the listing, where nothing is clipped", async () => {
    if ("missing" in RECIPE) throw new Error(`expected ${RECIPE.missing}`);
    const [T, hops] = [7, 3];
    const network = {
      inputSize: T,
      hiddenSize: 3,
      outputSize: 1,
      activation: "sigmoid",
      output: "linear",
      lossAt: "last",
      hiddenBias: false,
      outputBias: false,
      truncation: { kind: "window", hops },
    } as const;
    const parameters = initializeParameters(defineNetwork(network), randomStream("seedrandom", 1), {
      kind: "glorot",
    });
    const window = Float64Array.from({ length: T }, (_, t) => 0.5 - t / T);
    const y = 0.25;
    // Value t enters at step t, through column t of U.
    const x = Array.from(window, (value, t) => Array.from(window, (_, i) => (i === t ? value : 0)));
    const { U, W, V } = parameters;
    const asked: Asked = {
      id: "listing",
      kind: "gradient",
      config: network,
      inputs: { parameters: { U: toRows(U), W: toRows(W), V: toRows(V) }, x, y: [[y]] },
    };
    const { signal } = new AbortController();
    const answer = await withPlanted(RECIPE, ARTICLE_PLANT, signal, async ({ words }) => {
      const program = await openProgram(words);
      try {
        return await program.ask(asked);
      } finally {
        await program.close();
      }
    });
    const { dU, dW, dV } = listingGradient(listingForward(parameters, window), y, {
      hops,
      clip: Infinity,
    });
    const columns = (g: Float64Array, count: number): number[][] =>
      Array.from(g, (value) => new Array<number>(count).fill(value));
    if (answer.kind !== "result") throw new Error(`expected a result, got ${answer.kind}`);
    const expected = { dU: columns(dU, T), dW: columns(dW, 3), dV: [Array.from(dV)] };
    for (const [name, rows] of Object.entries(expected)) {
      const got: number[][] = Object(answer.result)[name];
      // Sums of at most 7 · 3 terms of size 1, in another order.
      rows.forEach((values, h) => {
        values.forEach((value, i) => {
          expect(Math.abs(got[h][i] - value), `${name}[${h}][${i}]`).toBeLessThanOrEqual(1e-13);
        });
      });
    }
  });
});
