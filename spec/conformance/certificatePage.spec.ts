import { describe, expect, it } from "vitest";
import { certificatePage } from "../../src/conformance/certificatePage.ts";
import type { Certificate } from "../../src/conformance/types.ts";

const killers = (kills: number, smallest: string | null) => ({ kills, smallest, row: "000" });

const CERTIFICATE: Certificate = {
  format: "bptt-oracle/certificate",
  version: 1,
  numberOfBugs: 3,
  numberOfCases: 3,
  cases: ["canary-a", "clip-a", "clip-b"],
  bugs: [
    { id: "one", title: "|g| for g", float64: killers(2, "clip-a"), float32: killers(2, "clip-a") },
    { id: "two", title: "Two", float64: killers(1, "clip-b"), float32: killers(0, null) },
    { id: "three", title: "Three", float64: killers(0, null), float32: killers(0, null) },
  ],
  kinds: [
    { kind: "canary", numberOfCases: 1, cannotShow: ["one", "two", "three"], missed: [] },
    { kind: "clip", numberOfCases: 2, cannotShow: [], missed: ["two", "three"] },
  ],
  killsNothing: [
    { id: "canary-a", purpose: "numbers are read" },
    { id: "clip-b", purpose: null },
  ],
  quick: { cases: ["canary-a", "clip-a"], killers: 1, atLeast: 1 },
};

const page = certificatePage(CERTIFICATE);

/** The rows of the table under a heading, without its head. */
const rows = (text: string, heading: string): string[] =>
  text
    .slice(text.indexOf(`## ${heading}\n`))
    .split("\n\n")
    .find((part) => part.startsWith("|"))
    ?.trimEnd()
    .split("\n")
    .slice(2) ?? [];

describe("the page of the certificate", () => {
  it("counts cases and bugs", () => {
    expect(page).toContain("from the 3 cases and the catalogue of 3 bugs");
  });

  it("has a row for each bug; a bar does not end a cell", () => {
    expect(rows(page, "Bugs")).toEqual([
      "| `one` | \\|g\\| for g | 2 | 2 | `clip-a` |",
      "| `two` | Two | 1 | 0 | `clip-b`, in float32 none |",
      "| `three` | Three | 0 | 0 | none |",
    ]);
  });

  it("has a row for each kind", () => {
    expect(rows(page, "Blind spots")).toEqual([
      "| canary | 1 | 3 bugs | none |",
      "| clip | 2 | 0 bugs | `two`, `three` |",
    ]);
  });

  const HEADING = "Cases that kill nothing";

  it("names the cases that kill nothing", () => {
    expect(rows(page, HEADING)).toEqual([
      "| `canary-a` | numbers are read |",
      "| `clip-b` | __nothing__ |",
    ]);
    const [one] = CERTIFICATE.killsNothing;
    const many = [one, ...CERTIFICATE.killsNothing];
    expect(rows(certificatePage({ ...CERTIFICATE, killsNothing: many }), HEADING)).toEqual([
      "| 2 cases | numbers are read |",
      "| `clip-b` | __nothing__ |",
    ]);
    const idle = certificatePage({ ...CERTIFICATE, killsNothing: [] });
    expect(idle).toContain("## Cases that kill nothing\n\nNone.\n");
  });

  it("lists the quick choice, and says how far from the smallest it may be", () => {
    expect(page).toContain("- `canary-a`\n- `clip-a`\n");
    expect(page).toContain("These 2 cases");
    expect(page).toContain(
      "1 of them kill every bug that any case kills, in both dtypes (no fewer can)",
    );
    const loose = { ...CERTIFICATE.quick, killers: 2 };
    const other = certificatePage({ ...CERTIFICATE, quick: loose });
    expect(other).toContain("(no fewer than 1 can)");
  });

  it("has the shares of the tolerances where they are given", () => {
    expect(page).not.toContain("tight");
    const tight = certificatePage(CERTIFICATE, [{ kind: "clip", share: 0.12345, id: "clip-a" }]);
    expect(rows(tight, "How tight the tolerances are")).toEqual(["| clip | 0.123 | `clip-a` |"]);
  });

  it("ends with one newline", () => {
    expect(page).toMatch(/[^\n]\n$/);
  });
});
