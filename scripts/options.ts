/** What the scripts' options are read by, beyond what the command line tool shares. */
import { InvalidArgumentError, Option } from "commander";
import { GRADIENT_ERRATA, type GradientErratum } from "../src/article/errata.ts";
import { UsageError } from "../src/cli/command.ts";
import { ENGINES, type Engine, type EngineName } from "../src/engine/engine.ts";
import { bestEngine, engineOf } from "../src/engine/engines.ts";
import type { Truncation } from "../src/rnn/truncation.ts";

/**
 * Calls a function whose complaints about its arguments are the user's mistakes: those that name one
 * and what was expected of it. All else that it throws is the program's own fault, and stays it.
 *
 * @param names what the user calls an argument, where it differs from its name in the code
 */
export function asUsage<Result>(
  call: () => Result,
  names: Readonly<Record<string, string>> = {},
): Result {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    const [, label, part, rest] =
      error.message.match(/^([\w-]+)(?:(?:\.| (?=×))([\w.[\]× ]+))?(: expected .*)$/s) ?? [];
    if (label === undefined) throw error;
    const option = names[label] ?? `--${label}`;
    throw new UsageError(`${option}${part === undefined ? "" : `, ${part}`}${rest}`);
  }
}

/** What computes the runs; no figure depends on it. */
export function engineOption(): Option {
  const fastest = "the fastest that runs here";
  return new Option("--engine <name>", `what computes (default: ${fastest})`).choices(ENGINES);
}

/** The engine that was asked for, or the fastest. */
export function chosenEngine(name: EngineName | undefined): Engine {
  return name === undefined ? bestEngine() : asUsage(() => engineOf(name));
}

/** `full`, `window:HOPS` or just HOPS, `chunk:K1:K2`. */
export function parseTruncation(text: string): Truncation {
  const whole = /^\d+$/;
  const [kind, ...counts] = whole.test(text) ? ["window", text] : text.split(":");
  if (counts.every((count) => whole.test(count))) {
    if (kind === "full" && counts.length === 0) return { kind };
    if (kind === "window" && counts.length === 1) return { kind, hops: Number(counts[0]) };
    if (kind === "chunk" && counts.length === 2) {
      return { kind, k1: Number(counts[0]), k2: Number(counts[1]) };
    }
  }
  throw new InvalidArgumentError("Expected full, window:HOPS (or HOPS alone) or chunk:K1:K2.");
}

/** `all`, or ids of E01–E10 with commas between them. */
export function parseErrata(text: string): readonly GradientErratum[] | "all" {
  if (text === "all") return text;
  return text.split(",").map((part) => {
    const id = GRADIENT_ERRATA.find((erratum) => erratum === part.trim().toUpperCase());
    if (!id) {
      throw new InvalidArgumentError("Expected all, or ids from E01 to E10 with commas between.");
    }
    return id;
  });
}
