/** A gradient check as pictures: where a gradient is off, entry by entry, and through which steps. */
import { firstStep } from "../gradcheck/frozenLoss.ts";
import { type CheckReport, entrywise } from "../gradcheck/report.ts";
import type { TensorComparison } from "../gradcheck/verdict.ts";
import { type Gradients, gradientArrays, type PairContributions } from "../rnn/parameters.ts";
import type { Truncation } from "../rnn/truncation.ts";
import { type Chart, COLOURS, INK, isPlottableLog, type LayeredPanel } from "./chart.ts";

/** One cell of a map. */
interface Cell {
  readonly row: number;
  readonly col: number;
  /** what is shown, on a logarithmic scale; 0 and what is no number get a sign of their own */
  readonly value: number;
  readonly sign: "" | "0" | "×";
  /** whether the cell has a part in the gradient */
  readonly counts: boolean;
}

/** The largest side of a map and of a cell, in pixels. */
const MAP = 230;
const CELL = 26;

/**
 * The relative error of every entry, a map for each tensor, by the sharpest oracle that compares
 * entries; nothing when none was asked.
 *
 * @param stacked one below the other, where there is no room beside each other
 */
export function errorMaps(report: CheckReport, stacked: boolean = false): Chart[] {
  const found = entrywise(report);
  if (!found) return [];
  const tensors = Object.entries(found.tensors);
  const maps = tensors.map(([name, tensor]) =>
    // From the rounding of binary64 to one part in one.
    map(name, errorCells(tensor), [1e-17, 1], "relative error", ["column", "row"]),
  );
  const inWords = tensors.map(
    ([name, { verdict, maxRelativeError }]) =>
      `${name} ${verdict}, at most ${maxRelativeError.toExponential(1)}`,
  );
  return [
    {
      name: "gradcheck",
      title: `Relative error of each entry, by ${found.oracle} (0: the same bits)`,
      description: `Relative error of each entry of the gradient: ${inWords.join("; ")}.`,
      spec: { spacing: 28, ...(stacked ? { vconcat: maps } : { hconcat: maps }) },
    },
  ];
}

function errorCells({ entries }: TensorComparison): Cell[] {
  return entries.map(({ path, relativeError }) => {
    // A vector is drawn as a column.
    const [row, col = 0] = [...path.matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]));
    return { row, col, value: relativeError, sign: signOf(relativeError), counts: true };
  });
}

/**
 * The size of every pair contribution, ‖g(t, i)‖ over all tensors: how far back each loss reaches,
 * and what the truncation leaves out.
 */
export function pairMap(pairs: PairContributions, truncation: Truncation): Chart {
  const cells = pairs.flatMap((ofLoss, t) =>
    (ofLoss ?? []).map((gradients, i) => {
      const value = norm(gradients);
      const counts = i >= firstStep(truncation, t, pairs.length);
      return { row: t, col: i, value, sign: signOf(value), counts };
    }),
  );
  const sizes = cells.map(({ value }) => value).filter(isPlottableLog);
  const largest = Math.max(...sizes, Number.MIN_VALUE);
  const left = cells.filter(({ counts }) => !counts).length;
  return {
    name: "pairs",
    title: "What each loss contributes through each step",
    description:
      `Size of the pair contributions g(t, i) of ${cells.length} pairs of a loss at step t and a step i, ` +
      `of which the truncation leaves out ${left}; the largest is ${largest.toExponential(1)}.`,
    spec: {
      hconcat: [
        map(
          left > 0 ? "outlined: left out by the truncation" : "",
          cells,
          [Math.min(...sizes, largest), largest],
          "‖g(t, i)‖",
          ["through step i", "loss at step t"],
        ),
      ],
    },
  };
}

function norm(gradients: Gradients): number {
  let sum = 0;
  for (const values of gradientArrays(gradients)) {
    for (const value of values) sum += value * value;
  }
  return Math.sqrt(sum);
}

function signOf(value: number): Cell["sign"] {
  if (value === 0) return "0";
  return isPlottableLog(value) ? "" : "×";
}

function map(
  title: string,
  cells: readonly Cell[],
  domain: readonly [number, number],
  legend: string,
  [x, y]: readonly [string, string],
): LayeredPanel {
  const [rows, cols] = [count(cells, "row"), count(cells, "col")];
  const side = Math.min(CELL, MAP / Math.max(rows, cols));
  const axis = { grid: false, ticks: false, domain: false, labelOverlap: true, labelAngle: 0 };
  return {
    title,
    width: side * cols,
    height: side * rows,
    encoding: {
      x: { field: "col", type: "ordinal", title: x, axis: { ...axis, orient: "bottom" } },
      y: { field: "row", type: "ordinal", title: y, axis },
    },
    layer: [
      {
        data: { values: cells.filter(({ sign }) => sign === "") },
        mark: { type: "rect" },
        encoding: {
          color: {
            field: "value",
            type: "quantitative",
            title: legend,
            scale: { type: "log", domain: [...domain], scheme: "viridis", clamp: true },
            legend: { format: ".0e", tickCount: 5 },
          },
        },
      },
      {
        data: { values: cells.filter(({ sign }) => sign !== "") },
        mark: { type: "text", color: INK },
        encoding: { text: { field: "sign", type: "nominal" } },
      },
      {
        data: { values: cells.filter(({ counts }) => !counts) },
        mark: { type: "rect", filled: false, stroke: COLOURS.second, strokeWidth: 1.5 },
      },
    ],
  };
}

/** How many different rows or columns there are: no other is drawn. */
function count(cells: readonly Cell[], side: "row" | "col"): number {
  return new Set(cells.map((cell) => cell[side])).size;
}
