/**
 * The second engine, compiled to WebAssembly by `npm run wasm`: what `src/rnn` and the listing of
 * `src/article` define, two numbers at a time, with the same bits. `src/engine/kernels.ts` describes
 * what is exported here to TypeScript.
 */
export { writeStates } from "./activation";
export { writeExp } from "./elementary";
export * from "./listing";
export * from "./listingSums";
export * from "./network";
