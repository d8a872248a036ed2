/** A text from the bytes of a file. */

/**
 * The text that bytes of UTF-8 hold, without a byte order mark. CR LF becomes LF: which of the two ends
 * a line says where a file was written, and nothing about its language. Nothing else is changed, and
 * nothing is normalized: a letter and its combining accent stay two code points.
 *
 * @throws {RangeError} naming the first byte at which the bytes are no UTF-8
 */
export function decodeText(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const offset = firstInvalid(bytes);
    const got =
      offset < bytes.length ? `0x${bytes[offset].toString(16).padStart(2, "0")}` : "the end";
    throw new RangeError(`byte ${offset}: expected UTF-8, got ${got}`);
  }
  return text.replaceAll("\r\n", "\n");
}

/** The first byte that no UTF-8 continues with, by bisection; their number when only an end is missing. */
function firstInvalid(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const length = Math.floor((valid + invalid) / 2);
    if (beginsValid(bytes.subarray(0, length))) valid = length;
    else invalid = length;
  }
  return valid;
}

/** Whether some UTF-8 begins with the bytes, which may end in the middle of a character. */
function beginsValid(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
