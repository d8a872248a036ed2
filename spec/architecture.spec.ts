/** What holds the house together: which way imports point, and what the core may not call. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { FLOORS } from "./support/floors.ts";

const SRC = join(import.meta.dirname, "../src");

interface Source {
  readonly path: string;
  readonly text: string;
}

const sources: readonly Source[] = globSync("**/*.ts", { cwd: SRC })
  // Another language, whose own spec holds its every bit against src/rnn.
  .filter((path) => !path.startsWith("engine/assembly/"))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(SRC, path), "utf8") }));

/** The paths, relative to src, that a source imports or re-exports, for types too. */
function imports({ path, text }: Source): string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)].map((m) => m[1]);
  return specifiers
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => relative(SRC, join(SRC, dirname(path), specifier)));
}

/** The floor of a path; index.ts stands on the roof. */
function floor(path: string): number {
  const [folder, ...rest] = path.split("/");
  return rest.length === 0 ? FLOORS.length : FLOORS.indexOf(folder);
}

/** Imports that point upwards, as `from → to`. */
function upward(files: readonly Source[]): string[] {
  return files.flatMap((source) =>
    imports(source)
      .filter((target) => floor(target) > floor(source.path))
      .map((target) => `${source.path} → ${target}`),
  );
}

/** What of `Math` is exact or correctly rounded on every engine, and so may be used. */
const EXACT = ["abs", "ceil", "floor", "max", "min", "round", "sign", "sqrt", "trunc"];

/** Uses of engine-dependent arithmetic in code, comments aside. */
function engineDependent(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const ofMath = [...code.matchAll(/\bMath\b(\s*\.\s*(\w+))?/g)]
    .filter((m) => m[2] === undefined || !EXACT.includes(m[2]))
    .map((m) => m[0]);
  // 2 ** n is exact for whole n; every other power is the engine's.
  const powers = [...code.matchAll(/(\S+)\s*\*\*=?\s*(\S+)/g)]
    .filter((m) => !/^\(*2n?$/.test(m[1]) || !/^-?\d+/.test(m[2]) || /^-?\d*\.\d/.test(m[2]))
    .map((m) => m[0]);
  return [...ofMath, ...powers];
}

describe("the floors of src", () => {
  it("finds the sources and their imports", () => {
    const backward = sources.find(({ path }) => path === "rnn/backward.ts");
    expect(backward && imports(backward)).toContain("numerics/matrix.ts");
    expect(sources.every(({ path }) => floor(path) >= 0)).toBe(true);
  });

  it("imports point downward only", () => {
    expect(upward(sources)).toEqual([]);
  });

  it("an upward import would be seen", () => {
    const text = 'import type { A } from "../article/run.ts";\nexport { b } from "./loss.ts";';
    expect(upward([{ path: "rnn/x.ts", text }])).toEqual(["rnn/x.ts → article/run.ts"]);
  });

  it("no cycle among the files", () => {
    const targets = new Map(sources.map((source) => [source.path, imports(source)]));
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]): void => {
      expect(trail, `cycle: ${[...trail, path].join(" → ")}`).not.toContain(path);
      if (done.has(path)) return;
      for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
      done.add(path);
    };
    for (const { path } of sources) visit(path, []);
  });

  it("gradcheck and article never import the backward pass they are independent of", () => {
    const guilty = sources.filter(
      (source) =>
        /^(gradcheck|article)\//.test(source.path) && imports(source).includes("rnn/backward.ts"),
    );
    expect(guilty.map(({ path }) => path)).toEqual([]);
  });
});

/** The files that a source needs, itself among them. */
function reachable(paths: readonly string[]): readonly Source[] {
  const found = new Map<string, Source>();
  const visit = (path: string): void => {
    const source = sources.find((one) => one.path === path);
    if (!source || found.has(path)) return;
    found.set(path, source);
    for (const target of imports(source)) visit(target);
  };
  for (const path of paths) visit(path);
  return [...found.values()];
}

/** What a source imports that is no file of ours: packages, and modules of Node. */
function foreign({ text }: Source): string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^".][^"]*)"/g)];
  return specifiers.map((match) => match[1]);
}

