/** The pictures of training on a series: losses, what is judged, and the forecast. */
import type { MarkDef } from "vega-lite/types_unstable/mark.js";
import type { Matrix } from "../numerics/matrix.ts";
import type { Predictor } from "../series/evaluation.ts";
import type { LossRecord, SeriesRun } from "../series/result.ts";
import {
  type Chart,
  COLOURS,
  dotMark,
  INK,
  isPlottable,
  isPlottableLog,
  type Layer,
  type LayeredPanel,
  type LegendEntry,
  labelled,
  legend,
  lineMark,
  ringMark,
  thinned,
} from "./chart.ts";
import { acrossEpochs, curve, logLoss } from "./lossCharts.ts";
import { printable } from "./printable.ts";

const WIDTH = 620;
/** Rows that are drawn one by one. */
const ENLARGED = 60;

const LOOK: Readonly<Record<Predictor, { readonly colour: string; readonly dash?: "dashed" }>> = {
  network: { colour: COLOURS.first },
  "last value": { colour: COLOURS.third, dash: "dashed" },
  autoregression: { colour: COLOURS.second, dash: "dashed" },
};

/** The names of all charts that there may be, without their endings. */
export function seriesChartNames(targets: number): string[] {
  const ofTargets = Array.from({ length: targets }, (_, k) => [
    nameOf("predictions", k, targets),
    nameOf("forecast", k, targets),
  ]);
  return ["losses", ...ofTargets.flat()];
}

function nameOf(what: string, k: number, targets: number): string {
  return targets === 1 ? what : `${what}-${k + 1}`;
}

/** The pictures for which a run has data. */
export function seriesCharts(run: SeriesRun): Chart[] {
  const { targets } = run.model.task;
  return [
    ...lossesOf(run.losses),
    ...targets.flatMap((_, k) => [...predictionsChart(run, k), ...forecastChart(run, k)]),
  ];
}

/** Both losses by epoch, on a logarithmic axis. */
function lossesOf(losses: readonly LossRecord[]): Chart[] {
  const series = (["training", "validation"] as const).map((name, n) => ({
    name,
    colour: n === 0 ? COLOURS.first : COLOURS.second,
    points: thinned(
      losses
        .map((record) => ({ epoch: record.epoch, loss: record[name] }))
        .filter(({ loss }) => isPlottableLog(loss)),
    ),
  }));
  const drawn = series.filter(({ points }) => points.length > 0);
  if (losses.length < 2 || drawn.length === 0) return [];
  const all = drawn.flatMap(({ points }) => points);
  const [first, last] = [losses[0], losses[losses.length - 1]];
  return [
    {
      name: "losses",
      title: "Mean loss of a window by epoch",
      description:
        `Mean loss by the number of epochs trained, on a logarithmic axis: training from ${labelled(first.training)} ` +
        `to ${labelled(last.training)}, validation from ${labelled(first.validation)} to ${labelled(last.validation)}.`,
      spec: {
        spacing: 14,
        vconcat: [
          legend(
            drawn.map(({ name, colour }) => ({ sign: "line", colour, label: name })),
            WIDTH,
          ),
          {
            width: WIDTH,
            height: 250,
            encoding: { ...acrossEpochs(all), ...logLoss(all, false) },
            layer: drawn.flatMap(({ colour, points }) => curve(colour, points, [])),
          },
        ],
      },
    },
  ];
}

/** The part that judges, and what each predictor says of it: all of it, and its last rows enlarged. */
function predictionsChart({ evaluation, model, data, table }: SeriesRun, k: number): Chart[] {
  if (!evaluation) return [];
  const { targets } = model.task;
  const { actual, judged, first } = evaluation;
  const at = across(table, 0);
  const rowOf = (n: number): number => data.firstTarget + first + n;
  const points = (values: Matrix, from: number): Point[] =>
    columnPoints(values, k, from, (n) => at.place(rowOf(n)));
  const name = printable(targets[k]);
  const network = judged[0];
  const tail = Math.max(0, actual.rows - ENLARGED);
  const entries: LegendEntry[] = [
    { sign: "ring", colour: INK, label: name },
    ...judged.map(({ predictor }): LegendEntry => {
      const { colour, dash } = LOOK[predictor];
      return { sign: dash ?? "line", colour, label: predictor };
    }),
  ];
  const whole: LayeredPanel = {
    title: `all ${actual.rows} rows as thin lines, with the network alone`,
    ...frame(at, 200),
    layer: [
      drawn(thinned(points(actual, 0), 700), {
        ...lineMark("line", INK),
        strokeWidth: 1,
        opacity: 0.55,
      }),
      drawn(thinned(points(network.predictions, 0), 700), {
        ...lineMark("line", COLOURS.first),
        strokeWidth: 1,
      }),
    ],
  };
  const enlarged: LayeredPanel = {
    title: tail > 0 ? `the last ${ENLARGED} rows` : `all ${actual.rows} rows`,
    ...frame(at, 240),
    layer: [
      ...judged.toReversed().map(({ predictor, predictions }) => {
        const { colour, dash } = LOOK[predictor];
        return drawn(points(predictions, tail), {
          ...lineMark("line", colour, dash),
          strokeWidth: 1.6,
        });
      }),
      drawn(points(actual, tail), ringMark(INK, 22)),
    ],
  };
  const errors = judged.map(({ predictor, rmse }) => `${predictor} ${labelled(rmse[k])}`);
  return [
    {
      name: nameOf("predictions", k, targets.length),
      title: `${name}: each row predicted from those before it`,
      description:
        `${name} over the ${actual.rows} rows that are judged, and what is predicted of each from the rows ` +
        `before it. Root mean squared errors: ${errors.join(", ")}.`,
      spec: {
        spacing: 14,
        vconcat: [legend(entries, WIDTH), ...(tail > 0 ? [whole] : []), enlarged],
      },
    },
  ];
}

