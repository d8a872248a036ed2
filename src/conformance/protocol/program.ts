/**
 * A program under test: started, asked one case after another, started anew after it failed, stopped.
 * Whatever it does, a question is answered within its limit, and no process is left behind.
 */
import type { Answer, Fault } from "../compare.ts";
import { counted, shown } from "../formatError.ts";
import type { Implementation } from "../types.ts";
import { Child } from "./child.ts";
import { ask, askWhetherReady, endingText, type Limit, misbehaviourOf } from "./exchange.ts";
import { type Asked, runLine, STOP } from "./messages.ts";
import { DEFAULT_OPTIONS, type ProgramOptions, requireCommand, requireOptions } from "./options.ts";

/** A program that cannot be asked anything at all. */
export class ProgramError extends Error {
  /** "ProgramError" */
  override readonly name: string = "ProgramError";
  /** the end of what it wrote to standard error */
  readonly stderr: string;

  /** The message is the command, quoted where a shell would need it, and what is wrong. */
  constructor(command: readonly string[], what: string, stderr = "") {
    const words = command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : shown(word)));
    super(`${words.join(" ")}: ${what}`);
    this.stderr = stderr;
  }
}

/** What there is to say of a program that was stopped. */
export interface Summary {
  /** who it says it is */
  readonly implementation: Implementation;
  /** questions that were sent */
  readonly asked: number;
  /** of these, those that were answered by a result or an error */
  readonly answered: number;
  /** processes that took the place of one that failed */
  readonly restarts: number;
  /** what it did wrong after its last answer, which therefore does not stand */
  readonly fault: Fault | null;
  /** what it did otherwise than it should, that changes no answer */
  readonly warnings: readonly string[];
  /** the end of what the last process wrote to standard error */
  readonly stderr: string;
}

/**
 * Starts a program and waits until it is ready.
 *
 * @param command the program and its arguments; there is no shell that would look into them
 * @param options those that are absent are as in {@link DEFAULT_OPTIONS}
 * @throws {TypeError|RangeError} when the command or an option is none
 * @throws {ProgramError} when the program cannot be started or does not say that it is ready
 * @throws what the signal was aborted with
 */
export async function openProgram(
  command: readonly string[],
  options: Partial<ProgramOptions> = {},
): Promise<Program> {
  requireCommand(command);
  requireOptions(options);
  const all = { ...DEFAULT_OPTIONS, ...options };
  const start = performance.now();
  const [child, implementation] = await launch(command, all, all.totalLimit);
  return new Program(command, all, start, child, implementation);
}

/** A process that is ready, and who it says it is. */
async function launch(
  command: readonly string[],
  options: ProgramOptions,
  remaining: number,
): Promise<[Child, Implementation]> {
  options.signal?.throwIfAborted();
  const child = childOf(command, options);
  try {
    return [child, await askWhetherReady(child, limitOf("startLimit", options, remaining))];
  } catch (error) {
    await child.kill();
    options.signal?.throwIfAborted();
    throw new ProgramError(command, misbehaviourOf(error), child.stderr);
  }
}

function childOf(command: readonly string[], options: ProgramOptions): Child {
  try {
    return new Child(command, options);
  } catch (error) {
    const code = String(Reflect.get(Object(error), "code"));
    throw new ProgramError(command, `the program ${endingText({ kind: "failed", code })}`);
  }
}

/** The limit of a part of the run, or what is left of the whole run's if that is less. */
function limitOf(
  name: "startLimit" | "caseLimit",
  options: ProgramOptions,
  remaining: number,
): Limit {
  if (remaining < options[name]) {
    return { milliseconds: remaining, name: `the whole run's ${options.totalLimit} ms` };
  }
  return { milliseconds: options[name], name: `${options[name]} ms` };
}

/** A program that has said that it is ready. */
export class Program {
  /** the program and its arguments */
  readonly command: readonly string[];
  /** who it says it is */
  readonly implementation: Implementation;
  readonly #options: ProgramOptions;
  readonly #start: number;
  #child: Child | undefined;
  #stderr = "";
  #asked = 0;
  #answered = 0;
  #restarts = 0;
  /** why nothing more is asked */
  #over: string | undefined;
  #isBusy = false;

