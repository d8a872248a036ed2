/** Where a text is not what it should be. */
import { shown } from "./formatError.ts";

/**
 * The first line that differs, in words, from the word that differs on; undefined when none does.
 *
 * @param text what is expected
 */
export function differenceOf(written: string, text: string): string | undefined {
  const [ours, theirs]: (string | undefined)[][] = [text.split("\n"), written.split("\n")];
  const length = Math.max(ours.length, theirs.length);
  for (let n = 0; n < length; n++) {
    if (ours[n] === theirs[n]) continue;
    const at = wordStart(ours[n] ?? "", theirs[n] ?? "");
    return `line ${n + 1}: expected ${rest(ours[n], at)}, got ${rest(theirs[n], at)}`;
  }
  return undefined;
}

/** Where the first word begins that two lines do not share. */
function wordStart(one: string, other: string): number {
  let n = 0;
  while (n < one.length && one[n] === other[n]) n++;
  return one.slice(0, n).lastIndexOf(" ") + 1;
}

function rest(line: string | undefined, from: number): string {
  return line === undefined ? "the end of the file" : shown(line.slice(from));
}
