import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TEMPLATES } from "../../src/cli/init.ts";
import { FIXTURES } from "../../src/cli/suite.ts";
import type { Answer } from "../../src/conformance/compare.ts";
import { casesOf, KINDS, type Kind } from "../../src/conformance/kinds.ts";
import { openProgram } from "../../src/conformance/protocol/program.ts";
import { schemaOf } from "../../src/conformance/schemas.ts";
import { sampleFile } from "../support/caseFiles.ts";
import { temporaryFolder } from "../support/cli.ts";
import { bptt } from "../support/inProcess.ts";

const LANGUAGES = Object.entries(TEMPLATES);
const README = join(FIXTURES, "README.md");

/** Those that a program is asked for by their names. */
const ASKED = KINDS.filter((kind) => kind !== "reject");

/** The paths of all files in a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
}

/** The names of all members of a kind's case that a program is given or returns. */
function membersOf(kind: Kind): string[] {
  const { $defs } = schemaOf("cases") as { readonly $defs: Readonly<Record<string, Shape>> };
  return [
    ...new Set(
      ["config", "inputs", "expected"].flatMap((part) => {
        const { $ref, ...shape } = $defs[`${kind}Case`].properties?.[part] ?? {};
        const { properties = {} } = $ref ? $defs[$ref.slice("#/$defs/".length)] : shape;
        return Object.keys(properties);
      }),
    ),
  ];
}

interface Shape {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
}

describe.each(LANGUAGES)("the template for %s", (language, { network, others }) => {
  const source = join(FIXTURES, "templates", language);
  const functions = readFileSync(join(source, network), "utf8");

  it("has no files but those that are written", () => {
    expect(filesIn(source)).toEqual(
      [...others, network].map((name) => join(source, name)).toSorted(),
    );
  });

  it.each(ASKED)("leaves %s to be written, and asks for it", (kind) => {
    expect(functions.split(`"${kind} is not written yet"`)).toHaveLength(2);
    expect(
      others.some((name) => readFileSync(join(source, name), "utf8").includes(`"${kind}"`)),
    ).toBe(true);
  });

  it.each(ASKED)("names what goes in and what comes out of %s", (kind) => {
    // Two members of a trajectory's expected are about its judgement, and no part of a result.
    const named = new Set([...(functions.match(/\w+/g) ?? []), "horizon", "ranges"]);
    expect(membersOf(kind).filter((member) => !named.has(member))).toEqual([]);
  });
});

describe("init", () => {
  it.each(LANGUAGES)("%s writes the template as it is", async (language, { network, others }) => {
    const folder = join(temporaryFolder(), "my rnn");
    const { code, stdout, stderr } = await bptt("/none", "init", language, folder);
    expect([code, stderr]).toEqual([0, ""]);
    const names = [...others, network];
    expect(filesIn(folder)).toEqual(names.map((name) => join(folder, name)).toSorted());
    for (const name of names) {
      expect(stdout).toContain(`wrote ${join(folder, name)}\n`);
      const template = readFileSync(join(FIXTURES, "templates", language, name));
      expect(readFileSync(join(folder, name)).equals(template)).toBe(true);
    }
  });

  it("says what to type next, for a program to be built", async () => {
    const folder = join(temporaryFolder(), "it's mine");
    const { stdout } = await bptt("/none", "init", "rust", folder);
    const shown = `'${folder.replace("'", "'\\''")}`;
    expect(stdout.slice(stdout.indexOf("\n\n"))).toBe(`

Fill in a function of src/elman.rs, such as activation, and have it checked:

  (cd ${shown}' && cargo build --release)
  bptt-oracle check --kind activation -- ${shown}/target/release/elman'

Without --kind all cases are asked, and those not written yet are skipped. What
each kind is given, and the equations:

  ${README}
`);
  });

  it.each([
    ["python", [], "  bptt-oracle check --kind activation -- python3 ./answer.py\n"],
    ["c", ["."], "\n  cc -std=c11 -O2 -o elman elman.c answer.c -lcjson -lm\n"],
    ["c", ["."], "  bptt-oracle check --kind activation -- ./elman\n"],
    ["go", ["a/b"], "  (cd ./a/b && go build)\n"],
    ["go", ["../c"], "  (cd ../c && go build)\n"],
    ["javascript", ["--", "-d"], "  bptt-oracle check --kind activation -- node ./-d/answer.mjs\n"],
    ["javascript", ["a\u001b[31m"], "wrote a\\u{1b}[31m/elman.mjs\n"],
  ])("%s in %j says: %s", async (language, args, said) => {
    const folder = join(temporaryFolder(), "here");
    mkdirSync(folder);
    const before = process.cwd();
    process.chdir(folder);
    try {
      const { code, stdout } = await bptt("/none", "init", language, ...args);
      expect(stdout).toContain(said);
      expect(code).toBe(0);
    } finally {
      process.chdir(before);
    }
  });

  it.each(["answer.py", "elman.py"])("writes nothing where there is %s", async (name) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), "mine");
    const { code, stdout, stderr } = await bptt("/none", "init", "python", folder);
    const path = join(folder, name);
    expect(stderr).toBe(
      `error: cannot write ${path}: it exists already, and nothing was written\n`,
    );
    expect([code, stdout]).toEqual([2, ""]);
    expect(filesIn(folder)).toEqual([path]);
    expect(readFileSync(path, "utf8")).toBe("mine");
  });

  it("does not write through a link to nowhere", async () => {
    const folder = temporaryFolder();
    symlinkSync(join(folder, "nowhere"), join(folder, "elman.py"));
    expect((await bptt("/none", "init", "python", folder)).code).toBe(2);
    expect(filesIn(folder)).toEqual([join(folder, "elman.py")]);
  });

  it("takes back what it wrote when the rest cannot be", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "src"), "mine");
    const { code, stderr } = await bptt("/none", "init", "rust", folder);
    expect(stderr).toMatch(/^error: cannot write [^\n]*main\.rs: EEXIST[^\n]*\n$/);
    expect(code).toBe(2);
    expect(filesIn(folder)).toEqual([join(folder, "src")]);
  });

  it.each([
    [["python", "package.json"], /^error: cannot write package\.json\/answer\.py: EEXIST/],
    [["python", "/proc/none"], /^error: cannot write \/proc\/none\/answer\.py: ENOENT/],
    [["python", ""], /^error: .* Expected a path\.\n$/],
    [["perl"], /^error: .* Allowed choices are python, javascript, c, go, rust\.\n$/],
    [["constructor"], /^error: .* Allowed choices are python,/],
    [[], /^error: missing required argument 'language'\n$/],
    [["python", "a", "b"], /^error: too many arguments/],
  ])("answers %j with one line and 2", async (args, said) => {
    const { code, stdout, stderr } = await bptt("/none", "init", ...args);
    expect(stderr).toMatch(said);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect([code, stdout]).toEqual([2, ""]);
  });
});

