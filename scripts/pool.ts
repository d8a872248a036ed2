/** Runs tasks in worker threads, one thread a core, and reports as they end. */
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { Task, TaskResults } from "./worker.ts";

export interface PoolOptions {
  /** worker threads; as many as the machine runs at once when absent */
  readonly threads?: number;
  /** called after each task */
  readonly onDone?: () => void;
  /** ends the pool at once; tasks that are not done have no result */
  readonly signal?: AbortSignal;
}

/**
 * The results in the order of the tasks. After an abort, those of the tasks that had ended;
 * undefined stands for the others.
 */
export async function runInPool<Kind extends Task["kind"]>(
  tasks: readonly Extract<Task, { kind: Kind }>[],
  { threads = availableParallelism(), onDone, signal }: PoolOptions,
): Promise<(TaskResults[Kind] | undefined)[]> {
  const pool = new Piscina<Task, TaskResults[Kind]>({
    filename: new URL("./worker.ts", import.meta.url).href,
    maxThreads: Math.max(1, Math.min(threads, tasks.length)),
  });
  const perform = async (task: Task): Promise<TaskResults[Kind] | undefined> => {
    if (signal?.aborted) return undefined;
    try {
      const result = await pool.run(task, signal ? { signal } : {});
      onDone?.();
      return result;
    } catch (error) {
      if (signal?.aborted) return undefined;
      throw error;
    }
  };
  try {
    return await Promise.all(tasks.map(perform));
  } finally {
    await pool.destroy();
  }
}