/** The end of the series and what should follow. */
function forecastChart({ forecast, data, model, table }: SeriesRun, k: number): Chart[] {
  if (forecast.rows === 0) return [];
  const { targets } = model.task;
  const { values } = data;
  const at = across(table, forecast.rows);
  const name = printable(targets[k]);
  const from = Math.max(0, values.rows - Math.max(ENLARGED, 2 * forecast.rows));
  const known = columnPoints(values, data.targets[k], from, at.place);
  const next = columnPoints(forecast, k, 0, (n) => at.place(values.rows + n));
  const [end, last] = [known[known.length - 1], next[next.length - 1]];
  return [
    {
      name: nameOf("forecast", k, targets.length),
      title: `${name}: what should come next`,
      description:
        `The last rows of ${name}, up to ${labelled(end.value)}, and the next ${forecast.rows} as the ` +
        `network forecasts them, its own predictions fed back, up to ${labelled(last.value)}.`,
      spec: {
        spacing: 14,
        vconcat: [
          legend(
            [
              { sign: "line", colour: INK, label: `${name}, known` },
              { sign: "ring", colour: INK, label: "the last that is known" },
              { sign: "dot", colour: COLOURS.first, label: "forecast" },
            ],
            WIDTH,
          ),
          {
            ...frame(at, 240),
            layer: [
              drawn(known, { ...lineMark("line", INK), strokeWidth: 1.4 }),
              drawn([end, ...next], lineMark("line", COLOURS.first, "dashed")),
              drawn(next, { ...dotMark(COLOURS.first), size: 24 }),
              drawn([end], ringMark(INK, 30)),
            ],
          },
        ],
      },
    },
  ];
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/** Where rows lie on the horizontal axis. */
interface Across {
  readonly isTime: boolean;
  readonly place: (row: number) => number;
}

const DAY = 86_400_000;

/** By their dates, where the table has them; rows to come keep the mean distance of as many before. */
function across({ dates, values }: SeriesRun["table"], more: number): Across {
  if (dates.length === 0) return { isTime: false, place: (row) => row + 1 };
  const end = values.rows - 1;
  const back = Math.min(Math.max(1, more), end);
  const gap = back > 0 ? (dates[end] - dates[end - back]) / back : DAY;
  return {
    isTime: true,
    place: (row) => (row <= end ? dates[row] : dates[end] + gap * (row - end)),
  };
}

/** The numbers of a column from a row on. */
function columnPoints(A: Matrix, k: number, from: number, place: (row: number) => number): Point[] {
  return Array.from({ length: A.rows - from }, (_, n) => ({
    at: place(from + n),
    value: A.data[(from + n) * A.cols + k],
  }));
}

function drawn(points: readonly Point[], mark: MarkDef): Layer {
  return { data: { values: points.filter(({ value }) => isPlottable(value)) }, mark };
}

function frame(
  { isTime }: Across,
  height: number,
): Pick<LayeredPanel, "width" | "height" | "encoding"> {
  return {
    width: WIDTH,
    height,
    encoding: {
      x: {
        field: "at",
        ...(isTime
          ? { type: "temporal", scale: { type: "utc" }, title: null }
          : { type: "quantitative", scale: { zero: false, nice: false }, title: "row" }),
        axis: { grid: false, tickCount: 8, labelOverlap: true },
      },
      y: {
        field: "value",
        type: "quantitative",
        title: null,
        scale: { zero: false },
        axis: { tickCount: 6, format: ",.6~g" },
      },
    },
  };
}
