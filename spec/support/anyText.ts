/** Texts of any code points, halves of surrogate pairs and controls among them. */
import fc from "fast-check";

/** As fc.string's unit "binary" has them, which takes seconds to set up. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.nat({ max: 0xa0 }), fc.nat({ max: 0x10ffff })), { maxLength: 12 })
  .map((points) => String.fromCodePoint(...points));
