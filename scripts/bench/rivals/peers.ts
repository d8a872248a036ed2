/** The rivals as processes that are kept: each is asked once a round, on one thread. */
import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "rolldown";
import { UNIT_ROUNDOFF } from "../../../src/numerics/ulp.ts";
import { pythonWith } from "../../python.ts";
import { type Job, jobWords, type RivalRun } from "./job.ts";

/** Something to compare with. */
export interface Rival {
  readonly name: string;
  /** the unit roundoff of what it computes in */
  readonly unitRoundoff: number;
  /** so slow that it is given one epoch a round */
  readonly slow: boolean;
  /** the command that answers jobs, made in a folder that is empty; or what this machine lacks */
  readonly make: (
    folder: string,
    signal: AbortSignal,
  ) => Promise<readonly string[] | { readonly missing: string }>;
  readonly words: (job: Job) => string;
}

const HERE = import.meta.dirname;
const SINGLE = 2 ** -24;

export const RIVALS: readonly Rival[] = [
  {
    name: "NumPy",
    unitRoundoff: UNIT_ROUNDOFF,
    slow: false,
    make: async () => python("numpy", "numpy_peer.py"),
    words: JSON.stringify,
  },
  {
    name: "NumPy, per loss",
    unitRoundoff: UNIT_ROUNDOFF,
    slow: false,
    make: async () => python("numpy", "numpy_peer.py", "loss-by-loss"),
    words: JSON.stringify,
  },
  {
    name: "PyTorch",
    unitRoundoff: UNIT_ROUNDOFF,
    slow: false,
    make: async () => python("torch", "pytorch_peer.py"),
    words: JSON.stringify,
  },
  {
    name: "TF.js wasm",
    unitRoundoff: SINGLE,
    slow: true,
    make: (folder) => tensorflow(folder, "wasm"),
    words: JSON.stringify,
  },
  {
    name: "TF.js cpu",
    unitRoundoff: SINGLE,
    slow: true,
    make: (folder) => tensorflow(folder, "cpu"),
    words: JSON.stringify,
  },
  { name: "gcc -O3", unitRoundoff: UNIT_ROUNDOFF, slow: false, make: compiled, words: jobWords },
];

function python(
  module: string,
  script: string,
  ...args: readonly string[]
): readonly string[] | { readonly missing: string } {
  const interpreter = pythonWith(module);
  if (interpreter === undefined) return { missing: `a python3 that has ${module}` };
  return [interpreter, join(HERE, script), ...args];
}

async function compiled(folder: string, signal: AbortSignal): ReturnType<Rival["make"]> {
  const program = join(folder, "rival");
  try {
    const args = ["-std=gnu11", "-O3", "-o", program, join(HERE, "rival.c"), "-lm"];
    await promisify(execFile)("gcc", args, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { missing: "gcc" };
  }
  return [program];
}

/** Bundled, since its gradients are in modules that Node does not find without their extensions. */
async function tensorflow(folder: string, backend: string): ReturnType<Rival["make"]> {
  const file = join(folder, `tensorflow-${backend}.cjs`);
  await build({
    input: join(HERE, "tensorflow.ts"),
    platform: "node",
    resolve: { mainFields: ["module", "main"] },
    output: { file, format: "cjs", codeSplitting: false },
    logLevel: "silent",
  });
  const wasm = dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")));
  return [process.execPath, file, backend, `${wasm}/`];
}

export interface Running {
  readonly run: (job: Job) => Promise<RivalRun>;
  readonly stop: () => void;
}

/**
 * A rival, ready to run.
 *
 * @param signal ends it; a run that is under way then throws its reason
 */
export async function startRival(
  rival: Rival,
  signal: AbortSignal,
): Promise<Running | { readonly missing: string }> {
  const folder = mkdtempSync(join(tmpdir(), "bptt-oracle-"));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const command = await rival.make(folder, signal);
    if ("missing" in command) {
      removeFolder();
      return command;
    }
    const [file, ...args] = command;
    // In a process group of its own: Ctrl-C is for the command to answer.
    const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
    const child = spawn(file, args, { detached: true, signal, env });
    return {
      run: asking(rival, child, signal),
      stop: () => {
        child.stdin.end();
        removeFolder();
      },
    };
  } catch (error) {
    removeFolder();
    throw error;
  }
}

function asking(
  { name, words }: Rival,
  child: ChildProcessWithoutNullStreams,
  signal: AbortSignal,
): Running["run"] {
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  // The end of its answers is what tells that it has ended.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (job) => {
    child.stdin.write(`${words(job)}\n`);
    const answer = await answers.next();
    signal.throwIfAborted();
    if (answer.done) throw new Error(`${name} ended instead of answering:\n${complaint}`);
    return JSON.parse(answer.value) as RivalRun;
  };
}
