/** Elements of the page by their ids; that one is missing is a mistake of the page's own. */

export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new TypeError(`page: expected an element with the id ${id}, got none`);
  return found;
}

/** The element of that id, which is of that class. */
export function control<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = element(id);
  if (found instanceof kind) return found;
  throw new TypeError(`page: expected ${id} to be ${kind.name}, got ${found.tagName}`);
}

export function all(selector: string): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)];
}
