/** Progress on standard error: a bar where there is a terminal, now and then a line where not. */
import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  /** one more is done */
  readonly advance: () => void;
  readonly stop: () => void;
}

/** Lines that a run without a terminal prints at most. */
const LINES = 10;

/**
 * @param label what is counted, such as "members"
 * @param quiet print nothing
 */
export function progress(label: string, total: number, quiet = false): Progress {
  if (quiet) return { advance: () => {}, stop: () => {} };
  return process.stderr.isTTY ? bar(label, total) : lines(label, total);
}

function bar(label: string, total: number): Progress {
  const format = `${label} {bar} {value}/{total}, {eta_formatted} left`;
  const shown = new SingleBar(
    { format, barsize: 24, stream: process.stderr },
    Presets.shades_classic,
  );
  shown.start(total, 0);
  return { advance: () => shown.increment(), stop: () => shown.stop() };
}

function lines(label: string, total: number): Progress {
  let done = 0;
  return {
    advance: () => {
      done++;
      if (done === total || done % Math.ceil(total / LINES) === 0) {
        process.stderr.write(`${label} ${done}/${total}\n`);
      }
    },
    stop: () => {},
  };
}
