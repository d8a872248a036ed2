/**
 * Progress: a bar where there is a terminal, plain lines where there is none. Lines that are logged
 * on the way go to standard output and never tear the bar.
 */
import { MultiBar, Presets } from "cli-progress";

export interface Progress {
  /** so many more are done, one unless given */
  readonly advance: (by?: number) => void;
  /** prints a line on standard output */
  readonly log: (line: string) => void;
  readonly stop: () => void;
}

export interface ProgressOptions {
  /** no bar and no lines about progress; logged lines are printed no less */
  readonly quiet?: boolean;
  /** without a terminal the logged lines are the progress, and nothing else is said */
  readonly logged?: boolean;
}

/** Lines about progress that a run without a terminal prints at most. */
const LINES = 10;

/** @param label what is counted, such as "members" */
export function progress(
  label: string,
  total: number,
  { quiet = false, logged = false }: ProgressOptions = {},
): Progress {
  if (!quiet && process.stderr.isTTY) return bar(label, total);
  return lines(label, total, quiet || logged);
}

/** What ends a process that does not answer them, other than Ctrl-C. */
const ENDINGS = ["SIGTERM", "SIGHUP"] as const;

function bar(label: string, total: number): Progress {
  const bars = new MultiBar(
    {
      format: `${label} {bar} {value}/{total}, {eta_formatted} left`,
      barsize: 24,
      clearOnComplete: true,
      // Ctrl-C is for the command to answer.
      gracefulExit: false,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  const shown = bars.create(total, 0);
  // The bar has switched off the terminal's wrapping of lines, which must not outlive the process.
  const end = (signal: NodeJS.Signals): void => {
    bars.stop();
    process.kill(process.pid, signal);
  };
  for (const name of ENDINGS) process.once(name, end);
  return {
    advance: (by = 1) => shown.increment(by),
    // Where both streams are the same terminal, the bar has to step aside for the line, and at once:
    // the library holds lines back until it draws again, and forgets those of the end.
    log: (line) => {
      if (!process.stdout.isTTY) return print(line);
      bars.log(`${line}\n`);
      bars.update();
    },
    stop: () => {
      for (const name of ENDINGS) process.off(name, end);
      bars.stop();
    },
  };
}

function lines(label: string, total: number, silent: boolean): Progress {
  const step = Math.ceil(total / LINES);
  let done = 0;
  return {
    advance: (by = 1) => {
      const tenths = Math.floor(done / step);
      done += by;
      if (!silent && (done === total || Math.floor(done / step) > tenths)) {
        process.stderr.write(`${label} ${done}/${total}\n`);
      }
    },
    log: print,
    stop: () => {},
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
