/** Programs within this process that can be asked as others are, to see what is found in them. */
import type { Program } from "../bugs/program.ts";
import { solve } from "../bugs/solve.ts";
import type { Case } from "../kinds.ts";
import type { Ask } from "./fuzz.ts";

/** What a program of the bugs' kind answers, as if it had come as JSON. */
export function answersOf(program: Program): Ask {
  return async (asked) => {
    const result = solve(program, asked as Case);
    return { kind: "result", result: JSON.parse(JSON.stringify(result)) };
  };
}
