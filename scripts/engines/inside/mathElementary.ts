/** In place of `src/numerics/elementary.ts`: the same functions, as each engine approximates them. */
export const exp: (x: number) => number = Math.exp;
export const ln: (x: number) => number = Math.log;
export const sin: (x: number) => number = Math.sin;
export const tanh: (x: number) => number = Math.tanh;
