import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { calledAs } from "../../src/cli/calledAs.ts";

const BIN = join("/", "usr", "bin");
const CLONE = join("/", "my clone");

describe("what to type to have the program again", () => {
  it.each([
    [
      "by its name, where the shell finds it",
      join(BIN, "bptt-oracle"),
      { PATH: `/a:${BIN}` },
      "bptt-oracle",
    ],
    [
      "by its file, where the shell does not",
      join(BIN, "bptt-oracle"),
      { PATH: "/a" },
      "node /usr/bin/bptt-oracle",
    ],
    ["by its file, without a PATH", join(BIN, "bptt-oracle"), {}, "node /usr/bin/bptt-oracle"],
    [
      "by npx, where npx started it",
      join(BIN, "bptt-oracle"),
      { npm_command: "exec" },
      "npx bptt-oracle",
    ],
    ["in a clone, from its folder", join(CLONE, "src/cli.ts"), { PATH: CLONE }, "node src/cli.ts"],
  ])("%s", (_, file, env, called) => {
    expect(calledAs(file, CLONE, env)).toBe(called);
  });

  it("of a clone elsewhere, its whole path as one word", () => {
    const file = join(CLONE, "src/cli.ts");
    expect(calledAs(file, "/home", {})).toBe("node '/my clone/src/cli.ts'");
  });
});
