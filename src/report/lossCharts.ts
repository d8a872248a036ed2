/** Losses over the epochs: of one run against the published table, and of the presets. */
import type { MarkDef } from "vega-lite/types_unstable/mark.js";
import type { Ensemble } from "../article/ensemble.ts";
import type { Reproduction, RunRecord } from "../article/reproduction.ts";
import { PRESETS, type Preset } from "../article/settings.ts";
import type { Comparison, Verdict } from "../article/verdict.ts";
import {
  bandMark,
  type Chart,
  COLOURS,
  countTicks,
  decades,
  FONT_SIZE,
  INK,
  isPlottableLog,
  type Layer,
  type LayeredPanel,
  type LegendEntry,
  labelled,
  legend,
  lineMark,
  type Panel,
  ringMark,
  textWidth,
  thinned,
} from "./chart.ts";

const WIDTH = 620;
/**
 * Whether a falling curve leaves room for the figure below its first point: it runs through it where
 * the picture is narrow, or the first epochs take half of it.
 */
function isRoomy(width: number, epochs: number): boolean {
  return epochs === 1 || (width >= 400 && width / (epochs - 1) < 40);
}

/** A loss that can be drawn. */
export interface Point {
  readonly epoch: number;
  readonly loss: number;
}

/** One of a run's two losses, with what it is held against. */
export interface Series {
  readonly name: "training" | "validation";
  readonly colour: string;
  readonly ours: readonly Point[];
  readonly published: readonly Point[];
  readonly band: readonly { readonly epoch: number; readonly min: number; readonly max: number }[];
  /** of another run, to be seen through */
  readonly before?: readonly Point[];
}

/**
 * The losses of the first run there is, on a logarithmic axis, with the published figures where it
 * can be held against them; below, enlarged, the epochs in which the ensemble's members part.
 */
export function lossesChart({ runs, verdict, ensemble }: Reproduction): Chart[] {
  const preset = PRESETS.find((name) => runs[name]);
  const run = preset && runs[preset];
  if (!run) return [];
  const series = [
    seriesOf("training", COLOURS.first, run.trainLoss, verdict?.trainLoss, ensemble.trainLoss),
    seriesOf("validation", COLOURS.second, run.valLoss, verdict?.valLoss, ensemble.valLoss),
  ].filter(({ ours }) => ours.length > 0);
  if (series.length === 0) return [];

  const chaoticFrom = verdict?.chaoticFrom ?? null;
  const entries: LegendEntry[] = series.map(({ name, colour }) => ({
    sign: "line",
    colour,
    label: `${name}, ours`,
  }));
  if (verdict) entries.push({ sign: "ring", colour: INK, label: "published" });
  if (chaoticFrom !== null) {
    for (const { name, colour } of series) {
      entries.push({ sign: "band", colour, label: `${name} *` });
    }
  }
  const panels: Panel[] = [legend(entries, WIDTH), wholeCourse(series, WIDTH)];
  if (chaoticFrom !== null) {
    const width = WIDTH / 2 - 36;
    panels.push({ hconcat: series.map((one) => enlarged(one, chaoticFrom, width)), spacing: 30 });
    panels.push(footnote(ensembleInWords(ensemble), WIDTH));
  }
  return [
    {
      name: "losses",
      title: verdict ? "The published run, reproduced" : `Losses of the run ${preset}`,
      description: lossesInWords(preset, run, verdict, ensemble),
      spec: { vconcat: panels, spacing: 14 },
    },
  ];
}

/** What the band is a range of, after its asterisk in the legend. */
export function ensembleInWords({ members }: Ensemble): string {
  return `* range of ${members} runs that differ only by last-place changes in the initial W`;
}

