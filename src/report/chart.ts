/**
 * What all charts share: their form, their colours, their legend, and which numbers can be drawn at
 * all. Charts are Vega-Lite specifications with every number inline; nothing is loaded.
 */
import type { TopLevelSpec } from "vega-lite";
import type { MarkDef } from "vega-lite/types_unstable/mark.js";
import { PRESETS, type Preset } from "../article/settings.ts";

type ChartName = "wave" | "losses" | "presets" | "ladder" | `predictions-${Preset}`;

/** All charts that a reproduction may have, by name. */
export const CHART_NAMES: readonly ChartName[] = [
  "wave",
  "losses",
  "presets",
  ...PRESETS.map((preset) => `predictions-${preset}` as const),
  "ladder",
];

/** A picture before it is drawn. */
export interface Chart {
  /** the file's name, without its ending */
  readonly name: string;
  readonly title: string;
  /** what the picture shows, in words and with its essential numbers, for those who cannot see it */
  readonly description: string;
  readonly spec: TopLevelSpec;
}

/** Part of a chart that is put together from several. */
export type Panel = Extract<TopLevelSpec, { vconcat: unknown }>["vconcat"][number];
/** A panel made of marks that lie over each other. */
export type LayeredPanel = Extract<Panel, { layer: unknown }>;
/** One of those marks. */
export type Layer = LayeredPanel["layer"][number];

/**
 * From Okabe and Ito's palette, which people who confuse colours can tell apart; these also stand
 * out from white and from black alike (contrast of at least 3 to 1).
 */
export const COLOURS = { first: "#0072B2", second: "#D55E00", third: "#009E73" } as const;

/** The colour of text: whatever it is where the picture is shown. */
export const INK = "currentColor";

export const FONT_SIZE = 12;

/** Whether a number can be placed on an axis; sums of larger ones overflow. */
export function isPlottable(value: number): boolean {
  return Math.abs(value) < 1e100;
}

/** Whether a number can be placed on a logarithmic axis. */
export function isPlottableLog(value: number): boolean {
  return value > 1e-100 && value < 1e100;
}

/** As many points as a picture of this size can show: every n-th, and the last. */
export function thinned<T>(points: readonly T[], most = 400): readonly T[] {
  const step = Math.ceil(points.length / most);
  return step <= 1 ? points : points.filter((_, n) => n % step === 0 || n === points.length - 1);
}

/** A logarithmic axis. */
export interface Decades {
  readonly domain: [number, number];
  /** powers of ten, two at least and ten or so at most */
  readonly ticks: number[];
}

/**
 * An axis a little longer than a set of numbers, or whole decades where it would bear too few ticks.
 *
 * @param values plottable on a logarithmic axis, at least one
 */
export function decades(values: readonly number[]): Decades {
  const min = values.reduce((a, b) => Math.min(a, b));
  const max = values.reduce((a, b) => Math.max(a, b));
  const tight: [number, number] = [min / 1.7, max * 1.7];
  const ticks = powersOfTen(exponent(tight[0]) + 1, exponent(tight[1]));
  if (ticks.length >= 2) return { domain: tight, ticks };
  const whole = powersOfTen(exponent(min), exponent(max) + 1);
  return { domain: [whole[0], whole[whole.length - 1]], ticks: whole };
}

function powersOfTen(from: number, to: number): number[] {
  const step = Math.max(1, Math.ceil((to - from) / 10));
  const powers: number[] = [];
  for (let n = from; n <= to; n += step) powers.push(powerOfTen(n));
  return powers;
}

/** Ticks for counted things: the first, and round numbers up to the last. */
export function countTicks(first: number, last: number): number[] {
  let step = 1;
  for (let n = 0; (last - first) / step > 8; n++) step *= n % 3 === 1 ? 2.5 : 2;
  const ticks = [first];
  for (let n = Math.ceil((first + 1) / step) * step; n <= last; n += step) ticks.push(n);
  return ticks;
}

