/** Where a text is not what it should be. */
import { shown } from "./formatError.ts";

/**
 * The first line that differs, in words, from the word that differs on; undefined when none does.
 *
 * @param text what is expected
 */
export function differenceOf(written: string, text: string): string | undefined {
  const [ours, theirs]: (string | undefined)[][] = [text.split("\n"), written.split("\n")];
  const longer = ours.length > theirs.length ? ours : theirs;
  const n = longer.findIndex((_, i) => ours[i] !== theirs[i]);
  if (n < 0) return undefined;
  const [our, their] = [ours[n], theirs[n]];
  const at = our !== undefined && their !== undefined ? wordStart(our, their) : 0;
  return `line ${n + 1}: expected ${rest(our, at)}, got ${rest(their, at)}`;
}

/** Where the first word begins that two lines, which are not the same, do not share. */
function wordStart(one: string, other: string): number {
  let n = 0;
  while (one[n] === other[n]) n++;
  return one.slice(0, n).lastIndexOf(" ") + 1;
}

function rest(line: string | undefined, from: number): string {
  return line === undefined ? "the end of the file" : shown(line.slice(from));
}
