/** Programs that leave nothing behind: each in a process group of its own, which is ended with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** How much of what a failing program wrote on standard error is shown. */
const SHOWN_CHARACTERS = 2000;

export interface Running {
  /** all it printed, once it has ended well; fails when it has not */
  readonly printed: Promise<string>;
}

/**
 * Starts a program, and ends it and what it has started as soon as `use` is done with it or the
 * signal is aborted, or this process exits.
 *
 * @returns what `use` returns
 * @throws {unknown} what `use` throws, or the signal's reason
 */
export async function whileRunning<Result>(
  [command, ...args]: readonly string[],
  signal: AbortSignal,
  use: (running: Running) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
  const closed = once(child, "close");
  const end = (): void => endGroup(child);
  signal.addEventListener("abort", end);
  process.on("exit", end);
  try {
    return await use({ printed: printedBy(child, closed) });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
    process.off("exit", end);
    end();
    // Not to be started at all is its error, and has been thrown.
    await closed.catch(() => {});
  }
}

async function printedBy(child: ChildProcess, closed: Promise<unknown[]>): Promise<string> {
  let [printed, complaints] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-SHOWN_CHARACTERS);
  });
  const [code, signal] = await closed;
  if (code === 0) return printed;
  throw new Error(`it ended with ${code === null ? signal : `exit code ${code}`}\n${complaints}`);
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
