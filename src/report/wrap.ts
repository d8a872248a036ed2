/** Text in lines for a terminal. */

/** What is read comfortably; and a terminal's width where nothing is known of it. */
const USUAL = 80;

/**
 * How many columns text may take: those of the environment's COLUMNS where it is a whole number from 1
 * on, else 80, or the terminal's where it has fewer.
 */
export function columns(): number {
  const { COLUMNS = "" } = process.env;
  if (/^[1-9]\d{0,5}$/.test(COLUMNS)) return Number(COLUMNS);
  // Undefined where it is no terminal, 0 where the terminal does not say.
  return Math.min(USUAL, process.stdout.columns || USUAL);
}

/**
 * The text in lines of at most {@link columns}, broken between words; a word that is longer has a line
 * of its own. Line feeds in the text stay where they are.
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
  const width = columns();
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    const isTooLong = line.length + (isEmpty ? 0 : 1) + word.length > width;
    // What a line begins with stands alone where that makes room for the word.
    if (isTooLong && (!isEmpty || rest.length + word.length <= width)) {
      lines.push(line.trimEnd());
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}
