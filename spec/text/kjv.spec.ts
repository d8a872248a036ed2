import { describe, expect, it } from "vitest";
import { kjvText } from "../../src/text/kjv.ts";
import { itRefuses } from "../support/refusals.ts";

const VERSES = {
  "Jude 1:1": "# Jude, the servant",
  "Jude 1:2": "Mercy unto you, [and] peace.",
  "1 John 1:1": "That which was # seen",
  "1 John 1:2": "# (For [the life] was)",
  "1 John 2:1": "My little children",
};

describe("kjvText", () => {
  it("is a verse a line, with empty lines before paragraphs and chapters, and no marks", () => {
    expect(kjvText(VERSES)).toBe(
      "Jude, the servant\nMercy unto you, and peace.\n\n" +
        "That which was # seen\n\n(For the life was)\n\nMy little children\n",
    );
  });

  it("is one book, and does not begin with an empty line", () => {
    expect(kjvText(VERSES, "1 John")).toBe(
      "That which was # seen\n\n(For the life was)\n\nMy little children\n",
    );
  });

  itRefuses([
    [
      "a book that is not there",
      () => kjvText(VERSES, "John"),
      "RangeError: book: expected one of Jude, 1 John, got John",
    ],
  ]);
});
