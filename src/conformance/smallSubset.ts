/** A small choice of sets that covers what all of them cover: set cover. */

/** A set of elements, by what it is called. */
export interface NamedSet {
  readonly name: string;
  readonly elements: readonly string[];
}

/** A choice, and how many sets any choice must have. */
export interface Cover {
  readonly names: readonly string[];
  readonly atLeast: number;
}

/**
 * A choice of the sets that has every element that any of them has: the greedy one, which takes the
 * set with the most elements that are still to be had (Chvátal 1979), without those that the others
 * make superfluous. Between equals the set that comes first is taken, and the last one dropped.
 */
export function smallSubset(sets: readonly NamedSet[]): Cover {
  const missing = new Set(sets.flatMap(({ elements }) => elements));
  const greedy: NamedSet[] = [];
  while (missing.size > 0) {
    const gain = ({ elements }: NamedSet): number => {
      return elements.filter((element) => missing.has(element)).length;
    };
    const best = sets.reduce((most, set) => (gain(set) > gain(most) ? set : most));
    greedy.push(best);
    for (const element of best.elements) missing.delete(element);
  }
  const chosen = withoutSuperfluous(sets.filter((set) => greedy.includes(set)));
  return { names: chosen.map(({ name }) => name), atLeast: packing(sets) };
}

/** The sets without those whose every element is in another one, the last of them first. */
function withoutSuperfluous(sets: readonly NamedSet[]): readonly NamedSet[] {
  return sets.reduceRight((kept, set) => {
    const others = kept.filter((other) => other !== set);
    const held = new Set(others.flatMap(({ elements }) => elements));
    return set.elements.every((element) => held.has(element)) ? others : kept;
  }, sets);
}

/**
 * A lower bound: so many elements that no two are in one set need as many sets. Taken greedily, those
 * in the fewest sets first.
 */
function packing(sets: readonly NamedSet[]): number {
  const holders = new Map<string, NamedSet[]>();
  for (const set of sets) {
    for (const element of set.elements) {
      holders.set(element, [...(holders.get(element) ?? []), set]);
    }
  }
  const used = new Set<NamedSet>();
  let count = 0;
  for (const own of [...holders.values()].toSorted((a, b) => a.length - b.length)) {
    if (own.some((set) => used.has(set))) continue;
    for (const set of own) used.add(set);
    count++;
  }
  return count;
}
