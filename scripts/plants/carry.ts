/** Mistakes in what is carried from step i + 1 back to step i, planted. */
import { CARRY, lossByLoss } from "./parts.ts";
import { network, type Plant, type Plants } from "./plant.ts";

function carried(by: string): Plant {
  return [network(CARRY, by)];
}

export const CARRY_PLANTS: Plants = {
  "w-not-transposed": carried('carry = p["W"] @ delta'),

  "no-carry": carried("carry = np.zeros_like(delta)"),

  "dh-carried": carried('carry = p["W"].T @ ds'),

  "carry-without-w": carried("carry = delta"),

  "carry-through-diagonal": carried('carry = np.diag(p["W"]) * delta'),

  "carry-not-reset-between-losses": [
    network(
      '    """The steps first to last."""\n',
      '    """The steps first to last."""\n    seq.carry = np.zeros_like(seq.s[0])\n',
    ),
    network("    carry = np.zeros_like(seq.s[0])\n    for i", "    for i"),
    network("        ds = carry\n", "        ds = seq.carry\n"),
    ...carried('seq.carry = p["W"].T @ delta'),
    lossByLoss(),
  ],

  "carry-summed": carried('carry = carry + p["W"].T @ delta'),

  "carry-not-updated": [
    lossByLoss(),
    network(`        ${CARRY}\n`, `        if i == last:\n            ${CARRY}\n`),
  ],
};
