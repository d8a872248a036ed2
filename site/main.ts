/** The page: settings from the address, a run in the worker, its result in figures and words. */
import ensemble from "../fixtures/article/rounding-ensemble.json" with { type: "json" };
import {
  type LabCheck,
  type LabResult,
  type LabSettings,
  labSettings,
  lossesAs,
  lossUnit,
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
import { changesInWords, outcomeInWords } from "./words.ts";

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
  /** the number of the order that the result is of */
  shown: number;
  /** what is being computed, in words */
  computing: string;
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
  shown: 0,
  computing: "",
  before: null,
};

const progress = control("progress", HTMLProgressElement);
const runner = startWorker(onAnswer);
/** The check needs no run: its verdict is there before a long one is through. */
const checker = startWorker(onAnswer);

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
  if (query !== settingsToQuery(view.settings)) {
    history.pushState(null, "", `${location.pathname}${query === "" ? "" : `?${query}`}`);
  }
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
  view.inside = null;
  view.check = null;
  element("results").setAttribute("aria-busy", "true");
  for (const name of Object.keys(MEASURED)) delete element("measured").dataset[name];
  const changes = view.result && changesInWords(view.result.settings, view.settings);
  view.computing = changes ? `Computing: ${changes} …` : "Computing …";
  element("measured").textContent = view.computing;
  if (view.result) for (const id of OF_A_RUN) element(id).classList.add("stale");
  progress.max = view.settings.epochs;
  progress.value = 0;
  progress.hidden = false;
  const { run, settings } = view;
  const orders: readonly [Order, Order] = [
    { kind: "run", run, settings },
    { kind: "check", run, settings },
  ];
  runner.postMessage(orders[0]);
  checker.postMessage(orders[1]);
}

/** What is of the run before, and dimmed, until that of the new run takes its place. */
const OF_A_RUN: readonly string[] = [
  "status",
  "sha256",
  ...FIGURES.flatMap(({ id }) => [id, `${id}-words`, `${id}-table`]),
];

function isOfThisRun(...ids: readonly string[]): void {
  for (const id of ids) element(id).classList.remove("stale");
}

/** Pictures are drawn one after the other, in the order of what is told. */
let drawn: Promise<void> = Promise.resolve();

function inTurn(task: () => Promise<void> | void): void {
  drawn = drawn.then(task).catch((error: unknown) => fail(String(error)));
}

function fail(message: string): void {
  complain(`Something went wrong: ${message}`);
  progress.hidden = true;
  element("results").setAttribute("aria-busy", "false");
}