/** A program that reads and writes everything that JSON makes difficult, and prints besides. */
const TRIED: readonly (readonly [
  language: string,
  interpreter: string,
  bodies: Readonly<Partial<Record<Kind, string>>>,
  /** what comes of e⁸⁰⁰ */
  overflow: Answer,
])[] = [
  [
    "python",
    "python3",
    {
      canary: 'print("noise"); return inputs',
      activation:
        'import array; s = array.array("d", [1e999, 1e999 - 1e999, 1]); return {"s": s, "derivative": (-0.0, True)}',
      gradient: 'raise Refusal("y has 1 row")',
      loss: 'import math; return {"loss": math.exp(800)}',
    },
    { kind: "error", message: expect.stringMatching(/^OverflowError: /) },
  ],
  [
    "javascript",
    process.execPath,
    {
      canary: 'console.log("noise"); return inputs;',
      activation:
        "return { s: [1 / 0, NaN, 1], derivative: Float64Array.of(-0, 1), none: undefined };",
      gradient: 'throw new Refusal("y has 1 row");',
      loss: "return { loss: Math.exp(800) };",
    },
    { kind: "result", result: { loss: null } },
  ],
];

describe.each(TRIED)("what init %s writes", (language, interpreter, bodies, overflow) => {
  const { network, program } = TEMPLATES[language];
  const isThere = spawnSync(interpreter, ["--version"]).status === 0;

  it.skipIf(!isThere)("behaves well, with some functions filled in", async () => {
    const folder = temporaryFolder();
    await bptt("/none", "init", language, folder);
    let text = readFileSync(join(folder, network), "utf8");
    for (const [kind, body] of Object.entries(bodies)) {
      text = text.replace(new RegExp(`(raise|throw) .*"${kind} is not written yet"\\);?`), body);
    }
    writeFileSync(join(folder, network), text);
    const running = await openProgram([interpreter, join(folder, program)]);
    expect(running.implementation).toMatchObject({ name: "mine", dtype: "float64" });
    const answers = [];
    for (const kind of ["canary", "activation", "loss", "reject", "step"] as const) {
      answers.push(await running.ask(casesOf(sampleFile(kind))[0]));
    }
    expect(answers).toEqual([
      { kind: "result", result: { values: [0.1, -0], decimals: ["1e-400"] } },
      { kind: "result", result: { s: [null, null, 1], derivative: [-0, 1] } },
      overflow,
      { kind: "error", message: "y has 1 row" },
      { kind: "skipped", reason: "step is not written yet" },
    ]);
    const { fault, warnings, stderr } = await running.close();
    expect([fault, warnings, stderr]).toEqual([null, [], "noise\n"]);
  });
});
