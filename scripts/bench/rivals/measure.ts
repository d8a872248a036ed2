/** The problem solved by our engines and the rivals in turn, and whether all find the same. */
import { letInterrupt } from "../../../src/cli/command.ts";
import { ENGINES, type EngineName } from "../../../src/engine/engine.ts";
import { engineOf } from "../../../src/engine/engines.ts";
import { type Spread, spread } from "../../../src/numerics/statistics.ts";
import { UNIT_ROUNDOFF } from "../../../src/numerics/ulp.ts";
import { train } from "../../../src/rnn/train.ts";
import { jobOf, type RivalRun } from "./job.ts";
import { RIVALS, type Running, startRival } from "./peers.ts";
import { MODES, type Mode, type Problem, problemOf } from "./problem.ts";

export interface RivalTimes {
  readonly name: string;
  readonly version: string;
  /** of an epoch */
  readonly seconds: Spread;
  /** over the rounds, its seconds divided by those of our engine wasm in the same round */
  readonly ratio: Spread;
  /** of its losses from ours, relative; the largest */
  readonly apart: number;
}

export interface RivalTable {
  readonly mode: Mode;
  readonly epochs: number;
  readonly times: readonly RivalTimes[];
}

export interface RivalFigures {
  readonly rounds: number;
  readonly tables: readonly RivalTable[];
  /** rivals that this machine cannot run, and what it lacks */
  readonly missing: readonly { readonly name: string; readonly lacks: string }[];
}

/**
 * What the losses may differ by, relative, in unit roundoffs. Each loss sums some 10⁴ terms of T H² =
 * 5·10⁵ products, in an order of the program's own, and 100 updates an epoch hand their roundings on;
 * this start does not amplify them. 10⁴ is 1.1·10⁻¹² in binary64.
 */
const SAME = 1e4;

/** @throws {DOMException} the signal's reason when it is aborted */
export async function measureRivals(
  rounds: number,
  epochs: number,
  signal: AbortSignal,
): Promise<RivalFigures> {
  const missing: { name: string; lacks: string }[] = [];
  const peers: Peer[] = ENGINES.map((name) => ({ ...ours(name), running: undefined }));
  try {
    for (const rival of RIVALS) {
      const running = await startRival(rival, signal);
      if ("missing" in running) missing.push({ name: rival.name, lacks: running.missing });
      else peers.push({ ...rival, running, solve: (problem) => running.run(jobOf(problem)) });
    }
    const tables: RivalTable[] = [];
    for (const mode of MODES) tables.push(await measureMode(mode, epochs, rounds, peers, signal));
    return { rounds, tables, missing };
  } finally {
    for (const { running } of peers) running?.stop();
  }
}

interface Peer {
  readonly name: string;
  readonly slow: boolean;
  readonly unitRoundoff: number;
  readonly running: Running | undefined;
  readonly solve: (problem: Problem) => Promise<RivalRun>;
}

function ours(name: EngineName): Omit<Peer, "running"> {
  return {
    name: `bptt-oracle, ${name}`,
    slow: false,
    unitRoundoff: UNIT_ROUNDOFF,
    solve: async ({ config, start, training, epochs, learningRate, clip }) => {
      const options = { epochs, learningRate, clipping: { kind: "value", limit: clip } } as const;
      const before = performance.now();
      const run = [...train(config, start, { training }, { ...options, engine: engineOf(name) })];
      const seconds = (performance.now() - before) / 1000;
      return { seconds, trainLoss: run.map(({ trainLoss }) => trainLoss.sum), version: "" };
    },
  };
}

async function measureMode(
  mode: Mode,
  epochs: number,
  rounds: number,
  peers: readonly Peer[],
  signal: AbortSignal,
): Promise<RivalTable> {
  const found = peers.map(() => [] as RivalRun[]);
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < peers.length; n++) {
      found[n].push(await peers[n].solve(problemOf(mode, peers[n].slow ? 1 : epochs)));
      await letInterrupt(signal);
    }
  }
  const fastest = ENGINES.indexOf("wasm");
  const perEpoch = found.map((runs) => runs.map((run) => run.seconds / run.trainLoss.length));
  return {
    mode,
    epochs,
    times: peers.map(({ name, unitRoundoff }, n) => ({
      name,
      version: found[n][0].version,
      seconds: spread(perEpoch[n]),
      ratio: spread(perEpoch[n].map((seconds, round) => seconds / perEpoch[fastest][round])),
      apart: requireSame(name, unitRoundoff, found[n][0].trainLoss, found[0][0].trainLoss),
    })),
  };
}

/** The largest relative difference of two runs' losses. */
function requireSame(
  name: string,
  unitRoundoff: number,
  theirs: readonly number[],
  reference: readonly number[],
): number {
  const differences = theirs.map((loss, n) => Math.abs(loss / reference[n] - 1));
  const apart = Math.max(...differences);
  if (!(apart <= SAME * unitRoundoff)) {
    throw new Error(`${name}: losses ${theirs} where the reference has ${reference}`);
  }
  return apart;
}
