import { describe, expect, it } from "vitest";
import { KINDS } from "../../../src/conformance/kinds.ts";
import { ACCEPTED } from "../../../src/conformance/suite/accepted.ts";
import { REJECT } from "../../../src/conformance/suite/reject.ts";
import { requestRefusal } from "../../support/requests.ts";

/** The places at which two requests differ, down to where they are no longer both objects. */
function changes(left: unknown, right: unknown, place = ""): string[] {
  if (JSON.stringify(left) === JSON.stringify(right)) return [];
  const [a, b] = [left, right].map((value) => (isObject(value) ? value : undefined));
  if (!a || !b) return [place];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].flatMap((name) =>
    changes(Reflect.get(a, name), Reflect.get(b, name), `${place}.${name}`),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

describe("what must be refused", () => {
  it.each(REJECT.map((draft) => [draft.id, draft] as const))("%s", (id, { inputs }) => {
    expect(requestRefusal(inputs)).toBeTypeOf("string");
    const [name] = Object.keys(ACCEPTED).filter((from) => id.startsWith(`reject-${from}-`));
    const places = changes(ACCEPTED[name as keyof typeof ACCEPTED], inputs);
    // The truncation is exchanged as a whole where its kind is.
    const apart = new Set(
      places.map((place) => place.replace(/^\.config\.truncation\..*/, "truncation")),
    );
    expect([...apart], places.join()).toHaveLength(1);
  });

  it("is each refused for a reason of its own", () => {
    const reasons = REJECT.map(({ inputs }) => `${inputs.kind} ${requestRefusal(inputs)}`);
    expect(new Set(reasons).size).toBe(REJECT.length);
  });

  it("is at least one of every kind but the canary", () => {
    const kinds = new Set<string>(REJECT.map(({ inputs }) => inputs.kind));
    const others = KINDS.filter((kind) => !kinds.has(kind));
    expect(others).toEqual(["canary", "reject"]);
  });
});
