/** Runs what a command does within the process of the specs, where coverage sees it. */
import { vi } from "vitest";
import { answerFor } from "../../src/cli/command.ts";
import { bpttOracle } from "../../src/cli/commands.ts";

export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What an action prints and the exit code that it sets. */
export async function printedBy(action: () => Promise<unknown>): Promise<Printed> {
  const before = process.exitCode;
  let [stdout, stderr] = ["", ""];
  const out = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += text;
    return true;
  });
  const err = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    stderr += text;
    return true;
  });
  process.exitCode = undefined;
  try {
    await action();
    return { code: Number(process.exitCode ?? 0), stdout, stderr };
  } finally {
    process.exitCode = before;
    out.mockRestore();
    err.mockRestore();
  }
}

/** Runs `bptt-oracle` on the suite in a folder. */
export function bptt(folder: string, ...args: readonly string[]): Promise<Printed> {
  return printedBy(() =>
    answerFor(async (signal) => {
      await bpttOracle(folder, signal).parseAsync(args, { from: "user" });
    }),
  );
}