/** Names of Node's and of a browser's that not every platform of JavaScript has. */
function ofOnePlatform({ text }: Source): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  return [
    ...code.matchAll(
      /\b(process|document|navigator|localStorage|location|self)(?=\.)|\b(Buffer|import\.meta|require\()/g,
    ),
  ].map((match) => match[0]);
}

/** Uses of what differs from one moment, or one place of the world, to the next; comments aside. */
function ofTimeOrPlace({ text }: Source): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  return [
    ...code.matchAll(/\b(Date|Intl|performance|toLocale\w+|localeCompare)\b|\bTemporal\./g),
  ].map((match) => match[0]);
}

describe("what runs on every platform", () => {
  /** Packages that are nothing but arithmetic; seedrandom's own use of Node's crypto is optional. */
  const PURE =
    /^(@noble\/hashes\/|@stdlib\/math-base-special-|pure-rand\/|seedrandom$|decimal\.js$)/;
  const core = sources.filter(({ path }) => /^(numerics|rnn|engine|data)\//.test(path));
  const laboratory = reachable(
    sources.filter(({ path }) => path.startsWith("lab/")).map(({ path }) => path),
  );

  it("the laboratory needs the core, the oracles and the article, and nothing above", () => {
    const folders = new Set(laboratory.map(({ path }) => path.split("/")[0]));
    expect([...folders].sort()).toEqual([
      "article",
      "data",
      "engine",
      "gradcheck",
      "lab",
      "numerics",
      "rnn",
    ]);
  });

  it.each([
    ["the core", core],
    ["the laboratory", laboratory],
  ])("%s imports no module of Node or of a browser, and names nothing of theirs", (_, files) => {
    const guilty = files.flatMap((source) =>
      [...foreign(source).filter((name) => !PURE.test(name)), ...ofOnePlatform(source)].map(
        (name) => `${source.path}: ${name}`,
      ),
    );
    expect(guilty).toEqual([]);
  });

  it.each([
    ["the core", core],
    ["the laboratory", laboratory],
  ])("%s does not know the time, nor where it runs", (_, files) => {
    const guilty = files.flatMap((source) =>
      ofTimeOrPlace(source).map((name) => `${source.path}: ${name}`),
    );
    expect(guilty).toEqual([]);
  });

  it.each([
    "Date.now()",
    "new Date()",
    "performance.now()",
    "x.toLocaleString()",
    "new Intl.NumberFormat()",
    "a.localeCompare(b)",
    "Temporal.Now.instant()",
  ])("%s would be seen too", (text) => {
    expect(ofTimeOrPlace({ path: "rnn/x.ts", text })).not.toEqual([]);
  });

  it.each([
    'import { readFileSync } from "node:fs";',
    'import "fs";',
    'export { h } from "preact";',
    'const fs = await import("node:fs");',
    "const cores = process.env.CORES;",
    "document.title = name;",
    "Buffer.from(text);",
    'require("fs");',
    "const folder = import.meta.dirname;",
  ])("%s would be seen", (text) => {
    const source = { path: "rnn/x.ts", text };
    const seen = [...foreign(source).filter((name) => !PURE.test(name)), ...ofOnePlatform(source)];
    expect(seen).not.toEqual([]);
  });
});

describe("the arithmetic of the core", () => {
  const core = sources.filter(({ path }) => !/^(report|cli)\//.test(path));

  it.each(core.map((source) => [source.path, source] as const))(
    "%s is engine-independent",
    (...s) => {
      expect(engineDependent(s[1].text)).toEqual([]);
    },
  );

  it.each([
    "Math.exp(x)",
    "Math . tanh(x)",
    "Math['log'](x)",
    "const { sin } = Math;",
    "Math.random()",
    "Math.pow(2, 3)",
    "Math.hypot(x, y)",
    "x ** 2",
    "2 ** x",
    "2 ** 0.5",
    "x **= 3",
  ])("%s would be seen", (code) => {
    expect(engineDependent(code)).not.toEqual([]);
  });

  it.each([
    "Math.max(a, b)",
    "2 ** -53",
    "2 ** 32 - 1",
    "// Math.exp",
    "/* x ** y */",
    "2n ** 63n",
  ])("%s is allowed", (code) => {
    expect(engineDependent(code)).toEqual([]);
  });
});
