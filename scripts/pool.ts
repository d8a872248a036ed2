/** Runs tasks in worker threads, one thread a core, and shows how many have ended. */
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { progress } from "../src/cli/progress.ts";
import type { Task, TaskResults } from "./worker.ts";

export interface PoolOptions {
  /** worker threads; as many as the machine runs at once when undefined */
  readonly threads?: number | undefined;
  /** nothing is said of the progress */
  readonly quiet?: boolean;
  /** ends the pool at once; tasks that are not done have no result */
  readonly signal: AbortSignal;
}

/**
 * The results in the order of the tasks. After an abort, those of the tasks that had ended;
 * undefined stands for the others.
 *
 * @param label what the tasks are, such as "members"
 */
export async function runInPool<Kind extends Task["kind"]>(
  label: string,
  tasks: readonly Extract<Task, { kind: Kind }>[],
  { threads = availableParallelism(), quiet = false, signal }: PoolOptions,
): Promise<(TaskResults[Kind] | undefined)[]> {
  const pool = new Piscina<Task, TaskResults[Kind]>({
    filename: new URL("./worker.ts", import.meta.url).href,
    maxThreads: Math.max(1, Math.min(threads, tasks.length)),
  });
  const shown = progress(label, tasks.length, { quiet });
  const perform = async (task: Task): Promise<TaskResults[Kind] | undefined> => {
    if (signal.aborted) return undefined;
    try {
      const result = await pool.run(task, { signal });
      shown.advance();
      return result;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  };
  try {
    return await Promise.all(tasks.map(perform));
  } finally {
    shown.stop();
    await pool.destroy();
  }
}
