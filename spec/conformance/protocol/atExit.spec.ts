import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { atExit } from "../../../src/conformance/protocol/atExit.ts";
import { sampleProgram } from "../../support/programs.ts";

const EVENTS = ["exit", "SIGHUP", "SIGINT", "SIGTERM"] as const;

/** The listeners of this process for a signal, taken away until the test is over. */
function takeListeners(signal: NodeJS.Signals): void {
  const listeners = process.rawListeners(signal) as ((...args: unknown[]) => void)[];
  process.removeAllListeners(signal);
  onTestFinished(() => {
    process.removeAllListeners(signal);
    for (const listener of listeners) process.on(signal, listener);
  });
}

describe("atExit", () => {
  it("listens while there is something to be done, once for all", () => {
    const counts = (): number[] => EVENTS.map((name) => process.listenerCount(name));
    const before = counts();
    const takeBack = [1, 2, 3].map(() => atExit(() => {}));
    expect(counts()).toEqual(before.map((count) => count + 1));
    takeBack[0]();
    takeBack[0]();
    takeBack[1]();
    expect(counts()).toEqual(before.map((count) => count + 1));
    takeBack[2]();
    expect(counts()).toEqual(before);
  });

  it("acts on a signal, and leaves it to others who listen, be it only once", () => {
    takeListeners("SIGTERM");
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    onTestFinished(() => kill.mockRestore());
    const acted: string[] = [];
    process.once("SIGTERM", () => acted.push("other"));
    onTestFinished(atExit(() => acted.push("first")));
    onTestFinished(atExit(() => acted.push("second")));
    process.emit("SIGTERM", "SIGTERM");
    expect(acted).toEqual(["first", "second", "other"]);
    expect(kill).not.toHaveBeenCalled();
    // By now there is nobody else.
    process.emit("SIGTERM", "SIGTERM");
    expect(acted).toEqual(["first", "second", "other", "first", "second"]);
    expect(kill.mock.calls).toEqual([[process.pid, "SIGTERM"]]);
    expect(process.listenerCount("SIGTERM")).toBe(0);
  });
});

const PROGRAM = join(import.meta.dirname, "../../../src/conformance/protocol/program.ts");

describe.concurrent("a process that has a program open", () => {
  it.each([
    ["is interrupted", "", "SIGINT", [null, "SIGINT"]],
    ["is told to end", "", "SIGTERM", [null, "SIGTERM"]],
    ["loses its terminal", "", "SIGHUP", [null, "SIGHUP"]],
    ["exits", "process.exit(3)", undefined, [3, null]],
    ["throws", "setTimeout(() => { throw new Error('ours'); })", undefined, [1, null]],
    ["is killed", "", "SIGKILL", [null, "SIGKILL"]],
  ] as const)("that %s leaves it no more than its own end", async (_, end, signal, outcome) => {
    // Against SIGKILL there is no help but the end of the program's standard input.
    const sample = sampleProgram(
      signal === "SIGKILL" ? "" : "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);",
    );
    const script = `
      import { openProgram } from ${JSON.stringify(PROGRAM)};
      await openProgram(${JSON.stringify(sample.command)});
      process.stdout.write("open");
      setInterval(() => {}, 1000);
      ${end}
    `;
    const host = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const exit = once(host, "exit");
    await once(host.stdout, "data");
    if (signal) host.kill(signal);
    expect(await exit).toEqual(outcome);
    expect(await sample.leftBehind()).toEqual([]);
  });
});
