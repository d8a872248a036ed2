import { describe, expect, it } from "vitest";
import { Child, type Heard, STDERR_BYTES } from "../../../src/conformance/protocol/child.ts";
import { sampleProgram } from "../../support/programs.ts";

const OPTIONS = { maxLineBytes: 1000, grace: 2000 };
const LONG = 60_000;

/** The program as a child, and what waits for its end and for that of all that it started. */
function childOf(changes: string): [Child, () => Promise<number[]>] {
  const sample = sampleProgram(changes);
  const child = new Child(sample.command, OPTIONS);
  const end = async (): Promise<number[]> => {
    await child.kill();
    return sample.leftBehind();
  };
  return [child, end];
}

const textOf = (heard: Heard): string => (heard.kind === "line" ? heard.line.text : heard.kind);

describe("Child", () => {
  it("is late only when nothing came in time, however busy this process was", async () => {
    const [child, end] = childOf("setInterval(() => {}, 1000);");
    child.write('{"cmd":"start"}\n');
    await child.next(LONG);
    child.write('{"cmd":"run","seq":1,"case":{"kind":"none"}}\n');
    const heard = child.next(500);
    for (const start = performance.now(); performance.now() - start < 1500; );
    expect(textOf(await heard)).toBe('{"seq":1,"error":"not supported"}');
    expect(await child.next(50)).toEqual({ kind: "late" });
    expect(await end()).toEqual([]);
  });

  it("keeps the first line that nobody waited for, and drops the others", async () => {
    const [child, end] = childOf("print('a\\nb\\nc\\nd\\ne'); setInterval(() => {}, 1000);");
    expect(textOf(await child.next(LONG))).toBe("a");
    expect(child.hasLine).toBe(true);
    expect(textOf(await child.next(LONG))).toBe("b");
    expect([child.hasLine, child.excess(), child.excess()]).toEqual([false, "e", undefined]);
    expect(await end()).toEqual([]);
  });

  it("reads what was printed before the end, then tells the end as often as it is asked", async () => {
    const [child, end] = childOf("print('a\\n'); process.exit(3);");
    const ended = { kind: "ended", ending: { kind: "exited", code: 3 } };
    expect(textOf(await child.next(LONG))).toBe("a");
    expect(await child.next(LONG)).toEqual(ended);
    child.write("too late\n");
    expect(await child.taken(LONG)).toBe(false);
    expect(await child.next(LONG)).toEqual(ended);
    expect(await end()).toEqual([]);
  });

  it("keeps the end of its standard error, from a whole character on", async () => {
    const [child, end] = childOf("process.stderr.write('∂'.repeat(1e5)); process.stdin.destroy();");
    await child.ended(LONG);
    // Three bytes each, and one is left over.
    expect(child.stderr).toBe("∂".repeat(Math.floor(STDERR_BYTES / 3)));
    expect(await end()).toEqual([]);
  });

  it("may do its last work when it is told to end", async () => {
    const [child, end] = childOf(
      "process.on('SIGTERM', () => { console.error('tidied up'); process.exit(0); }); ready(); setInterval(() => {}, 1000);",
    );
    await child.next(LONG);
    await child.kill();
    expect(child.stderr).toBe("tidied up\n");
    expect(await child.ended(LONG)).toEqual({ kind: "exited", code: 0 });
    expect(await end()).toEqual([]);
  });
});
