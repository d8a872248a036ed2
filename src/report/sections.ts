/** The parts of the page, in the order in which it tells the story. */
import { ERRATA, GRADIENT_ERRATA } from "../article/errata.ts";
import type { Rung } from "../article/ladder.ts";
import { PRINTED_DECIMALS } from "../article/published.ts";
import type { Reproduction, RunRecord } from "../article/reproduction.ts";
import { PRESETS, type Preset } from "../article/settings.ts";
import { asPrinted, type Comparison, isExplained } from "../article/verdict.ts";
import type { Spread } from "../numerics/statistics.ts";
import { labelled } from "./chart.ts";
import { html, type Markup, scroll } from "./html.ts";
import { ladderParts } from "./ladderChart.ts";
import { bothInside, rungName } from "./terminal.ts";

/** A preset that was run. */
interface Run {
  readonly preset: Preset;
  readonly record: RunRecord;
}

function runsOf({ runs }: Reproduction): Run[] {
  return PRESETS.flatMap((preset) => {
    const record = runs[preset];
    return record ? [{ preset, record }] : [];
  });
}

/** What the article is, and what this page is. */
export function introduction(reproduction: Reproduction): Markup {
  const interrupted = reproduction.complete
    ? null
    : html`<p><strong>The reproduction was interrupted:</strong> this is what was computed so far.</p>`;
  return html`<header>
<h1>The article's run, reproduced</h1>
<p>A widely copied article builds a recurrent neural network from scratch: an Elman network that is to
continue a sine wave, trained by truncated back-propagation through time. It prints a table of
${reproduction.published.trainLoss.length} epochs. Its listing has ${ERRATA.length} errata, ${GRADIENT_ERRATA.length} of which make
its gradient wrong. This page holds a run of that listing, bug for bug, against the printed table, and shows
what each erratum does.</p>
${interrupted}
</header>`;
}

/** What came of holding the run against the table, and why the rest of it is not the same digits. */
export function outcomeSection({ verdict, ensemble }: Reproduction): Markup {
  if (!verdict) {
    return html`<section>
<h2>Outcome</h2>
<p>No run here has the settings of the published one, so that none can be held against its table.</p>
</section>`;
  }
  const figures = verdict.trainLoss.length + verdict.valLoss.length;
  const { valRmse } = verdict;
  const rmse = valRmse
    ? html`<p>The root mean squared error on the validation windows, predicted the article's way, is
${valRmse.ours}; the article prints ${valRmse.published}; ${bothInside(valRmse)} the range of those
runs.</p>`
    : null;
  return html`<section>
<h2>Outcome</h2>
<p>Of the ${figures} published losses that this run can be held against,</p>
<ul class="tally">
<li><b class="same">${verdict.digitForDigit}</b> are equal to ours digit for digit</li>
<li><b class="inside">${verdict.insideEnsemble}</b> lie inside the range of ${ensemble.members} runs that differ by last-place changes, and so do ours</li>
<li><b class="outside">${verdict.outside}</b> lie outside, or ours do</li>
</ul>
${rmse}
${verdict.chaoticFrom !== null && isExplained(verdict) ? chaos(verdict.chaoticFrom, ensemble) : null}
</section>`;
}

/** What last-place changes do to the table from some epoch on. */
function chaos(from: number, { members, trainLoss }: Reproduction["ensemble"]): Markup {
  const apart = ({ min, max }: Spread): number => (max - min) / min;
  const widest = trainLoss.reduce((a, b) => (apart(b) > apart(a) ? b : a));
  const inWords = (range: Spread): string =>
    `${labelled(apart(range) * 100)} % apart, from ${labelled(range.min)} to ${labelled(range.max)}`;
  const before =
    from > 1
      ? html`In epoch ${from - 1} their training losses are at most
${labelled(apart(trainLoss[from - 2]) * 100)} % apart; in`
      : "In";
  return html`<h3>Why the rest is not the same digits</h3>
<p>From epoch ${from} on the run is chaotic. ${members} runs were made that differ in nothing but this:
about half of the entries of the initial W were moved by one unit in the last place, the smallest change
there is. ${before} epoch ${from} ${inWords(trainLoss[from - 1])}; in epoch
${trainLoss.indexOf(widest) + 1}, where they are farthest apart, ${inWords(widest)}. A program that rounds
otherwise than the author's, because it adds in another order for one, can be expected anywhere in that
range. The listing in NumPy is such a program: it parts with this run in the same epoch.</p>`;
}

