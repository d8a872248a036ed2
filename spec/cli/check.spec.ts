import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { requireValid } from "../../src/conformance/schemas.ts";
import type { CheckReport } from "../../src/conformance/types.ts";
import { temporaryFolder } from "../support/cli.ts";
import { bptt, type Printed } from "../support/inProcess.ts";
import { resultsFile, SAMPLE_CASES, sampleResults, suiteFolder } from "../support/sampleSuite.ts";

const ELMAN = join(import.meta.dirname, "../support/elman.mjs");
const SHORT = "window-one-hop-short";

/** The members of an object without some. */
function without<Value>(
  object: Readonly<Record<string, Value>>,
  ...names: readonly string[]
): Record<string, Value> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

describe("check --results", () => {
  it("passes our own answers", async () => {
    const results = resultsFile(sampleResults());
    const { code, stdout, stderr } = await bptt(suiteFolder(), "check", "--results", results);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^sample 1, in any, computing in float64\n/);
    expect(stdout).toMatch(/│ all +│ +14 │ +13 │ +0 │ +1 │ +0 │/);
    expect(stdout).toMatch(/\nPASS: 13 of 14 cases passed, none failed; 1 skipped\.\n$/);
    expect(stdout).not.toContain("Diagnosis");
    expect(code).toBe(0);
  });

  it("names the mistake behind wrong ones, and draws it", async () => {
    const results = resultsFile(sampleResults(SHORT));
    const { code, stdout } = await bptt(suiteFolder(), "check", "--results", results);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /✗ gradient-window-1-of-7\n {2}\w+(\[\d\])+: expected \S+, got \S+, off by\s+\S+\s+times\s+the\s+tolerance/,
    );
    expect(stdout).toMatch(/\nDiagnosis\n {2}The window is one hop short\. /);
    expect(stdout).toMatch(/ {4}1 ○ ●\n {4}2 · ○ ●\n/);
    expect(stdout).toMatch(/\nFAIL: \d+ of 14 cases failed, 0 errored, \d+ passed, 1 skipped\.\n$/);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("is readable on a terminal of 40 columns", async () => {
    const results = resultsFile(sampleResults(SHORT));
    vi.stubEnv("COLUMNS", "40");
    const { stdout } = await bptt(suiteFolder(), "check", "--results", results);
    vi.unstubAllEnvs();
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(40);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "canary: cases 2, passed 1, failed 0, skipped 1, errored 0 ",
    );
  });

  it("fails missing answers, unless they were not asked for", async () => {
    const { results, ...others } = sampleResults();
    const file = resultsFile({ ...others, results: without(results, "random-seed-42") });
    const all = await bptt(suiteFolder(), "check", "--results", file);
    expect(all.code).toBe(1);
    expect(all.stdout).toContain("✗ random-seed-42\n  expected an answer, got none\n");
    expect(all.stdout).toContain("FAIL: 1 of 14 cases failed");
    const some = ["--kind", "gradient", "--kind", "pairs"];
    const chosen = await bptt(suiteFolder(), "check", ...some, "--results", file);
    expect(chosen.code).toBe(0);
    expect(chosen.stdout).toContain("PASS: 4 of 4 cases");
  });

  it("does not pass when nothing was tested", async () => {
    const args = ["--results", resultsFile(sampleResults()), "--only", "canary-float32-everyday"];
    const { code, stdout } = await bptt(suiteFolder(), "check", ...args);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\nFAIL: nothing was tested, as the one case was skipped: "for float32 only" \(1\)\.\n$/,
    );
  });

  it("leaves answers aside that were not asked for, and says how many", async () => {
    const results = resultsFile(sampleResults());
    const args = ["check", "--kind", "gradient", "--kind", "pairs", "--results", results];
    const { code, stdout, stderr } = await bptt(suiteFolder(), ...args);
    expect(stderr).toBe(
      `note: ${results}: 10 answers are to cases not asked for, and left aside\n`,
    );
    expect(stdout).toContain("PASS: 4 of 4 cases passed");
    expect(code).toBe(0);
  });

  it("takes the results of the whole suite for a file of some of its cases", async () => {
    const results = resultsFile(sampleResults());
    const one = join(temporaryFolder(), "one.json");
    const { stdout: text } = await bptt(
      suiteFolder(),
      "show",
      "--json",
      "pairs-sigmoid-linear-every",
    );
    writeFileSync(one, text);
    const args = ["--cases", one, "--results", results];
    const { code, stdout, stderr } = await bptt(suiteFolder(), "check", ...args);
    expect(stderr).toBe(
      `note: ${results}: 13 answers are to cases not asked for, and left aside\n`,
    );
    expect(stdout).toContain("PASS: 1 of 1 case passed");
    expect(code).toBe(0);
  });

  it("and still knows a case of neither for a mistake, and a case without an answer for a failure", async () => {
    const sample = sampleResults();
    const one = join(temporaryFolder(), "one.json");
    const { stdout: text } = await bptt(
      suiteFolder(),
      "show",
      "--json",
      "pairs-sigmoid-linear-every",
    );
    writeFileSync(one, text.replaceAll("pairs-sigmoid-linear-every", "pairs-own"));
    const check = (file: string): Promise<Printed> =>
      bptt(suiteFolder(), "check", "--cases", one, "--results", file);
    const unanswered = await check(resultsFile(sample));
    expect(unanswered.code).toBe(1);
    expect(unanswered.stdout).toContain("✗ pairs-own\n  expected an answer, got none\n");
    const file = resultsFile({ ...sample, skipped: { "pairs-onw": "later" } });
    expect(await check(file)).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/there is no case "pairs-onw"; nearest: pairs-own, /),
    });
  });

  it("--quick takes what the certificate calls so", async () => {
    const folder = suiteFolder();
    const { quick } = JSON.parse(readFileSync(join(folder, "certificate.json"), "utf8"));
    const args = ["--results", resultsFile(sampleResults()), "--quick", "--json", "-"];
    const { stdout } = await bptt(folder, "check", ...args);
    expect(Object.keys((JSON.parse(stdout) as CheckReport).cases).toSorted()).toEqual(
      quick.cases.toSorted(),
    );
    expect(quick.cases.length).toBeLessThan(SAMPLE_CASES.length);
  });

  it("shows ten failures, or with --all every one", async () => {
    const file = resultsFile({ ...sampleResults(), results: {} });
    const first = await bptt(suiteFolder(), "check", "--results", file);
    expect(first.stdout.match(/^✗ /gm)).toHaveLength(10);
    expect(first.stdout).toContain("\n… and 3 more failures, which --all shows\n");
    const all = await bptt(suiteFolder(), "check", "--all", "--results", file);
    expect(all.stdout.match(/^✗ /gm)).toHaveLength(13);
    expect(all.stdout).not.toContain("more failure");
  });

  it("--json writes a report as its schema describes it; with - it prints that and nothing else", async () => {
    const path = join(temporaryFolder(), "new", "report.json");
    const args = ["--results", resultsFile(sampleResults(SHORT)), "--json"];
    const written = await bptt(suiteFolder(), "check", ...args, path);
    expect(written.stdout).toContain("Diagnosis");
    const text = readFileSync(path, "utf8");
    const printed = await bptt(suiteFolder(), "check", ...args, "-");
    expect(printed).toEqual({ code: 1, stdout: text, stderr: "" });
    const report = JSON.parse(text) as CheckReport;
    expect(() => requireValid("check", report, "report")).not.toThrow();
    expect(report).toMatchObject({
      total: 14,
      skipped: 1,
      diagnosis: [{ bug: SHORT, title: "The window is one hop short" }],
    });
    expect(report.passed + report.failed).toBe(13);
    expect(report.truncation.map((reading) => reading.case)).toContain("gradient-window-1-of-7");
  });

  it("writes no report over what it reads, or over another one", async () => {
    const results = resultsFile(sampleResults());
    const before = readFileSync(results, "utf8");
    const other = join(temporaryFolder(), "a.xml");
    for (const [args, message] of [
      [["--json", results], `--json: expected another file than --results, got ${results}`],
      [
        ["--junit", other, "--html", other],
        `--html: expected another file than --junit, got ${other}`,
      ],
      [["--junit", "-"], "--junit: expected a file, got -"],
    ] as const) {
      const { code, stdout, stderr } = await bptt(
        suiteFolder(),
        "check",
        "--results",
        results,
        ...args,
      );
      expect({ code, stdout, stderr }).toEqual({
        code: 2,
        stdout: "",
        stderr: `error: ${message}\n`,
      });
    }
    expect(readFileSync(results, "utf8")).toBe(before);
  });

  it("--junit and --html write the other reports", async () => {
    const folder = temporaryFolder();
    const files = ["--junit", join(folder, "a.xml"), "--html", join(folder, "a.html")];
    const results = resultsFile(sampleResults(SHORT));
    const { code } = await bptt(suiteFolder(), "check", ...files, "--results", results);
    expect(code).toBe(1);
    expect(readFileSync(join(folder, "a.xml"), "utf8")).toContain("<testsuites ");
    expect(readFileSync(join(folder, "a.html"), "utf8")).toContain("<h2>Diagnosis</h2>");
  });

  it("--dtype must be what the implementation says", async () => {
    const args = ["check", "--results", resultsFile(sampleResults()), "--dtype"];
    expect((await bptt(suiteFolder(), ...args, "float64")).code).toBe(0);
    expect(await bptt(suiteFolder(), ...args, "float32")).toEqual({
      code: 2,
      stdout: "",
      stderr: 'error: --dtype: expected float64, as "sample" says of itself, got float32\n',
    });
  });
});

