/** What the page's figures say and hold, for runs that go well and runs that do not. */
import { describe, expect, it } from "vitest";
import ensemble from "../../fixtures/article/rounding-ensemble.json" with { type: "json" };
import { checkFigure } from "../../site/figures/check.ts";
import { course, flowFigure } from "../../site/figures/flow.ts";
import { lossesFigure } from "../../site/figures/losses.ts";
import { pairsFigure } from "../../site/figures/pairs.ts";
import { predictionsFigure } from "../../site/figures/predictions.ts";
import { statesFigure } from "../../site/figures/states.ts";
import type { Figure } from "../../site/figures.ts";
import type { Inside, Moment } from "../../site/messages.ts";
import { otherTruncations } from "../../site/truncations.ts";
import { verdict } from "../../src/article/verdict.ts";
import {
  gradientDistance,
  gradientFlow,
  type LabResult,
  type LabSettings,
  labCheck,
  labRun,
  labSettings,
  labStart,
  labTrace,
  pairSizes,
  settingsFromQuery,
  weightSizes,
} from "../../src/lab/index.ts";
import { labelled } from "../../src/report/chart.ts";

const settings = settingsFromQuery("epochs=2&hidden=3&length=6");

function resultOf(of: LabSettings): LabResult {
  const steps = labRun(of, ensemble);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

function momentOf(of: LabSettings): Moment {
  const parameters = labStart(of);
  const trace = labTrace(of, parameters);
  return {
    states: trace.trace.s.data,
    saturated: trace.saturated,
    flow: gradientFlow(trace),
    pairs: pairSizes(trace, otherTruncations(of)),
    weights: weightSizes(parameters),
    distance: gradientDistance(of, parameters),
  };
}

const result = resultOf(settings);
const moment = momentOf(settings);
const inside: Inside = { start: moment, end: moment };
/** The numbers below the colours. */
function ticksOf({ chart }: Figure): readonly string[] {
  const svg = chart && "svg" in chart ? chart.svg : "";
  return [...svg.matchAll(/y="27" text-anchor="middle">([^<]*)</g)].map(([, label]) => label);
}

const spec = (figure: { readonly chart: unknown }): string => JSON.stringify(figure.chart);

describe("losses", () => {
  const epochs = [
    { trainLoss: 100, valLoss: 50 },
    { trainLoss: 10, valLoss: 5 },
  ];

  it("of another run than the published one say in what it is another", () => {
    const { words, chart, table } = lossesFigure(
      { epochs, loss: "sum", verdict: null, settings: labSettings("corrected"), divergence: null },
      [{ trainLoss: 777, valLoss: 888 }],
      ensemble,
      600,
    );
    expect(words).toContain("training 100 in epoch 1, 10 in epoch 2");
    expect(words).toContain("not the published run: E01–E10 mended; truncation full.");
    expect(chart?.description).toBe(words);
    expect(spec({ chart })).toContain("777");
    expect(spec({ chart })).not.toContain('"text":"published"');
    expect(table.text.match(/<tr>/g)).toHaveLength(3);
  });

  it("of the published run stand beside its figures, in any width", () => {
    const run = {
      trainLoss: Array(25).fill(17),
      valLoss: Array(25).fill(8.5),
      valRmse: { articlePrediction: 0.13 },
    };
    const shown = Array.from({ length: 25 }, () => ({ trainLoss: 17, valLoss: 8.5 }));
    const held = verdict(run, ensemble);
    for (const width of [240, 620]) {
      const losses = {
        epochs: shown,
        loss: "sum",
        verdict: held,
        settings,
        divergence: null,
      } as const;
      const { words, chart, table } = lossesFigure(losses, null, ensemble, width);
      expect(words).toContain(`Of the 50 published losses ${held.digitForDigit} are equal`);
      expect(words).toContain(`${held.outside} do not`);
      expect(spec({ chart })).toContain("17.13622839");
      expect(spec({ chart })).toContain("enlarged from epoch 6 on");
      // What an asterisk means is said in any width, in lines that fit.
      expect(spec({ chart })).toContain('"text":"* range of');
      expect(spec({ chart })).not.toContain('"diverged"');
      expect(table.text).toContain("101185.61756671");
    }
  });

  it("of the published run while it computes are not called another run's", () => {
    const losses = { loss: "sum", verdict: null, divergence: null } as const;
    const as = labSettings("as-published");
    const of = (shown: typeof epochs): string =>
      lossesFigure({ ...losses, settings: as, epochs: shown }, null, ensemble, 600).words;
    expect(of(epochs)).toBe(
      "Losses as sums over the records: training 100 in epoch 1, 10 in epoch 2; validation 50 in epoch 1, 5 in epoch 2.",
    );
    expect(of(epochs.slice(0, 1))).toBe(
      "Losses as sums over the records: training 100 in epoch 1; validation 50 in epoch 1.",
    );
  });

  it("of a run that diverged say so, at the last epoch that can be drawn", () => {
    const grown = [
      ...epochs,
      { trainLoss: 1e30, valLoss: Infinity },
      { trainLoss: NaN, valLoss: NaN },
    ];
    const divergence = "Stopped after 4 of 25 epochs: the run diverged.";
    const { words, chart } = lossesFigure(
      { epochs: grown, loss: "sum", verdict: null, settings, divergence },
      null,
      ensemble,
      600,
    );
    expect(words).toContain(divergence);
    expect(spec({ chart })).toContain('"values":[{"epoch":3}]},"mark":{"type":"rule"');
    expect(spec({ chart })).toContain('"text":"diverged"');
  });

  it("that cannot be drawn leave the words and the table", () => {
    const lost = [{ trainLoss: Number.NaN, valLoss: Number.POSITIVE_INFINITY }];
    const figure = lossesFigure(
      { epochs: lost, loss: "mean", verdict: null, settings, divergence: "The run diverged." },
      null,
      ensemble,
      600,
    );
    expect(figure.chart).toBeNull();
    expect(figure.words).toContain("Losses as means over the records: training NaN");
    expect(figure.words).toContain("The run diverged.");
    expect(figure.table.text).toContain("Infinity");
  });
});

describe("predictions", () => {
  it("say how they were made, and what the other way has", () => {
    const [, valRmse] = [predictionsFigure(result, 620), result.run.valRmse];
    const { words, table } = predictionsFigure(result, 620);
    expect(valRmse.articlePrediction).not.toBeNull();
    expect(words).toMatch(/the article's way \(E12\), [\d.]+ when predicted as trained/);
    expect(table.text.match(/<tr>/g)).toHaveLength(51);
    const mended = { ...result, shown: { ...result.shown, way: "asTrained" as const } };
    expect(predictionsFigure(mended, 620).words).toMatch(
      /as trained, [\d.]+ when predicted the article's way/,
    );
    const sane = resultOf(settingsFromQuery("preset=sane&epochs=1&hidden=2&length=4"));
    expect(predictionsFigure(sane, 300).words).toMatch(
      /when predicted as trained\. Predicting zero/,
    );
    expect(predictionsFigure(sane, 300).table.text).toContain("–");
  });

  it("have no error where the line that prints it does not run, and no picture of what diverged", () => {
    const left = resultOf(settingsFromQuery("leave=E13&epochs=1&hidden=2&length=4"));
    expect(predictionsFigure(left, 620).words).toContain("there is no RMSE");
    const nan = Float64Array.of(Number.NaN);
    const none = { training: nan, validation: nan };
    const lost = { ...result, run: { ...result.run, asTrained: none } };
    expect(predictionsFigure(lost, 620)).toMatchObject({
      chart: null,
      words: expect.stringContaining("diverged"),
    });
  });
});

describe("states", () => {
  it("show at most twenty units, on the scale of the activation", () => {
    const few = statesFigure(inside, settings, 620);
    expect(few.words).toMatch(
      /^Before training [\d.]+ % of the states pass next to nothing on; after/,
    );
    expect(ticksOf(few)).toEqual(["0", "0.5", "1"]);
    const wide = { ...moment, states: new Float64Array(6 * 50).fill(-2) };
    const many = (activation: LabSettings["activation"]) =>
      statesFigure({ start: wide, end: wide }, { hidden: 50, length: 6, activation }, 300);
    expect(many("tanh").table.text.match(/unit \d+/g)).toHaveLength(20);
    expect(ticksOf(many("tanh"))).toEqual(["-1", "0", "1"]);
    expect(ticksOf(many("identity"))).toEqual(["-2", "-1", "0"]);
  });

  it("that are dead or no numbers have a scale or no picture", () => {
    const filled = (value: number): Inside => {
      const states = new Float64Array(18).fill(value);
      return { start: { ...moment, states }, end: { ...moment, states } };
    };
    const relu = { ...settings, activation: "relu" } as const;
    expect(ticksOf(statesFigure(filled(0), relu, 620))).toEqual(["0", "0.5", "1"]);
    expect(statesFigure(filled(Number.NaN), relu, 620).chart).toBeNull();
  });
});

describe("the gradient on its way back", () => {
  it.each([
    [
      [1e-9, 1e-5, 0.1],
      /vanishes, from 0.1 at the last step to 1.000e-9 at the first, by a factor of 0.0001 a/,
    ],
    [
      [100, 1, 0.01],
      /explodes, from 0.01 at the last step to 100 at the first, by a factor of 100 a/,
    ],
    [[0.5, 0.4, 0.3], /neither vanishes nor explodes/],
    [[0, 0, 0.3], /vanishes altogether: 0.3 at the last step, exactly 0 at step 1 and before/],
    [[0, 0.1, 0.3], /vanishes altogether: 0.3 at the last step, exactly 0 at step 0$/],
    [[0, 0, 0], /there is none: at the last step every unit/],
    [[Number.NaN, 1, 1], /no longer a number/],
    [[0.5], /no way to go: 0.5 at the only step/],
  ])("of sizes %j: %s", (truth, words) => {
    expect(course(truth)).toMatch(words);
  });

  it("has the listing's beside the true one, where there is one", () => {
    const listing = flowFigure(inside, 600);
    expect(listing.words).toContain("What the listing computes in its place is as large as");
    expect(listing.words).toContain("spectral radius of W");
    expect(spec(listing)).toContain("listing, after");
    const short = momentOf(settingsFromQuery("truncate=window:3&hidden=3&length=6"));
    // Steps 2 to 5 are in the window, steps 0 and 1 are left out in both columns of the listing.
    expect(flowFigure({ start: short, end: short }, 600).table.text.match(/–/g)).toHaveLength(4);
    const corrected = momentOf(settingsFromQuery("preset=corrected&hidden=3&length=6"));
    const truth = flowFigure({ start: corrected, end: corrected }, 600);
    expect(truth.words).not.toContain("listing");
    expect(spec(truth)).not.toContain("listing");
  });

  it("is said to have no weights where they are no numbers", () => {
    const lost = { ...moment, weights: { largest: Number.NaN, spectralRadius: Number.NaN } };
    const { words } = flowFigure({ start: moment, end: lost }, 600);
    expect(words).toContain("(the weights are no longer finite)");
    expect(words).not.toContain("NaN");
  });

  it("is not drawn where there is none", () => {
    const none = { ...moment, flow: { truth: [0, 0], start: 0, listing: null } };
    expect(flowFigure({ start: none, end: none }, 600).chart).toBeNull();
  });
});

describe("pairs", () => {
  it("are counted under each truncation, the settings' own first", () => {
    const figure = pairsFigure(moment.pairs, 620);
    // T = 6: 21 pairs; a window of 5 hops has them all, and so has a chunk of 10.
    expect(figure.words).toMatch(
      /^window:5 counts 21 of 21 pairs; full counts 21 of 21 pairs; chunk:5:10/,
    );
    const short = momentOf(settingsFromQuery("truncate=window:1&hidden=3&length=6"));
    expect(pairsFigure(short.pairs, 300).words).toContain("window:1 counts 11 of 21 pairs");
    expect(pairsFigure(short.pairs, 300).table.text.match(/left out/g)).toHaveLength(4);
  });

  it("that are all zero are not drawn", () => {
    const pairs = { ...moment.pairs, sizes: moment.pairs.sizes.map((row) => row.map(() => 0)) };
    expect(pairsFigure(pairs, 200)).toMatchObject({
      chart: null,
      words: expect.stringContaining("Every pair is 0"),
    });
  });
});

describe("the check", () => {
  it("says what it found, where, and how far off", () => {
    const check = labCheck(settings, ["duals"]);
    const figure = checkFigure(check, inside, 620);
    // The run's own figure comes first, of both moments, and then of what was asked in its place.
    const own = labelled(moment.distance);
    expect(figure.words).toMatch(
      /^In the run itself what is applied is away .* The oracles .* It fails: this is not the gradient \(dU fail, dW fail, dV/,
    );
    expect(figure.words).toContain(
      `${own} before training, ${own} after, both clipped as an update applies them (value:10). `,
    );
    expect(figure.words).toContain(
      "asked of the run's own network before its first update (H = 3, T = 6)",
    );
    expect(figure.words).toContain(
      `E10 clips there at ${labelled(check.limit ?? 0)} instead of the run's 10:`,
    );
    expect(figure.words).toContain("with E01, E02, E03, E04, E10 in force");
    expect(figure.words).toMatch(/Worst: dU\[\d\]\[\d\] is .*, and should be/);
    expect(figure.words).toContain("In the run itself");
    expect(checkFigure(check, null, 300).words).not.toContain("In the run itself");
    expect(figure.table.text).toContain('<th scope="row">dW</th><td>fail</td>');
  });

  it("passes the true gradient, without a word on distances", () => {
    const of = settingsFromQuery("preset=sane&hidden=3&length=6");
    const own = momentOf(of);
    const { words } = checkFigure(labCheck(of, ["duals"]), { start: own, end: own }, 300);
    expect(words).toMatch(/It passes: .* with no erratum of the gradient in force/);
    expect(words).not.toMatch(/away from it|In the run itself|Worst|E10/);
  });

  it("says of a substitute that it is one: its sizes, its weights, its limit", () => {
    const of = settingsFromQuery("seed=7&clip=value:3&start=glorot");
    const { words } = checkFigure(labCheck(of, ["duals"]), null, 620);
    expect(words).toMatch(/^The run's own network \(H = 100, T = 50\) is too large to ask/);
    expect(words).toContain("a small substitute with the same switches: H = 4, T = 7, its weights");
    expect(words).toContain("by the start “glorot” from seed 7, with the first training window.");
    expect(words).toContain("instead of the run's 3: half the largest entry");
    const unclipped = checkFigure(labCheck(settingsFromQuery("clip=off"), ["duals"]), null, 620);
    expect(unclipped.words).not.toContain("E10");
    const between = { start: moment, end: { ...moment, distance: Number.NaN } };
    const small = labCheck(settingsFromQuery("clip=off&hidden=3&length=6"), ["duals"]);
    expect(checkFigure(small, between, 620).words).toMatch(
      /before training, no number after\. The oracles/,
    );
  });
});
