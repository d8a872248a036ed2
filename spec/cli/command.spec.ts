import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { describe, expect, it } from "vitest";
import {
  answerFor,
  command,
  endedAtOnce,
  letInterrupt,
  main,
  parseNumber,
  parsePath,
  parseSeconds,
  QuotingError,
  quoted,
  realPlace,
  requireApart,
  requireWritable,
  UsageError,
  writeWhole,
} from "../../src/cli/command.ts";
import { FormatError } from "../../src/conformance/formatError.ts";
import { temporaryFolder } from "../support/cli.ts";
import { printedBy } from "../support/inProcess.ts";

describe("answerFor", () => {
  it.each([
    ["nothing", undefined, 0, ""],
    ["a user's mistake", new UsageError("not so"), 2, "error: not so\n"],
    [
      "a file that is none",
      new FormatError("a: expected b, got c"),
      2,
      "error: a: expected b, got c\n",
    ],
  ])("%s", async (_, error, code, stderr) => {
    const printed = await printedBy(() =>
      answerFor(async () => {
        if (error) throw error;
      }),
    );
    expect(printed).toEqual({ code, stdout: "", stderr });
  });

  it.each([
    ["a file's name", new FormatError("a\nb\x1b[31m: expected c"), "a\\nb\\u{1b}[31m: expected c"],
    ["a path of the user's", new UsageError("a\nb\x1b[31m"), "a\\nb\\u{1b}[31m"],
    ["a program's lines", new QuotingError("a:\nb\x1b[31m"), "a:\nb\\u{1b}[31m"],
  ])("what steers a terminal is shown and not sent, in %s", async (_, error, said) => {
    const printed = await printedBy(() => answerFor(() => Promise.reject(error)));
    expect(printed.stderr).toBe(`error: ${said}\n`);
  });

  it("keeps the exit code that the action sets", async () => {
    const { code } = await printedBy(() =>
      answerFor(async () => {
        process.exitCode = 1;
      }),
    );
    expect(code).toBe(1);
  });

  it("lets the program's own faults through", async () => {
    const fault = new RangeError("a fault");
    await expect(answerFor(() => Promise.reject(fault))).rejects.toBe(fault);
  });

  it("Ctrl-C ends what asks for it with 130", async () => {
    const listeners = process.listenerCount("SIGINT");
    const printed = await printedBy(() =>
      answerFor(async (signal) => {
        await letInterrupt(signal);
        process.emit("SIGINT");
        await letInterrupt(signal);
      }),
    );
    expect(printed).toEqual({ code: 130, stdout: "", stderr: "interrupted\n" });
    expect(process.listenerCount("SIGINT")).toBe(listeners);
  });

  it("where it is to end all at once, Ctrl-C is left to the process", async () => {
    const before = process.listenerCount("SIGINT");
    let during = -1;
    await printedBy(() =>
      answerFor(
        async () => {
          during = process.listenerCount("SIGINT");
        },
        { endsAtOnce: true },
      ),
    );
    expect(during).toBe(before);
  });

  it("Ctrl-C that the action answers itself is 130 too, without a word", async () => {
    const printed = await printedBy(() =>
      answerFor(async () => {
        process.emit("SIGINT");
      }),
    );
    expect(printed).toEqual({ code: 130, stdout: "", stderr: "" });
  });

  it("a reader that closes early is no failure, a full disk is one, and not said twice", async () => {
    const failing = (code: string, before?: number) =>
      printedBy(() =>
        answerFor(async () => {
          if (before !== undefined) process.exitCode = before;
          process.stderr.emit("error", new Error("gone"));
          process.stdout.emit("error", Object.assign(new Error("no space"), { code }));
        }),
      );
    expect(await failing("EPIPE")).toEqual({ code: 0, stdout: "", stderr: "" });
    const said = "error: cannot write standard output: no space\n";
    expect(await failing("ENOSPC")).toEqual({ code: 2, stdout: "", stderr: said });
    expect(await failing("ENOSPC", 2)).toEqual({ code: 2, stdout: "", stderr: "" });
  });
});

describe("main", () => {
  it("gives the options of the process's arguments to the action", async () => {
    const before = process.argv;
    process.argv = ["node", "sample", "--name", "x"];
    try {
      const program = command("sample", "").option("--name <name>", "");
      const { stdout } = await printedBy(() =>
        main<{ name: string }>(program, async ({ name }) => {
          process.stdout.write(name);
        }),
      );
      expect(stdout).toBe("x");
    } finally {
      process.argv = before;
    }
  });
});

describe("the arguments of options", () => {
  it.each([
    ["1", 1],
    ["-1.5e3", -1500],
    [".5", 0.5],
    ["2.", 2],
  ])("the number %s", (text, number) => expect(parseNumber(text)).toBe(number));

  it.each(["", "1,5", "0x10", "Infinity", "1 "])("the number %j is none", (text) => {
    expect(() => parseNumber(text)).toThrow(InvalidArgumentError);
  });

  it("times are above 0, and no more than an hour", () => {
    expect(parseSeconds("0.25")).toBe(0.25);
    expect(parseSeconds("3600")).toBe(3600);
    for (const text of ["0", "-1", "x", "3600.1", "1e300"])
      expect(() => parseSeconds(text)).toThrow(InvalidArgumentError);
  });

  it("paths are not empty", () => {
    expect(parsePath("a b")).toBe("a b");
    expect(() => parsePath("")).toThrow(InvalidArgumentError);
  });
});

