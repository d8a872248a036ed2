/** The core in a worker of the page: computes what it is asked for, and lets a new order end an old. */
import ensemble from "../fixtures/article/rounding-ensemble.json" with { type: "json" };
import { bestEngine } from "../src/engine/engines.ts";
import {
  goldenSteps,
  gradientDistance,
  gradientFlow,
  type LabSettings,
  labCheck,
  labRun,
  labStart,
  labTrace,
  pairSizes,
  type RunResult,
  type ShownLoss,
  weightSizes,
} from "../src/lab/index.ts";
import type { Answer, Moment, Order } from "./messages.ts";
import { otherTruncations } from "./truncations.ts";

const engine = bestEngine();
/** The number of the latest order for a run; another one's work is given up. */
let latest = 0;

function say(answer: Answer): void {
  postMessage(answer);
}

addEventListener("message", ({ data }: MessageEvent<Order>) => {
  const run = data.kind === "goldens" ? null : data.run;
  carryOut(data).catch((error: unknown) => say({ kind: "failed", run, message: String(error) }));
});
say({ kind: "engine", engine: engine.name });

async function carryOut(order: Order): Promise<void> {
  switch (order.kind) {
    case "run":
      return run(order.run, order.settings);
    case "check":
      return check(order.run, order.settings);
    case "goldens":
      return goldens();
  }
}

/** Lets orders in, which arrive between turns of the event loop only. */
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}

/** When the epochs so far are told first, and how often from then on, in milliseconds. */
const TOLD_AFTER = 100;
const TOLD_EVERY = 400;

async function run(order: number, settings: LabSettings): Promise<void> {
  latest = order;
  const isStale = async (): Promise<boolean> => {
    await nextTurn();
    return order !== latest;
  };
  if (await isStale()) return;
  const epochs: ShownLoss[] = [];
  let nextTold = performance.now() + TOLD_AFTER;
  const steps = labRun(settings, ensemble, engine);
  let step = steps.next();
  for (; !step.done; step = steps.next()) {
    epochs.push(step.value.shown);
    if (performance.now() > nextTold) {
      say({ kind: "epochs", run: order, epochs });
      nextTold = performance.now() + TOLD_EVERY;
    }
    if (await isStale()) return;
  }
  const result = step.value;
  say({ kind: "result", run: order, result });
  if (await isStale()) return;
  const start = moment(settings, labStart(settings));
  const end = moment(settings, result.run.parameters);
  say({ kind: "inside", run: order, inside: { start, end } });
}

async function check(order: number, settings: LabSettings): Promise<void> {
  latest = order;
  await nextTurn();
  if (order !== latest) return;
  say({ kind: "check", run: order, check: labCheck(settings, undefined, engine) });
}

function moment(settings: LabSettings, parameters: RunResult["parameters"]): Moment {
  const trace = labTrace(settings, parameters, 0, engine);
  return {
    states: trace.trace.s.data,
    saturated: trace.saturated,
    flow: gradientFlow(trace),
    pairs: pairSizes(trace, otherTruncations(settings)),
    weights: weightSizes(parameters),
    distance: gradientDistance(settings, parameters, engine),
  };
}

async function goldens(): Promise<void> {
  for (const { name, golden } of goldenSteps(engine)) {
    say({ kind: "golden", name, sha256: golden.sha256 });
    await nextTurn();
  }
}