/** The largest n with 10^n ≤ value. */
export function exponent(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/** 10^n, correctly rounded. */
export function powerOfTen(n: number): number {
  return Number(`1e${n}`);
}

/** What a colour or a shape stands for. */
export interface LegendEntry {
  readonly sign: "line" | "dashed" | "ring" | "band" | "dot" | "diamond";
  readonly colour: string;
  readonly label: string;
}

const ROW = 20;
const SIGN = 24;
const GAP = 18;

/**
 * A legend above a picture, row by row. Vega's own shows one kind of sign a legend and guesses the
 * widths of words where there is no browser; this one mixes lines, points and areas.
 */
export function legend(entries: readonly LegendEntry[], width: number): Panel {
  let x = 0;
  let y = ROW / 2;
  const layers: Layer[] = [];
  for (const entry of entries) {
    const needed = SIGN + 6 + textWidth(entry.label, FONT_SIZE);
    if (x > 0 && x + needed > width) {
      x = 0;
      y += ROW;
    }
    layers.push(signLayer(entry, x, y), {
      mark: { type: "text", align: "left", baseline: "middle", text: entry.label },
      encoding: { x: { value: x + SIGN + 6 }, y: { value: y } },
    });
    x += needed + GAP;
  }
  return {
    data: { values: [{}] },
    width,
    height: y + ROW / 2,
    view: { stroke: null },
    layer: layers,
  };
}

function signLayer({ sign, colour }: LegendEntry, x: number, y: number): Layer {
  const across = { x: { value: x }, x2: { value: x + SIGN } };
  const middle = { x: { value: x + SIGN / 2 }, y: { value: y } };
  switch (sign) {
    case "line":
      return { mark: lineMark("rule", colour), encoding: { ...across, y: { value: y } } };
    case "dashed":
      return { mark: lineMark("rule", colour, "dashed"), encoding: { ...across, y: { value: y } } };
    case "band":
      return {
        mark: bandMark("rect", colour),
        encoding: { ...across, y: { value: y - 6 }, y2: { value: y + 6 } },
      };
    case "dot":
      return { mark: dotMark(colour), encoding: middle };
    case "diamond":
      return { mark: { ...dotMark(colour), shape: "diamond" }, encoding: middle };
    case "ring":
      return { mark: ringMark(colour), encoding: middle };
  }
}

/** A line, as lines are in all pictures. */
export function lineMark(type: "line" | "rule", colour: string, dash?: "dashed"): MarkDef {
  return { type, color: colour, strokeWidth: 2, ...(dash && { strokeDash: [5, 3] }) };
}

/** A published figure, or a target: a ring, through which a line can be seen. */
export function ringMark(colour: string, size = 44): MarkDef {
  return { type: "point", filled: false, color: colour, size, strokeWidth: 1.4, opacity: 1 };
}

/** A filled point. */
export function dotMark(colour: string): MarkDef {
  return { type: "point", filled: true, color: colour, size: 56, opacity: 1 };
}

/** A range, as an area between two curves or as a box. */
export function bandMark(type: "area" | "rect", colour: string): MarkDef {
  return { type, color: colour, opacity: 0.25 };
}

/** About how wide a text is in DejaVu Sans, the widest of the fonts the pictures are drawn with. */
export function textWidth(text: string, size: number, bold = false): number {
  let ems = 0;
  for (const letter of text) {
    if (/[ .,:;il|'!()jtfr]/.test(letter)) ems += 0.36;
    else if (/[A-Zmw−%‖]/.test(letter)) ems += 0.78;
    else ems += 0.63;
  }
  return ems * size * (bold ? 1.1 : 1);
}

/** A number for a label: five significant digits, or all before the point; thousands apart. */
export function labelled(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(3);
  return value.toLocaleString("en-US", {
    maximumSignificantDigits: size >= 1e5 ? exponent(size) + 1 : 5,
  });
}
