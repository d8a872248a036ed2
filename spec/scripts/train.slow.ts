/** `npm run train --csv` as its users run it. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { SeriesResult } from "../../src/series/result.ts";
import { type CliOptions, type Outcome, runScript, temporaryFolder } from "../support/cli.ts";

const DATA = join(import.meta.dirname, "../../node_modules/vega-datasets/data");
const PRICES = join(DATA, "sp500-2000.csv");
const STOCKS = join(DATA, "stocks.csv");

const train = (args: readonly string[], options?: CliOptions): Promise<Outcome> =>
  runScript("train", args, options);

/** A month of Microsoft's prices after the other, and a small network. */
const SMALL = [
  ...["--csv", STOCKS, "--columns", "price", "--where", "symbol=MSFT", "--date", "date"],
  ...["--window", "6", "--hidden", "4"],
];

const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");

function csv(content: string): string {
  const file = join(temporaryFolder(), "t.csv");
  writeFileSync(file, content);
  return file;
}

/** A table of one column, a, of so many values. */
const column = (value: (n: number) => number, rows: number): string =>
  `a\n${Array.from({ length: rows }, (_, n) => value(n)).join("\n")}\n`;

afterEach(() => void vi.unstubAllEnvs());

describe("npm run train --csv", () => {
  it("trains, says how it compares, and writes everything", async () => {
    const out = temporaryFolder();
    const args = ["--csv", PRICES, "--columns", "close,volume", "--target", "close"];
    const more = ["--date", "date", "--epochs", "2", "--hidden", "4", "--out", out];
    const { code, stdout, stderr } = await train([...args, ...more]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.replace(/\s+/g, " ")).toContain("/sp500-2000.csv: 5105 rows of close, volume ");
    expect(stdout).toContain("\npredicts close from the 20 rows before\n");
    expect(stdout).toContain(
      "\nwindows: 3559 to train on, 509 to choose the epoch by, 1017 to test\n",
    );
    expect(stdout).toMatch(/^ {5}2 +\d\.\d{8} +\d\.\d{8}( \*)?$/m);
    expect(stdout).toMatch(/^│ close │ +\d+\.\d+ │ +32\.1096 │ +[\d.]+ │$/m);
    expect(stdout).toContain("close: the network does not beat the last value");
    expect(stdout).toContain("keep their last value: volume = 5792140000\n");
    for (const line of stdout.split("\n")) {
      if (!line.startsWith("written into ")) expect(line.length).toBeLessThanOrEqual(100);
    }
    const files = readdirSync(out);
    expect(files.sort()).toEqual(
      [
        ...["forecast.csv", "model.json", "report.html", "train.json"],
        ...["forecast.png", "forecast.svg", "losses.png", "losses.svg"],
        ...["predictions.png", "predictions.svg"],
      ].sort(),
    );
    for (const file of files) expect(stdout).toContain(`\n  ${file}\n`);
    expect(read(out, "forecast.csv")).toMatch(/^step,close\n1,[\d.]+\n(\d,[\d.]+\n){4}$/);
  });

  it("the same seed gives the same bytes, by either engine", async () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    await train([...SMALL, "--epochs", "3", "--out", one, "--engine", "wasm"]);
    await train([...SMALL, "--epochs", "3", "--out", two, "--engine", "reference"]);
    const files = readdirSync(one);
    expect(readdirSync(two)).toEqual(files);
    for (const file of files) {
      expect(readFileSync(join(one, file)).equals(readFileSync(join(two, file)))).toBe(true);
    }
  });

  it("--resume goes on as if it had never stopped: 5 + 5 epochs are 10", async () => {
    const [whole, parts] = [temporaryFolder(), temporaryFolder()];
    await train([...SMALL, "--epochs", "10", "--no-plots", "--out", whole]);
    await train([...SMALL, "--epochs", "5", "--no-plots", "--out", parts]);
    const model = join(parts, "model.json");
    const rest = ["--resume", model, "--epochs", "5", "--no-plots", "--out", parts];
    const { code, stdout } = await train([...SMALL, ...rest]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {4}10 /m);
    expect(read(parts, "model.json")).toBe(read(whole, "model.json"));
  });

  it("--load uses a model on another table, without training and without touching it", async () => {
    const [out, use] = [temporaryFolder(), temporaryFolder()];
    await train([...SMALL, "--epochs", "2", "--no-plots", "--out", out]);
    const model = join(out, "model.json");
    const before = read(out, "model.json");
    const other = ["--csv", STOCKS, "--where", "symbol=IBM", "--load", model, "--forecast", "3"];
    const { code, stdout } = await train([...other, "--out", use]);
    expect(code).toBe(0);
    expect(stdout).toContain("as trained before: the best is that after 2 of 2 epochs\n");
    expect(stdout).toContain("own units, on all 117 windows of the file, which is not");
    expect(stdout).toContain("\nthe model was trained on other data than these: ");
    expect(read(use, "forecast.csv").split("\n")).toHaveLength(5);
    expect(existsSync(join(use, "model.json"))).toBe(false);
    expect(read(out, "model.json")).toBe(before);
    // Six months are enough for a forecast, and for nothing else.
    const months = csv("price\n100\n101\n102\n103\n104\n105\n");
    const short = await train(["--csv", months, "--load", model, "--no-plots", "--out", use]);
    expect(short.stdout).toContain("nothing to judge by");
    expect(short.stdout).toContain("the next 5 rows");
  });

  it("--load on what the model was trained on judges what was held out, as the training did", async () => {
    const [out, use] = [temporaryFolder(), temporaryFolder()];
    await train([...SMALL, "--epochs", "2", "--no-plots", "--out", out]);
    const load = ["--load", join(out, "model.json"), "--no-plots", "--out", use];
    const { code, stdout } = await train([...SMALL, ...load]);
    expect(code).toBe(0);
    expect(stdout).toContain("of the test part, by which");
    expect(stdout).not.toContain("other data");
    const [trained, loaded] = [out, use].map(
      (folder): SeriesResult => JSON.parse(read(folder, "train.json")),
    );
    expect(loaded.rmse).toEqual(trained.rmse);
    expect(loaded.windows).toEqual(trained.windows);
  });

  it("--resume on another table says that what is judged may have been trained on, ever after", async () => {
    const out = temporaryFolder();
    await train([...SMALL, "--epochs", "1", "--no-plots", "--out", out]);
    const other = ["--csv", STOCKS, "--where", "symbol=IBM", "--out", out];
    const resume = ["--resume", join(out, "model.json"), "--epochs", "1"];
    const OTHER = /\nthe model was trained on other data than these: .*\n.*trained on\n/;
    const { stdout } = await train([...other, ...resume]);
    expect(stdout).toMatch(OTHER);
    expect(stdout).toContain("\nits best epoch is judged anew\n");
    for (const again of [resume, ["--load", join(out, "model.json")]]) {
      const later = await train([...other, ...again]);
      expect(later.stdout).toMatch(OTHER);
      expect(later.stdout).not.toContain("judged anew");
      expect(read(out, "report.html")).toContain("the model was trained on other data than these");
      expect(JSON.parse(read(out, "train.json"))).toMatchObject({ otherData: true });
    }
  });

  it("keeps a model.json that is there, unless it is the one gone on with or the same", async () => {
    const out = temporaryFolder();
    const args = [...SMALL, "--no-plots", "--out", out];
    await train([...args, "--epochs", "2"]);
    const first = read(out, "model.json");
    await train([...args, "--epochs", "2"]);
    expect(readdirSync(out).sort()).toEqual(["forecast.csv", "model.json", "train.json"]);
    const { stdout } = await train([...args, "--epochs", "1"]);
    expect(stdout).toContain("\nthe model.json that was there is kept as model.1.json\n");
    expect(read(out, "model.1.json")).toBe(first);
    const second = read(out, "model.json");
    // To go on with the one that was kept writes over neither.
    const resume = ["--resume", join(out, "model.1.json"), "--epochs", "1"];
    await train([...args, ...resume]);
    expect(read(out, "model.1.json")).toBe(first);
    expect(read(out, "model.2.json")).toBe(second);
  });

  it("leaves no reports of an earlier run beside its own, and no others alone", async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, "sample.txt"), "mine");
    writeFileSync(join(out, "notes.txt"), "mine");
    const args = [...SMALL, "--epochs", "2", "--out", out];
    await train(args);
    // No train.json was there: so the file of that name is none of this program's.
    expect(read(out, "sample.txt")).toBe("mine");
    await train([...args, "--forecast", "0", "--no-plots"]);
    expect(readdirSync(out).sort()).toEqual(["model.json", "notes.txt", "train.json"]);
  });

  it("Ctrl-C saves the model as it is, and --resume goes on with it", async () => {
    const out = temporaryFolder();
    const model = join(out, "model.json");
    const args = [...SMALL, "--patience", "1000000", "--no-plots", "--out", out];
    const stopped = await train([...args, "--epochs", "1000000"], {
      onOutput: (text, kill) => {
        if (/^ +20 /m.test(text)) kill("SIGINT");
      },
    });
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toContain("\ninterrupted: the best is that after ");
    const { progress } = JSON.parse(read(out, "model.json")) as { progress: { epochs: number } };
    expect(progress.epochs).toBeGreaterThanOrEqual(20);
    const resumed = await train([...args, "--resume", model, "--epochs", "2"]);
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toMatch(new RegExp(`^ +${progress.epochs + 2} `, "m"));
    // The same as without the interruption.
    const after = read(out, "model.json");
    await train([...args, "--epochs", String(progress.epochs + 2), "--quiet"]);
    expect(read(out, "model.json")).toBe(after);
  });

  it("Ctrl-C takes effect within an epoch, however long, and saves the best so far", async () => {
    const out = temporaryFolder();
    // An epoch of this takes a minute or so.
    const table = csv(column((n) => n % 7, 40_000));
    const args = ["--csv", table, "--columns", "a", "--hidden", "200", "--out", out];
    let pressed = Number.NaN;
    const { code, stdout, stderr } = await train(args, {
      onOutput: (text, kill) => {
        if (!Number.isNaN(pressed) || !text.includes("validation loss")) return;
        setTimeout(() => {
          pressed = performance.now();
          kill("SIGINT");
        }, 300);
      },
    });
    // Less than half a second on a machine that does nothing else; no more than this on a busy one,
    // where an epoch takes that much longer as well.
    expect(performance.now() - pressed).toBeLessThan(20_000);
    expect([code, stderr]).toEqual([130, ""]);
    expect(stdout).toContain("\ninterrupted: the best is that after 0 of 0 epochs\n");
    expect(stdout).toContain("\nnot judged, since it was interrupted: --load does so\n");
    expect(readdirSync(out).sort()).toEqual(["model.json", "train.json"]);
    expect(JSON.parse(read(out, "model.json"))).toMatchObject({ progress: { epochs: 0 } });
  });

  it("in 40 columns prints no longer line", async () => {
    vi.stubEnv("COLUMNS", "40");
    const { stdout } = await train([...SMALL, "--epochs", "2", "--out", "out"], {
      cwd: temporaryFolder(),
    });
    expect(stdout).toContain("\nprice: network ");
    for (const line of stdout.split("\n")) {
      if (!line.includes("stocks.csv")) expect(line.length).toBeLessThanOrEqual(40);
    }
  });

  it("--json prints train.json and nothing else, the same every time", async () => {
    const out = temporaryFolder();
    const args = [...SMALL, "--epochs", "1", "--no-plots", "--json", "--out", out];
    const { stdout, stderr } = await train(args);
    expect(stderr).toBe("");
    expect(stdout).toBe(read(out, "train.json"));
    expect((JSON.parse(stdout) as SeriesResult).losses).toHaveLength(2);
    expect((await train(args)).stdout).toBe(stdout);
  });

  it.each([
    ["T = 1", column((n) => n % 3, 40), ["--window", "1"], /on the 8 windows of the test part/],
    ["a constant series", column(() => 7, 40), [], /a is constant in the training part/],
    ["the shortest series", column((n) => n, 4), ["--window", "1"], /1 to train on, 1 to choose/],
    [
      "the shortest without a test",
      column((n) => n, 3),
      ["--window", "1", "--test", "0"],
      /by which\n {2}the network's epoch was chosen too\n/,
    ],
    [
      "differences",
      column((n) => n * n, 40),
      ["--transform", "difference"],
      /by the difference of/,
    ],
    ["no epochs", column((n) => n, 40), ["--epochs", "0"], /not trained: the best/],
    ["no forecast", column((n) => n, 40), ["--forecast", "0"], /^RMSE in/m],
    ["a quoted name", `"x, y"\n${"1\n2\n".repeat(20)}`, ["--columns", '"x, y"'], /of x, y\n/],
    ["a chunk's truncation", column((n) => n % 4, 40), ["--truncate", "chunk:2:3"], /^RMSE in/m],
  ])("%s ends well", async (_, content, args, text) => {
    const small = ["--columns", "a", "--window", "4", "--hidden", "3", "--epochs", "2"];
    const out = ["--no-plots", "--out", temporaryFolder()];
    const { code, stdout, stderr } = await train([
      "--csv",
      csv(content),
      ...small,
      ...args,
      ...out,
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(text);
  });

  it("a rate beyond all diverges, which exits 1", async () => {
    const args = ["--csv", csv(column((n) => n % 5, 40)), "--columns", "a", "--epochs", "2"];
    const more = ["--window", "4", "--learning-rate", "1e300", "--out", temporaryFolder()];
    const { code, stdout, stderr } = await train([...args, ...more, "--no-plots"]);
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("stopped since it diverged");
  });

  it("predictions that are not finite are said to be so, and the model is saved", async () => {
    const out = temporaryFolder();
    const table = csv(column((n) => (n < 32 ? 10 ** ((n % 2) * 300 - 150) : 1e-150), 60));
    const args = ["--csv", table, "--columns", "a", "--transform", "log-difference"];
    const small = ["--window", "1", "--hidden", "2", "--epochs", "3", "--out", out];
    const { code, stdout, stderr } = await train([...args, ...small]);
    expect([code, stderr]).toEqual([0, ""]);
    const model = JSON.parse(read(out, "model.json")) as { task: { mean: number[] } };
    model.task.mean[0] = 1e308;
    writeFileSync(join(out, "spoilt.json"), JSON.stringify(model));
    const load = ["--load", join(out, "spoilt.json"), "--out", temporaryFolder()];
    const spoilt = await train(["--csv", table, ...load]);
    expect([spoilt.code, spoilt.stderr]).toEqual([0, ""]);
    expect(spoilt.stdout).toContain("\na: the network's predictions are not finite.\n");
    expect(spoilt.stdout).toContain("\nno forecast after 0 of 5 rows: it is not finite\n");
    expect(stdout).toContain("RMSE");
  });

  it("a constant series is predicted well by all", async () => {
    const out = temporaryFolder();
    const args = ["--csv", csv(column(() => 7, 60)), "--columns", "a", "--no-plots", "--out", out];
    await train([...args, "--epochs", "20"]);
    const { rmse } = JSON.parse(read(out, "train.json")) as SeriesResult;
    expect(rmse["a"]["last value"]).toBe(0);
    // The network of zeros' output is what its biases say, which start at 0 as the target is.
    expect(rmse["a"]["network"]).toBe(0);
    expect(rmse["a"]["autoregression"]).toBe(0);
  });

  it("--help says what there is", async () => {
    const { code, stdout } = await train(["--help"]);
    expect(code).toBe(0);
    for (const option of [
      ...["csv", "columns", "target", "date", "where", "missing", "delimiter", "window"],
      ...["transform", "forecast", "hidden", "epochs", "learning-rate", "clip", "truncate", "seed"],
      ...[
        "rng",
        "validation",
        "test",
        "patience",
        "resume",
        "load",
        "engine",
        "out",
        "json",
        "quiet",
      ],
    ]) {
      expect(stdout).toContain(`--${option}`);
    }
  });
});

