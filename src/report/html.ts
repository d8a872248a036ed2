/** HTML and SVG as text, in which everything that is interpolated is escaped. */

/** Markup that is safe to put into other markup as it is. */
export class Markup {
  readonly text: string;

  /** @param text trusted: markup from {@link html}, or from a renderer that escapes for itself */
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Part = string | number | Markup | readonly Part[] | null;

/** Markup from a template literal; what is put in is escaped, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, n) => text + embedded(parts[n] ?? null)).join(""));
}

/** A box of its own for what may be wider than a phone; it takes the focus, to be scrolled by keys. */
export function scroll(label: string, table: Markup): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${table}</div>`;
}

/** null is nothing; a list is its members, one after the other. */
function embedded(part: Part): string {
  if (part === null) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return part.map(embedded).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
