/** Small programs to be driven over a pipe, well-behaved and otherwise. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A well-behaved program: `on` has what it does at each command, `send` and `print` what it says, and
 * `run` tells how many of its processes there were, itself included. Each leaves its number in a folder.
 */
const WELL_BEHAVED = `
const fs = require("node:fs");
const folder = process.argv[1];
const leaveNumber = (pid) => fs.writeFileSync(folder + "/" + pid, "");
leaveNumber(process.pid);
const run = fs.readdirSync(folder).length;
const print = (text) => process.stdout.write(text);
const send = (message) => print(JSON.stringify(message) + "\\n");
const implementation = { name: "sample", language: "JavaScript", version: "1", dtype: "float64" };
const ready = () => send({ ready: true, version: 1, implementation });
const relu = ({ a }) => ({ s: a.map((x) => Math.max(x, 0)), derivative: a.map((x) => (x > 0 ? 1 : 0)) });
const answer = ({ seq, case: { kind, inputs } }) =>
  send(kind === "activation" ? { seq, results: relu(inputs) } : { seq, error: "not supported" });
const on = { start: ready, run: answer, stop: () => process.exit(0) };
let begun = "";
process.stdin.setEncoding("utf8").on("data", (text) => {
  const lines = (begun + text).split("\\n");
  begun = lines.pop();
  for (const line of lines) { const message = JSON.parse(line); on[message.cmd](message); }
});
const orphan = (script, options) => {
  const child = require("node:child_process").spawn(process.execPath, ["-e", script], { stdio: "inherit", ...options });
  leaveNumber(child.pid);
};
`;

/** A program, and the numbers of the processes that it became. */
export interface SampleProgram {
  readonly command: readonly string[];
  /** of those that still run after a few seconds; and their folder is taken away */
  leftBehind(): Promise<number[]>;
}

/** The well-behaved program, with some changes after it. */
export function sampleProgram(changes = ""): SampleProgram {
  const folder = mkdtempSync(join(tmpdir(), "bptt-oracle-"));
  return {
    command: [process.execPath, "-e", WELL_BEHAVED + changes, folder],
    leftBehind: async () => {
      const left: number[] = [];
      for (const pid of readdirSync(folder).map(Number)) {
        if (!(await isGone(pid))) left.push(pid);
      }
      rmSync(folder, { recursive: true });
      return left;
    },
  };
}

/** Whether a process is no more within five seconds; one that only waits to be buried is none. */
export async function isGone(pid: number): Promise<boolean> {
  for (let n = 0; n < 100; n++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
    if (/^\s*(Z|$)/.test(stdout)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
