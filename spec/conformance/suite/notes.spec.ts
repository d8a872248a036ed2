import { describe, expect, it } from "vitest";
import { requireValid } from "../../../src/conformance/schemas.ts";
import { NOTES } from "../../../src/conformance/suite/notes.ts";

describe("the notes", () => {
  it("are as the schema has them", () => {
    expect(() => requireValid("cases", NOTES, "notes", [], "#/$defs/notes")).not.toThrow();
  });

  it.each(Object.entries(NOTES))("%s is explained in sentences of its own", (_, note) => {
    expect(note.description).toMatch(/^[A-Z].{40,300}\.$/);
    const alike = Object.values(NOTES).filter(
      ({ description }) => description === note.description,
    );
    expect(alike).toEqual([note]);
  });
});
