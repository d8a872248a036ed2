import { describe, expect, it, vi } from "vitest";
import { progress } from "../../src/cli/progress.ts";
import { type Printed, printedBy } from "../support/inProcess.ts";

/** What is printed on the way to a total, with a line logged in the middle. */
function run(total: number, options = {}): Promise<Printed> {
  return printedBy(async () => {
    const shown = progress("cases", total, options);
    for (let n = 0; n < total; n++) {
      if (n === 1) shown.log("half-way");
      shown.advance();
    }
    shown.stop();
  });
}

describe("progress without a terminal", () => {
  it("is a line for every tenth, and for the last", async () => {
    const { stdout, stderr } = await run(25);
    expect(stdout).toBe("half-way\n");
    expect(stderr).toBe([3, 6, 9, 12, 15, 18, 21, 24, 25].map((n) => `cases ${n}/25\n`).join(""));
  });

  it.each([{ quiet: true }, { logged: true }])(
    "says nothing with %j but what is logged",
    async (options) => {
      expect(await run(3, options)).toEqual({ code: 0, stdout: "half-way\n", stderr: "" });
    },
  );
});

describe("progress in a terminal", () => {
  it.each([true, false])(
    "is a bar, that logged lines step over; stdout a terminal: %s",
    async (isTTY) => {
      const terminals = [process.stderr, process.stdout].map(
        (stream) => [stream, stream.isTTY] as const,
      );
      process.stderr.isTTY = true;
      process.stdout.isTTY = isTTY;
      try {
        const { stdout, stderr } = await run(3);
        expect(isTTY ? stderr : stdout).toContain("half-way\n");
        expect(stderr).toContain(`${String.fromCharCode(27)}[`);
        expect(stderr).not.toContain("cases 3/3\n");
      } finally {
        for (const [stream, before] of terminals) stream.isTTY = before;
      }
    },
  );

  it.each(["SIGTERM", "SIGHUP"] as const)(
    "gives the terminal its wrapping of lines back before %s ends the process",
    async (name) => {
      const kill = vi.spyOn(process, "kill").mockReturnValue(true);
      const [before, isTTY] = [process.listenerCount(name), process.stderr.isTTY];
      process.stderr.isTTY = true;
      try {
        const { stderr } = await printedBy(async () => {
          const shown = progress("cases", 2);
          expect(process.listenerCount(name)).toBe(before + 1);
          process.emit(name, name);
          shown.stop();
        });
        expect(stderr).toContain(`${String.fromCharCode(27)}[?7h`);
        expect(kill.mock.calls).toEqual([[process.pid, name]]);
        expect(process.listenerCount(name)).toBe(before);
      } finally {
        process.stderr.isTTY = isTTY;
        kill.mockRestore();
      }
    },
  );

  it("leaves no handler behind", async () => {
    const isTTY = process.stderr.isTTY;
    process.stderr.isTTY = true;
    try {
      const before = process.listenerCount("SIGTERM");
      await run(2);
      expect(process.listenerCount("SIGTERM")).toBe(before);
    } finally {
      process.stderr.isTTY = isTTY;
    }
  });
});
