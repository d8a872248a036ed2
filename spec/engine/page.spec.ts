import { describe, expect, it } from "vitest";
import { newPage } from "../../src/engine/page.ts";
import { LARGEST_MEMORY, newWorkspace, type Workspace } from "../../src/engine/workspace.ts";
import { fromRows } from "../../src/numerics/matrix.ts";
import type { Trace } from "../../src/rnn/forward.ts";

/** Seven steps of one unit and one input: x_t = 10 + t, s_t = t + 1, s_{−1} = 0. */
const trace: Trace = {
  x: fromRows([10, 11, 12, 13, 14, 15, 16].map((value) => [value])),
  initialState: new Float64Array(1),
  a: fromRows([0, 0, 0, 0, 0, 0, 0].map((value) => [value])),
  s: fromRows([1, 2, 3, 4, 5, 6, 7].map((value) => [value])),
  o: fromRows([0, 0, 0, 0, 0, 0, 0].map((value) => [value])),
};

/** A page of so many steps, with its memory. */
function paged(steps: number): { page: ReturnType<typeof newPage>; workspace: Workspace } {
  const workspace = newWorkspace(LARGEST_MEMORY);
  expect(workspace.reserve(workspace.kernels.layOutNetwork(1, 1, 1, steps, 0))).toBe(true);
  workspace.kernels.startBackward();
  return { page: newPage(workspace, steps, trace), workspace };
}

/** Writes Σδ of the steps from `first` on, as a sweep would. */
function sweep(workspace: Workspace, begin: number, first: number, ...sums: number[]): void {
  workspace.write(workspace.kernels.sums, Float64Array.from(sums), first - begin);
}

const numbers = ({ kernels, copyOf }: Workspace, name: "x" | "s" | "sums", n: number): number[] =>
  Array.from(copyOf(kernels[name], n));

const gradients = ({ kernels, copyOf }: Workspace): number[] =>
  [kernels.dU, kernels.dW, kernels.db].map((address) => copyOf(address, 1)[0]);

describe("the page of a backward pass", () => {
  it("ends with the last step that is asked for, and has the state before its first", () => {
    const { page, workspace } = paged(3);
    page.bring(5, 6);
    expect(page.begin).toBe(4);
    expect(numbers(workspace, "x", 3)).toEqual([14, 15, 16]);
    expect(numbers(workspace, "s", 4)).toEqual([4, 5, 6, 7]);
    expect(numbers(workspace, "sums", 3)).toEqual([0, 0, 0]);
    page.bring(0, 1);
    expect(page.begin).toBe(0);
    expect(numbers(workspace, "x", 2)).toEqual([10, 11]);
    expect(numbers(workspace, "s", 3)).toEqual([0, 1, 2]);
  });

  it("stays where it is while the steps are in memory", () => {
    const { page, workspace } = paged(3);
    page.bring(6, 6);
    sweep(workspace, 4, 4, 1, 2, 3);
    page.bring(4, 5);
    expect([page.begin, ...numbers(workspace, "sums", 3)]).toEqual([4, 1, 2, 3]);
    page.bring(3, 4);
    expect([page.begin, ...numbers(workspace, "sums", 3)]).toEqual([2, 0, 0, 0]);
  });

  it("adds what is complete before it leaves it behind, and takes with it what is not", () => {
    const { page, workspace } = paged(3);
    page.bring(4, 6);
    sweep(workspace, 4, 4, 1, 2, 3);
    page.reached(4, 6, 5);
    expect(gradients(workspace)).toEqual([0, 0, 0]);
    page.bring(3, 5);
    // Step 6 alone: Σδ = 3, x = 16, s_5 = 6.
    expect(gradients(workspace)).toEqual([3 * 16, 3 * 6, 3]);
    expect(numbers(workspace, "sums", 3)).toEqual([0, 1, 2]);
    page.reached(3, 5, 2);
    page.finish();
    // Steps 4 and 5 besides: 1 · 14 + 2 · 15, 1 · 4 + 2 · 5.
    expect(gradients(workspace)).toEqual([48 + 44, 18 + 14, 3 + 3]);
  });

  it("adds in the end what waits, once, whatever was said to come", () => {
    const { page, workspace } = paged(7);
    page.bring(5, 6);
    sweep(workspace, 0, 5, 1, 1);
    page.reached(5, 6, 5);
    page.finish();
    const [, , db] = gradients(workspace);
    expect(db).toBe(2);
    page.finish();
    expect(gradients(workspace)[2]).toBe(2);
  });

  it("adds nothing where no sweep was", () => {
    const { page, workspace } = paged(2);
    page.finish();
    page.bring(0, 1);
    page.finish();
    expect(gradients(workspace)).toEqual([0, 0, 0]);
  });
});
