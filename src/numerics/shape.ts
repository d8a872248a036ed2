/** What a matrix is, for {@link ./matrix.ts}, which computes with it, and the checks of its shape. */

/** Row-major: `data[i * cols + j]` is the entry in row i and column j. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}
