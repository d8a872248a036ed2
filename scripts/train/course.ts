/** Following a training to its end, or to Ctrl-C: what it shows and saves on its way. */
import { setImmediate } from "node:timers/promises";
import { progress } from "../../src/cli/progress.ts";
import type { CommonOptions } from "./common.ts";
import type { ModelWriter } from "./outputs.ts";

/** Training that would be lost if the process were ended by force is saved after so long. */
const SAVE_AFTER_MS = 30_000;

/** How long Ctrl-C waits at most, or as long as the smallest part of a computation takes. */
const TURN_MS = 50;

/**
 * Runs a computation that yields after every part of it.
 *
 * @returns what it returns, or undefined when it was interrupted
 */
export async function run<Part, Result>(
  computation: Generator<Part, Result>,
  signal: AbortSignal,
  note: (part: Part) => void | Promise<void> = () => {},
): Promise<Result | undefined> {
  let turned = Date.now();
  for (;;) {
    const { value, done } = computation.next();
    if (done) return value;
    await note(value);
    if (Date.now() - turned < TURN_MS) continue;
    // Lets Ctrl-C in, which only arrives between turns of the event loop.
    await setImmediate();
    if (signal.aborted) return undefined;
    turned = Date.now();
  }
}

/** A training that yields after every part of a round, and after every round. */
export interface Course<Part, Round, Figures, Result> {
  readonly training: Generator<Part | Round, Result>;
  readonly isRound: (one: Part | Round) => one is Round;
  /** how much of a round a part is, in what is counted */
  readonly sizeOf: (part: Part) => number;
  readonly counted: string;
  /** how much a round is, and how many rounds there may be */
  readonly ofRound: number;
  readonly rounds: number;
  /** shown after a round */
  readonly linesOf: (round: Round) => readonly string[];
  /** the model after a round, as a file */
  readonly modelOf: (round: Round) => string;
  /** what is kept of a round: the models of all would be gigabytes */
  readonly figuresOf: (round: Round) => Figures;
}

export interface Followed<Round, Figures, Result> {
  /** of every round */
  readonly figures: readonly Figures[];
  /** undefined when there was none */
  readonly last: Round | undefined;
  /** undefined when it was interrupted */
  readonly result: Result | undefined;
}

/** Follows a training to its end, with a bar, a line for every round, and the model saved now and then. */
export async function follow<Part, Round, Figures, Result>(
  course: Course<Part, Round, Figures, Result>,
  { json, quiet }: CommonOptions,
  models: ModelWriter,
  signal: AbortSignal,
): Promise<Followed<Round, Figures, Result>> {
  const { ofRound, rounds: most, counted } = course;
  const silent = Boolean(json || quiet);
  const shown = progress(counted, most * ofRound, { quiet: silent, logged: true });
  const figures: Figures[] = [];
  let last: Round | undefined;
  let told = 0;
  let done = 0;
  let saved = Date.now();
  const result = await run(course.training, signal, async (one) => {
    if (!course.isRound(one)) {
      done += course.sizeOf(one);
      // Often enough for the eye, and seldom enough for a steady guess of the time left.
      if (done - told < ofRound / 100) return;
      const by = Math.min(done, ofRound) - told;
      shown.advance(by);
      told += by;
      return;
    }
    figures.push(course.figuresOf(one));
    last = one;
    shown.advance(ofRound - told);
    [told, done] = [0, 0];
    if (!silent) for (const line of course.linesOf(one)) shown.log(line);
    if (Date.now() - saved > SAVE_AFTER_MS) {
      await models.write(course.modelOf(one));
      saved = Date.now();
    }
  });
  shown.stop();
  return { figures, last, result };
}
