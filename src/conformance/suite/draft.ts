/** What a case asks, before anybody knows the answer. */
import type { CaseOf, Kind } from "../kinds.ts";

/** A case without its expected values, their error factors, and the bugs it kills. */
export type Draft<K extends Kind = Kind> = {
  [P in K]: Pick<CaseOf<P>, "kind" | "id" | "comment" | "flags" | "config" | "inputs">;
}[K];
