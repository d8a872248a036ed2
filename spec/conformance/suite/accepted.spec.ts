import { describe, expect, it } from "vitest";
import { KINDS } from "../../../src/conformance/kinds.ts";
import { ACCEPTED } from "../../../src/conformance/suite/accepted.ts";
import { requestRefusal } from "../../support/requests.ts";

describe("what must not be refused", () => {
  it.each(Object.entries(ACCEPTED))("%s", (_, request) => {
    expect(requestRefusal(request)).toBeUndefined();
  });

  it("is at least one request of every kind but the canary", () => {
    const kinds = new Set<string>(Object.values(ACCEPTED).map(({ kind }) => kind));
    expect(KINDS.filter((kind) => !kinds.has(kind))).toEqual(["canary", "reject"]);
  });
});
