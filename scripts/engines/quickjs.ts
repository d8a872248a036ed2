/**
 * Runs a script in QuickJS, which is compiled to WebAssembly: `node quickjs.ts PACKAGE SCRIPT EPOCHS`.
 * PACKAGE is the folder of quickjs-emscripten.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What we use of https://github.com/justjake/quickjs-emscripten. */
interface Context<Handle> {
  readonly global: Handle;
  newObject(): Handle;
  newNumber(value: number): Handle;
  newFunction(name: string, call: (argument: Handle) => void): Handle;
  setProp(object: Handle, key: string, value: Handle): void;
  getString(handle: Handle): string;
  evalCode(code: string, name: string): unknown;
  /** throws what the script threw */
  unwrapResult(result: unknown): Handle;
}

const [folder, script, epochs] = process.argv.slice(2);
const quickjs: { getQuickJS(): Promise<{ newContext(): Context<object> }> } = createRequire(
  join(folder, "package.json"),
)(folder);

const context = (await quickjs.getQuickJS()).newContext();
const console = context.newObject();
const log = context.newFunction("log", (line) => {
  process.stdout.write(`${context.getString(line)}\n`);
});
context.setProp(console, "log", log);
context.setProp(context.global, "console", console);
context.setProp(context.global, "epochs", context.newNumber(Number(epochs)));
context.unwrapResult(context.evalCode(readFileSync(script, "utf8"), script));
