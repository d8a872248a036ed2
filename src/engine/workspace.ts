/** An instance of the kernels and the numbers in its memory. */
import { type Address, instantiateKernels, type Kernels } from "./kernels.ts";

/** A page of WebAssembly's memory, in bytes. */
const PAGE = 2 ** 16;

/** One page less than there are addresses, so that the end of a region has one too. */
export const LARGEST_MEMORY: number = 2 ** 32 - PAGE;

export interface Workspace {
  readonly kernels: Kernels;
  /** Makes the memory at least so large; false when there is no room for it. */
  reserve(bytes: number): boolean;
  /** Copies values to the address, or to so many numbers after it. */
  write(address: Address, values: Float64Array, offset?: number): void;
  /** Copies from the address, or from so many numbers after it, as many as there are values. */
  read(address: Address, values: Float64Array, offset?: number): void;
  /** A copy of so many numbers at the address. */
  copyOf(address: Address, count: number): Float64Array;
}

/**
 * A new instance.
 *
 * @param largestMemory the most bytes that it may take
 * @throws {RangeError} when the platform cannot run WebAssembly with vectors
 */
export function newWorkspace(largestMemory: number): Workspace {
  const kernels = instantiateKernels();
  const { memory } = kernels;
  let numbers = new Float64Array(memory.buffer);
  const index = ({ value }: Address): number => (value >>> 0) / Float64Array.BYTES_PER_ELEMENT;
  return {
    kernels,
    reserve(bytes) {
      if (bytes > largestMemory) return false;
      const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
      if (missing <= 0) return true;
      try {
        memory.grow(missing);
      } catch {
        return false;
      }
      // The buffer that was is detached.
      numbers = new Float64Array(memory.buffer);
      return true;
    },
    write(address, values, offset = 0) {
      numbers.set(values, index(address) + offset);
    },
    read(address, values, offset = 0) {
      const start = index(address) + offset;
      values.set(numbers.subarray(start, start + values.length));
    },
    copyOf(address, count) {
      const start = index(address);
      return numbers.slice(start, start + count);
    },
  };
}