  constructor(
    command: readonly string[],
    options: ProgramOptions,
    start: number,
    child: Child,
    implementation: Implementation,
  ) {
    this.command = command;
    this.implementation = implementation;
    this.#options = options;
    this.#start = start;
    this.#child = child;
  }

  /**
   * Its answer to a case; a fault when there is none that can be used, or nothing is asked any more.
   *
   * @throws {RangeError} when JSON cannot hold the case
   * @throws {Error} when the last case has not been answered yet
   * @throws what the signal was aborted with
   */
  ask(asked: Asked): Promise<Answer> {
    return this.#alone(async () => {
      const seq = this.#asked + 1;
      const question = { id: asked.id, seq, line: runLine(seq, asked) };
      const child = await this.#running();
      if (!child) {
        this.#options.signal?.throwIfAborted();
        return { kind: "fault", message: `not asked: ${this.#over}`, stderr: "" };
      }
      this.#asked = seq;
      try {
        const limit = limitOf("caseLimit", this.#options, this.#remaining());
        const answer = await ask(child, question, limit);
        if (answer.kind !== "skipped") this.#answered++;
        return answer;
      } catch (error) {
        await this.#end(child);
        return { kind: "fault", message: misbehaviourOf(error), stderr: this.#stderr };
      }
    });
  }

  /**
   * Tells it to stop, and ends it if it does not. Nothing is asked afterwards.
   *
   * @throws {Error} when the last case has not been answered yet
   */
  close(): Promise<Summary> {
    return this.#alone(async () => {
      this.#over ??= "the program was stopped";
      const end = this.#child ? await this.#stop(this.#child) : { fault: null, warnings: [] };
      return {
        implementation: this.implementation,
        asked: this.#asked,
        answered: this.#answered,
        restarts: this.#restarts,
        ...end,
        stderr: this.#stderr,
      };
    });
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isBusy) throw new Error("program: expected one call at a time, got another");
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#isBusy = false;
    }
  }

  /** What is left of the time for the whole run. */
  #remaining(): number {
    return this.#options.totalLimit - (performance.now() - this.#start);
  }

  /** The process to ask, fresh after a fault; undefined when it is over. */
  async #running(): Promise<Child | undefined> {
    if (!(this.#remaining() > 0)) {
      this.#over ??= `the whole run's ${this.#options.totalLimit} ms are over`;
    }
    if (this.#over !== undefined) return undefined;
    try {
      this.#child ??= await this.#fresh();
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      this.#over = `the program could not be started anew: ${error.message}`;
    }
    return this.#child;
  }

  async #fresh(): Promise<Child> {
    this.#restarts++;
    const [child, implementation] = await launch(this.command, this.#options, this.#remaining());
    if (JSON.stringify(implementation) === JSON.stringify(this.implementation)) return child;
    await child.kill();
    const what = "the program says that it is another implementation than before";
    throw new ProgramError(this.command, what, child.stderr);
  }

  /** Of a process that has failed. */
  async #end(child: Child): Promise<void> {
    await child.kill();
    this.#child = undefined;
    this.#stderr = child.stderr;
    this.#options.signal?.throwIfAborted();
    if (this.#restarts < this.#options.restarts) return;
    const times = counted(this.#restarts + 1, "time");
    this.#over = `the program failed ${times} and was not started again`;
  }

  async #stop(child: Child): Promise<Pick<Summary, "fault" | "warnings">> {
    const { stopLimit } = this.#options;
    child.close(STOP);
    const ending = await child.ended(stopLimit);
    const excess = child.excess();
    await child.kill();
    this.#child = undefined;
    this.#stderr = child.stderr;
    const warnings: string[] = [];
    if (!ending) warnings.push(`the program did not exit within ${stopLimit} ms and was killed`);
    else if (ending.kind !== "exited" || ending.code !== 0) {
      warnings.push(`the program ${endingText(ending)} when it was told to stop`);
    }
    if (excess === undefined) return { fault: null, warnings };
    const message = `the program printed ${shown(excess)} after its last answer`;
    return { fault: { kind: "fault", message, stderr: this.#stderr }, warnings };
  }
}
