/** Numbers written in decimal, as people write them: no hexadecimal, no `Infinity`, no empty text. */

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text is, which can be too large to be finite; undefined when it is none. */
export function numberIn(text: string): number | undefined {
  return DECIMAL.test(text) ? Number(text) : undefined;
}
