import { describe, expect, it } from "vitest";
import { startProgram } from "../../src/cli/ask.ts";
import { UsageError } from "../../src/cli/command.ts";

const TIMES = { timeout: 1, startTimeout: 1 };

describe("startProgram", () => {
  it("leaves it to Ctrl-C to say so", async () => {
    const controller = new AbortController();
    controller.abort();
    const started = startProgram([process.execPath], TIMES, controller.signal);
    await expect(started).rejects.toBe(controller.signal.reason);
  });

  it("lets a program's words not steer the terminal", async () => {
    const started = startProgram(["/none\x1b[31m"], TIMES, new AbortController().signal);
    await expect(started).rejects.toThrow(UsageError);
    await expect(started).rejects.not.toThrow("\x1b");
  });
});
