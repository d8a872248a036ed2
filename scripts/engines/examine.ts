/** What a JavaScript engine makes of the golden runs, with our elementary functions and with its own. */
import type { Golden } from "../../src/article/goldens.ts";
import type { EngineName } from "../../src/engine/engine.ts";
import type { Elementary } from "./bundle.ts";
import type { Host } from "./hosts.ts";
import { type Comparison, compared, runsIn } from "./judge.ts";

/** What came of an engine. */
export type Outcome =
  | { readonly name: string; readonly skipped: string }
  | { readonly name: string; readonly version: string; readonly failed: string }
  | Examined;

export interface Examined {
  readonly name: string;
  readonly version: string;
  readonly ways: readonly EngineName[];
  /** how many epochs the article's runs were cut to */
  readonly epochs?: number;
  /** by the golden's elementary functions: all are to be equal */
  readonly ours: readonly Comparison[];
  /** by the engine's own, and by the reference alone */
  readonly math: readonly Comparison[];
}

/**
 * Runs both scripts in an engine.
 *
 * @param scripts as `bundled` returns them
 * @param seconds how long each may take
 * @throws {unknown} the signal's reason when it is aborted
 */
export async function examine(
  { name, ways, epochs, find }: Host,
  scripts: Readonly<Record<Elementary, string>>,
  goldens: Readonly<Record<string, Golden>>,
  seconds: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const found = await find(signal);
  if ("missing" in found) return { name, skipped: found.missing };
  const { version, run } = found;
  const runsOf = async (
    elementary: Elementary,
    by: readonly EngineName[],
  ): Promise<Comparison[]> => {
    const limit = AbortSignal.timeout(1000 * seconds);
    const printed = await run(scripts[elementary], AbortSignal.any([signal, limit]));
    return compared(goldens, runsIn(printed), by, epochs);
  };
  try {
    const ours = await runsOf("ours", ways);
    const math = await runsOf("math", ["reference"]);
    return { name, version, ways, ...(epochs !== undefined && { epochs }), ours, math };
  } catch (error) {
    signal.throwIfAborted();
    const { name: kind, message } = error as Error;
    const failed = kind === "TimeoutError" ? `it took longer than ${seconds} s` : message;
    return { name, version, failed };
  }
}