/** Every epoch that can be held against the table, figure by figure. */
export function epochsSection({ verdict }: Reproduction): Markup | null {
  if (!verdict) return null;
  const rows = verdict.trainLoss.map(
    (
      train,
      n,
    ) => html`<tr><th scope="row">${n + 1}</th>${comparison(train)}${comparison(verdict.valLoss[n])}</tr>
`,
  );
  return html`<section>
<h2>Epoch by epoch</h2>
<p class="note">Losses are sums over the records, before the epoch's updates. The leading digits that agree
are <strong>underlined</strong> and counted under “digits”; = marks a figure that is equal digit for digit,
∈ one that lies, as ours does, inside the range of the runs that differ by last-place changes, ∉ one that
does not.</p>
${scroll(
  "Losses by epoch, ours and published",
  html`<table>
<thead>
<tr><th rowspan="2" scope="col">epoch</th><th colspan="4" scope="colgroup">training loss</th><th colspan="4" scope="colgroup">validation loss</th></tr>
<tr>${[0, 1].map(
    () =>
      html`<th scope="col" class="number">ours</th><th scope="col" class="number">published</th><th scope="col" class="number">digits</th><th scope="col"></th>`,
  )}</tr>
</thead>
<tbody>
${rows}</tbody>
</table>`,
)}
</section>`;
}

/** Four cells: ours, published, how many digits agree, and how it is to be judged. */
function comparison(figure: Comparison): Markup {
  const { published, ours, leadingDigits } = figure;
  const [kind, sign, words] = judgement(figure);
  return html`<td class="number">${asPrinted(ours)}${padding(asPrinted(ours))}</td><td class="number">${digitsMarked(published, leadingDigits)}${padding(published)}</td><td class="number">${leadingDigits}</td><td class="${kind}"><span role="img" aria-label="${words}" title="${words}">${sign}</span></td>`;
}

/** In place of the zeros that NumPy drops, so that the points of a column stand below each other. */
function padding(figure: string): string {
  const decimals = figure.split(".")[1] ?? "";
  return FIGURE_SPACE.repeat(Math.max(0, PRINTED_DECIMALS - decimals.length));
}

/** A space as wide as a digit. */
const FIGURE_SPACE = "\u2007";

function judgement({ digitForDigit, insideEnsemble }: Comparison): [string, string, string] {
  if (digitForDigit) return ["same", "=", "equal digit for digit"];
  return insideEnsemble
    ? ["inside", "∈", "both inside the range"]
    : ["outside", "∉", "not both inside the range"];
}

/** A figure whose first digits are marked. */
function digitsMarked(figure: string, digits: number): Markup {
  let end = 0;
  // As they are counted: leading zeros and the point are none.
  for (let counted = 0; counted < digits; end++) {
    if (/[1-9]/.test(figure[end]) || (counted > 0 && figure[end] === "0")) counted++;
  }
  return digits === 0
    ? html`${figure}`
    : html`<mark>${figure.slice(0, end)}</mark>${figure.slice(end)}`;
}

/** The presets side by side, and what is to be learnt from that. */
export function presetsSection(reproduction: Reproduction): Markup | null {
  const runs = runsOf(reproduction);
  if (runs.length === 0) return null;
  const rows = runs.map(
    ({ preset, record: { trainLoss, valLoss, valRmse } }) =>
      html`<tr><th scope="row">${preset}</th>${numbers([trainLoss.length, trainLoss.at(-1), valLoss.at(-1), valRmse.asTrained, valRmse.articlePrediction])}</tr>
`,
  );
  const table = html`<table>
<thead><tr><th scope="col">preset</th>${headings(["epochs", "training loss", "validation loss", "RMSE as trained", "RMSE the article's way"])}</tr></thead>
<tbody>
${rows}</tbody>
</table>`;
  return html`<section>
<h2>The presets side by side</h2>
<p><strong>as-published</strong> is the listing, bug for bug; <strong>corrected</strong> has the true gradient
of the same loss and all else as published; <strong>sane</strong> sets the same problem up as one would:
tanh, one input column for all steps, centred small weights. The losses are those of the last epoch.</p>
${scroll("Last losses and RMSE of each preset", table)}
${wrongBeatsRight(reproduction)}
</section>`;
}

/** Said only where it is so; and why, only where the network is the one that the reason is about. */
function wrongBeatsRight({ runs, verdict }: Reproduction): Markup | null {
  const wrong = runs["as-published"];
  const right = runs.corrected;
  const wrongLoss = wrong?.valLoss.at(-1) ?? Number.NaN;
  const rightLoss = right?.valLoss.at(-1) ?? Number.NaN;
  if (!right || !(wrongLoss < rightLoss)) return null;
  const predictions = right.predictions.asTrained.validation;
  const from = predictions.reduce((a, b) => Math.min(a, b));
  const to = predictions.reduce((a, b) => Math.max(a, b));
  const range =
    from === to
      ? html`Every prediction of the corrected run is ${labelled(from)}.`
      : html`The predictions of the corrected run lie between ${labelled(from)} and ${labelled(to)}.`;
  // One constant, from the published settings, is what saturation does; elsewhere it need not be.
  const reason =
    verdict && from === to
      ? html`
All weights start between 0 and 1, so that the pre-activations are large and the states are 1 to the last
digit or nearly so. There the derivative of the sigmoid, s(1 − s), is nothing: the true gradient of U and W
vanishes and only V can learn, which with constant states is one constant. What the listing adds to U and W
is no gradient, but it moves them out of the saturation.`
      : null;
  return html`<h3>The wrong gradient beats the right one</h3>
<p>The listing ends at a validation loss of ${labelled(wrongLoss)}, the true gradient from the same start at
${labelled(rightLoss)}. ${range}${reason}</p>`;
}

