/** What to type to have this program again. */
import { basename, delimiter, dirname, isAbsolute, relative } from "node:path";
import { quoted } from "./command.ts";

/**
 * The beginning of a shell's command that starts the program as it was started: by its name where the
 * shell or npx finds it, else by its file.
 *
 * @param file that Node was given, as an absolute path
 * @param cwd where the command will be typed
 */
export function calledAs(
  file: string,
  cwd: string,
  { PATH = "", npm_command }: NodeJS.ProcessEnv,
): string {
  const name = "bptt-oracle";
  if (npm_command === "exec") return `npx ${name}`;
  if (basename(file) === name && PATH.split(delimiter).includes(dirname(file))) return name;
  const below = relative(cwd, file);
  const path = below.startsWith("..") || isAbsolute(below) ? file : below;
  return `node ${quoted(path)}`;
}
