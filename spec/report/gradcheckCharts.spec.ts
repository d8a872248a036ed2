/** Heat maps of a check: each cell where it belongs, zeros and broken numbers with their own sign. */
import { describe, expect, it } from "vitest";
import { dualPairs } from "../../src/gradcheck/pairs.ts";
import { combine } from "../../src/gradcheck/report.ts";
import { seededCase } from "../../src/gradcheck/seededCase.ts";
import { compareTensor } from "../../src/gradcheck/verdict.ts";
import { fromRows, zeros } from "../../src/numerics/matrix.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { errorMaps, pairMap } from "../../src/report/gradcheckCharts.ts";
import { renderPng } from "../../src/report/png.ts";
import { renderSvg } from "../../src/report/svg.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { type Gradients, zeroGradients } from "../../src/rnn/parameters.ts";

const analytic = fromRows([
  [1, 2, 3],
  [4, 5, 6],
]);
const numeric = fromRows([
  [1, 2.5, 3],
  [4, 5, 6],
]);
analytic.data[5] = Number.NaN;
const vector = Float64Array.of(1, 2);
const report = combine(
  ["dW", "db"],
  {
    taylor: {
      dW: { verdict: "pass", reason: null, slope: 2 },
      db: { verdict: "pass", reason: null, slope: 2 },
    },
    duals: {
      dW: compareTensor("dW", analytic, numeric, zeros(2, 3), zeros(2, 3)),
      db: compareTensor("db", vector, vector, new Float64Array(2), new Float64Array(2)),
    },
  },
  [],
);

describe("the map of relative errors", () => {
  it("has a cell for each entry, in its row and column", () => {
    const [chart] = errorMaps(report);
    expect(chart.name).toBe("gradcheck");
    expect(chart.title).toContain("duals");
    expect(chart.description).toContain("dW fail, at most NaN; db pass, at most 0.0e+0");
    const text = JSON.stringify(chart.spec);
    expect(text).toContain('{"row":0,"col":1,"value":0.2,"sign":"","counts":true}');
    expect(text).toContain('{"row":1,"col":0,"value":0,"sign":"0","counts":true}');
    expect(text).toContain('{"row":1,"col":2,"value":null,"sign":"×","counts":true}');
    expect(text).toContain('{"row":1,"col":0,"value":0,"sign":"0","counts":true}');
  });

  it("is drawn, and the same every time", async () => {
    const [chart] = errorMaps(report);
    const svg = await renderSvg(chart, "file");
    expect(await renderSvg(chart, "file")).toBe(svg);
    for (const word of ["dW", "db", "column", "relative error", ">×<"]) expect(svg).toContain(word);
    expect(renderPng(svg).length).toBeGreaterThan(1000);
  });

  it("is left out when no oracle compares entries", () => {
    const only = { taylor: { dW: { verdict: "pass", reason: null, slope: 2 } } } as const;
    expect(errorMaps(combine(["dW"], only, []))).toEqual([]);
  });
});

describe("the map of pairs", () => {
  const config = defineNetwork({ inputSize: 1, hiddenSize: 2, outputSize: 1, lossAt: "every" });
  const { parameters, sequence } = seededCase(config, 4, randomStream("seedrandom", 1));
  const pairs = dualPairs(config, parameters, sequence);

  it("has a cell for each pair, and outlines those that the truncation leaves out", async () => {
    const chart = pairMap(pairs, { kind: "window", hops: 1 });
    expect(chart.description).toContain("of 10 pairs");
    expect(chart.description).toContain("leaves out 3;");
    const text = JSON.stringify(chart.spec);
    expect(text.match(/"counts":false/g)?.length).toBe(2 * 3);
    expect(text).toMatch(/"row":2,"col":0,"value":[\d.e-]+,"sign":"","counts":false/);
    expect(text).toMatch(/"row":3,"col":2,"value":[\d.e-]+,"sign":"","counts":true/);
    expect(await renderSvg(chart, "file")).toContain("outlined: left out by the truncation");
  });

  it("says nothing of outlines where nothing is left out", async () => {
    const svg = await renderSvg(pairMap(pairs, { kind: "full" }), "file");
    expect(svg).not.toContain("outlined");
    expect(svg).toContain("through step i");
  });

  it("shows the norm over all tensors, rows without a loss left empty", () => {
    const g: Gradients = {
      ...zeroGradients(config),
      dU: fromRows([[3], [0]]),
      dV: fromRows([[0, 4]]),
    };
    const text = JSON.stringify(pairMap([null, [zeroGradients(config), g]], { kind: "full" }).spec);
    expect(text).toContain('{"row":1,"col":0,"value":0,"sign":"0","counts":true}');
    expect(text).toContain('{"row":1,"col":1,"value":5,"sign":"","counts":true}');
    expect(text).not.toContain('"row":0,');
  });

  it("is as high as it has rows: a loss at the last step alone makes one", () => {
    const ofLast = [null, null, null, pairs[3]];
    const one = JSON.stringify(pairMap(ofLast, { kind: "full" }).spec);
    const all = JSON.stringify(pairMap(pairs, { kind: "full" }).spec);
    expect(one).toContain(`"width":${4 * 26},"height":26,`);
    expect(all).toContain(`"width":${4 * 26},"height":${4 * 26},`);
  });

  it("can be drawn when every pair is zero", async () => {
    const none = pairMap([[zeroGradients(config)]], { kind: "full" });
    expect(await renderSvg(none, "file")).toContain(">0<");
  });
});
