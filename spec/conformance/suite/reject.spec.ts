import { describe, expect, it } from "vitest";
import { refusalOf } from "../../../src/conformance/formatError.ts";
import { KINDS } from "../../../src/conformance/kinds.ts";
import { type Request, requireRequest } from "../../../src/conformance/request.ts";
import { requireValid } from "../../../src/conformance/schemas.ts";
import { ACCEPTED, REJECT } from "../../../src/conformance/suite/reject.ts";

/** Why a request is refused, by the schema of its kind or by what it asks; undefined when it is not. */
function refusal(
  request: Pick<Request, "kind" | "config" | "inputs"> | object,
): string | undefined {
  return refusalOf(() => {
    const { kind, config, inputs } = request as Request;
    const part = `#/$defs/${kind}Case/properties`;
    requireValid("cases", config, "config", [], `${part}/config`);
    requireValid("cases", inputs, "inputs", [], `${part}/inputs`);
    requireRequest(request as Request, "request");
  });
}

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
  it.each(Object.entries(ACCEPTED))(
    "the request that %s starts from is none of it",
    (_, request) => {
      expect(refusal(request)).toBeUndefined();
    },
  );

  it.each(REJECT.map((draft) => [draft.id, draft] as const))("%s", (id, { inputs }) => {
    expect(refusal(inputs)).toBeTypeOf("string");
    const [name] = Object.keys(ACCEPTED).filter((from) => id.startsWith(`reject-${from}-`));
    const places = changes(ACCEPTED[name as keyof typeof ACCEPTED], inputs);
    // The truncation is exchanged as a whole where its kind is.
    const apart = new Set(
      places.map((place) => place.replace(/^\.config\.truncation\..*/, "truncation")),
    );
    expect([...apart], places.join()).toHaveLength(1);
  });

  it("is each refused for a reason of its own", () => {
    const reasons = REJECT.map(({ inputs }) => `${inputs.kind} ${refusal(inputs)}`);
    expect(new Set(reasons).size).toBe(REJECT.length);
  });

  it("is at least one of every kind but the canary", () => {
    const kinds = new Set<string>(REJECT.map(({ inputs }) => inputs.kind));
    const others = KINDS.filter((kind) => !kinds.has(kind));
    expect(others).toEqual(["canary", "reject"]);
  });
});
