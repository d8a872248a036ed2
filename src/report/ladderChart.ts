/** How far each rung's gradient is from the true one, both clipped. */
import type { GradientDistance, Rung } from "../article/ladder.ts";
import type { Reproduction } from "../article/reproduction.ts";
import {
  type Chart,
  COLOURS,
  decades,
  dotMark,
  exponent,
  isPlottableLog,
  type LayeredPanel,
  labelled,
  legend,
  powerOfTen,
} from "./chart.ts";
import { rungName } from "./terminal.ts";

const WIDTH = 620;
/** Distances below this are nothing but rounding. */
const ROUNDING = 1e-9;

/** The ladder in two: errata mended one at a time, and one more at each rung. */
export interface LadderParts {
  readonly alone: readonly Rung[];
  readonly cumulative: readonly Rung[];
}

/** None mended begins both parts, and the first alone is the first cumulative one. */
export function ladderParts(ladder: readonly Rung[]): LadderParts {
  return {
    alone: ladder.filter(({ mended }) => mended.length <= 1),
    cumulative: ladder.filter(({ mended }) => mended.length !== 1 || mended[0] === "E01"),
  };
}

/** Nothing when there is no ladder, or no rung whose distance can be drawn. */
export function ladderChart({ ladder }: Reproduction): Chart[] {
  const { alone, cumulative } = ladderParts(ladder ?? []);
  const all = cumulative.concat(alone).flatMap(({ distance }) => Object.values(distance));
  const large = all.filter((distance) => distance > ROUNDING && isPlottableLog(distance));
  if (large.length === 0) return [];

  const { domain, ticks } = decades(large);
  // Rounding has no place among the other decades: it gets one of its own before them.
  const floor = powerOfTen(exponent(ticks[0]) - 2);
  const hasRounding = all.some((distance) => distance <= ROUNDING);
  const panel = (title: string, rungs: readonly Rung[]): LayeredPanel => ({
    title,
    width: WIDTH / 2 - 60,
    height: { step: 24 },
    encoding: {
      y: {
        field: "rung",
        type: "ordinal",
        sort: null,
        title: null,
        axis: { grid: true, ticks: false, domain: false },
      },
      x: {
        field: "distance",
        type: "quantitative",
        title: "‖g − g*‖ / ‖g*‖, logarithmic",
        scale: { type: "log", domain: hasRounding ? [floor / 2, domain[1]] : domain },
        axis: {
          values: hasRounding ? [floor, ...ticks] : ticks,
          labelExpr: `datum.value <= ${floor} ? 'none' : format(datum.value, datum.value < 1000 ? '~g' : '~s')`,
        },
      },
    },
    layer: [
      {
        data: { values: pointsOf(rungs, "centredStart", floor) },
        mark: dotMark(COLOURS.second),
      },
      {
        data: { values: pointsOf(rungs, "articleStart", floor) },
        mark: { ...dotMark(COLOURS.first), shape: "diamond" },
      },
    ],
  });
  return [
    {
      name: "ladder",
      title: "How far the gradient is from the true one",
      description: ladderInWords(cumulative),
      spec: {
        spacing: 14,
        vconcat: [
          legend(
            [
              { sign: "diamond", colour: COLOURS.first, label: "at the article's start" },
              { sign: "dot", colour: COLOURS.second, label: "at a centred start" },
            ],
            WIDTH,
          ),
          {
            spacing: 24,
            hconcat: [
              panel("mended one at a time", alone),
              panel("mended one after the other", cumulative),
            ],
          },
        ],
      },
    },
  ];
}

function pointsOf(
  rungs: readonly Rung[],
  start: keyof GradientDistance,
  floor: number,
): { rung: string; distance: number }[] {
  return rungs.flatMap(({ mended, distance }) => {
    const value = Math.max(distance[start] <= ROUNDING ? floor : distance[start], floor);
    return isPlottableLog(value) ? [{ rung: rungName(mended), distance: value }] : [];
  });
}

function ladderInWords(cumulative: readonly Rung[]): string {
  const inWords = ({ mended, distance }: Rung): string =>
    `with ${rungName(mended)} mended ${labelled(distance.articleStart)} at the article's start and ` +
    `${labelled(distance.centredStart)} at a centred one`;
  const rungs = cumulative.filter((_, n) => n === 0 || n === cumulative.length - 1);
  return `Relative distance of the listing's gradient to the true one, both clipped: ${rungs.map(inWords).join("; ")}.`;
}
