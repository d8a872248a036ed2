/** What the kernels compute of the article's listing, as far as there is memory for it. */
import { ACTIVATIONS } from "../rnn/activation.ts";
import type { ListingStateSums, ListingStates } from "./engine.ts";
import type { Workspace } from "./workspace.ts";

/** The states, in the memory of a workspace. */
export function listingStatesIn({ kernels, reserve, write, read }: Workspace): ListingStates {
  return (activation, W, { Ux, Ws, a, s }) => {
    const { rows: T, cols: H } = Ux;
    if (!reserve(kernels.layOutListing(H, T))) return false;
    write(kernels.listingW, W.data);
    write(kernels.listingUx, Ux.data);
    kernels.listingStates(ACTIVATIONS.indexOf(activation), T);
    read(kernels.listingWs, Ws.data);
    read(kernels.listingA, a.data);
    read(kernels.listingS, s.data);
    return true;
  };
}

/** The sums, in the memory of a workspace. */
export function listingStateSumsIn({
  kernels,
  reserve,
  write,
  copyOf,
}: Workspace): ListingStateSums {
  return (terms, s, { carried, limit }) => {
    const { rows: T, cols: H } = s;
    // s_{−1} = 0 adds nothing.
    const perStep = terms.map((step) => step.filter(({ read }) => read > 0));
    const all = perStep.flat();
    let end = 0;
    const ends = Float64Array.from(perStep, (step) => {
      end += step.length;
      return end;
    });
    if (!reserve(kernels.layOutSums(H, T, all.length))) return undefined;
    write(kernels.sumsStates, s.data);
    write(kernels.sumsEnds, ends);
    write(
      kernels.sumsReads,
      Float64Array.from(all, ({ read }) => read - 1),
    );
    all.forEach(({ delta }, n) => {
      write(kernels.sumsDeltas, delta, n * H);
    });
    // Before the first term all sums are zero.
    kernels.listingStateSums(
      Math.max(
        0,
        ends.findIndex((n) => n > 0),
      ),
      T,
      carried,
      limit,
    );
    return { rows: H, cols: H, data: copyOf(kernels.sumsDW, H * H) };
  };
}
