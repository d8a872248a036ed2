/** The engine of WebAssembly's vectors. */
import { checked, type Engine } from "./engine.ts";
import { listingStateSumsIn, listingStatesIn } from "./listing.ts";
import { kernelPasses } from "./passes.ts";
import { LARGEST_MEMORY, newWorkspace } from "./workspace.ts";

/** A megabyte of numbers, which stays in the cache of a core. */
const PAGE_NUMBERS = 2 ** 17;

/**
 * A new engine, with a memory of its own that grows to what the largest network so far needed.
 *
 * @param pageNumbers how many numbers of a sequence's steps are in memory at once
 * @param largestMemory bytes; what does not fit into them is left to the reference, and to the
 *   listing's own loops
 * @throws {RangeError} when the platform cannot run WebAssembly with vectors
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
    listingStateSums: listingStateSumsIn(workspace),
  });
}
