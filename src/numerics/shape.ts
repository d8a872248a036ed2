/** What a matrix is, for {@link ./matrix.ts}, which computes with it, and the checks of its shape. */

/** Row-major: `data[i * cols + j]` is the entry in row i and column j. */
export interface Matrix {
  /** the number of rows */
  readonly rows: number;
  /** the number of columns */
  readonly cols: number;
  /** rows · cols entries, row after row */
  readonly data: Float64Array;
}
