/** The page: settings from the address, a run in the worker, its result in figures and words. */
import ensemble from "../fixtures/article/rounding-ensemble.json" with { type: "json" };
import {
  type LabCheck,
  type LabResult,
  type LabSettings,
  labSettings,
  lossesAs,
  lossUnit,
  readQuery,
  type ShownLoss,
  settingsFromQuery,
  settingsToQuery,
} from "../src/lab/index.ts";
import { renderSvg } from "../src/report/svg.ts";
import { type Edit, goesOn, ignoredInWords } from "./address.ts";
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
import { changesInWords, divergenceInWords, outcomeInWords } from "./words.ts";

/** Something computed, of the order of that number and its settings. */
interface Of<Value> {
  readonly run: number;
  readonly settings: LabSettings;
  readonly value: Value;
}

/** What is on the page, or on its way there. */
interface View {
  settings: LabSettings;
  /** the number of the latest order */
  run: number;
  /** when the switch was made */
  switchedAt: number;
  /** what is being computed, in words; null where that has failed */
  computing: string | null;
  /** the epochs so far of a run that is not through */
  epochs: Of<readonly ShownLoss[]> | null;
  /** the latest there is, which while computing may be of the settings before */
  result: Of<LabResult> | null;
  inside: Of<Inside> | null;
  check: Of<LabCheck> | null;
  /** the result before the latest, which its losses are drawn through */
  before: LabResult | null;
}

const view: View = {
  settings: settingsOfAddress(),
  run: 0,
  // The first view counts from the start of the page.
  switchedAt: 0,
  computing: null,
  epochs: null,
  result: null,
  inside: null,
  check: null,
  before: null,
};

/** The latest edit by a control of many values. */
let edit: Edit | null = null;

/** The number of the order that an element's content is of, by the element's id. */
const contentOf = new Map<string, number>();

const progress = control("progress", HTMLProgressElement);
const runner = startWorker(onAnswer);
/** The check needs no run: its verdict is there before a long one is through. */
const checker = startWorker(onAnswer);

/** The settings in the address, with a word on what in it is none. */
function settingsOfAddress(): LabSettings {
  const { settings, ignored } = readQuery(location.search);
  complain(ignoredInWords(ignored));
  return settings;
}

function complain(text: string | null): void {
  const problem = element("problem");
  problem.textContent = text;
  problem.hidden = text === null;
}

/**
 * Other settings: in the address, so that Back undoes them, and computed.
 *
 * @param by the control, where quick changes by it are one edit
 */
