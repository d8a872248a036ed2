/** What the history keeps of the settings: an entry for every view that was settled on. */

/** A change by a control that has more than two values. */
export interface Edit {
  readonly control: string;
  /** in milliseconds */
  readonly at: number;
}

/** Two changes of a control that are closer than this, in milliseconds, are one edit. */
export const BURST = 1000;

/** Whether an edit goes on with the one before it, as while a key is held: both are one entry. */
export function goesOn(before: Edit | null, edit: Edit): boolean {
  return before !== null && before.control === edit.control && edit.at - before.at < BURST;
}

/** What of an address is no setting, in a line; null where all of it is. */
export function ignoredInWords(ignored: readonly string[]): string | null {
  if (ignored.length === 0) return null;
  const named = ignored.slice(0, MOST_NAMED).join(", ");
  const more = ignored.length > MOST_NAMED ? ` and ${ignored.length - MOST_NAMED} more` : "";
  return `Ignored in the address, as no setting of this page: ${named}${more}.`;
}

const MOST_NAMED = 4;
