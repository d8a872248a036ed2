/** The NumPy peer: one Python process that runs the listing as often as it is asked to. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { pythonWith } from "../python.ts";

/** The first and the last entry of a matrix, and the sum of all, correctly rounded. */
export interface Drawn {
  readonly first: number;
  readonly last: number;
  readonly sum: number;
}

export interface NumpyRun {
  readonly seconds: number;
  /** the weights before the first update */
  readonly start: { readonly U: Drawn; readonly W: Drawn; readonly V: Drawn };
  readonly trainLoss: readonly number[];
  readonly valLoss: readonly number[];
  /** the version of NumPy */
  readonly numpy: string;
}

export interface NumpyPeer {
  readonly run: (seed: number, epochs: number) => Promise<NumpyRun>;
  readonly stop: () => void;
}

/**
 * The peer, or undefined where no python3 can import numpy.
 *
 * @param signal ends the peer; a run that is under way then throws its reason
 */
export function startNumpy(signal: AbortSignal): NumpyPeer | undefined {
  const python = pythonWith("numpy");
  if (python === undefined) return undefined;
  const script = fileURLToPath(new URL("./listing.py", import.meta.url));
  // In a process group of its own: Ctrl-C is for the command to answer.
  const child: ChildProcessWithoutNullStreams = spawn(python, [script], { detached: true, signal });
  child.stderr.pipe(process.stderr);
  // The end of its answers is what tells that it has ended.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    run: async (seed, epochs) => {
      child.stdin.write(`${JSON.stringify({ seed, epochs })}\n`);
      const answer = await answers.next();
      if (answer.done) {
        signal.throwIfAborted();
        const [code] = child.exitCode === null ? await once(child, "exit") : [child.exitCode];
        throw new Error(`the NumPy peer ended with exit code ${code} instead of an answer`);
      }
      return JSON.parse(answer.value) as NumpyRun;
    },
    stop: () => child.stdin.end(),
  };
}