describe("a mistake exits 2 with one line", () => {
  const A = ["--csv", join(DATA, "global-temp.csv")];
  const ON_A = [...A, "--columns", "temp"];

  it.each<[readonly string[], string]>([
    [[], "--csv or --text: expected something to train on, got neither"],
    [["--csv", "none.csv"], "none.csv: expected a file that can be read, got none"],
    [["--csv", DATA], "expected a file, got a directory"],
    [A, "expected --columns to name some of year, temp"],
    [[...A, "--columns", "tmep"], 'got "tmep"; do you mean temp?'],
    [[...A, "--columns", "temp,temp"], "--columns: expected each column once, got temp twice"],
    [[...A, "--columns", ","], "Expected names with commas between."],
    [[...A, "--columns", '"'], "Expected names with commas between."],
    [[...ON_A, "--target", "year"], "--target: expected some of --columns, temp, got year"],
    [[...ON_A, "--window", "0"], "--window: expected a whole number of at least 1, got 0"],
    [[...ON_A, "--window", "500"], "--window: expected at most 141, to train on one window"],
    [[...ON_A, "--hidden", "0"], "--hidden: expected a whole number from 1 to 2000, got 0"],
    [[...ON_A, "--hidden", "1e9"], "--hidden: expected a whole number from 1 to 2000"],
    [[...ON_A, "--epochs", "-1"], "--epochs: expected a whole number from 0 to 1000000, got -1"],
    [[...ON_A, "--learning-rate", "-1"], "--learning-rate: expected a finite number of at least 0"],
    [[...ON_A, "--clip", "-1"], "--clip: expected a finite number of at least 0, got -1"],
    [[...ON_A, "--truncate", "some"], "Expected full, window:HOPS"],
    [[...ON_A, "--truncate", "chunk:4:2"], "--truncate, k2: expected at least k1 = 4"],
    [[...ON_A, "--seed", "-1"], "--seed: expected a whole number from 0 to 4294967295, got -1"],
    [[...ON_A, "--rng", "mt"], "Allowed choices are seedrandom, numpy."],
    [[...ON_A, "--validation", "1"], "--validation: expected a fraction below 1, got 1"],
    [[...ON_A, "--validation", "0"], "--validation: expected a finite number above 0, got 0"],
    [[...ON_A, "--test", "0.9"], "--test: expected a fraction that leaves some to train on"],
    [[...ON_A, "--test", "-1"], "--test: expected a finite number of at least 0, got -1"],
    [[...ON_A, "--patience", "0"], "--patience: expected a whole number of at least 1, got 0"],
    [[...ON_A, "--forecast", "-1"], "--forecast: expected a whole number from 0 to 100000, got -1"],
    [[...ON_A, "--missing", "guess"], "Allowed choices are error, previous, drop."],
    [[...ON_A, "--where", "temp"], "Expected COLUMN=VALUE."],
    [[...ON_A, "--where", "year=1"], "expected rows with year=1, got none"],
    [[...ON_A, "--delimiter", "ab"], "Expected one character, or tab."],
    [[...ON_A, "--transform", "log-difference"], "--transform: expected only numbers above 0"],
    [[...ON_A, "--resume", "none.json"], "none.json: expected a file that can be read, got none"],
    [[...ON_A, "--resume", "a", "--load", "b"], "--load: expected none with --resume"],
    [[...ON_A, "--load", "b", "--epochs", "1"], "cannot be used with option '--load <model>'"],
    [["--load", "b", "--decay", "1"], "cannot be used with option '--load <model>'"],
    [[...ON_A, "--load", PRICES], "sp500-2000.csv: expected a JSON value"],
    [[...ON_A, "--out", ""], "Expected a path."],
    [["extra"], "too many arguments"],
  ])("%j", async (args, message) => {
    const out = args.includes("--out") ? [] : ["--out", temporaryFolder()];
    const { code, stdout, stderr } = await train([...args, ...out]);
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("an option that is not the model's", async () => {
    const out = temporaryFolder();
    await train([...SMALL, "--epochs", "1", "--no-plots", "--out", out]);
    const resume = ["--resume", join(out, "model.json"), "--out", out];
    const { code, stderr } = await train([...SMALL, ...resume, "--window", "7"]);
    expect(code).toBe(2);
    expect(stderr).toBe("error: --window: expected 6, which is the model's, or nothing, got 7\n");
  });

  it("an --out that would write over the table, or over a folder", async () => {
    const out = temporaryFolder();
    const table = join(out, "forecast.csv");
    writeFileSync(table, "a\n1\n2\n3\n");
    const over = await train(["--csv", table, "--columns", "a", "--out", out]);
    expect(over.stderr).toContain("expected another file than --csv");
    expect(readFileSync(table, "utf8")).toBe("a\n1\n2\n3\n");
    const link = join(temporaryFolder(), "link");
    symlinkSync(out, link);
    const through = await train(["--csv", table, "--columns", "a", "--out", link]);
    expect(through.stderr).toContain("expected another file than --csv");
    const asText = await train(["--text", table, "--out", link]);
    expect(asText.stderr).toContain("expected another file than --text");
    expect(readFileSync(table, "utf8")).toBe("a\n1\n2\n3\n");
    mkdirSync(join(out, "losses.png"));
    const { stderr } = await train([...ON_A, "--out", out]);
    expect(stderr).toBe(`error: cannot write ${join(out, "losses.png")}: it is a directory\n`);
  });
});
