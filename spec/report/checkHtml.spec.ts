import { html, parse } from "parse5";
import { describe, expect, it } from "vitest";
import { checkHtml } from "../../src/report/checkHtml.ts";
import { MIXED, sampleCheck } from "../support/checks.ts";

const SHORT = "window-one-hop-short";

/** What a browser makes of the page; that it has nothing to mend is expected. */
function parsed(text: string) {
  const errors: string[] = [];
  const document = parse(text, { onParseError: ({ code }) => errors.push(code) });
  expect(errors).toEqual([]);
  return document;
}

type Node = ReturnType<typeof parsed>["childNodes"][number];

/** All elements of a name, in their order. */
function elements(node: Node | ReturnType<typeof parsed>, name: string): Node[] {
  if (!("childNodes" in node)) return [];
  return node.childNodes.flatMap((child) => [
    ...(child.nodeName === name ? [child] : []),
    ...elements(child, name),
  ]);
}

function textOf(node: Node): string {
  if ("value" in node) return String(node.value);
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

describe("the page of a check", () => {
  it("is HTML that needs nothing but itself", () => {
    const text = checkHtml(sampleCheck(SHORT, MIXED));
    const document = parsed(text);
    expect(document).toHaveProperty("mode", html.DOCUMENT_MODE.NO_QUIRKS);
    expect(elements(document, "script")).toEqual([]);
    expect(elements(document, "link")).toEqual([]);
    expect(text).not.toMatch(/https?:|url\(|@import/);
  });

  it("says who fails, how many, why, and what is behind it", () => {
    const document = parsed(checkHtml(sampleCheck(undefined, MIXED)));
    const texts = (name: string): string[] => elements(document, name).map(textOf);
    expect(texts("h1")).toEqual(["sample fails"]);
    expect(texts("h2")).toEqual(["Diagnosis: none", "What failed", "By kind", "What was skipped"]);
    expect(texts("dt")).toEqual(
      expect.arrayContaining(["loss-linear-ordinary", "step-window-plain", "random-seed-42"]),
    );
    expect(texts("dd")).toEqual(expect.arrayContaining(["no generator"]));
    expect(texts("pre")).toEqual(["out of luck\n"]);
    expect(texts("b").slice(0, 4)).toEqual(["9", "1", "2", "2"]);
  });

  it("names the mistake and draws the pairs", () => {
    const document = parsed(checkHtml(sampleCheck(SHORT)));
    const texts = (name: string): string[] => elements(document, name).map(textOf);
    expect(texts("h2")).toContain("Diagnosis");
    expect(texts("p").join("\n")).toContain("\nThe window is one hop short. ");
    expect(texts("figcaption")[0]).toMatch(/gradient-window-\d-of-7$/);
    const [grid] = elements(document, "table");
    const rows = elements(grid, "tr").map((row) => elements(row, "td").map(textOf).join(""));
    expect(rows.slice(0, 4)).toEqual(["", "●", "○●", "·○●"]);
  });

  it("of one that passes has no more than counts", () => {
    const check = sampleCheck();
    const passing = {
      ...check,
      judged: check.judged.filter(({ testCase }) => testCase.kind !== "canary"),
    };
    const document = parsed(checkHtml(passing));
    expect(elements(document, "h1").map(textOf)).toEqual(["sample passes"]);
    expect(elements(document, "h2").map(textOf)).toEqual(["By kind"]);
  });

  it("takes no markup from a program", () => {
    const evil = "</dd><script>alert(1)</script>&lt;\u0000";
    const fault = { kind: "fault", message: evil, stderr: "" } as const;
    const others = {
      "step-window-plain": fault,
      "random-seed-42": { kind: "skipped", reason: evil },
    } as const;
    const more = { name: evil, language: evil, version: evil };
    const document = parsed(checkHtml(sampleCheck(undefined, others, more)));
    expect(elements(document, "script")).toEqual([]);
    expect(elements(document, "h1").map(textOf)).toEqual([
      "</dd><script>alert(1)</script>&lt;\\u{0} fails",
    ]);
    expect(elements(document, "details")).toEqual([]);
  });
});
