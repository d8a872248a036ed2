/** `npm run train -- --text`, as a user runs it, and the network of the example under the oracles. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ENGINES } from "../../src/engine/engine.ts";
import { engineOf } from "../../src/engine/engines.ts";
import { checkNetwork, ORACLES } from "../../src/gradcheck/networkCheck.ts";
import { decodeText } from "../../src/text/decode.ts";
import { newTextModel } from "../../src/text/model.ts";
import type { TextResult } from "../../src/text/result.ts";
import { segment } from "../../src/text/stream.ts";
import { encode, vocabularyOf } from "../../src/text/vocabulary.ts";
import { type CliOptions, type Outcome, runScript, temporaryFolder } from "../support/cli.ts";

let folder: string;
let genesis: string;

function example(...args: readonly string[]): Promise<Outcome> {
  return runScript("example-text", args);
}

/** Runs `train` into a folder of its own. */
async function trainInto(
  out: string,
  args: readonly string[],
  options?: CliOptions,
): Promise<Outcome> {
  return runScript("train", ["--no-plots", "--out", out, ...args], options);
}

function fileOf(bytes: string | Uint8Array): string {
  const path = join(temporaryFolder(), "text.txt");
  writeFileSync(path, bytes);
  return path;
}

const model = (out: string): string => readFileSync(join(out, "model.json"), "utf8");

const result = (out: string): TextResult =>
  JSON.parse(readFileSync(join(out, "train.json"), "utf8"));

/** A small network, for a text that is not the point. */
const SMALL = ["--hidden", "5", "--every", "50", "--epochs", "2"];

afterEach(() => void vi.unstubAllEnvs());

