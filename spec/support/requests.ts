/** What is asked of an implementation, checked as a file of cases is. */
import { refusalOf } from "../../src/conformance/formatError.ts";
import { type Request, requireRequest } from "../../src/conformance/request.ts";
import { requireValid } from "../../src/conformance/schemas.ts";

/** Why a request is refused, by the schema of its kind or by what it asks; undefined when it is not. */
export function requestRefusal(request: object): string | undefined {
  return refusalOf(() => {
    const { kind, config, inputs } = request as Request;
    const part = `#/$defs/${kind}Case/properties`;
    requireValid("cases", config, "config", [], `${part}/config`);
    requireValid("cases", inputs, "inputs", [], `${part}/inputs`);
    requireRequest(request as Request, "request");
  });
}
