/** The engine of WebAssembly's vectors. */
import type { Matrix } from "../numerics/matrix.ts";
import { ACTIVATIONS } from "../rnn/activation.ts";
import { checked, type Engine, type ListingStates } from "./engine.ts";
import type { Address } from "./kernels.ts";
import { kernelPasses } from "./passes.ts";
import { LARGEST_MEMORY, newWorkspace, type Workspace } from "./workspace.ts";

/** A megabyte of numbers, which stays in the cache of a core. */
const PAGE_NUMBERS = 2 ** 17;

/**
 * A new engine, with a memory of its own that grows to what the largest network so far needed.
 *
 * @param pageNumbers how many numbers of a sequence's steps are in memory at once
 * @param largestMemory bytes; what does not fit into them is left to the reference
 * @throws {RangeError} when the platform has no WebAssembly with vectors
 */
export function wasmEngine(
  pageNumbers: number = PAGE_NUMBERS,
  largestMemory: number = LARGEST_MEMORY,
): Engine {
  const workspace = newWorkspace(largestMemory);
  const passes = kernelPasses(workspace, pageNumbers);
  return Object.freeze({
    name: "wasm",
    ...passes,
    ...checked(passes),
    listingStates: listingStatesIn(workspace),
  });
}

/** A listing's sizes are bounded, so that it always fits. */
function listingStatesIn({ kernels, reserve, write, copyOf }: Workspace): ListingStates {
  return (activation, W, Ux) => {
    const { rows: T, cols: H } = Ux;
    reserve(kernels.layOutListing(H, T));
    write(kernels.listingW, W.data);
    write(kernels.listingUx, Ux.data);
    kernels.listingStates(ACTIVATIONS.indexOf(activation), T);
    const matrixAt = (address: Address): Matrix => ({
      rows: T,
      cols: H,
      data: copyOf(address, T * H),
    });
    return {
      Ws: matrixAt(kernels.listingWs),
      a: matrixAt(kernels.listingA),
      s: matrixAt(kernels.listingS),
    };
  };
}
