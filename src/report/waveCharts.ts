/** The sine wave, and what each run predicts of it. */
import type { MarkDef } from "vega-lite/types_unstable/mark.js";
import type { Reproduction, RunRecord, SplitNumbers } from "../article/reproduction.ts";
import { PRESETS, type Preset } from "../article/settings.ts";
import { sineWave } from "../data/sine.ts";
import {
  type Chart,
  COLOURS,
  dotMark,
  INK,
  isPlottable,
  type Layer,
  type LayeredPanel,
  type LegendEntry,
  labelled,
  legend,
  lineMark,
  type Panel,
  ringMark,
} from "./chart.ts";

const WIDTH = 620;
/** As many points as the article plots. */
const WAVE_POINTS = 50;

/** The beginning of the series that the network learns to continue. */
export function waveChart(): Chart {
  const values = Array.from(sineWave(WAVE_POINTS).data, (value, t) => ({ t, value }));
  return {
    name: "wave",
    title: `The sine wave: its first ${WAVE_POINTS} points`,
    description:
      `The first ${WAVE_POINTS} points of the series, sin 0 to sin ${WAVE_POINTS - 1} in radians: ` +
      "a sine wave between −1 and 1, with about six points a period.",
    spec: {
      data: { values },
      width: WIDTH,
      height: 200,
      encoding: {
        x: {
          field: "t",
          type: "quantitative",
          title: "t",
          axis: { grid: false, tickCount: 10 },
          scale: { nice: false },
        },
        y: {
          field: "value",
          type: "quantitative",
          title: null,
          axis: { tickCount: 5, format: "~g" },
        },
      },
      layer: [
        { mark: { ...lineMark("line", COLOURS.first), strokeWidth: 1, opacity: 0.6 } },
        { mark: { ...dotMark(COLOURS.first), size: 26 } },
      ],
    },
  };
}

/** What each run that there is predicts, against the targets. */
export function predictionCharts({ runs }: Reproduction): Chart[] {
  return PRESETS.flatMap((preset) => {
    const run = runs[preset];
    return run ? predictionChart(preset, run) : [];
  });
}

/** Nothing when a run has diverged so far that no prediction can be drawn. */
function predictionChart(preset: Preset, { predictions, valRmse }: RunRecord): Chart[] {
  const panels = predictionPanels(predictions, WIDTH);
  if (panels.length === 0) return [];
  return [
    {
      name: `predictions-${preset}`,
      title: `What the run ${preset} predicts`,
      description: predictionsInWords(`the run ${preset}`, valRmse),
      spec: { spacing: 14, vconcat: [...panels] },
    },
  ];
}

/**
 * Predictions against the targets, training and validation beside each other, or one below the other
 * where there is no room; nothing where no prediction can be drawn.
 *
 * @param width of them together, in pixels
 */
export function predictionPanels(
  { asTrained, articlePrediction, targets }: RunRecord["predictions"],
  width: number,
): readonly Panel[] {
  if (![...asTrained.training, ...asTrained.validation].some(isPlottable)) return [];
  const entries: LegendEntry[] = [
    { sign: "ring", colour: INK, label: "target" },
    { sign: "line", colour: COLOURS.first, label: "predicted as trained" },
  ];
  if (articlePrediction) {
    entries.push({ sign: "dashed", colour: COLOURS.second, label: "predicted the article's way" });
  }
  const panel = (split: keyof SplitNumbers, name: string, ownWidth: number): LayeredPanel => ({
    title: `${name}: ${targets[split].length} windows`,
    width: ownWidth,
    height: 220,
    encoding: {
      x: {
        field: "window",
        type: "quantitative",
        title: "window",
        axis: { grid: false, tickMinStep: 1, format: "d" },
        scale: { nice: false },
      },
      y: {
        field: "value",
        type: "quantitative",
        title: null,
        axis: { tickCount: 6, format: ",.6~g" },
      },
    },
    layer: [
      drawn(targets[split], ringMark(INK, 22)),
      drawn(asTrained[split], lineMark("line", COLOURS.first)),
      ...(articlePrediction
        ? [drawn(articlePrediction[split], lineMark("line", COLOURS.second, "dashed"))]
        : []),
    ],
  });
  const isWide = width >= WIDTH;
  const both = [
    panel("training", "training", isWide ? width * 0.61 : width),
    panel("validation", "validation", isWide ? width * 0.31 : width),
  ];
  const shared = { spacing: 24, resolve: { scale: { y: "shared" } } } as const;
  return [
    legend(entries, width),
    isWide ? { ...shared, hconcat: both } : { ...shared, vconcat: both },
  ];
}

/** One number a window; those that cannot be drawn are left out. */
function drawn(numbers: readonly number[], mark: MarkDef): Layer {
  const points = numbers.map((value, window) => ({ window, value }));
  return { data: { values: points.filter(({ value }) => isPlottable(value)) }, mark };
}

/** What there is to see, with its numbers. */
export function predictionsInWords(
  run: string,
  { asTrained, articlePrediction }: RunRecord["valRmse"],
): string {
  const otherWay =
    articlePrediction === null
      ? ""
      : `, and ${labelled(articlePrediction)} when predicted the article's way`;
  return (
    `Targets and predictions of ${run}, training windows first, then validation windows. ` +
    `The root mean squared error on the validation windows is ` +
    `${labelled(asTrained)} when predicted as trained${otherWay}.`
  );
}
