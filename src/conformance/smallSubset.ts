/** As few sets as possible that cover what all of them cover: set cover. */

/** A set of elements, by what it is called. */
export interface NamedSet {
  readonly name: string;
  readonly elements: readonly string[];
}

/** A choice, and how many sets any choice must have; where the two agree, there is no smaller one. */
export interface Cover {
  readonly names: readonly string[];
  readonly atLeast: number;
}

/** Some seconds; the search among some hundred cases takes a few thousand. */
const MOST_STEPS = 1e6;

/**
 * A choice of the sets that has every element that any of them has. The greedy choice takes the set
 * with the most elements that are still to be had (Chvátal 1979); a smaller one is then searched for,
 * from the fewest sets that could do up, for as long as that is cheap. Between equals the set that
 * comes first is preferred.
 *
 * @param mostSteps choices of a further set that the search may try
 */
export function smallSubset(sets: readonly NamedSet[], mostSteps: number = MOST_STEPS): Cover {
  const cover = (chosen: readonly NamedSet[], atLeast: number): Cover => {
    return { names: sets.filter((set) => chosen.includes(set)).map(({ name }) => name), atLeast };
  };
  const greedy = withoutSuperfluous(greedyChoice(sets));
  const search: Search = { holders: holdersOf(sets), stepsLeft: mostSteps };
  let atLeast = packing(search.holders);
  while (atLeast < greedy.length) {
    const smaller = choiceOf(atLeast, new Set(), search);
    if (smaller) return cover(smaller, atLeast);
    if (search.stepsLeft === 0) break;
    atLeast++;
  }
  return cover(greedy, atLeast);
}

function greedyChoice(sets: readonly NamedSet[]): NamedSet[] {
  const missing = new Set(sets.flatMap(({ elements }) => elements));
  const chosen: NamedSet[] = [];
  while (missing.size > 0) {
    const gain = ({ elements }: NamedSet): number => {
      return elements.filter((element) => missing.has(element)).length;
    };
    const best = sets.reduce((most, set) => (gain(set) > gain(most) ? set : most));
    chosen.push(best);
    for (const element of best.elements) missing.delete(element);
  }
  return chosen;
}

/** The sets without those whose every element is in another one, the last of them first. */
function withoutSuperfluous(sets: readonly NamedSet[]): readonly NamedSet[] {
  return sets.reduceRight((kept, set) => {
    const others = kept.filter((other) => other !== set);
    const held = new Set(others.flatMap(({ elements }) => elements));
    return set.elements.every((element) => held.has(element)) ? others : kept;
  }, sets);
}

/** The sets that each element is in, the elements in the fewest sets first. */
function holdersOf(sets: readonly NamedSet[]): ReadonlyMap<string, readonly NamedSet[]> {
  const holders = new Map<string, NamedSet[]>();
  for (const set of sets) {
    for (const element of set.elements) {
      const own = holders.get(element);
      if (own) own.push(set);
      else holders.set(element, [set]);
    }
  }
  return new Map([...holders].toSorted(([, a], [, b]) => a.length - b.length));
}

/**
 * A lower bound: so many elements that no two are in one set need as many sets. Taken greedily, those
 * in the fewest sets first.
 */
function packing(holders: Search["holders"]): number {
  const used = new Set<NamedSet>();
  let count = 0;
  for (const own of holders.values()) {
    if (own.some((set) => used.has(set))) continue;
    for (const set of own) used.add(set);
    count++;
  }
  return count;
}

interface Search {
  readonly holders: ReadonlyMap<string, readonly NamedSet[]>;
  /** counted down; at 0 the search ends, and nothing is known */
  stepsLeft: number;
}

/**
 * A choice of so many sets that has all elements but those that are held already: one of them must
 * hold the rarest that is missing. Undefined when there is none, or no steps are left.
 */
function choiceOf(
  size: number,
  held: ReadonlySet<string>,
  search: Search,
): readonly NamedSet[] | undefined {
  const rarest = [...search.holders].find(([element]) => !held.has(element));
  if (!rarest) return [];
  if (size === 0) return undefined;
  for (const set of rarest[1]) {
    if (search.stepsLeft === 0) return undefined;
    search.stepsLeft--;
    const others = choiceOf(size - 1, new Set([...held, ...set.elements]), search);
    if (others) return [set, ...others];
  }
  return undefined;
}
