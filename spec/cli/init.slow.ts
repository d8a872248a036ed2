/** What `init` writes, as its user takes it up: with the lines that it prints, word for word. */
import { execFile, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { CONSUMERS, type Recipe } from "../../scripts/consumers/programs.ts";
import { quoted } from "../../src/cli/command.ts";
import { TEMPLATES } from "../../src/cli/init.ts";
import { FIXTURES } from "../../src/cli/suite.ts";
import type { Answer } from "../../src/conformance/compare.ts";
import type { Case, Kind } from "../../src/conformance/kinds.ts";
import { loadSuite } from "../../src/conformance/load.ts";
import { openProgram } from "../../src/conformance/protocol/program.ts";
import { runCases } from "../../src/conformance/protocol/runCases.ts";
import { type Outcome, temporaryFolder } from "../support/cli.ts";

const SUITE = loadSuite(FIXTURES);

/** Bodies of functions: a right one, and three for what JSON makes difficult. */
interface Filling {
  readonly activation: string;
  /** prints a line, and gives back the values */
  readonly canary: string;
  /** is not finite, and minus zero */
  readonly loss: string;
  /** refuses */
  readonly forward: string;
  /** what they need at the top of the file */
  readonly head?: string;
}

const FILLINGS: Readonly<Record<string, Filling>> = {
  python: {
    activation: `
    import math

    def sigmoid(x):
        return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))

    f, derivative = {
        "sigmoid": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
        "tanh": (math.tanh, lambda x: 1 - math.tanh(x) ** 2),
        "relu": (lambda x: max(0, x), lambda x: int(x > 0)),
        "identity": (lambda x: x, lambda x: 1),
    }[config["activation"]]
    a = inputs["a"]
    return {"s": [f(x) for x in a], "derivative": [derivative(x) for x in a]}`,
    canary: `
    print("noise")
    return {"values": inputs["values"]}`,
    loss: '    return {"loss": float("nan"), "outputError": [-float("inf"), -0.0]}',
    forward: '    raise Refusal("x has 2 rows")',
  },
  javascript: {
    activation: `
  const sigmoid = (x) => 1 / (1 + Math.exp(-x));
  const [f, derivative] = {
    sigmoid: [sigmoid, (x) => sigmoid(x) * (1 - sigmoid(x))],
    tanh: [Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
    relu: [(x) => Math.max(0, x), (x) => (x > 0 ? 1 : 0)],
    identity: [(x) => x, () => 1],
  }[config.activation];
  return { s: inputs.a.map(f), derivative: inputs.a.map(derivative) };`,
    canary: `
  console.log("noise");
  return { values: inputs.values };`,
    loss: "return { loss: NaN, outputError: Float64Array.of(-Infinity, -0) };",
    forward: 'throw new Refusal("x has 2 rows");',
  },
  c: {
    activation: `
    size_t n = length(get(inputs, "a"));
    double *s = vector(get(inputs, "a"), n), *derivative = zeros(n);
    const cJSON *name = get(config, "activation");
    for (size_t i = 0; i < n; i++) {
        double a = s[i];
        if (is(name, "sigmoid")) s[i] = 1 / (1 + exp(-a)), derivative[i] = s[i] * (1 - s[i]);
        else if (is(name, "tanh")) s[i] = tanh(a), derivative[i] = 1 - s[i] * s[i];
        else if (is(name, "relu")) s[i] = a > 0 ? a : 0, derivative[i] = a > 0;
        else derivative[i] = 1;
    }
    add_vector(results, "s", s, n);
    add_vector(results, "derivative", derivative, n);`,
    canary: `
    puts("noise");
    size_t n = length(get(inputs, "values"));
    add_vector(results, "values", vector(get(inputs, "values"), n), n);`,
    loss: `
    double e[] = {-INFINITY, -0.0};
    add_number(results, "loss", NAN);
    add_vector(results, "outputError", e, 2);`,
    forward: 'refuse("x has %d rows", 2);',
  },
  go: {
    head: '\nimport (\n\t"fmt"\n\t"math"\n)\n',
    activation: `
	a := vector(inputs["a"])
	s, derivative := make([]float64, len(a)), make([]float64, len(a))
	for i, x := range a {
		switch config["activation"] {
		case "sigmoid":
			s[i] = 1 / (1 + math.Exp(-x))
			derivative[i] = s[i] * (1 - s[i])
		case "tanh":
			s[i] = math.Tanh(x)
			derivative[i] = 1 - s[i]*s[i]
		case "relu":
			s[i] = math.Max(0, x)
			if x > 0 {
				derivative[i] = 1
			}
		default:
			s[i], derivative[i] = x, 1
		}
	}
	return Object{"s": s, "derivative": derivative}`,
    canary: `
	fmt.Println("noise")
	return Object{"values": vector(inputs["values"])}`,
    loss: `
	e := []float64{math.Inf(-1), math.Copysign(0, -1)}
	return Object{"loss": math.NaN(), "outputError": e}`,
    forward: 'panic(refusal("x has 2 rows"))',
  },
  rust: {
    activation: `
    let name = config["activation"].as_str().unwrap_or_default();
    let f = |x: f64| match name {
        "sigmoid" => 1.0 / (1.0 + (-x).exp()),
        "tanh" => x.tanh(),
        "relu" => x.max(0.0),
        _ => x,
    };
    let slope = |x: f64| match name {
        "sigmoid" => f(x) * (1.0 - f(x)),
        "tanh" => 1.0 - f(x) * f(x),
        "relu" => if x > 0.0 { 1.0 } else { 0.0 },
        _ => 1.0,
    };
    let a = vector(&inputs["a"])?;
    let s: Vec<f64> = a.iter().map(|&x| f(x)).collect();
    let derivative: Vec<f64> = a.iter().map(|&x| slope(x)).collect();
    Ok(json!({"s": s, "derivative": derivative}))`,
    canary: `
    eprintln!("noise");
    Ok(json!({"values": vector(&inputs["values"])?}))`,
    loss: 'Ok(json!({"loss": f64::NAN, "outputError": [-f64::INFINITY, -0.0]}))',
    forward: 'Err(Refusal("x has 2 rows".into()))',
  },
};

/** The recipe of a language's consumer, or what this machine lacks. */
function recipeOf(language: string): Recipe | { readonly missing: string } {
  const consumer = CONSUMERS.find(({ name }) => name === language);
  if (consumer) return consumer.recipe();
  const { interpreter = "" } = TEMPLATES[language];
  const isThere = spawnSync(interpreter, ["--version"]).status === 0;
  return isThere ? { run: () => [] } : { missing: interpreter };
}

/** A shell's command, in a folder from which `bptt-oracle` is found by its name. */
async function typed(cwd: string, line: string, input = ""): Promise<Omit<Outcome, "signal">> {
  const path = [cwd, dirname(process.execPath), process.env["PATH"]].join(delimiter);
  const env = { ...process.env, PATH: path };
  const running = promisify(execFile)("/bin/sh", ["-c", line], { cwd, env });
  running.child.stdin?.end(input);
  try {
    return { code: 0, ...(await running) };
  } catch (error) {
    return error as Outcome;
  }
}

/** A folder in which `bptt-oracle` can be started by its name. */
function userFolder(): string {
  const folder = temporaryFolder();
  const words = [process.execPath, join(import.meta.dirname, "../../src/cli.ts")].map(quoted);
  const script = `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`;
  writeFileSync(join(folder, "bptt-oracle"), script, { mode: 0o755 });
  return folder;
}

/** The lines to be typed, which are set in by two blanks, that begin with a text. */
function linesIn(printed: string, start: string): string[] {
  const lines = printed.split("\n").flatMap((line) => (line.startsWith("  ") ? [line.trim()] : []));
  return lines.filter((line) => line.startsWith(start));
}

/** A text with what a function holds before it is written replaced. */
function filled(text: string, kind: Kind, body: string): string {
  const pattern = new RegExp(`^.*"${kind} is not written yet".*$`, "m");
  expect(text).toMatch(pattern);
  return text.replace(pattern, () => body);
}

/** The beginning that is shown above the function for activations, out of its comment. */
function shownIn(text: string): string {
  const [, below] = text.split(/A beginning, .*:\n/);
  const lines = below.split("\n");
  const end = lines.findIndex((line) => /activation(_case)?\(|"""|^ \*\/$/.test(line));
  return lines
    .slice(0, end)
    .map((line) =>
      line
        .replace(/^( \*|\/\/\/?)/, "")
        .replace(/^ {4}/, "")
        .replace(/ \*\/$/, ""),
    )
    .join("\n");
}

/** What is to be said to a case by a program in which nothing is written yet. */
function reasonFor({ kind, inputs }: Case): string {
  return `${kind === "reject" ? inputs.kind : kind} is not written yet`;
}

/** Ended by the end of the input alone. */
const CONVERSATION = `{"cmd":"start","version":1}
{"cmd":"run","seq":1,"case":{"id":"a","kind":"canary","config":{},"inputs":{"values":[-0,0.1]}}}
{"cmd":"run","seq":2,"case":{"id":"b","kind":"loss","config":{},"inputs":{}}}
{"cmd":"run","seq":3,"case":{"id":"c","kind":"forward","config":{},"inputs":{}}}
{"cmd":"run","seq":4,"case":{"id":"d","kind":"toString","config":{},"inputs":{}}}
`;

describe.each(Object.entries(TEMPLATES))("init %s", (language, template) => {
  it("writes what is skipped until it is filled in, and then passes", async ({ skip }) => {
    const recipe = recipeOf(language);
    if ("missing" in recipe) {
      expect(process.env["CI"], `CI must have ${recipe.missing}`).toBe(undefined);
      process.stderr.write(`SKIPPED init ${language}: this machine lacks ${recipe.missing}\n`);
      skip();
      return;
    }
    const cwd = userFolder();
    const { stdout: printed } = await typed(cwd, `bptt-oracle init ${language} 'my rnn'`);
    const [check] = linesIn(printed, "node ");
    const checkAll = check.replace("--kind activation ", "");
    const [, command] = check.split(" -- ");
    const build = async (): Promise<void> => {
      for (const line of linesIn(printed, "(cd ")) {
        // Where the line would download something, the recipe takes what the machine has.
        const built = recipe.build?.map(quoted).join(" ") ?? "";
        const said = language === "rust" ? line.replace(template.build ?? "", built) : line;
        expect(await typed(cwd, said)).toEqual({ code: 0, stdout: "", stderr: "" });
      }
    };
    await build();

    const unwritten = await typed(cwd, checkAll);
    expect(unwritten.stdout).toMatch(/│ all +│ +(\d+) │ +0 │ +0 │ +\1 │ +0 │/);
    expect(unwritten.stdout).toContain(
      `\nFAIL: nothing was tested, as all ${SUITE.length} cases were skipped: "gradient is not`,
    );
    expect(unwritten.code).toBe(1);
    const { interpreter, program, network } = template;
    const words = [...(interpreter ? [interpreter] : []), join(cwd, "my rnn", program)];
    const answers: Answer[] = [];
    for await (const { answer } of runCases(await openProgram(words), SUITE)) answers.push(answer);
    const reasons = SUITE.map(reasonFor);
    expect(answers).toEqual(reasons.map((reason) => ({ kind: "skipped", reason })));

    const path = join(cwd, "my rnn", network);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, filled(text, "activation", shownIn(text)));
    await build();
    const begun = await typed(cwd, check);
    expect(begun.stdout).toContain("\nPASS: 4 of 13 cases passed, none failed; 9 skipped.\n");

    const { head = "", activation, ...others } = FILLINGS[language];
    let whole = filled(text, "activation", activation);
    for (const [kind, body] of Object.entries(others)) whole = filled(whole, kind as Kind, body);
    writeFileSync(path, whole.replace(/^package main\n/m, `$&${head}`));
    await build();
    const written = await typed(cwd, check);
    expect(written.stdout).toContain("\nPASS: 13 of 13 cases passed, none failed.\n");
    expect(written.code).toBe(0);

    const ended = await typed(cwd, command, CONVERSATION);
    const replies = ended.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(replies).toEqual([
      { ready: true, version: 1, implementation: expect.objectContaining({ name: "mine" }) },
      { seq: 1, results: { values: [-0, 0.1] } },
      { seq: 2, results: { loss: null, outputError: [null, -0] } },
      { seq: 3, error: "x has 2 rows" },
      { seq: 4, skipped: expect.stringContaining("known") },
    ]);
    expect([ended.code, ended.stderr]).toEqual([0, "noise\n"]);
  });
});

it.skipIf("missing" in recipeOf("c"))("init c writes what compiles without a warning", async () => {
  const cwd = userFolder();
  await typed(cwd, "bptt-oracle init c .");
  const { build = [] } = recipeOf("c") as Recipe;
  // Until they are written, the functions read nothing.
  const line = [...build, "-Wno-unused-parameter"].join(" ");
  expect(await typed(cwd, line)).toEqual({ code: 0, stdout: "", stderr: "" });
});
