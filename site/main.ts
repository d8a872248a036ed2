/** The page: settings from the address, a run in the worker, its result in figures and words. */
import ensemble from "../fixtures/article/rounding-ensemble.json" with { type: "json" };
import {
  differencesFromPublished,
  type LabCheck,
  type LabResult,
  type LabSettings,
  labSettings,
  type ShownLoss,
  settingsFromQuery,
  settingsToQuery,
} from "../src/lab/index.ts";
import type { Markup } from "../src/report/html.ts";
import { renderSvg } from "../src/report/svg.ts";
import * as controls from "./controls.ts";
import { all, control, element } from "./dom.ts";
import { checkFigure } from "./figures/check.ts";
import { flowFigure } from "./figures/flow.ts";
import { lossesFigure } from "./figures/losses.ts";
import { pairsFigure } from "./figures/pairs.ts";
import { predictionsFigure } from "./figures/predictions.ts";
import { statesFigure } from "./figures/states.ts";
import { FIGURES, type Figure, type FigureId } from "./figures.ts";
import { startGoldens } from "./goldens.ts";
import type { Answer, Inside, Order } from "./messages.ts";
import { startWorker } from "./startWorker.ts";
import { outcomeInWords } from "./words.ts";

/** What is on the page, or on its way there. */
interface View {
  settings: LabSettings;
  /** the number of the latest order */
  run: number;
  /** when the switch was made */
  switchedAt: number;
  /** what is shown, which while computing is of the settings before */
  result: LabResult | null;
  inside: Inside | null;
  check: LabCheck | null;
  /** the result before the one shown, which its losses are drawn through */
  before: LabResult | null;
}

const view: View = {
  settings: settingsOfAddress(),
  run: 0,
  // The first view counts from the start of the page.
  switchedAt: 0,
  result: null,
  inside: null,
  check: null,
  before: null,
};

const worker = startWorker(onAnswer);
controls.listen(() => view.settings, choose);
controls.show(view.settings);
compute();
startGoldens();

/** The settings in the address; the article's, with a word on why, where it holds none. */
function settingsOfAddress(): LabSettings {
  try {
    const settings = settingsFromQuery(location.search);
    complain(null);
    return settings;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    complain(
      `The address holds no settings (${error.message}). This is the article's run instead.`,
    );
    return labSettings("as-published");
  }
}

function complain(text: string | null): void {
  const problem = element("problem");
  problem.textContent = text;
  problem.hidden = text === null;
}

/** Other settings: in the address, so that Back undoes them, and computed. */
function choose(settings: LabSettings): void {
  const query = settingsToQuery(settings);
  history.pushState(null, "", `${location.pathname}${query === "" ? "" : `?${query}`}`);
  complain(null);
  take(settings);
}

function take(settings: LabSettings): void {
  view.settings = settings;
  view.switchedAt = performance.now();
  controls.show(settings);
  compute();
}

function compute(): void {
  view.run++;
  element("results").setAttribute("aria-busy", "true");
  control("progress", HTMLProgressElement).max = view.settings.epochs;
  control("progress", HTMLProgressElement).value = 0;
  element("progress").hidden = false;
  const order: Order = { kind: "run", run: view.run, settings: view.settings };
  worker.postMessage(order);
}

function onAnswer(answer: Answer): void {
  if ("run" in answer && answer.run !== view.run) return;
  switch (answer.kind) {
    case "engine":
      element("engine").textContent = ENGINE_WORDS[answer.engine];
      break;
    case "epochs":
      void onEpochs(answer.epochs);
      break;
    case "result":
      void onResult(answer.result);
      break;
    case "inside":
      view.inside = answer.inside;
      void draw("states", "flow", "pairs");
      break;
    case "check":
      view.check = answer.check;
      void draw("check").then(() => {
        element("results").setAttribute("aria-busy", "false");
        measure("everything");
      });
      break;
    case "failed":
      complain(`Something went wrong: ${answer.message}`);
      break;
    case "golden":
      break;
  }
}

const ENGINE_WORDS = {
  wasm: "WebAssembly with vectors",
  reference: "plain JavaScript, as WebAssembly with vectors is not to be had here",
} as const;

