/** The compiled form of `assembly`, and the little of WebAssembly that it takes to run it. */
import { MODULE } from "./module.ts";

/** An address in the memory of an instance, in bytes; it holds until something is laid out anew. */
export interface Address {
  readonly value: number;
}

/**
 * What `assembly` exports; what each is, is said there. Counts are in steps or units, sizes in bytes.
 * An activation is its place in ACTIVATIONS.
 */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };

  layOutNetwork(D: number, H: number, O: number, steps: number, pairs: number): number;
  startForward(): void;
  forward(activation: number, steps: number): void;
  startBackward(): void;
  backward(activation: number, first: number, steps: number, losses: number, goesOn: boolean): void;
  backwardWindows(activation: number, first: number, losses: number, hops: number): void;
  clearSums(steps: number): void;
  addSteps(first: number, steps: number): void;
  readonly U: Address;
  readonly W: Address;
  readonly V: Address;
  readonly b: Address;
  readonly c: Address;
  readonly x: Address;
  readonly a: Address;
  readonly s: Address;
  readonly o: Address;
  readonly e: Address;
  readonly sums: Address;
  readonly dU: Address;
  readonly dW: Address;
  readonly dV: Address;
  readonly db: Address;
  readonly dc: Address;

  layOutListing(H: number, steps: number): number;
  listingStates(activation: number, steps: number): void;
  readonly listingW: Address;
  readonly listingUx: Address;
  readonly listingWs: Address;
  readonly listingA: Address;
  readonly listingS: Address;

  layOutSums(H: number, steps: number, terms: number): number;
  listingStateSums(begin: number, steps: number, carried: boolean, limit: number): void;
  readonly sumsStates: Address;
  readonly sumsEnds: Address;
  readonly sumsReads: Address;
  readonly sumsDeltas: Address;
  readonly sumsDW: Address;

  // Of no use to the engine: the specs hold f and exp against the reference's by these two.
  writeStates(activation: number, s: number, a: number, n: number): void;
  writeExp(y: number, x: number, n: number): void;
}

/** https://webassembly.github.io/spec/js-api/, declared by TypeScript for browsers only. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** Whether this platform has WebAssembly with vectors of 128 bits. */
export function kernelsAreAvailable(): boolean {
  return typeof WebAssembly === "object" && WebAssembly.validate(moduleBytes());
}

/**
 * A new instance, with a memory of its own.
 *
 * @throws {RangeError} when the platform has no WebAssembly with vectors, or does not let it be
 *   compiled, as a page's policy may
 */
export function instantiateKernels(): Kernels {
  if (!kernelsAreAvailable()) {
    throw new RangeError(
      'engine: expected "reference" where WebAssembly lacks vectors, got "wasm"',
    );
  }
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(moduleBytes())).exports as Kernels;
  } catch (cause) {
    throw new RangeError(
      'engine: expected "reference" where WebAssembly may not be compiled, got "wasm"',
      { cause },
    );
  }
}

function moduleBytes(): Uint8Array {
  return Uint8Array.from(atob(MODULE), (byte) => byte.charCodeAt(0));
}
