/** `bptt-oracle init`: a starting point for an implementation, in a folder of the user's. */
import { open, readFile, rm } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { Argument, type Command } from "commander";
import { printable } from "../report/printable.ts";
import { wrapped } from "../report/wrap.ts";
import { command, makeFolder, parsePath, quoted, UsageError } from "./command.ts";
import { FIXTURES } from "./suite.ts";

/** What is written for a language, and how it is built and run; files are named from its folder. */
export interface Template {
  /** the file with a function for each kind of case, to be filled in */
  readonly network: string;
  /** the files that need no change */
  readonly others: readonly string[];
  /** a shell's command, given in the folder */
  readonly build?: string;
  readonly interpreter?: string;
  /** what answers, once it is built */
  readonly program: string;
}

/** In the folders of these names in `fixtures/templates`. */
export const TEMPLATES: Readonly<Record<string, Template>> = {
  python: {
    network: "elman.py",
    others: ["answer.py"],
    interpreter: "python3",
    program: "answer.py",
  },
  javascript: {
    network: "elman.mjs",
    others: ["answer.mjs"],
    interpreter: "node",
    program: "answer.mjs",
  },
  c: {
    network: "elman.c",
    others: ["answer.h", "answer.c"],
    build: "cc -std=c11 -O2 -o elman elman.c answer.c -lcjson -lm",
    program: "elman",
  },
  go: {
    network: "elman.go",
    others: ["go.mod", "answer.go"],
    build: "go build",
    program: "elman",
  },
  rust: {
    network: "src/elman.rs",
    others: ["Cargo.toml", "src/main.rs"],
    build: "cargo build --release",
    program: "target/release/elman",
  },
};

/** @param called what to type to have the program again */
export function initCommand(called: string): Command {
  return command(
    "init",
    "Writes a program to begin with: it answers over a pipe, and the mathematics is left to fill in.",
  )
    .addArgument(new Argument("<language>", "of the program").choices(Object.keys(TEMPLATES)))
    .argument(
      "[folder]",
      "where to write it; nothing that is there is written over",
      parsePath,
      ".",
    )
    .action(async (language: string, folder: string) => {
      const template = TEMPLATES[language];
      const copies = [...template.others, template.network].map((name): [string, string] => [
        join(FIXTURES, "templates", language, name),
        join(folder, name),
      ]);
      await copyAll(copies);
      const written = copies.map(([, path]) => `wrote ${path}\n`).join("");
      process.stdout.write(printable(`${written}${nextSteps(folder, template, called)}`));
    });
}

/**
 * Copies files to places where nothing is yet: all of them, or none.
 *
 * @throws {UsageError} when something is at one of the places, or it cannot be written to
 */
async function copyAll(copies: readonly (readonly [from: string, to: string])[]): Promise<void> {
  const written: string[] = [];
  for (const [from, to] of copies) {
    const content = await readFile(from);
    try {
      await makeFolder(dirname(to));
      const file = await open(to, "wx");
      written.push(to);
      await file.writeFile(content).finally(() => file.close());
    } catch (error) {
      for (const path of written) await rm(path);
      const { code, syscall, message } = error as NodeJS.ErrnoException;
      const isTaken = code === "EEXIST" && syscall === "open";
      const reason = isTaken ? "it exists already, and nothing was written" : message;
      throw new UsageError(`cannot write ${to}: ${reason}`);
    }
  }
}

/** What to type next, word for word. */
function nextSteps(
  folder: string,
  { network, build, interpreter, program }: Template,
  called: string,
): string {
  const words = [...(interpreter ? [interpreter] : []), asPath(join(folder, program))];
  const building = join(folder) === "." ? build : `(cd ${quoted(asPath(folder))} && ${build})`;
  const fill = `Fill in a function of ${network}, such as activation, and have it checked:`;
  const all =
    "Without --kind all cases are asked, and those not written yet are skipped. What each kind is given, and the equations:";
  return `
${wrapped(fill, "", "")}

${build ? `  ${building}\n` : ""}  ${called} check --kind activation -- ${words.map(quoted).join(" ")}

${wrapped(all, "", "")}

  ${join(FIXTURES, "README.md")}
`;
}

/** Neither an option, for its first letter, nor the name of a command that the shell looks for. */
function asPath(path: string): string {
  return isAbsolute(path) || path.startsWith(".") ? path : `./${path}`;
}
