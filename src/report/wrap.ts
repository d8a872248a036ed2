/** Text in lines for a terminal of 80 columns. */

export const COLUMNS = 80;

/**
 * The text in lines of at most 80 columns, broken between words; a word that is longer has a line of
 * its own. Line feeds in the text stay where they are.
 *
 * @param first what the first line begins with
 * @param rest what the others begin with
 */
export function wrapped(text: string, first = "", rest = "  "): string {
  return text
    .split("\n")
    .map((paragraph, n) => wrappedLine(paragraph, n === 0 ? first : rest, rest))
    .join("\n");
}

function wrappedLine(text: string, first: string, rest: string): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}
