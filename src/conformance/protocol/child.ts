/** A program that runs: its process group, what goes in and what comes out. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { atExit } from "./atExit.ts";
import { type Line, LineSplitter } from "./lines.ts";

export interface ChildOptions {
  /** of a line on standard output */
  readonly maxLineBytes: number;
  /** in ms: how long the end of a process may take, once it was told to or has begun to end */
  readonly grace: number;
  /** ends it by force when it is aborted */
  readonly signal?: AbortSignal;
}

/** How a process came to its end: it was never started, exited, or was ended by a signal. */
export type Ending =
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "killed"; readonly signal: string };

/** What comes of waiting for a line. */
export type Heard =
  | { readonly kind: "line"; readonly line: Line }
  | { readonly kind: "ended"; readonly ending: Ending }
  /** its standard output is closed, and it goes on */
  | { readonly kind: "mute" }
  /** its standard input is closed, and it goes on */
  | { readonly kind: "deaf" }
  | { readonly kind: "late" };

/** How much of the standard error is kept, in bytes. */
export const STDERR_BYTES: number = 2 ** 16;

/**
 * A process in a group of its own, so that it can be ended with all that it started.
 *
 * Only one thing is waited for at a time. Of what is printed while nobody waits for a line, the first
 * line is kept and the rest dropped.
 */
export class Child {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #splitter: LineSplitter;
  readonly #grace: number;
  readonly #forget: () => void;
  #line: Line | undefined;
  #stderr: Buffer = Buffer.alloc(0);
  #isWriting = false;
  #isDeaf = false;
  #isMute = false;
  #hasExited = false;
  #ending: Ending | undefined;
  #drain: NodeJS.Timeout | undefined;
  #check = nothing;

  /**
   * Starts the program, without a shell. That there is no such program is heard later, as its ending.
   *
   * @throws {Error} with a `code`, when the operating system cannot even be asked
   */
  constructor(command: readonly string[], { maxLineBytes, grace, signal }: ChildOptions) {
    const [file, ...args] = command;
    this.#process = spawn(file, args, { detached: true, windowsHide: true });
    this.#splitter = new LineSplitter(maxLineBytes);
    this.#grace = grace;
    const end = (): void => this.#signal("SIGKILL");
    const takeBack = atExit(end);
    signal?.addEventListener("abort", end);
    this.#forget = () => {
      takeBack();
      signal?.removeEventListener("abort", end);
    };
    const { stdin, stdout, stderr } = this.#process;
    // What is wrong with a stream is heard elsewhere: a write fails, an output ends.
    for (const stream of [stdin, stdout, stderr]) stream.on("error", nothing);
    stdout.on("data", (bytes: Buffer) => {
      for (const line of this.#splitter.push(bytes)) {
        this.#line ??= line;
        this.#check();
      }
    });
    stdout.on("end", () => {
      this.#isMute = true;
      this.#check();
    });
    stderr.on("data", (bytes: Buffer) => {
      this.#stderr = Buffer.concat([this.#stderr, bytes]).subarray(-STDERR_BYTES);
    });
    this.#process.on("error", ({ code }: NodeJS.ErrnoException) => {
      this.#finish({ kind: "failed", code: String(code) });
    });
    this.#process.on("exit", (code, signal) => this.#exited(code, signal));
  }

  /** The end of what was written to standard error, as text. */
  get stderr(): string {
    return this.#stderr.toString("utf8").replace(/^\ufffd+/, "");
  }

  /** Whether something was printed that nobody has waited for. */
  get hasLine(): boolean {
    return this.#line !== undefined;
  }

  /** Sends a line. */
  write(line: string): void {
    this.#isWriting = true;
    this.#process.stdin.write(line, (error) => {
      this.#isWriting = false;
      if (error) this.#isDeaf = true;
      this.#check();
    });
  }

  /** Whether all that was sent has been taken within some ms. */
  async taken(milliseconds: number): Promise<boolean> {
    const wasTaken = (): boolean | undefined => (this.#isWriting ? undefined : !this.#isDeaf);
    return (await this.#wait(wasTaken, milliseconds)) ?? false;
  }

  /** The next line, or why there is none within some ms. */
  async next(milliseconds: number): Promise<Heard> {
    const heard = await this.#wait(() => this.#heard(), milliseconds);
    if (heard?.kind !== "mute" && heard?.kind !== "deaf") return heard ?? { kind: "late" };
    // The streams of a process that ends are closed before it has ended.
    const ending = await this.ended(this.#grace);
    return ending ? { kind: "ended", ending } : heard;
  }

  /** What was printed that nobody waited for, or that was not ended by a line feed: its beginning. */
  excess(): string | undefined {
    const [unfinished] = this.#splitter.rest();
    const { text } = this.#line ?? unfinished ?? {};
    this.#line = undefined;
    return text;
  }

  /** Sends a last line. */
  close(line: string): void {
    this.#process.stdin.end(line);
  }

  /** How it ended, if it has within some ms. */
  ended(milliseconds: number): Promise<Ending | undefined> {
    return this.#wait(() => this.#ending, milliseconds);
  }

  /** Ends it, by force if it must be; there is nothing left of its group afterwards. */
  async kill(): Promise<void> {
    this.#signal("SIGTERM");
    await this.ended(this.#grace);
    this.#signal("SIGKILL");
    await this.ended(this.#grace);
    this.#finish({ kind: "killed", signal: "SIGKILL" });
  }

  #heard(): Heard | undefined {
    const line = this.#line;
    this.#line = undefined;
    if (line) return { kind: "line", line };
    if (this.#ending) return { kind: "ended", ending: this.#ending };
    if (this.#isMute) return { kind: "mute" };
    return this.#isDeaf ? { kind: "deaf" } : undefined;
  }

  /** Once a process is gone, so may its group be, and the number be another's. */
  #signal(signal: NodeJS.Signals): void {
    if (this.#hasExited) return;
    try {
      // NaN, for what was never started, is refused.
      process.kill(-Number(this.#process.pid), signal);
    } catch {
      // No groups on Windows.
      this.#process.kill(signal);
    }
  }

  /** What it left in the pipes is still to be read; but what it left running may hold them open. */
  #exited(code: number | null, signal: string | null): void {
    this.#signal("SIGKILL");
    this.#hasExited = true;
    this.#forget();
    const ending: Ending =
      code === null ? { kind: "killed", signal: String(signal) } : { kind: "exited", code };
    this.#process.on("close", () => this.#finish(ending));
    this.#drain = setTimeout(() => this.#finish(ending), this.#grace);
  }

  #finish(ending: Ending): void {
    clearTimeout(this.#drain);
    this.#hasExited = true;
    this.#forget();
    this.#ending ??= ending;
    const { stdin, stdout, stderr } = this.#process;
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
    this.#process.unref();
    this.#check();
  }

  /** What is taken as soon as there is something to take; undefined after some ms. */
  #wait<T>(take: () => T | undefined, milliseconds: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const settle = (taken?: T): void => {
        clearTimeout(timer);
        clearImmediate(afterPoll);
        this.#check = nothing;
        resolve(taken);
      };
      let afterPoll: NodeJS.Immediate | undefined;
      // When this process was busy, what came in time is read only after the timers had their turn.
      const timer = setTimeout(
        () => {
          afterPoll = setImmediate(settle);
        },
        Math.max(1, milliseconds),
      );
      this.#check = () => {
        const taken = take();
        if (taken !== undefined) settle(taken);
      };
      this.#check();
    });
  }
}

function nothing(): void {}