describe("check -- COMMAND", () => {
  const program = [process.execPath, ELMAN];

  it("asks a program, and passes a right one", async () => {
    const { code, stdout, stderr } = await bptt(
      suiteFolder(),
      ...["check", "--kind", "gradient", "--kind", "pairs", "--", ...program],
    );
    expect(stdout).toMatch(/\nPASS: 3 of 4 cases passed, none failed; 1 skipped\.\n$/);
    expect(stderr).toContain("cases 4/4\n");
    expect(code).toBe(0);
  });

  it("fails a wrong one, and says what is wrong with it", async () => {
    const args = ["--kind", "gradient", "--json", "-", "--", ...program, "wrong"];
    const { code, stdout } = await bptt(suiteFolder(), "check", ...args);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ failed: 3, diagnosis: [{ bug: SHORT }] });
  });

  it("says what a program did instead of answering, and what it complained of", async () => {
    const crash = `console.error("\\x1b[31mout of luck\\nand of memory"); process.exit(3)`;
    const ready = `process.stdin.once("data", () => { console.log(JSON.stringify({ ready: true, version: 1, implementation: { name: "n", language: "l", version: "v", dtype: "float64" } })); process.stdin.once("data", () => { ${crash} }); })`;
    const only = ["--only", "gradient-window-1-of-7"];
    const node = [process.execPath, "-e", ready];
    const { code, stdout } = await bptt(suiteFolder(), "check", ...only, "--", ...node);
    expect(code).toBe(1);
    expect(stdout).toContain("! gradient-window-1-of-7\n  the program exited with code 3");
    expect(stdout).toContain("    \\u{1b}[31mout of luck\n    and of memory\n");
    expect(stdout).toMatch(/FAIL: 0 of 1 case failed, 1 errored, 0 passed, 0 skipped\.\n$/);
  });

  it("gives up on a case after --timeout seconds", async () => {
    const ready = `setInterval(() => {}, 1000); process.stdin.once("data", () => console.log(JSON.stringify({ ready: true, version: 1, implementation: { name: "n", language: "l", version: "v", dtype: "float64" } })))`;
    const args = ["--timeout", "0.2", "--only", "gradient-window-1-of-7", "--"];
    const { code, stdout } = await bptt(
      suiteFolder(),
      "check",
      ...args,
      process.execPath,
      "-e",
      ready,
    );
    expect(code).toBe(1);
    expect(stdout).toContain("the program took more than 200 ms");
  });

  it("gives up on the start after --start-timeout seconds, whatever --timeout says", async () => {
    const args = ["--start-timeout", "0.1", "--timeout", "20", "--", process.execPath, "-e"];
    const { code, stderr } = await bptt(
      suiteFolder(),
      "check",
      ...args,
      "setInterval(() => {}, 9)",
    );
    expect(stderr).toMatch(/^error: .*: the program took more than 100 ms before it was ready\n$/);
    expect(code).toBe(2);
  });

  it("notes what changes no answer", async () => {
    const rude = readFileSync(ELMAN, "utf8").replace("break;", "process.exit(7);");
    const args = ["--kind", "gradient", "--", process.execPath, "--input-type=module", "-e", rude];
    const { code, stderr } = await bptt(suiteFolder(), "check", ...args);
    expect(stderr).toMatch(/note: the program exited with code 7 when it was told to stop\n$/);
    expect(code).toBe(0);
  });

  it("stops a program of another dtype than was stated", async () => {
    const args = ["check", "--dtype", "float32", "--", ...program];
    expect(await bptt(suiteFolder(), ...args)).toMatchObject({
      code: 2,
      stderr: 'error: --dtype: expected float64, as "plain Elman" says of itself, got float32\n',
    });
  });
});