describe("the example", () => {
  it("is the King James Bible, or a book of it", async () => {
    const out = join(temporaryFolder(), "kjv.txt");
    expect((await example("--out", out)).stdout).toBe(`${out}: 4142729 characters\n`);
    const text = readFileSync(out, "utf8");
    expect(text).toMatch(/^In the beginning God created the heaven and the earth\.\n/);
    expect(text).toMatch(/\nThe grace of our Lord Jesus Christ be with you all\. Amen\.\n$/);
    expect(text).not.toMatch(/[#[\]]|\n\n\n| {2}| \n/);
    const { code, stderr } = await example("--book", "Genisis", "--out", out);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: --book: expected one of Genesis, Exodus, .*, got Genisis\n$/);
  });

  it("beats the unigram, the bigram and the trigram, and prints samples on its way", async () => {
    const [out, book] = [temporaryFolder(), join(temporaryFolder(), "genesis.txt")];
    expect((await example("--book", "Genesis", "--out", book)).code).toBe(0);
    const { code, stdout } = await trainInto(out, ["--text", book]);
    expect(code).toBe(0);
    const { network, unigram, bigram, trigram } = result(out).bitsPerCharacter ?? {};
    expect(network).toBeLessThan(bigram - 0.8);
    expect(network).toBeLessThan(trigram);
    expect(bigram).toBeLessThan(unigram);
    expect(stdout).toContain("The network beats the unigram");
    expect(stdout.match(/^ {2}\| /gm)?.length).toBeGreaterThan(10);
    for (const line of stdout.split("\n")) {
      if (!line.includes(out) && !line.includes(book)) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it.each([
    [2, ORACLES],
    [100, ["duals", "pairs"]],
  ] as const)("has the right gradients, with %i hidden units: %j", async (hidden, oracles) => {
    const book = join(temporaryFolder(), "genesis.txt");
    await example("--book", "Genesis", "--out", book);
    const text = decodeText(readFileSync(book));
    const vocabulary = vocabularyOf(text);
    const { network, parameters } = newTextModel(vocabulary, "", {
      ...{
        hidden,
        length: 25,
        every: 1,
        decay: 1,
        truncation: { kind: "full" },
        generator: "seedrandom",
        seed: 1,
      },
      ...{ learningRate: 0, clipping: null, validation: 0, test: 0 },
    });
    const sequence = segment(network, encode(vocabulary, text), 0, 3);
    for (const name of ENGINES) {
      const { forward, backward } = engineOf(name);
      const gradients = backward(
        network,
        parameters,
        forward(network, parameters, sequence.x),
        sequence.y,
      );
      const { verdict } = checkNetwork(network, parameters, sequence, gradients, oracles);
      expect(verdict).toBe("pass");
    }
  });
});

describe("training on a text", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "bptt-oracle-"));
    genesis = join(folder, "genesis.txt");
    await example("--book", "Genesis", "--out", genesis);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("gives the same bytes again, by either engine, and when it is resumed", async () => {
    const outs = Array.from({ length: 5 }, temporaryFolder);
    const args = ["--text", genesis, "--hidden", "20", "--every", "3000", "--decay", "0.8"];
    const trainTo = async (out: string, ...more: string[]): Promise<void> => {
      expect((await trainInto(out, [...args, ...more])).code).toBe(0);
    };
    await trainTo(outs[0], "--epochs", "5");
    await trainTo(outs[1], "--epochs", "5");
    await trainTo(outs[2], "--epochs", "5", "--engine", "reference");
    await trainTo(outs[3], "--epochs", "2");
    // All but the text and the number of rounds is the model's.
    const resume = ["--resume", join(outs[3], "model.json"), "--epochs", "3"];
    expect((await trainInto(outs[4], ["--text", genesis, ...resume])).code).toBe(0);
    for (const out of outs.slice(1, 3).concat(outs[4])) expect(model(out)).toBe(model(outs[0]));
    for (const name of ["train.json", "sample.txt"]) {
      const first = readFileSync(join(outs[0], name), "utf8");
      expect(readFileSync(join(outs[1], name), "utf8")).toBe(first);
    }
  });

  it("--load judges and writes without training, or only writes, by seed and prompt", async () => {
    const out = temporaryFolder();
    await trainInto(out, ["--text", genesis, "--every", "3000", "--epochs", "1"]);
    const path = join(out, "model.json");
    const again = temporaryFolder();
    const loaded = await trainInto(again, ["--load", path, "--text", genesis]);
    expect(loaded.code).toBe(0);
    expect(result(again).bitsPerCharacter).toEqual(result(out).bitsPerCharacter);
    expect(loaded.stdout).not.toContain("other data");
    const other = await trainInto(again, ["--load", path, "--text", fileOf("In the beginning ")]);
    expect(other.stdout).toContain("\nthe model was trained on other data than these: ");
    expect(result(again).otherData).toBe(true);
    const write = async (...args: string[]): Promise<string> =>
      (await runScript("train", ["--load", path, "--sample-length", "30", ...args])).stdout;
    const one = await write("--prompt", "In the ");
    expect(one).toHaveLength("In the ".length + 30 + 1);
    expect(one).toMatch(/^In the /);
    expect(await write("--prompt", "In the ")).toBe(one);
    expect(await write("--prompt", "In the ", "--sample-seed", "2")).not.toBe(one);
    const certain = await write("--temperature", "0");
    expect(await write("--temperature", "0", "--sample-seed", "2")).toBe(certain);
  });

  it("a sample alone refuses what it would not obey, and --quiet changes nothing of it", async () => {
    const out = temporaryFolder();
    await trainInto(out, ["--text", fileOf("abracadabra"), ...SMALL]);
    const load = ["--load", join(out, "model.json")];
    for (const [option, ...values] of [["--json"], ["--no-plots"], ["--out", temporaryFolder()]]) {
      const { code, stdout, stderr } = await runScript("train", [...load, option, ...values]);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toBe(
        `error: ${option}: expected none without --csv or --text, where a sample is printed and nothing written\n`,
      );
    }
    const { stderr } = await runScript("train", [...load, "--window", "5"]);
    expect(stderr).toBe("error: --window: expected none without --csv, which it is for\n");
    const { code, stdout } = await runScript("train", [...load, "--quiet"]);
    expect([code, stdout]).toEqual([0, (await runScript("train", load)).stdout]);
  });

  it("keeps a model.json of another training, and leaves no report of a table", async () => {
    const out = temporaryFolder();
    await trainInto(out, ["--text", fileOf("abracadabra"), ...SMALL]);
    const before = model(out);
    writeFileSync(join(out, "forecast.csv"), "step,a\n1,2\n");
    const { stdout } = await trainInto(out, ["--text", fileOf("abracadabra"), "--epochs", "1"]);
    expect(stdout).toContain("\nthe model.json that was there is kept as model.1.json\n");
    expect(readFileSync(join(out, "model.1.json"), "utf8")).toBe(before);
    expect(existsSync(join(out, "forecast.csv"))).toBe(false);
  });

  it("Ctrl-C saves the model as it was after the last whole round", async () => {
    const [out, whole] = [temporaryFolder(), temporaryFolder()];
    const args = ["--text", genesis, "--every", "5000"];
    let done = false;
    const { code, stdout } = await trainInto(out, [...args, "--epochs", "1000"], {
      onOutput: (output, kill) => {
        if (done || !output.includes("validation\n    1")) return;
        done = true;
        kill("SIGINT");
      },
    });
    expect(code).toBe(130);
    expect(stdout).toContain("interrupted: the best is that after ");
    const { roundsDone } = result(out);
    await trainInto(whole, [...args, "--epochs", String(roundsDone)]);
    expect(model(out)).toBe(model(whole));
    // What was not judged for want of time is judged afterwards.
    const judged = temporaryFolder();
    await trainInto(judged, ["--text", genesis, "--load", join(out, "model.json")]);
    expect(result(out).bitsPerCharacter).not.toHaveProperty("network");
    expect(result(judged).bitsPerCharacter).toEqual(result(whole).bitsPerCharacter);
  });

  it("Ctrl-C in the first round says that none was finished, and has the baselines", async () => {
    const out = temporaryFolder();
    let done = false;
    const { code, stdout } = await trainInto(out, ["--text", genesis], {
      onOutput: (output, kill) => {
        if (done || !output.includes("bits per character of the test part")) return;
        done = true;
        // By then the first round, which takes seconds, is under way.
        setTimeout(() => kill("SIGINT"), 200);
      },
    });
    expect(code).toBe(130);
    expect(stdout).toContain("interrupted: no round was finished, the network is as it began\n");
    expect(stdout).toContain(
      "\nThe network was not judged, since it was interrupted: --load does so.\n",
    );
    expect(Object.keys(result(out).bitsPerCharacter ?? {})[0]).toBe("unigram");
  });

  it("writes pictures and a page", async () => {
    const out = temporaryFolder();
    const { code } = await runScript("train", ["--text", genesis, ...SMALL, "--out", out]);
    expect(code).toBe(0);
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("What the network writes");
    expect(readFileSync(join(out, "losses.svg"), "utf8")).toContain("bigram");
    expect(readFileSync(join(out, "losses.png")).subarray(1, 4).toString()).toBe("PNG");
  });

  it("--json prints train.json and nothing else", async () => {
    const out = temporaryFolder();
    const { stdout, stderr } = await trainInto(out, ["--text", genesis, ...SMALL, "--json"]);
    expect(stdout).toBe(readFileSync(join(out, "train.json"), "utf8"));
    expect(stderr).toBe("");
  });
});

describe("ends well", () => {
  it.each([
    ["one character over and over", "a".repeat(50)],
    ["a text shorter than a segment, with nothing to hold out", "abc"],
    ["two characters", "ab"],
    ["emoji, accents and control characters", "👩‍🚀e\u0301\u001b[2J\u202e\r\n".repeat(9)],
    ["a byte order mark", "\ufeffabcabcabcabc"],
  ])("with %s", async (_, text) => {
    const out = temporaryFolder();
    const { code, stdout, stderr } = await trainInto(out, ["--text", fileOf(text), ...SMALL]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    expect(stdout).not.toMatch(/NaN|undefined/);
    const sample = readFileSync(join(out, "sample.txt"), "utf8").slice(0, -1);
    const characters = new Set(text);
    expect([...sample]).toHaveLength(200);
    for (const character of sample) expect(characters).toContain(character);
  });

  it("with segments of one step, and other truncations", async () => {
    const text = fileOf("abracadabra ".repeat(20));
    for (const how of [
      ["--length", "1"],
      ["--truncate", "window:3"],
      ["--truncate", "chunk:5:10", "--clip", "0", "--validation", "0"],
      ["--validation", "0", "--test", "0"],
      ["--test", "0"],
    ]) {
      const { code } = await trainInto(temporaryFolder(), ["--text", text, ...SMALL, ...how]);
      expect(code).toBe(0);
    }
  });

  it("in 40 columns", async () => {
    vi.stubEnv("COLUMNS", "40");
    const args = ["--text", fileOf("abracadabra ".repeat(20)), ...SMALL];
    const { stdout } = await trainInto("out", args, { cwd: temporaryFolder() });
    for (const line of stdout.split("\n")) {
      if (!line.includes("text.txt")) expect(line.length).toBeLessThanOrEqual(40);
    }
  });

  it("with a training that diverges, and keeps what was good", async () => {
    const text = fileOf("abracadabra ".repeat(20));
    const out = temporaryFolder();
    await trainInto(out, ["--text", text, ...SMALL]);
    const args = ["--resume", join(out, "model.json"), "--clip", "0", "--learning-rate", "1e308"];
    const { code, stdout } = await trainInto(out, ["--text", text, ...SMALL, ...args]);
    expect(code).toBe(1);
    expect(stdout).toContain("it diverged");
    expect(result(out).roundsDone).toBe(2);
  });

  it("with 50 MB", async () => {
    const line = "The quick brown fox jumps over the lazy dog; 0123456789 and on.\n";
    const text = fileOf(line.repeat(Math.ceil(50e6 / line.length)));
    const out = temporaryFolder();
    const args = ["--text", text, "--every", "20000", "--epochs", "1", "--validation", "0.001"];
    const { code, stdout } = await trainInto(out, args);
    expect(code).toBe(0);
    expect(stdout).toContain("50000000 characters");
    expect(result(out).bitsPerCharacter?.["4-gram"]).toBeLessThan(1);
  });
});

describe("refuses in one line", () => {
  it.each([
    ["an empty text", () => ["--text", fileOf("")], "expected at least two characters, got none"],
    ["one character", () => ["--text", fileOf("a")], "expected at least two characters, got 1"],
    [
      "what is no UTF-8",
      () => ["--text", fileOf(Uint8Array.of(97, 98, 255, 97))],
      "byte 2: expected UTF-8, got 0xff",
    ],
    ["a directory", () => ["--text", temporaryFolder()], "expected a file, got a directory"],
    ["no file", () => ["--text", "/nowhere/at/all"], "expected a file that can be read, got none"],
    ["nothing to train on", () => [], "--csv or --text: expected something to train on"],
    ["a table and a text", () => ["--csv", "a.csv", "--text", "b.txt"], "cannot be used with"],
    [
      "a prompt of other characters",
      () => ["--text", fileOf("abab"), "--prompt", "x"],
      '--prompt: expected characters of the vocabulary, got "x"',
    ],
    [
      "a temperature below 0",
      () => ["--text", fileOf("abab"), "--temperature", "-1"],
      "--temperature: expected a finite number of at least 0, got -1",
    ],
    [
      "more hidden units than there is room for",
      () => ["--text", fileOf("abab"), "--hidden", "1000000"],
      "--hidden: expected a whole number from 1 to 2000, got 1000000",
    ],
    [
      "rounds of nothing",
      () => ["--text", fileOf("abab"), "--every", "0"],
      "--every: expected a whole number of at least 1, got 0",
    ],
    [
      "a learning rate that grows",
      () => ["--text", fileOf("abab"), "--decay", "2"],
      "--decay: expected a finite number above 0 and at most 1, got 2",
    ],
    [
      "a part above all",
      () => ["--text", fileOf("abab"), "--validation", "2"],
      "--validation: expected a fraction below 1, got 2",
    ],
    [
      "nothing left to train on",
      () => ["--text", fileOf("abab"), "--validation", "0.5", "--test", "0.5"],
      "--test: expected a fraction that leaves some to train on",
    ],
    [
      "a learning rate below 0",
      () => ["--text", fileOf("abab"), "--learning-rate", "-1"],
      "--learning-rate: expected a finite number of at least 0, got -1",
    ],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await trainInto(temporaryFolder(), args());
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^error: .*\n$/);
  });

  it("to go on with another text, or otherwise than the model", async () => {
    const [text, out] = [fileOf("abracadabra"), temporaryFolder()];
    await trainInto(out, ["--text", text, ...SMALL]);
    const resume = ["--resume", join(out, "model.json")];
    const other = await trainInto(out, ["--text", fileOf("abracadabrac"), ...resume]);
    expect(other.stderr).toMatch(/^error: --text: expected the file that .* was trained on, .*\n$/);
    const wider = await trainInto(out, ["--text", text, ...resume, "--hidden", "6"]);
    expect(wider.stderr).toBe(
      "error: --hidden: expected 5, which is the model's, or nothing, got 6\n",
    );
    const slower = await trainInto(out, ["--text", text, ...resume, "--every", "51"]);
    expect(slower.stderr).toBe(
      "error: --every: expected 50, which is the model's, or nothing, got 51\n",
    );
  });
});
