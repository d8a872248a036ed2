/**
 * `spec/survivors.md`: the changes to the code that no test can notice, each with the reason why it
 * computes the same bits for all inputs. A list item holds the line, what was changed in it, and the
 * reason:
 *
 *     - ``for (let j = 0; j < cols; j++) {``: ``j < cols`` → ``j <= cols`` (2 times): why
 */

/** A change to a piece of the code. */
export interface Change {
  readonly file: string;
  /** The lines that the piece is in. */
  readonly line: string;
  readonly original: string;
  readonly replacement: string;
}

/** A change that is said to make no difference; `times` where one line stands in a file repeatedly. */
export interface Equivalent extends Change {
  readonly times: number;
  readonly reason: string;
}

/** How long a piece is quoted, at most. */
const QUOTED = 100;

/** As it is quoted: on one line, and cut. */
function quoted(code: string): string {
  const line = code.replaceAll(/\s+/g, " ").replaceAll("``", "` `").trim();
  return line.length > QUOTED ? `${line.slice(0, QUOTED - 1).trimEnd()}…` : line;
}

/** What tells a change from all others of its file; one line may stand in it repeatedly. */
export function keyOf({ file, line, original, replacement }: Change): string {
  return [file, quoted(line), quoted(original), quoted(replacement)].join("\n");
}

/** A change as the list has it, without a reason. */
export function item({ line, original, replacement }: Change, times: number): string {
  const often = times === 1 ? "" : ` (${times} times)`;
  return `- \`\`${quoted(line)}\`\`: \`\`${quoted(original)}\`\` → \`\`${quoted(replacement)}\`\`${often}: `;
}

/**
 * The equivalents of a page: a file's below its heading.
 *
 * @throws {SyntaxError} when an item is not of the form above, gives no reason, or comes twice
 */
export function equivalentsIn(page: string): Equivalent[] {
  const equivalents = new Map<string, Equivalent>();
  let file: string | undefined;
  for (const line of page.split("\n")) {
    const heading = line.match(/^## `(src\/.+)`$/);
    if (heading) file = heading[1];
    if (file === undefined || !line.startsWith("- ")) continue;
    const equivalent = equivalentIn(line, file);
    const key = keyOf(equivalent);
    if (equivalents.has(key))
      throw new SyntaxError(`survivors: expected it once, got twice ${line}`);
    equivalents.set(key, equivalent);
  }
  return [...equivalents.values()];
}

const ITEM =
  /^- ``(?<line>.*?)``: ``(?<original>.*?)`` → ``(?<replacement>.*?)``(?: \((?<times>\d+) times\))?: (?<reason>\S.*)$/;

function equivalentIn(text: string, file: string): Equivalent {
  const groups = text.match(ITEM)?.groups;
  if (!groups) {
    throw new SyntaxError(
      `survivors: expected - \`\`line\`\`: \`\`original\`\` → \`\`replacement\`\`: reason, got ${text}`,
    );
  }
  const { line, original, replacement, times = "1", reason } = groups;
  return { file, line, original, replacement, times: Number(times), reason };
}

/** What is wrong between the changes that survived and the list of those that may. */
export interface Disagreement<Survivor extends Change> {
  /** Survived, and not listed, or more often than listed. */
  readonly unlisted: readonly { readonly change: Survivor; readonly times: number }[];
  /** Listed, and noticed by a test, or gone from the code. */
  readonly stale: readonly Equivalent[];
}

/** @param equivalents of the files that were mutated, no others */
export function disagreement<Survivor extends Change>(
  survivors: readonly Survivor[],
  equivalents: readonly Equivalent[],
): Disagreement<Survivor> {
  const listed = new Map(equivalents.map((equivalent) => [keyOf(equivalent), equivalent]));
  const found = new Map<string, { change: Survivor; times: number }>();
  for (const change of survivors) {
    const key = keyOf(change);
    found.set(key, { change, times: (found.get(key)?.times ?? 0) + 1 });
  }
  return {
    unlisted: [...found]
      .filter(([key, { times }]) => times > (listed.get(key)?.times ?? 0))
      .map(([, entry]) => entry),
    stale: equivalents.filter(
      (equivalent) => equivalent.times > (found.get(keyOf(equivalent))?.times ?? 0),
    ),
  };
}