/** One of a run's losses, as far as it can be drawn; published figures and band only with a verdict. */
export function seriesOf(
  name: Series["name"],
  colour: string,
  losses: readonly number[],
  comparisons: readonly Comparison[] = [],
  spreads: Ensemble["trainLoss"],
): Series {
  return {
    name,
    colour,
    ours: pointsOf(losses),
    published: pointsOf(comparisons.map(({ published }) => Number(published))),
    band: spreads
      .slice(0, comparisons.length)
      .map(({ min, max }, n) => ({ epoch: n + 1, min, max })),
  };
}

/** As many of the losses as can be drawn, and as a picture can show. */
export function pointsOf(losses: readonly number[]): readonly Point[] {
  const points = losses.map((loss, n) => ({ epoch: n + 1, loss }));
  return thinned(points.filter(({ loss }) => isPlottableLog(loss)));
}

/** All epochs, both losses, on a logarithmic axis; the first and the last of ours in figures. */
export function wholeCourse(series: readonly Series[], width: number): LayeredPanel {
  const losses = series.flatMap(({ ours, published, before = [] }) => [
    ...ours,
    ...published,
    ...before,
  ]);
  return {
    title: "loss by epoch, logarithmic",
    width,
    height: 250,
    encoding: {
      ...acrossEpochs(series.flatMap(({ ours }) => ours)),
      ...logLoss(losses),
    },
    layer: series.flatMap(({ name, colour, ours, published, before }) => [
      ...(before
        ? [
            {
              data: { values: [...before] },
              mark: beforeMark(colour),
            },
          ]
        : []),
      ...curve(colour, ours, published),
      // Below the lower curve there is room only far enough down: it falls.
      ...(name === "training" || isRoomy(width, ours.length)
        ? [endLabel(ours[0], colour, { align: "left", dx: 4, dy: name === "training" ? -11 : 37 })]
        : []),
      ...(ours.length > 1
        ? [
            endLabel(ours[ours.length - 1], colour, {
              align: "right",
              dx: 6,
              dy: name === "training" ? -14 : 17,
            }),
          ]
        : []),
    ]),
  };
}

/** The line of another run. */
function beforeMark(color: string): MarkDef {
  return { type: "line", color, strokeWidth: 1, strokeDash: [2, 3], opacity: 0.8 };
}

/** A line of ours through rings of the published figures; a dot where ours is a single point. */
export function curve(
  colour: string,
  ours: readonly Point[],
  published: readonly Point[],
): Layer[] {
  return [
    {
      data: { values: [...ours] },
      mark: { ...lineMark("line", colour), point: ours.length === 1 },
    },
    { data: { values: [...published] }, mark: ringMark(INK, 30) },
  ];
}

function endLabel(
  point: Point,
  colour: string,
  place: { align: "left" | "right"; dx: number; dy: number },
): Layer {
  return {
    data: { values: [{ ...point }] },
    mark: { type: "text", text: labelled(point.loss), color: colour, fontWeight: "bold", ...place },
  };
}

/** The epochs from `from` on, on a linear axis, in front of the range of the ensemble. */
export function enlarged(
  { name, colour, ours, published, band }: Series,
  from: number,
  width: number,
): Panel {
  const since = <T extends { readonly epoch: number }>(points: readonly T[]): T[] =>
    points.filter(({ epoch }) => epoch >= from && epoch <= published.length);
  return {
    title: `${name}, enlarged from epoch ${from} on`,
    width,
    height: 170,
    encoding: {
      ...acrossEpochs(since(published)),
      y: {
        field: "loss",
        type: "quantitative",
        title: null,
        scale: { zero: false },
        axis: { tickCount: 6 },
      },
    },
    layer: [
      {
        data: { values: since(band) },
        mark: bandMark("area", colour),
        encoding: { y: { field: "min", type: "quantitative" }, y2: { field: "max" } },
      },
      ...curve(colour, since(ours), since(published)),
    ],
  };
}

type Encoding = NonNullable<LayeredPanel["encoding"]>;

