/** Losses as texts are judged by: in bits per character. */
import { ln } from "../numerics/elementary.ts";

const LN2 = ln(2);

/** A loss in nats, in bits. */
export function bits(nats: number): number {
  return nats / LN2;
}