function choose(settings: LabSettings, by: string | null = null): void {
  const query = settingsToQuery(settings);
  const next = by === null ? null : { control: by, at: performance.now() };
  if (query !== settingsToQuery(view.settings)) {
    const address = `${location.pathname}${query === "" ? "" : `?${query}`}`;
    if (next !== null && goesOn(edit, next)) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  }
  edit = next;
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
  for (const name of Object.keys(MEASURED)) delete element("measured").dataset[name];
  const changes = view.result && changesInWords(view.result.settings, view.settings);
  view.computing = changes ? `Computing: ${changes} …` : "Computing …";
  element("measured").textContent = view.computing;
  dim();
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

/** Dims what is of a run before, until that of the new run takes its place or is not to be had. */
function dim(): void {
  for (const [id, run] of contentOf) {
    element(id).classList.toggle("stale", view.computing !== null && run !== view.run);
  }
}

function isOf(run: number, ...ids: readonly string[]): void {
  for (const id of ids) contentOf.set(id, run);
  dim();
}

/** Pictures are drawn one after the other, in the order of what is told. */
let drawn: Promise<void> = Promise.resolve();

function inTurn(task: () => Promise<void> | void): void {
  drawn = drawn.then(task).catch((error: unknown) => fail(String(error)));
}

function fail(message: string): void {
  const shown = view.result?.run === view.run ? "" : " What is shown is of the run before.";
  complain(`Something went wrong: ${message}.${view.result ? shown : ""}`);
  view.computing = null;
  element("measured").textContent = "";
  progress.hidden = true;
  element("results").setAttribute("aria-busy", "false");
  dim();
}

function onAnswer(answer: Answer): void {
  if ("run" in answer && answer.run !== null && answer.run !== view.run) return;
  const { run, settings } = view;
  switch (answer.kind) {
    case "engine":
      element("engine").textContent = ENGINE_WORDS[answer.engine];
      break;
    case "epochs":
      progress.value = answer.epochs.length;
      view.epochs = { run, settings, value: answer.epochs };
      inTurn(() => draw("losses"));
      inTurn(() => {
        if (element("measured").dataset["epochs"] === undefined) measure("epochs");
      });
      break;
    case "result":
      view.before = view.result?.value ?? null;
      view.result = { run, settings, value: answer.result };
      progress.hidden = true;
      element("sha256").textContent = answer.result.run.sha256;
      element("status").textContent = outcomeInWords(view.before, answer.result);
      isOf(run, "sha256", "status");
      inTurn(() => draw("losses", "predictions"));
      inTurn(() => measure("losses"));
      break;
    case "inside":
      view.inside = { run, settings, value: answer.inside };
      inTurn(() => draw("states", "flow", "pairs", "check"));
      inTurn(measureAll);
      break;
    case "check":
      view.check = { run, settings, value: answer.check };
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

/** A figure, and the number of the order that it is of. */
interface Drawn {
  readonly run: number;
  readonly figure: Figure;
}

/** What each figure shows, be it of the run before; null before there is anything. */
const DRAWN: Readonly<Record<FigureId, (width: number) => Drawn | null>> = {
  losses: (width) => {
    const { result, before, epochs, run } = view;
    if (epochs?.run === run && result?.run !== run) return ofEpochs(epochs, result, width);
    if (!result) return null;
    const { shown, verdict, settings } = result.value;
    const losses = {
      epochs: shown.epochs,
      loss: shown.loss,
      verdict,
      settings,
      divergence: divergenceInWords(result.value),
    };
    const through = before && lossesAs(shown.loss, before);
    return { run: result.run, figure: lossesFigure(losses, through, ensemble, width) };
  },
  predictions: (width) => drawnOf(view.result, ({ value }) => predictionsFigure(value, width)),
  states: (width) =>
    drawnOf(view.inside, ({ value, settings }) => statesFigure(value, settings, width)),
  flow: (width) => drawnOf(view.inside, ({ value }) => flowFigure(value, width)),
  pairs: (width) => drawnOf(view.inside, ({ value }) => pairsFigure(value.end.pairs, width)),
  check: (width) =>
    drawnOf(view.check, ({ value, run }) =>
      checkFigure(value, view.inside?.run === run ? view.inside.value : null, width),
    ),
};

function drawnOf<Value>(of: Of<Value> | null, figure: (of: Of<Value>) => Figure): Drawn | null {
  return of && { run: of.run, figure: figure(of) };
}

/** The losses of a run that is not through yet, in the place of those that will follow. */
function ofEpochs(
  { run, settings, value: epochs }: Of<readonly ShownLoss[]>,
  result: Of<LabResult> | null,
  width: number,
): Drawn {
  const loss = lossUnit(settings);
  const losses = { epochs, loss, verdict: null, settings, divergence: null };
  const through = result && lossesAs(loss, result.value);
  return { run, figure: lossesFigure(losses, through, ensemble, width) };
}

async function draw(...ids: readonly FigureId[]): Promise<void> {
  const { run } = view;
  for (const id of ids) {
    const drawn = DRAWN[id](plotWidth());
    if (!drawn) continue;
    const { chart, words, table } = drawn.figure;
    const svg = chart && (await svgOf(chart));
    if (run !== view.run) return;
    element(id).innerHTML = svg ?? "";
    element(id).setAttribute("aria-busy", "false");
    element(`${id}-words`).textContent = words;
    element(`${id}-table`).innerHTML = table.text;
    isOf(drawn.run, id, `${id}-words`, `${id}-table`);
  }
}

async function svgOf(chart: NonNullable<Figure["chart"]>): Promise<string> {
  return "svg" in chart ? chart.svg : renderSvg(chart, "page");
}

/** How wide a plot may be, beside its axis. */
function plotWidth(): number {
  return Math.max(220, Math.min(620, element("losses").clientWidth - 60));
}

function measureAll(): void {
  const { run, inside, check } = view;
  if (inside?.run === run && check?.run === run) measure("everything");
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
      if (run !== view.run || view.computing === null) return;
      const place = element("measured");
      place.dataset[what] = String(Math.round(performance.now() - switchedAt));
      const times = Object.entries(MEASURED).flatMap(([name, words]) => {
        const time = place.dataset[name];
        return time === undefined ? [] : [`${words} ${time} ms`];
      });
      const measured = `From the switch ${times.join(", ")}.`;
      place.textContent = view.result?.run === run ? measured : `${view.computing} ${measured}`;
      if (what === "everything") element("results").setAttribute("aria-busy", "false");
    }),
  );
}

// Going to a place in the page, as the skip link does, is no switch.
addEventListener("popstate", () => {
  const settings = settingsOfAddress();
  edit = null;
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
