/** The page before its script runs: everything that can be said without computing it. */
import { ERRATA, GRADIENT_ERRATA } from "../src/article/errata.ts";
import { GOLDEN_NAMES } from "../src/article/goldens.ts";
import { STARTS } from "../src/article/network.ts";
import { PRESETS, type Preset } from "../src/article/settings.ts";
import { settingsToQuery } from "../src/lab/query.ts";
import { LIMITS, labSettings } from "../src/lab/settings.ts";
import { html, Markup } from "../src/report/html.ts";
import { formulas } from "../src/report/sections.ts";
import { ACTIVATIONS } from "../src/rnn/activation.ts";
import { FIGURES } from "./figures.ts";

/** The RMSE as trained of each preset, as the story tells it; specs hold them against the runs. */
export const STORY: Readonly<Record<Preset, string>> = {
  "as-published": "0.58",
  corrected: "0.70",
  sane: "0.002",
};

/** What the page is put together from: programs and style, none of which ends its own element. */
export interface Parts {
  readonly script: string;
  readonly worker: string;
  readonly style: string;
}

/** Whatever a program might try: nothing is loaded, from anywhere. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src data:";

const ARTICLE =
  "https://www.analyticsvidhya.com/blog/2019/01/fundamentals-deep-learning-recurrent-neural-networks-scratch-python/";

/**
 * The whole file.
 *
 * @param goldens the golden runs by name, as Node computes them
 */
export function sitePage(
  { script, worker, style }: Parts,
  goldens: Readonly<Record<string, { readonly sha256: string }>>,
): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>A recurrent network from scratch, switch by switch</title>
<link rel="icon" href="data:,">
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#results">Skip to the results</a>
<header>
<h1>A recurrent network from scratch, switch by switch</h1>
<p><a href="${ARTICLE}">A widely copied article</a> trains an Elman network on a sine wave by truncated
back-propagation through time, and prints the losses of 25 epochs. Its listing has ${ERRATA.length} errata,
${GRADIENT_ERRATA.length} of which make its gradient wrong. Here that listing runs again, in this page, to the
last bit as everywhere else: mend an erratum, or choose otherwise than the article did, and see what changes.</p>
<p><strong>What there is to see:</strong> the article's gradient is wrong in ten ways. From its saturated start
<a data-preset="as-published" href="?">the wrong gradient</a> beats <a data-preset="corrected" href="?preset=corrected">the
right one</a>: an RMSE of ${STORY["as-published"]} as trained against ${STORY.corrected}, no better than predicting zero, because only V can learn
there. <a data-preset="sane" href="?preset=sane">Set up sanely</a>, the true gradient reaches ${STORY.sane}.</p>
<noscript><p class="problem">This page computes what it shows, and needs JavaScript for that. Nothing of it
goes over a network.</p></noscript>
</header>
<main>
${settingsForm()}
<div id="results" tabindex="-1" role="region" aria-label="Results">
<div class="status">
<p id="status" role="status">Computing the article's run …</p>
<progress id="progress" value="0" max="1" aria-label="Epochs computed"></progress>
<p id="problem" class="problem" role="alert" hidden></p>
<p id="measured" class="note"></p>
</div>
${FIGURES.map(figureMarkup)}
${goldenSection(goldens)}
</div>
</main>
<script type="text/plain" id="worker">${new Markup(worker)}</script>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

function figureMarkup({ id, title, introduction }: (typeof FIGURES)[number]): Markup {
  return html`<section aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<p>${introduction}</p>
<p id="${id}-words" class="words"></p>
<div id="${id}" class="figure" aria-busy="true"></div>
<details><summary>Numbers: ${title}</summary><div id="${id}-table"></div></details>
</section>
`;
}

const PRESET_WORDS: Readonly<Record<Preset, string>> = {
  "as-published": "the listing, bug for bug",
  corrected: "the true gradient, all else as published",
  sane: "set up as one would",
};

