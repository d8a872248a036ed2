/** The pictures and the page of training on a series. */
import { parse } from "parse5";
import { describe, expect, it } from "vitest";
import type { Chart } from "../../src/report/chart.ts";
import { seriesChartNames, seriesCharts } from "../../src/report/seriesCharts.ts";
import { seriesPage } from "../../src/report/seriesPage.ts";
import { renderSvg } from "../../src/report/svg.ts";
import { resultOf, type SeriesRun } from "../../src/series/result.ts";
import { loaded, runOn } from "../series/runs.ts";

const RUN = runOn({ dated: true });
const BARE: SeriesRun = {
  ...loaded(RUN),
  evaluation: undefined,
  parts: { training: 0, validation: 0, test: 0 },
  data: { ...RUN.data, records: [] },
  forecast: { rows: 0, cols: 1, data: new Float64Array() },
};

const named = (charts: readonly Chart[], name: string): Chart => {
  const chart = charts.find((one) => one.name === name);
  if (!chart) throw new Error(`expected a chart ${name}`);
  return chart;
};

/** A layer of a picture, as far as it is looked into here. */
interface Drawn {
  readonly mark: { readonly type: string; readonly filled?: boolean };
  readonly data: { readonly values: readonly { readonly value: number }[] };
}

describe("the charts", () => {
  it("are those for which there is data, under names that are known before", () => {
    const names = (run: SeriesRun): string[] => seriesCharts(run).map(({ name }) => name);
    expect(names(RUN)).toEqual(["losses", "predictions", "forecast"]);
    expect(names(RUN)).toEqual(seriesChartNames(1));
    const two = runOn({ settings: { targets: ["a", "b"] } });
    expect(names(two)).toEqual(seriesChartNames(2));
    expect(names(loaded(RUN))).toEqual(["predictions", "forecast"]);
    expect(names(BARE)).toEqual([]);
  });

  it("leave out losses that cannot be drawn", () => {
    const lost = RUN.losses.map((record) => ({ ...record, validation: Number.NaN }));
    const chart = named(seriesCharts({ ...RUN, losses: lost }), "losses");
    expect(JSON.stringify(chart.spec)).not.toContain("NaN");
    const none = lost.map((record) => ({ ...record, training: Number.POSITIVE_INFINITY }));
    expect(seriesCharts({ ...RUN, losses: none })[0].name).toBe("predictions");
  });

  it("say in words what they show", () => {
    const charts = seriesCharts(RUN);
    expect(named(charts, "losses").description).toContain("training from ");
    expect(named(charts, "predictions").description).toMatch(
      /^a over the 5 rows that are judged.*: network [\d.]+, last value [\d.]+, autoregression [\d.e-]+\.$/,
    );
    expect(named(charts, "forecast").description).toContain("the next 2");
  });

  it("enlarge the last rows where there are too many to see", () => {
    const drawn = (run: SeriesRun): string =>
      JSON.stringify(named(seriesCharts(run), "predictions").spec);
    expect(drawn(RUN)).toContain("all 5 rows");
    const long = runOn({ rows: 400, epochs: 1, settings: { validation: 0.5 } });
    expect(drawn(long)).toContain("all 199 rows as thin lines");
    expect(drawn(long)).toContain("the last 60 rows");
  });

  it("show only what is forecast as forecast: the last known row begins the line, and is no dot", () => {
    const { spec } = named(seriesCharts(RUN), "forecast");
    const [, { layer }] = (spec as { vconcat: { layer: Drawn[] }[] }).vconcat;
    const [known, line, dots, ring] = layer.map(({ data, mark }) => ({
      mark: mark.type,
      isFilled: mark.filled,
      values: data.values.map(({ value }) => value),
    }));
    const end = RUN.data.values.data[46];
    const next = Array.from(RUN.forecast.data);
    expect(known.values.at(-1)).toBe(end);
    expect(line).toMatchObject({ mark: "line", values: [end, ...next] });
    expect(dots).toMatchObject({ mark: "point", isFilled: true, values: next });
    expect(ring).toMatchObject({ mark: "point", isFilled: false, values: [end] });
  });

  it("lie along dates where there are any, the next ones at the last distance, else along rows", () => {
    const at = (run: SeriesRun): number[] =>
      [...JSON.stringify(named(seriesCharts(run), "forecast").spec).matchAll(/"at":(\d+)/g)]
        .map(([, place]) => Number(place))
        // After those of the line come the dots and the ring.
        .slice(0, -1 - run.forecast.rows);
    const DAY = 86_400_000;
    expect(at(RUN).slice(-3)).toEqual([23 * DAY, 24 * DAY, 25 * DAY]);
    expect(at(runOn({})).slice(-3)).toEqual([24, 25, 26]);
    expect(JSON.stringify(seriesCharts(RUN))).toContain('"type":"temporal"');
    const values = { rows: 1, cols: 2, data: Float64Array.of(1, 2) };
    const short = { ...BARE, forecast: RUN.forecast, data: { ...BARE.data, values } };
    const table = { ...RUN.table, values, dates: [0] };
    expect(at({ ...short, table })).toEqual([0, 0, DAY, 2 * DAY]);
  });

  it("are drawn", async () => {
    for (const chart of seriesCharts(RUN)) {
      const svg = await renderSvg(chart, "file");
      expect(svg).toContain("<svg");
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

describe("the page", () => {
  const pageOf = (run: SeriesRun): Promise<string> => seriesPage(resultOf(run), seriesCharts(run));

  it.each([
    ["of a run", RUN],
    ["of two targets", runOn({ settings: { targets: ["a", "b"] } })],
    ["of a run with nothing to judge", BARE],
  ])("%s has no parse errors and the pictures that there are", async (_, run) => {
    const page = await pageOf(run);
    const errors: string[] = [];
    parse(page, { onParseError: ({ code, startLine }) => errors.push(`${code}, ${startLine}`) });
    expect(errors).toEqual([]);
    expect(page.match(/<figure>/g)?.length ?? 0).toBe(seriesCharts(run).length);
    expect(await pageOf(run)).toBe(page);
  });

  it("says what the terminal says", async () => {
    const page = await pageOf(RUN);
    expect(page).toContain("<h1>a of wave.csv</h1>");
    expect(page).toContain("windows: 16 to train on, 5 to choose the epoch by, none to test.");
    expect(page).toContain("does not beat the autoregression");
    expect(page).toContain("keep their last value: b = ");
    expect(await pageOf(BARE)).toContain("nothing to judge by");
  });

  it("says that the epoch was chosen by what it is judged by, where one was chosen", async () => {
    const CHOSEN = "epoch was chosen by the same windows";
    expect(await pageOf(RUN)).toContain(CHOSEN);
    expect(await pageOf(RUN)).toContain("errors on the validation part");
    expect(await pageOf(loaded(RUN))).not.toContain(CHOSEN);
    expect(await pageOf(loaded(RUN))).toContain("errors on the whole series");
    const tested = await pageOf(runOn({ settings: { test: 0.2 } }));
    expect(tested).not.toContain(CHOSEN);
    expect(tested).toContain("errors on the test part");
  });

  it("says that the model was trained on other data too, where it was", async () => {
    const OTHER = "the model was trained on other data than these";
    expect(await pageOf({ ...RUN, otherData: true })).toContain(OTHER);
    expect(await pageOf(RUN)).not.toContain(OTHER);
  });
});
