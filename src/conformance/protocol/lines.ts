/** Lines out of the bytes that a program prints, in bounded memory. */
import { isUtf8 } from "node:buffer";

/** A line as it was printed, without its line feed. */
export interface Line {
  /** the line; of one that cannot be used, the beginning */
  readonly text: string;
  /** why it cannot be used; null when it can */
  readonly fault: string | null;
}

/** How much of what cannot be used is kept to be shown, in bytes. */
const BEGINNING = 1000;

/** Enough for almost every line, so that the buffer seldom grows. */
const BUFFER_SIZE = 2 ** 16;

const LINE_FEED = 10;

/**
 * Cuts a stream of bytes into lines that end with a line feed; a carriage return before it is white
 * space to JSON. Blank lines are passed over, and so is a byte order mark before the first line. A
 * line that is too long is the last one: what comes after it is not looked at.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  #buffer: Buffer = Buffer.allocUnsafe(BUFFER_SIZE);
  #size = 0;
  #isFirst = true;
  #isOverlong = false;
  #isSpent = false;

  /** @param maxBytes that a line may have */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that end within the next bytes. */
  push(bytes: Uint8Array): Line[] {
    const lines: Line[] = [];
    let from = 0;
    while (from < bytes.length && !this.#isSpent) {
      const lineFeed = bytes.indexOf(LINE_FEED, from);
      this.#append(bytes.subarray(from, lineFeed < 0 ? bytes.length : lineFeed));
      if (lineFeed >= 0 || this.#isOverlong) lines.push(...this.rest());
      from = lineFeed < 0 ? bytes.length : lineFeed + 1;
    }
    return lines;
  }

  /** What came since the last line: one line that was not ended, or none. */
  rest(): Line[] {
    if (this.#isSpent) return [];
    const line = this.#line();
    this.#isSpent = this.#isOverlong;
    if (this.#buffer.length > BUFFER_SIZE) this.#buffer = Buffer.allocUnsafe(BUFFER_SIZE);
    this.#size = 0;
    this.#isFirst = false;
    return line.fault === null && line.text.trim() === "" ? [] : [line];
  }

  #append(bytes: Uint8Array): void {
    const kept = bytes.subarray(0, this.#maxBytes - this.#size);
    this.#isOverlong = kept.length < bytes.length;
    const size = this.#size + kept.length;
    if (size > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.min(this.#maxBytes, 2 * size));
      this.#buffer.copy(larger, 0, 0, this.#size);
      this.#buffer = larger;
    }
    this.#buffer.set(kept, this.#size);
    this.#size = size;
  }

  #line(): Line {
    const bytes = this.#buffer.subarray(0, this.#size);
    const beginning = bytes.toString("utf8", 0, BEGINNING);
    if (this.#isOverlong) {
      return {
        text: beginning,
        fault: `expected at most ${this.#maxBytes} bytes a line, got more`,
      };
    }
    if (!isUtf8(bytes)) return { text: beginning, fault: "expected UTF-8, got bytes that are not" };
    const text = bytes.toString("utf8");
    return { text: this.#isFirst ? text.replace(/^\ufeff/, "") : text, fault: null };
  }
}