function onAnswer(answer: Answer): void {
  if ("run" in answer && answer.run !== view.run) return;
  switch (answer.kind) {
    case "engine":
      element("engine").textContent = ENGINE_WORDS[answer.engine];
      break;
    case "epochs":
      progress.value = answer.epochs.length;
      inTurn(() => drawEpochs(answer.epochs, answer.run));
      break;
    case "result":
      view.before = view.result;
      view.result = answer.result;
      view.shown = answer.run;
      progress.hidden = true;
      element("sha256").textContent = answer.result.run.sha256;
      element("status").textContent = outcomeInWords(view.before, answer.result);
      isOfThisRun("sha256", "status");
      inTurn(() => draw("losses", "predictions"));
      inTurn(() => measure("losses"));
      break;
    case "inside":
      view.inside = answer.inside;
      inTurn(() => draw("states", "flow", "pairs", "check"));
      inTurn(measureAll);
      break;
    case "check":
      view.check = answer.check;
      inTurn(() => draw("check"));
      inTurn(() => measure("check"));
      inTurn(measureAll);
      break;
    case "failed":
      fail(answer.message);
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
async function drawEpochs(epochs: readonly ShownLoss[], run: number): Promise<void> {
  if (run !== view.run || run === view.shown) return;
  const { settings, result } = view;
  const loss = lossUnit(settings);
  const losses = { epochs, loss, verdict: null, settings };
  const { chart } = lossesFigure(losses, result && lossesAs(loss, result), ensemble, plotWidth());
  if (chart) {
    place("losses", await renderSvg(chart, "page"), run);
    if (run === view.run) isOfThisRun("losses");
  }
  if (element("measured").dataset["epochs"] === undefined) measure("epochs");
}

/** What each figure shows; nothing before there is anything. */
const DRAWN: Readonly<Record<FigureId, (width: number) => Figure | null>> = {
  losses: (width) => {
    const { result, before } = view;
    if (!result) return null;
    const { shown, verdict, settings } = result;
    const losses = { epochs: shown.epochs, loss: shown.loss, verdict, settings };
    return lossesFigure(losses, before && lossesAs(shown.loss, before), ensemble, width);
  },
  predictions: (width) => view.result && predictionsFigure(view.result, width),
  states: (width) =>
    view.result && view.inside && statesFigure(view.inside, view.result.settings, width),
  flow: (width) => view.inside && flowFigure(view.inside, width),
  pairs: (width) => view.inside && pairsFigure(view.inside.end.pairs, width),
  check: (width) => view.check && checkFigure(view.check, view.inside, width),
};

/** A change of the window's width draws again what there is, be it of the run before. */
function isNew(id: FigureId): boolean {
  if (id === "check") return view.check !== null;
  return id === "losses" || id === "predictions" ? view.shown === view.run : view.inside !== null;
}

async function draw(...ids: readonly FigureId[]): Promise<void> {
  const { run } = view;
  for (const id of ids) {
    const figure = DRAWN[id](plotWidth());
    if (!figure) continue;
    const svg = figure.chart && (await renderSvg(figure.chart, "page"));
    if (run !== view.run) return;
    place(id, svg ?? "", run);
    element(`${id}-words`).textContent = figure.words;
    setMarkup(`${id}-table`, figure.table);
    if (isNew(id)) isOfThisRun(id, `${id}-words`, `${id}-table`);
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

function measureAll(): void {
  if (view.inside && view.check) measure("everything");
}

/** What is measured after a switch, and how it is called. */
const MEASURED = {
  epochs: "to the first epochs",
  check: "to the check's verdict",
  losses: "to the losses and predictions",
  everything: "to all figures",
} as const;

/** After the picture was painted: how long it took since the switch. */
function measure(what: keyof typeof MEASURED): void {
  const { run, switchedAt } = view;
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (run !== view.run) return;
      const place = element("measured");
      place.dataset[what] = String(Math.round(performance.now() - switchedAt));
      const times = Object.entries(MEASURED).flatMap(([name, words]) => {
        const time = place.dataset[name];
        return time === undefined ? [] : [`${words} ${time} ms`];
      });
      const measured = `From the switch ${times.join(", ")}.`;
      place.textContent = view.shown === view.run ? measured : `${view.computing} ${measured}`;
      if (what === "everything") element("results").setAttribute("aria-busy", "false");
    }),
  );
}

// Going to a place in the page, as the skip link does, is no switch.
addEventListener("popstate", () => {
  const settings = settingsOfAddress();
  if (settingsToQuery(settings) !== settingsToQuery(view.settings)) take(settings);
});

element("reset").addEventListener("click", () => choose(labSettings("as-published")));

for (const link of all("[data-preset]")) {
  link.addEventListener("click", (event) => {
    // As any other link it opens a tab where that is asked for.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    choose(settingsFromQuery(link.getAttribute("href") ?? ""));
  });
}

const share = element("share");
const shareWords = share.textContent;
share.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    share.textContent = "Copied";
  } catch {
    share.textContent = "Not possible here: copy the address";
  }
  setTimeout(() => {
    share.textContent = shareWords;
  }, 3000);
});

control("settings", HTMLFormElement).addEventListener("submit", (event) => event.preventDefault());

// On a phone the story comes first, and the switches when they are asked for.
if (matchMedia("(max-width: 60rem)").matches) control("panel", HTMLDetailsElement).open = false;

let drawnAt = plotWidth();
new ResizeObserver(() => {
  if (Math.abs(plotWidth() - drawnAt) < 16) return;
  drawnAt = plotWidth();
  inTurn(() => draw(...FIGURES.map(({ id }) => id)));
}).observe(element("losses"));

controls.listen(() => view.settings, choose);
controls.show(view.settings);
compute();
startGoldens();
