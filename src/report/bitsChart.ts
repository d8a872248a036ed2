/** Bits per character by the characters read, in front of the baselines. */
import type { TextResult } from "../text/result.ts";
import {
  type Chart,
  COLOURS,
  dotMark,
  INK,
  isPlottable,
  type Layer,
  type LegendEntry,
  labelled,
  legend,
  lineMark,
  thinned,
} from "./chart.ts";
import { judgedName } from "./judgedText.ts";

const WIDTH = 620;

const SERIES = [
  { name: "training", member: "training", colour: COLOURS.first },
  { name: "validation", member: "validation", colour: COLOURS.second },
] as const;

/** For two rounds at least. */
export function bitsChart({ rounds, bestRound, bitsPerCharacter, parts }: TextResult): Chart[] {
  if (rounds.length < 2) return [];
  const series = SERIES.flatMap(({ name, member, colour }) => {
    const points = rounds.flatMap((round) => {
      const value = round[member];
      return value !== null && isPlottable(value) ? [{ at: round.characters, bits: value }] : [];
    });
    return points.length > 0 ? [{ name, colour, points }] : [];
  });
  // The curve beside the baselines would be another part's, so the network has a point of its own.
  const network = parts.test > 0 ? bitsPerCharacter?.["network"] : undefined;
  const best = rounds.find(({ round }) => round === bestRound);
  const tested =
    network !== undefined && best && isPlottable(network)
      ? [{ at: best.characters, bits: network }]
      : [];
  const part = judgedName(parts);
  const baselines = Object.entries(bitsPerCharacter ?? {}).filter(([name]) => name !== "network");
  const entries: LegendEntry[] = [
    ...series.map(({ name, colour }) => ({ sign: "line", colour, label: name }) as const),
    ...(baselines.length > 0
      ? [{ sign: "dashed", colour: INK, label: `baselines, ${part}` } as const]
      : []),
    ...tested.map(
      () => ({ sign: "diamond", colour: INK, label: "the best network, test" }) as const,
    ),
  ];
  const [first, last] = [rounds[0].characters, rounds[rounds.length - 1].characters];
  const ends = series.map(
    ({ name, points }) =>
      `${name} from ${labelled(points[0].bits)} to ${labelled(points[points.length - 1].bits)}`,
  );
  const levels = baselines.map(([name, value]) => `${name} ${labelled(value)}`);
  return [
    {
      name: "losses",
      title: "Bits per character",
      description:
        `Bits per character by the characters read, ${labelled(first)} to ${labelled(last)}: ${ends.join(", ")}.` +
        (levels.length > 0 ? ` Baselines on the ${part} part: ${levels.join(", ")}.` : "") +
        tested.map(({ bits }) => ` The best network on it: ${labelled(bits)}.`).join(""),
      spec: {
        spacing: 14,
        vconcat: [
          legend(entries, WIDTH),
          {
            width: WIDTH,
            height: 280,
            encoding: {
              x: {
                field: "at",
                type: "quantitative",
                title: "characters read",
                scale: { domain: [first, last], nice: false },
                axis: { tickCount: 6, format: ",d", grid: false },
              },
              y: {
                field: "bits",
                type: "quantitative",
                title: null,
                scale: { zero: false },
                axis: { tickCount: 6 },
              },
            },
            layer: [
              ...baselines.flatMap(([name, value]) => baseline(name, value, first)),
              ...series.map(
                ({ colour, points }): Layer => ({
                  data: { values: [...thinned(points)] },
                  mark: lineMark("line", colour),
                }),
              ),
              ...(tested.length > 0
                ? [
                    {
                      data: { values: tested },
                      mark: { ...dotMark(INK), shape: "diamond" },
                    } as const,
                  ]
                : []),
            ],
          },
        ],
      },
    },
  ];
}

/** A level across the picture, named at its right end, where no curve can cross the name. */
function baseline(name: string, value: number, first: number): Layer[] {
  const data = { values: [{ at: first, bits: value }] };
  return [
    {
      data,
      mark: { ...lineMark("rule", INK, "dashed"), strokeWidth: 1, opacity: 0.6 },
      encoding: { x: { value: 0 }, x2: { value: WIDTH } },
    },
    {
      data,
      mark: { type: "text", text: name, align: "left", baseline: "middle", dx: 6, opacity: 0.8 },
      encoding: { x: { value: WIDTH } },
    },
  ];
}