/** What each mended erratum does, alone and after those before it. */
export function ladderSection(ladder: readonly Rung[], figures: readonly Markup[]): Markup {
  const { alone, cumulative } = ladderParts(ladder);
  return html`<section>
<h2>The ladder of errata</h2>
<p>The same run with errata of the gradient mended. The distance is that of the gradient to the true one,
both clipped as an update applies them, ‖g − g*‖ / ‖g*‖ over all weights, for the first record: at the
article's own start, where nearly all of the true gradient is that of V, and at a start centred at zero,
where every weight has one.</p>
${figures}
<h3>One at a time</h3>
${rungTable("Errata mended one at a time", alone)}
<h3>One after the other</h3>
${rungTable("Errata mended one after the other", cumulative)}
</section>`;
}

function rungTable(label: string, rungs: readonly Rung[]): Markup {
  const rows = rungs.map(
    ({ mended, trainLoss, valLoss, valRmse, distance }) =>
      html`<tr><th scope="row">${rungName(mended)}</th>${numbers([trainLoss, valLoss, valRmse.asTrained, valRmse.articlePrediction, distance.articleStart, distance.centredStart])}</tr>
`,
  );
  return scroll(
    label,
    html`<table>
<thead><tr><th scope="col">mended</th>${headings(["training loss", "validation loss", "RMSE as trained", "RMSE the article's way", "distance, article's start", "distance, centred start"])}</tr></thead>
<tbody>
${rows}</tbody>
</table>`,
  );
}

/** All that is wrong in the listing. */
export function errataSection(): Markup {
  const rows = ERRATA.map(
    ({ id, listing, correct, effect }) =>
      html`<tr><th scope="row" id="${id}">${id}</th>${[listing, correct, effect].map((text) => html`<td class="text">${formulas(text)}</td>`)}</tr>
`,
  );
  return html`<section>
<h2>The errata</h2>
${scroll(
  "The errata of the listing",
  html`<table>
<thead><tr><th scope="col">id</th>${["what the listing does", "what is correct", "what it changes"].map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table>`,
)}
</section>`;
}

/** A text whose `a_t` and `s_{t−1}` are set as subscripts. */
export function formulas(text: string): readonly Markup[] {
  // Every second part is what the parentheses of the separator caught.
  return text
    .split(/_(\{[^}]+\}|\w(?!\w))/)
    .map((part, n) =>
      n % 2 === 0 ? html`${part}` : html`<sub>${part.replace(/[{}]/g, "")}</sub>`,
    );
}

/** The settings and the fingerprint of every run. */
export function runsSection(reproduction: Reproduction): Markup | null {
  const runs = runsOf(reproduction);
  if (runs.length === 0) return null;
  const entries = runs.map(
    ({ preset, record }) => html`<dt>${preset}</dt>
<dd>${settingsInWords(record)}<br><code>${record.sha256}</code></dd>
`,
  );
  return html`<section>
<h2>The runs</h2>
<p>The same settings give the same bits on every machine. The SHA-256 is over the bits of the training
losses, the validation losses, U, W and V, in this order.</p>
<dl>
${entries}</dl>
</section>`;
}

function settingsInWords({ settings, trainLoss }: RunRecord): string {
  const { generator, seed, epochs, hidden, length, learningRate, truncation, clip, mended } =
    settings;
  const { kind, ...sizes } = truncation;
  return [
    `seed ${seed} of ${generator}`,
    trainLoss.length === epochs ? `${epochs} epochs` : `${trainLoss.length} of ${epochs} epochs`,
    `${hidden} hidden units`,
    `windows of ${length}`,
    `learning rate ${learningRate}`,
    `truncation ${[kind, ...Object.values(sizes)].join(":")}`,
    `clipped at ${clip}`,
    ...(mended.length > 0 ? [`mended: ${mended.join(", ")}`] : []),
  ].join(", ");
}

function headings(texts: readonly string[]): readonly Markup[] {
  return texts.map((text) => html`<th scope="col" class="number wide">${text}</th>`);
}

/** Cells; a dash where there is no number. */
function numbers(values: readonly (number | null | undefined)[]): readonly Markup[] {
  return values.map(
    (value) =>
      html`<td class="number">${value === null || value === undefined ? "–" : labelled(value)}</td>`,
  );
}
