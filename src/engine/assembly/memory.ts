/** Where things are in memory: one region after another, laid out anew for every computation. */

/** The size of a number, in bytes. */
export const F64: usize = 8;

/** A line of the cache: every region begins with one. */
const LINE: u64 = 64;

/** Wide enough for what does not fit in memory, so that the caller can tell. */
let end: u64 = 0;

/** The first region begins where memory does. */
export function startLayout(): void {
  end = 0;
}

/** Room for so many numbers, after all regions so far; its address. */
export function place(numbers: u64): usize {
  const start = end;
  end += (numbers * F64 + LINE - 1) & ~(LINE - 1);
  return <usize>start;
}

/** The bytes that all regions take, which may be more than there are. */
export function layoutSize(): f64 {
  return <f64>end;
}
