/** Text of somebody else's, such as a program's last words, made fit to be shown. */

/**
 * The text with nothing in it that steers a terminal, turns the direction of what follows, or may not
 * stand in XML 1.0 (§2.2, Char): each such character appears as its code, `\u{1b}`. Line feeds and tabs
 * stay.
 */
export function printable(text: string): string {
  return text.replace(
    /[^\P{Cc}\n\t]|\p{Cs}|\p{Noncharacter_Code_Point}|\p{Bidi_Control}/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
