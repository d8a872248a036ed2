/** The commands in a real terminal, which `script` of util-linux provides. */
import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/cli.ts";

const hasTerminal = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;
if (!hasTerminal && process.env["CI"]) throw new Error("`script` of util-linux is missing");

const ESCAPE = String.fromCharCode(27);

/** What stands on a terminal of 80 columns after the output: lines that were cleared are gone. */
function onScreen(output: string): string[] {
  const codes = new RegExp(`${ESCAPE}\\[[?0-9;]*[A-Za-z]`, "g");
  return output
    .split(/\r?\n/)
    .map((line) => line.split(new RegExp(`${ESCAPE}\\[2K|${ESCAPE}\\[0J`)).at(-1) ?? "")
    .map((line) => line.replace(codes, "").trimEnd());
}

describe("in a terminal", () => {
  it.runIf(hasTerminal)("every epoch stays on the screen while the bar comes and goes", () => {
    const tiny = "--hidden 6 --length 6 --epochs 30 --preset sane --no-plots";
    const command = `stty cols 80; ${process.execPath} scripts/reproduce.ts ${tiny} --out ${temporaryFolder()}`;
    const output = execFileSync("script", ["-qec", command, "/dev/null"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TERM: "xterm" },
    });
    const lines = onScreen(output);
    const epochs = lines.flatMap(
      (line) => line.match(/^ +(\d+) +\d+\.\d{8} +\d+\.\d{8}$/)?.[1] ?? [],
    );
    expect(epochs).toEqual(Array.from({ length: 30 }, (_, n) => String(n + 1)));
    expect(output).toContain("epochs █");
    expect(lines.join("\n")).not.toContain("epochs █");
    for (const line of lines) {
      if (!line.startsWith("written into ")) expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});