describe("misuse of check ends with exit code 2 and one line", () => {
  const results = (): string => resultsFile(sampleResults());
  const table: readonly [string, () => readonly string[], RegExp][] = [
    ["nothing to check", () => [], /expected either --results FILE or -- COMMAND …/],
    ["both", () => ["--results", results(), "--", "node"], /expected either --results FILE/],
    [
      "no such file",
      () => ["--results", "/none.json"],
      /\/none\.json: expected a file that can be read/,
    ],
    [
      "a file where a program belongs",
      () => [results()],
      /results\.json: the program could not be started: /,
    ],
    ["no such program", () => ["--", "/none"], /\/none: the program could not be started: /],
    ["no such option", () => ["--result", "x"], /unknown option '--result'/],
    [
      "no such kind",
      () => ["--kind", "x"],
      /'--kind <kind>' argument 'x' is invalid. Expected one of canary, /,
    ],
    ["no such dtype", () => ["--dtype", "x"], /Allowed choices are float64, float32/],
    [
      "no such case",
      () => ["--only", "gradient-window-1", "--results", results()],
      /there is no case "gradient-window-1"; nearest: gradient-window-1-of-7, /,
    ],
    ["no time", () => ["--timeout", "0", "--", "node"], /Expected a number of seconds above 0/],
    ["an empty path", () => ["--json", "", "--", "node"], /Expected a path/],
    [
      "a place that cannot be written to",
      () => ["--json", "/dev/null/x", "--results", results()],
      /cannot write \/dev\/null\/x/,
    ],
    [
      "a line feed in a place that cannot be written to",
      () => ["--json", "/dev/null/a\nb", "--results", results()],
      /cannot write \/dev\/null\/a\\nb/,
    ],
    [
      "no case left",
      () => ["--kind", "loss", "--only", "random-seed-42", "--results", results()],
      /no case is all that --kind, --only and --quick ask for/,
    ],
  ];

  it.each(table)("%s", async (_, args, said) => {
    const { code, stdout, stderr } = await bptt(suiteFolder(), "check", ...args());
    expect(stderr).toMatch(said);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it.each([
    ["results that are none", ["--results", "/dev/null"]],
    ["a program that does not start", ["--", "no-such-program"]],
    ["another dtype", ["--dtype", "float32", "--", process.execPath, ELMAN]],
  ])("%s: no folder is made", async (_, args) => {
    const folder = temporaryFolder();
    const json = join(folder, "new", "report.json");
    expect((await bptt(suiteFolder(), "check", "--json", json, ...args)).code).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("an answer to a case that there is not", async () => {
    const sample = sampleResults();
    const file = resultsFile({ ...sample, skipped: { "random-seed-43": "later" } });
    const { code, stderr } = await bptt(suiteFolder(), "check", "--results", file);
    expect(stderr).toContain(
      `error: ${file}: there is no case "random-seed-43"; nearest: random-seed-42, `,
    );
    expect(code).toBe(2);
  });

  it("a program that says something else than that it is ready, with what it complained of", async () => {
    const babble = `console.error("help"); console.log("hello"); setTimeout(() => {}, 10000)`;
    const { code, stderr } = await bptt(
      suiteFolder(),
      "check",
      "--",
      process.execPath,
      "-e",
      babble,
    );
    expect(stderr).toMatch(/^error: .*printed "hello" instead of saying that it is ready/);
    expect(stderr).toMatch(/\nits standard error:\nhelp\n$/);
    expect(code).toBe(2);
  });

  it.each([
    [40, /\nits standard error:\n1\n2\n.*\n40\n$/s],
    [41, /\nits standard error:\n…\n2\n.*\n41\n$/s],
  ])("and of %i lines no more than the last forty", async (lines, said) => {
    const numbered = `for (let n = 1; n <= ${lines}; n++) console.error(n)`;
    const babble = `${numbered}; console.log("hello"); setTimeout(() => {}, 10000)`;
    const command = [process.execPath, "-e", babble];
    const { code, stderr } = await bptt(suiteFolder(), "check", "--", ...command);
    expect(stderr).toMatch(said);
    expect(code).toBe(2);
  });
});
