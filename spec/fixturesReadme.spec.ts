/** What the fixtures' README says to implementers is so: its Python runs, its tables are the schema's. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KINDS, type Kind } from "../src/conformance/kinds.ts";
import { parseCertificate, parseResults, readBytes } from "../src/conformance/read.ts";
import { schemaOf } from "../src/conformance/schemas.ts";
import type { CasesFile } from "../src/conformance/types.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");
const README = readFileSync(join(FIXTURES, "README.md"), "utf8");

/** The text of a block of code in the language. */
const codeIn = (language: string): string =>
  README.match(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``))?.[1] ?? "";

/** The first python3 on the path, or the distribution's, that has numpy. */
const python = ["python3", "/usr/bin/python3"].find(
  (name) => spawnSync(name, ["-c", "import numpy"]).status === 0,
);

describe("the README of the fixtures", () => {
  it("has Python that passes every forward case in both dtypes, tensor by tensor", ({ skip }) => {
    if (python === undefined) {
      expect(process.env["CI"], "CI must have python3 with numpy").toBe(undefined);
      process.stderr.write("SKIPPED: python3 with numpy was not found\n");
      skip();
      return;
    }
    const printed = execFileSync(python, ["-"], {
      cwd: FIXTURES,
      input: codeIn("python"),
      encoding: "utf8",
    });
    const text = readFileSync(join(FIXTURES, "cases/forward.json"), "utf8");
    const { cases } = JSON.parse(text) as CasesFile;
    const tensors = ["a", "s", "o", "prediction"];
    const expected = ["float64", "float32"].flatMap((dtype) =>
      cases.flatMap(({ id }) => tensors.map((name) => `pass ${dtype} ${id} ${name}`)),
    );
    expect(printed.trimEnd().split("\n")).toEqual(expected);
  });

  it("has an example of a results file that can be read", () => {
    expect(parseResults(codeIn("json"), "example").implementation.name).toBe("mine");
  });

  /** The row of a kind, as cells. */
  const rowOf = (kind: Kind): string[] =>
    README.split("\n")
      .find((line) => line.startsWith(`| ${kind} | `))
      ?.split(" | ") ?? [];

  interface Described {
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly $ref?: string;
  }

  /** The members of a part of the kind's case; those of network, sizes and the like by their names. */
  function membersOf(kind: Kind, part: "config" | "inputs" | "expected"): string[] {
    const { $defs } = schemaOf("cases") as {
      $defs: Readonly<Record<string, { properties: Readonly<Record<string, Described>> }>>;
    };
    const { properties, $ref } = $defs[`${kind}Case`].properties[part];
    const name = $ref?.slice("#/$defs/".length);
    if (name === "network" || name === "sizes") return [name];
    return Object.keys(properties ?? (name && $defs[name].properties) ?? {}).map((m) => `\`${m}\``);
  }

  it.each(KINDS)("names what goes in and what comes out of %s", (kind) => {
    const [, config, inputs, expected] = rowOf(kind);
    for (const member of membersOf(kind, "config")) expect(config).toContain(member);
    for (const member of membersOf(kind, "expected")) expect(expected).toContain(member);
    // Two rows refer to another one.
    const whole = inputs
      .replace("the same", rowOf("forward")[2])
      .replace("as gradient", `${rowOf("forward")[2]}, \`y\``);
    for (const member of membersOf(kind, "inputs")) expect(whole).toContain(member);
  });

  it("names the members of a network", () => {
    const { network } = schemaOf("cases")["$defs"] as { network: { properties: object } };
    for (const name of Object.keys(network.properties)) expect(README).toContain(`\`${name}\``);
  });

  it("says what the quick choice has besides the cases that find mistakes", () => {
    const certificate = parseCertificate(
      readBytes(join(FIXTURES, "certificate.json")),
      "certificate",
    );
    const { cases, killers } = certificate.quick;
    const of = (kind: Kind): number => cases.filter((id) => id.startsWith(`${kind}-`)).length;
    expect([of("canary"), of("reject"), cases.length - killers]).toEqual([2, 1, 3]);
    expect(README.replace(/\s+/g, " ")).toContain("with a canary for each dtype and a reject case");
  });

  it("lists only files that there are", () => {
    const files = [...README.matchAll(/^\| `([\w.]+)` \| /gm)].map(([, name]) => name);
    expect(files.length).toBeGreaterThan(3);
    for (const name of files.filter((file) => file.includes("."))) {
      expect(existsSync(join(FIXTURES, name)), name).toBe(true);
    }
  });
});
