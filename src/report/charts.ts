/** The pictures of a reproduction. */
import type { Reproduction } from "../article/reproduction.ts";
import type { Chart } from "./chart.ts";
import { ladderChart } from "./ladderChart.ts";
import { lossesChart, presetsChart } from "./lossCharts.ts";
import { predictionCharts, waveChart } from "./waveCharts.ts";

export type { Chart } from "./chart.ts";

/** The pictures for which the reproduction has data, in the order in which they tell its story. */
export function reproductionCharts(reproduction: Reproduction): Chart[] {
  return [
    waveChart(),
    ...lossesChart(reproduction),
    ...presetsChart(reproduction),
    ...predictionCharts(reproduction),
    ...ladderChart(reproduction),
  ];
}
