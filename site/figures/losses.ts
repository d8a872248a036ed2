/** Losses by epoch, against the published ones and the run before. */
import type { Ensemble } from "../../src/article/ensemble.ts";
import { asPrinted, type Verdict } from "../../src/article/verdict.ts";
import {
  differencesFromPublished,
  type LabSettings,
  type LossUnit,
  labSettings,
  type ShownLoss,
} from "../../src/lab/index.ts";
import {
  COLOURS,
  INK,
  type LayeredPanel,
  type LegendEntry,
  labelled,
  legend,
} from "../../src/report/chart.ts";
import { html, type Markup, scroll } from "../../src/report/html.ts";
import {
  enlarged,
  ensembleInWords,
  footnote,
  pointsOf,
  type Series,
  seriesOf,
  wholeCourse,
} from "../../src/report/lossCharts.ts";
import type { Figure } from "../figures.ts";
import { changesInWords } from "../words.ts";

/** What the losses of a run are drawn from. */
export interface Losses {
  readonly epochs: readonly ShownLoss[];
  readonly loss: LossUnit;
  /** null for another run than the published one, and for one that is not through yet */
  readonly verdict: Verdict | null;
  readonly settings: LabSettings;
  /** null for a run that did not diverge, or is not through yet; else what became of it, in words */
  readonly divergence: string | null;
}

/**
 * @param before the losses of the run before, if there was one, in the unit of these
 * @param width of the plot, in pixels
 */
export function lossesFigure(
  losses: Losses,
  before: readonly ShownLoss[] | null,
  ensemble: Ensemble,
  width: number,
): Figure {
  const { epochs, verdict } = losses;
  const series = [
    withBefore("training", COLOURS.first, "trainLoss", losses, before, ensemble),
    withBefore("validation", COLOURS.second, "valLoss", losses, before, ensemble),
  ].filter(({ ours }) => ours.length > 0);
  const words = inWords(losses, ensemble);
  const table = verdict ? publishedTable(verdict) : plainTable(epochs);
  if (series.length === 0) return { chart: null, words, table };
  const from = verdict?.chaoticFrom ?? null;
  const isWide = width >= 560;
  const share = isWide ? width / 2 - 36 : width;
  const parts = from === null ? [] : series.map((one) => enlarged(one, from, share));
  return {
    chart: {
      name: "losses",
      title: "Losses",
      description: words,
      spec: {
        spacing: 14,
        vconcat: [
          legend(entriesOf(series, verdict), width),
          withStop(wholeCourse(series, width), losses, series),
          ...(isWide && parts.length > 0 ? [{ hconcat: parts, spacing: 30 }] : parts),
          ...(parts.length > 0 ? [footnote(ensembleInWords(ensemble), width)] : []),
        ],
      },
    },
    words,
    table,
  };
}

/** A run that diverged ends at a rule that says so. */
function withStop(
  panel: LayeredPanel,
  { epochs, divergence }: Losses,
  series: readonly Series[],
): LayeredPanel {
  if (divergence === null) return panel;
  const last = Math.max(...series.flatMap(({ ours }) => ours.map(({ epoch }) => epoch)));
  const isRight = last > epochs.length / 2;
  const at = { data: { values: [{ epoch: last }] } };
  return {
    ...panel,
    layer: [
      ...panel.layer,
      {
        ...at,
        mark: { type: "rule", color: INK, strokeDash: [2, 3] },
        encoding: { y: { value: 0 }, y2: { value: 250 } },
      },
      {
        ...at,
        mark: {
          type: "text",
          text: "diverged",
          color: INK,
          align: isRight ? "right" : "left",
          dx: isRight ? -6 : 6,
          fontWeight: "bold",
        },
        encoding: { y: { value: 240 } },
      },
    ],
  };
}

function withBefore(
  name: Series["name"],
  colour: string,
  key: keyof ShownLoss,
  { epochs, verdict }: Losses,
  before: readonly ShownLoss[] | null,
  ensemble: Ensemble,
): Series {
  const values = epochs.map((epoch) => epoch[key]);
  const series = seriesOf(name, colour, values, verdict?.[key], ensemble[key]);
  return before ? { ...series, before: pointsOf(before.map((epoch) => epoch[key])) } : series;
}

function entriesOf(series: readonly Series[], verdict: Verdict | null): LegendEntry[] {
  const entries: LegendEntry[] = series.map(({ name, colour }) => ({
    sign: "line",
    colour,
    label: verdict ? `${name}, ours` : name,
  }));
  if (verdict) entries.push({ sign: "ring", colour: INK, label: "published" });
  if (verdict && verdict.chaoticFrom !== null) {
    for (const { name, colour } of series) {
      entries.push({ sign: "band", colour, label: `${name} *` });
    }
  }
  return entries;
}

function inWords(
  { epochs, loss, verdict, settings, divergence }: Losses,
  { members }: Ensemble,
): string {
  const course = (name: string, key: keyof ShownLoss): string => {
    const first = `${name} ${labelled(epochs[0][key])} in epoch 1`;
    if (epochs.length === 1) return first;
    return `${first}, ${labelled(epochs[epochs.length - 1][key])} in epoch ${epochs.length}`;
  };
  const end = divergence === null ? "" : ` ${divergence}`;
  const ours = `Losses as ${loss}s over the records: ${course("training", "trainLoss")}; ${course("validation", "valLoss")}.${end}`;
  if (!verdict) {
    if (differencesFromPublished(settings).length === 0) return ours;
    const changes = changesInWords(labSettings("as-published"), settings);
    return `${ours} This is not the published run: ${changes}.`;
  }
  const figures = verdict.trainLoss.length + verdict.valLoss.length;
  return (
    `${ours} Of the ${figures} published losses ${verdict.digitForDigit} are equal digit for digit, ` +
    `${verdict.insideEnsemble} lie, as ours do, in the range of ${members} runs that differ by ` +
    `last-place changes of the initial W, and ${verdict.outside} do not.`
  );
}

function publishedTable({ trainLoss, valLoss }: Verdict): Markup {
  return scroll(
    "Losses by epoch, ours and published",
    html`<table>
<thead><tr><th scope="col">epoch</th>${headings(["training", "published", "digits", "validation", "published", "digits"])}</tr></thead>
<tbody>${trainLoss.map((train, n) => {
      const figures = [train, valLoss[n]].flatMap(({ ours, published, leadingDigits }) => [
        asPrinted(ours),
        published,
        String(leadingDigits),
      ]);
      return html`<tr><th scope="row">${n + 1}</th>${cells(figures)}</tr>
`;
    })}</tbody>
</table>`,
  );
}

function plainTable(epochs: readonly ShownLoss[]): Markup {
  return scroll(
    "Losses by epoch",
    html`<table>
<thead><tr><th scope="col">epoch</th>${headings(["training", "validation"])}</tr></thead>
<tbody>${epochs.map(
      ({ trainLoss, valLoss }, n) =>
        html`<tr><th scope="row">${n + 1}</th>${cells([trainLoss, valLoss].map(labelled))}</tr>
`,
    )}</tbody>
</table>`,
  );
}

/** Headings of columns of numbers. */
export function headings(texts: readonly string[]): readonly Markup[] {
  return texts.map((text) => html`<th scope="col" class="number">${text}</th>`);
}

/** Cells of numbers. */
export function cells(texts: readonly string[]): readonly Markup[] {
  return texts.map((text) => html`<td class="number">${text}</td>`);
}