/** The horizontal axis of epochs. */
export function acrossEpochs(points: readonly Point[]): Encoding {
  const epochs = points.map(({ epoch }) => epoch);
  const first = epochs.reduce((a, b) => Math.min(a, b));
  const last = epochs.reduce((a, b) => Math.max(a, b));
  return {
    x: {
      field: "epoch",
      type: "quantitative",
      title: "epoch",
      scale: { zero: false, nice: false },
      axis: { values: countTicks(first, last), format: "d", grid: false },
    },
  };
}

/**
 * The vertical axis of losses, which are plottable on a logarithmic one.
 *
 * @param hasFigures whether there is room for the figure below the end of the lowest curve
 */
export function logLoss(points: readonly Point[], hasFigures = true): Encoding {
  const { domain, ticks } = decades(points.map(({ loss }) => loss));
  if (hasFigures) domain[0] /= 2.5;
  return {
    y: {
      field: "loss",
      type: "quantitative",
      title: null,
      scale: { type: "log", domain },
      axis: { values: ticks, format: ",.6~g" },
    },
  };
}

/** Text below a picture, in as many lines as its width needs. */
export function footnote(text: string, width: number): Panel {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, FONT_SIZE) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return {
    data: { values: [{}] },
    width,
    height: 14 * lines.length,
    view: { stroke: null },
    layer: lines.map((line, n) => ({
      mark: { type: "text", text: line, align: "left", opacity: 0.8 },
      encoding: { x: { value: 0 }, y: { value: 7 + 14 * n } },
    })),
  };
}

function lossesInWords(
  preset: Preset,
  run: RunRecord,
  verdict: Verdict | null,
  { members }: Ensemble,
): string {
  const course = (name: string, losses: readonly number[]): string =>
    `${name} ${labelled(losses[0])} in epoch 1 and ${labelled(losses[losses.length - 1])} in epoch ${losses.length}`;
  const ours = `Losses by epoch of the run ${preset}: ${course("training", run.trainLoss)}, ${course("validation", run.valLoss)}.`;
  if (!verdict) return ours;
  const figures = verdict.trainLoss.length + verdict.valLoss.length;
  return (
    `${ours} Of the ${figures} published losses ${verdict.digitForDigit} are equal digit for digit, ` +
    `${verdict.insideEnsemble} lie, as ours do, inside the range of ${members} runs that differ by ` +
    `last-place changes, ${verdict.outside} do not.`
  );
}

/** The validation losses of all presets on one logarithmic axis; for two presets at least. */
export function presetsChart({ runs }: Reproduction): Chart[] {
  const colours: Record<Preset, string> = {
    "as-published": COLOURS.first,
    corrected: COLOURS.second,
    sane: COLOURS.third,
  };
  const series = PRESETS.flatMap((preset) => {
    const points = pointsOf(runs[preset]?.valLoss ?? []);
    return points.length > 0 ? [{ preset, colour: colours[preset], points }] : [];
  });
  if (series.length < 2) return [];

  const all = series.flatMap(({ points }) => points);
  const last = (points: readonly Point[]): number => points[points.length - 1].loss;
  const lasts = series.map(({ preset, points }) => `${preset} ${labelled(last(points))}`);
  // Two curves end close together: the figure of the lower one goes below its end.
  const [listing, corrected] = series;
  const lower = last(listing.points) < last(corrected.points) ? listing : corrected;
  return [
    {
      name: "presets",
      title: "Validation loss of each preset",
      description: `Validation loss by epoch of each preset, on a logarithmic axis; the last ones: ${lasts.join(", ")}.`,
      spec: {
        spacing: 14,
        vconcat: [
          legend(
            series.map(({ preset, colour }) => ({ sign: "line", colour, label: preset })),
            WIDTH,
          ),
          {
            width: WIDTH,
            height: 260,
            encoding: { ...acrossEpochs(all), ...logLoss(all) },
            layer: series.flatMap((one) => [
              ...curve(one.colour, one.points, []),
              endLabel(one.points[one.points.length - 1], one.colour, {
                align: "right",
                dx: 6,
                dy: one === lower ? 15 : -12,
              }),
            ]),
          },
        ],
      },
    },
  ];
}
