import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable } from "../../src/report/printable.ts";
import { anyText } from "../support/anyText.ts";

describe("printable", () => {
  it.each([
    ["\x1b[31mred", "\\u{1b}[31mred"],
    ["a\rb\0c", "a\\u{d}b\\u{0}c"],
    ["\u009b1m", "\\u{9b}1m"],
    ["\ud800x", "\\u{d800}x"],
    ["\uffff", "\\u{ffff}"],
    ["\u{1fffe}", "\\u{1fffe}"],
    ["\u202egpj.exe", "\\u{202e}gpj.exe"],
  ])("%j", (text, shown) => expect(printable(text)).toBe(shown));

  it.each(["δ_{t,i} = 1\n\tW ≠ Wᵀ", "日本語 🙂", "<&\"'>"])("%s stays as it is", (text) => {
    expect(printable(text)).toBe(text);
  });

  it("leaves nothing that XML 1.0 does not allow", () => {
    // §2.2, production 2, Char.
    const allowed = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
    fc.assert(fc.property(anyText, (text) => allowed.test(printable(text))));
  });
});