function settingsForm(): Markup {
  const ofGradient = ERRATA.filter(({ id }) => (GRADIENT_ERRATA as readonly string[]).includes(id));
  const others = ERRATA.filter((erratum) => !ofGradient.includes(erratum));
  return html`<form id="settings" aria-labelledby="settings-title">
<details id="panel" open>
<summary><h2 id="settings-title">Settings</h2></summary>
<nav aria-label="Presets">
<ul class="presets">${PRESETS.map(
    (preset) =>
      html`<li><a data-preset="${preset}" href="?${settingsToQuery(labSettings(preset))}">${preset}</a> <span>${PRESET_WORDS[preset]}</span></li>
`,
  )}</ul>
</nav>
<p><button type="button" id="reset">Reset to the article's run</button> <button type="button" id="share">Copy the link to this view</button></p>
<p id="changes" class="note"></p>
<p class="note">The address holds the settings; Back undoes a switch.</p>
<fieldset>
<legend>Network</legend>
${choice("start", "Start of the weights", STARTS)}
${choice("activation", "Activation", ACTIVATIONS)}
${whole("hidden", "Hidden units H", 1, LIMITS.hidden)}
${whole("length", "Window length T", 1, LIMITS.length)}
</fieldset>
<fieldset>
<legend>Training</legend>
${choice("truncation", "Truncation", ["full", "window", "chunk"])}
${whole("hops", "Hops k of the window", 0)}
${whole("k1", "Steps between updates k1", 1)}
${whole("k2", "Steps looked back over k2", 1)}
${choice("clip", "Clipping", ["value", "norm", "off"])}
${number("limit", "Clip limit", null)}
${number("learningRate", "Learning rate", 0)}
${whole("epochs", "Epochs", 1, LIMITS.epochs)}
${whole("seed", "Seed", 0, 2 ** 32 - 1)}
</fieldset>
<fieldset>
<legend>Gradient errata: tick to mend</legend>
${ofGradient.map(erratumSwitch)}
</fieldset>
<fieldset>
<legend>Other errata: tick to mend</legend>
${others.map(erratumSwitch)}
</fieldset>
</details>
</form>
`;
}

function erratumSwitch({ id, listing, correct, effect }: (typeof ERRATA)[number]): Markup {
  return html`<div class="erratum">
<input type="checkbox" id="${id}" aria-describedby="${id}-text ${id}-note">
<label for="${id}"><strong>Mend ${id}:</strong> ${formulas(listing)}</label>
<p id="${id}-text"><span class="mended">Mended: ${formulas(correct)}.</span> <span class="note">Effect: ${formulas(effect)}.</span></p>
<p id="${id}-note" class="idle" hidden></p>
</div>
`;
}

function choice(id: string, label: string, values: readonly string[]): Markup {
  return field(
    id,
    label,
    html`<select id="${id}" aria-describedby="${id}-note ${id}-problem">${values.map((value) => html`<option>${value}</option>`)}</select>`,
  );
}

function whole(id: string, label: string, min: number, max: number | null = null): Markup {
  const upTo = max === null ? null : html` max="${max}"`;
  return field(
    id,
    label,
    html`<input type="number" id="${id}" min="${min}"${upTo} step="1" aria-describedby="${id}-note ${id}-problem">`,
  );
}

/** @param min null where there is no least number, as of those above zero */
function number(id: string, label: string, min: number | null): Markup {
  const from = min === null ? null : html` min="${min}"`;
  return field(
    id,
    label,
    html`<input type="number" id="${id}"${from} step="any" aria-describedby="${id}-note ${id}-problem">`,
  );
}

function field(id: string, label: string, control: Markup): Markup {
  return html`<div class="field" id="${id}-field"><label for="${id}">${label}</label> ${control}
<p id="${id}-note" class="idle" hidden></p>
<p id="${id}-problem" class="refusal" aria-live="assertive"></p></div>
`;
}

function goldenSection(goldens: Readonly<Record<string, { readonly sha256: string }>>): Markup {
  const rows = GOLDEN_NAMES.map(
    (name) =>
      html`<tr><th scope="row">${name}</th><td><code>${goldens[name].sha256}</code></td><td><code id="golden-${name}">not yet</code></td><td id="equal-${name}">–</td></tr>
`,
  );
  return html`<section aria-labelledby="goldens-title">
<h2 id="goldens-title">The same bits as everywhere</h2>
<p>Six golden runs, each with its SHA-256 over the bits of all losses and of the trained weights: as Node
computes them, and as this page does. Computed by <span id="engine">no engine yet</span>.</p>
<p><button type="button" id="goldens">Compute the golden runs</button> <span id="goldens-status" role="status"></span></p>
<div class="scroll" tabindex="0" role="region" aria-label="SHA-256 of the golden runs">
<table class="hashes">
<thead><tr><th scope="col">run</th><th scope="col">by Node</th><th scope="col">by this page</th><th scope="col">equal</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>
<p>The run shown above: <code id="sha256">not yet</code></p>
</section>
`;
}
