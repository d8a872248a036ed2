/** What comes out of a diagnosis: plain data, that can be written down as JSON. */
import type { Cause } from "./candidate.ts";
import type { Observation } from "./evidence.ts";
import type { TruncationReading } from "./truncation.ts";

/** How a bug of the catalogue does, on its own. */
export interface Standing {
  /** the bug */
  readonly cause: Cause;
  /** failing cases whose answers it accounts for */
  readonly explained: number;
  /** failing cases, of those that can be compared */
  readonly of: number;
  /** cases, failing or passing, whose answers it cannot have given */
  readonly against: number;
}

/** What there is to say of the mistake, as plain data. */
export interface Diagnosis {
  /** none: nothing failed; abstained: something did, and what it is remains open */
  readonly verdict: "none" | "named" | "abstained";
  /** how many cases there are of each sort */
  readonly cases: {
    /** within every tolerance */
    readonly passed: number;
    /** beyond one, or unanswered */
    readonly failed: number;
    /** not run */
    readonly skipped: number;
    /** failing ones that the diagnosis goes by */
    readonly compared: number;
  };
  /** what was named: one cause, or two at once */
  readonly causes: readonly Cause[];
  /** causes that account for everything and cannot be told apart by the cases that were run */
  readonly indistinguishable: readonly (readonly Cause[])[];
  /** the bug of the catalogue that comes nearest, other than those named or not told apart */
  readonly runnerUp: Standing | null;
  /** bugs of the catalogue that cannot be what is wrong, on their own */
  readonly ruledOut: readonly string[];
  /** for the failing gradients, the pairs (t, i) that they are the sum of, where that can be read */
  readonly truncation: readonly TruncationReading[];
  /** answers that are missing, incomplete or no numbers */
  readonly observations: readonly Observation[];
  /** failing cases about the reading of numbers, random numbers and requests to be refused */
  readonly elsewhere: readonly string[];
  /** all this, in words */
  readonly sentences: readonly string[];
}

/** A diagnosis that is not yet put into words. */
export type Conclusion = Omit<Diagnosis, "sentences">;
