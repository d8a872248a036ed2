/** The truncations that are shown beside each other, and switched between. */
import type { LabSettings } from "../src/lab/index.ts";
import type { Truncation } from "../src/rnn/truncation.ts";

/** What one of each kind is set to while another kind is in force. */
export const USUAL: {
  readonly [Kind in Truncation["kind"]]: Extract<Truncation, { readonly kind: Kind }>;
} = {
  full: { kind: "full" },
  window: { kind: "window", hops: 5 },
  chunk: { kind: "chunk", k1: 5, k2: 10 },
};

/** One of each kind that the settings do not have. */
export function otherTruncations({ truncation }: LabSettings): readonly Truncation[] {
  return Object.values(USUAL).filter(({ kind }) => kind !== truncation.kind);
}