/** The losses of a run that is not through yet, in the place of those that will follow. */
async function onEpochs(epochs: readonly ShownLoss[]): Promise<void> {
  const { run } = view;
  control("progress", HTMLProgressElement).value = epochs.length;
  const before = view.result?.shown.epochs ?? null;
  const losses = {
    epochs,
    loss: "sum",
    verdict: null,
    differences: differencesFromPublished(view.settings),
  } as const;
  const { chart } = lossesFigure(losses, before, ensemble, plotWidth());
  if (chart) await place("losses", await renderSvg(chart, "page"), run);
}

async function onResult(result: LabResult): Promise<void> {
  view.before = view.result;
  view.result = result;
  element("progress").hidden = true;
  element("sha256").textContent = result.run.sha256;
  await draw("losses", "predictions");
  element("status").textContent = outcomeInWords(view.before, result);
  measure("losses");
}

/** What each figure shows; nothing before there is anything. */
const DRAWN: Readonly<Record<FigureId, (width: number) => Figure | null>> = {
  losses: (width) => {
    const { result, before } = view;
    if (!result) return null;
    const { shown, verdict, differences } = result;
    const losses = { epochs: shown.epochs, loss: shown.loss, verdict, differences };
    return lossesFigure(losses, before?.shown.epochs ?? null, ensemble, width);
  },
  predictions: (width) => view.result && predictionsFigure(view.result, width),
  states: (width) =>
    view.result && view.inside && statesFigure(view.inside, view.result.settings, width),
  flow: (width) => view.inside && flowFigure(view.inside, width),
  pairs: (width) => view.inside && pairsFigure(view.inside.end.pairs, width),
  check: () => view.check && checkFigure(view.check),
};

async function draw(...ids: readonly FigureId[]): Promise<void> {
  const { run } = view;
  for (const id of ids) {
    const figure = DRAWN[id](plotWidth());
    if (!figure) continue;
    const svg = figure.chart && (await renderSvg(figure.chart, "page"));
    place(id, svg ?? "", run);
    if (run !== view.run) return;
    element(`${id}-words`).textContent = figure.words;
    setMarkup(`${id}-table`, figure.table);
  }
}

/** Puts a picture in its place, unless another run has begun since. */
function place(id: FigureId, svg: string, run: number): void {
  if (run !== view.run) return;
  element(id).innerHTML = svg;
  element(id).setAttribute("aria-busy", "false");
}

function setMarkup(id: string, { text }: Markup): void {
  element(id).innerHTML = text;
}

/** How wide a plot may be, beside its axis. */
function plotWidth(): number {
  return Math.max(220, Math.min(620, element("losses").clientWidth - 60));
}

/** After the picture was painted: how long it took since the switch. */
function measure(what: "losses" | "everything"): void {
  const { run, switchedAt } = view;
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (run !== view.run) return;
      const took = Math.round(performance.now() - switchedAt);
      element("measured").dataset[what] = String(took);
      const { losses, everything } = element("measured").dataset;
      element("measured").textContent =
        `From the switch to the losses and predictions: ${losses} ms` +
        (what === "everything" ? `; to all figures: ${everything} ms.` : ".");
    }),
  );
}

addEventListener("popstate", () => take(settingsOfAddress()));

element("reset").addEventListener("click", () => choose(labSettings("as-published")));

for (const link of all("[data-preset]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    choose(settingsFromQuery(new URL((link as HTMLAnchorElement).href).search));
  });
}

const share = element("share");
share.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    share.textContent = "Copied";
  } catch {
    share.textContent = "Not possible here: copy the address";
  }
});

control("settings", HTMLFormElement).addEventListener("submit", (event) => event.preventDefault());

// On a phone the story comes first, and the switches when they are asked for.
if (matchMedia("(max-width: 60rem)").matches) control("panel", HTMLDetailsElement).open = false;

let drawnAt = plotWidth();
new ResizeObserver(() => {
  if (Math.abs(plotWidth() - drawnAt) < 16) return;
  drawnAt = plotWidth();
  void draw(...FIGURES.map(({ id }) => id));
}).observe(element("losses"));
