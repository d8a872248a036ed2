/**
 * What has to be done before this process ends, however it ends, unless by SIGKILL.
 *
 * Programs run in process groups of their own, so that Ctrl-C does not reach them: somebody has to end
 * them. The state in here is the process's own.
 */

type Signal = "SIGHUP" | "SIGINT" | "SIGTERM";

const SIGNALS: readonly Signal[] = ["SIGHUP", "SIGINT", "SIGTERM"];

const actions = new Set<() => void>();

/**
 * Has an action done when this process exits or is told to by a signal. Nobody listens for signals
 * any longer than there are actions.
 *
 * @returns what takes the action back
 */
export function atExit(action: () => void): () => void {
  if (actions.size === 0) {
    process.on("exit", actAll);
    // First of all, while listeners that go when they are called are still to be counted.
    for (const signal of SIGNALS) process.prependListener(signal, actAndEnd);
  }
  actions.add(action);
  return () => {
    if (!actions.delete(action) || actions.size > 0) return;
    process.off("exit", actAll);
    for (const signal of SIGNALS) process.off(signal, actAndEnd);
  };
}

function actAll(): void {
  for (const action of actions) action();
}

/** To listen for a signal is to survive it: where nobody else does, the process has to end as before. */
function actAndEnd(signal: NodeJS.Signals): void {
  actAll();
  if (process.listenerCount(signal) > 1) return;
  process.off(signal, actAndEnd);
  process.kill(process.pid, signal);
}