describe("files that are apart", () => {
  it("are so by where their links lead, also where there is no file yet", () => {
    const folder = temporaryFolder();
    const [real, link] = [join(folder, "real"), join(folder, "link")];
    mkdirSync(real);
    symlinkSync(real, link);
    expect(realPlace(join(link, "a", "b"))).toBe(realPlace(join(real, "a", "b")));
    expect(realPlace("/")).toBe("/");
    const same = { "--in": join(real, "t.csv"), "--out": join(link, "t.csv") };
    expect(() => requireApart(same)).toThrow("--out: expected another file than --in");
    writeFileSync(join(real, "t.csv"), "");
    symlinkSync(join(real, "t.csv"), join(folder, "u.csv"));
    expect(() => requireApart({ ...same, "--in": join(folder, "u.csv") })).toThrow(UsageError);
    expect(() => requireApart({ ...same, "--out": join(link, "u.csv") })).not.toThrow();
  });
});

describe("endedAtOnce", () => {
  it("leaves Ctrl-C to the system while it computes, and to the handlers again after", () => {
    const handler = (): void => {};
    process.once("SIGINT", handler);
    const before = process.rawListeners("SIGINT");
    expect(endedAtOnce(() => process.listenerCount("SIGINT"))).toBe(0);
    expect(process.rawListeners("SIGINT")).toEqual(before);
    expect(() =>
      endedAtOnce(() => {
        throw new RangeError("ours");
      }),
    ).toThrow(RangeError);
    expect(process.rawListeners("SIGINT")).toEqual(before);
    process.off("SIGINT", handler);
  });
});

describe("files that are written", () => {
  it("are there whole, in folders that are made, and nothing else is", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a", "b", "c.txt");
    await requireWritable(path, join(folder, "d.txt"));
    expect(readdirSync(join(folder, "a", "b"))).toEqual([]);
    await writeWhole(path, "text");
    expect(readFileSync(path, "utf8")).toBe("text");
    expect(readdirSync(join(folder, "a", "b"))).toEqual(["c.txt"]);
  });

  it.each([
    ["a directory", (folder: string) => folder, /it is a directory/],
    ["below a file", (folder: string) => join(folder, "file", "x"), /is no folder$|ENOTDIR/],
    ["where no folder can be made", () => "/proc/none/x/y", /ENOENT/],
  ])("%s cannot be written to", async (_, pathIn, said) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    const path = pathIn(folder);
    await expect(requireWritable(path)).rejects.toThrow(UsageError);
    await expect(requireWritable(path)).rejects.toThrow(said);
  });

  it("leave no draft when they cannot be put in place", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "taken", "inner"), { recursive: true });
    await expect(writeWhole(join(folder, "taken"), "text")).rejects.toThrow(
      /^cannot write .*taken: /,
    );
    expect(readdirSync(folder)).toEqual(["taken"]);
  });

  it("go where links lead, and leave the permissions of what was there", async () => {
    const folder = temporaryFolder();
    const [target, link] = [join(folder, "target"), join(folder, "link")];
    writeFileSync(target, "before");
    chmodSync(target, 0o600);
    symlinkSync("target", link);
    await requireWritable(link);
    await writeWhole(link, "after");
    expect(readFileSync(target, "utf8")).toBe("after");
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it("replace no pipe and no device", async () => {
    const pipe = join(temporaryFolder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    const said = `cannot write ${pipe}: it is a device or a pipe, where a file was expected`;
    await expect(requireWritable(pipe)).rejects.toThrow(new UsageError(said));
    await expect(writeWhole(pipe, "text")).rejects.toThrow(new UsageError(said));
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    await expect(requireWritable("/dev/null")).rejects.toThrow(
      /^cannot write \/dev\/null: it is a/,
    );
  });

  it("are not written to standard output, and say nothing of drafts", async () => {
    await expect(requireWritable("-")).rejects.toThrow("cannot write -: expected a file");
    const path = "/proc/none/x";
    await expect(writeWhole(path, "text")).rejects.toThrow(
      new UsageError(`cannot write ${path}: ENOENT: no such file or directory`),
    );
  });

  it("say so too where no draft could be begun", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    await expect(writeWhole(join(folder, "file", "x"), "text")).rejects.toThrow(UsageError);
  });
});

describe("quoted", () => {
  it.each([
    ["./a-b_c.py", "./a-b_c.py"],
    ["a b", "'a b'"],
    ["it's", "'it'\\''s'"],
    ["~", "'~'"],
    ["$(id)", "'$(id)'"],
    ["", "''"],
  ])("%j is one word of a shell: %s", (word, shown) => {
    expect(quoted(word)).toBe(shown);
  });
});
