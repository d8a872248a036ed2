/** A script in a browser as it is installed: a page of 127.0.0.1 runs it and sends back its lines. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { whileRunning } from "./child.ts";

const PAGE = '<!doctype html><title>goldens</title><script>new Worker("/worker.js")</script>';

/** In a worker, which no browser stops for taking long, and which may wait for each line's arrival. */
const WORKER = `
const post = (path, body) => {
  const request = new XMLHttpRequest();
  request.open("POST", path, false);
  request.send(body);
};
console.log = (line) => post("/line", line);
try {
  importScripts("/script.js");
  post("/end", "");
} catch (error) {
  post("/failed", String(error));
}
`;

/**
 * What a script prints in a browser.
 *
 * @param command starts the browser with a fresh profile in a folder, at an address
 * @throws {Error} when the script fails, or the browser ends before it
 */
export async function printedInBrowser(
  command: (profile: string, address: string) => readonly string[],
  script: string,
  signal: AbortSignal,
): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), "bptt-oracle-browser-"));
  const page = await servePage(script);
  try {
    return await whileRunning(command(profile, page.address), signal, ({ printed }) =>
      Promise.race([page.printed, printed.then(endedEarly)]),
    );
  } finally {
    page.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function endedEarly(): never {
  throw new Error("it ended before the page did");
}

interface ServedPage {
  readonly address: string;
  /** what the page has printed, once it has ended well */
  readonly printed: Promise<string>;
  readonly close: () => void;
}

async function servePage(script: string): Promise<ServedPage> {
  const server = createServer();
  const printed = linesSentTo(server, {
    "/": ["text/html", PAGE],
    "/worker.js": ["text/javascript", WORKER],
    "/script.js": ["text/javascript", script],
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${port}/`, printed, close };
}

/** Serves the files, and gathers the lines that are posted until the end or a failure is. */
function linesSentTo(
  server: Server,
  files: Readonly<Record<string, readonly [type: string, content: string]>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const received = async (request: IncomingMessage): Promise<void> => {
      const body = await text(request);
      if (request.url === "/line") lines.push(body);
      if (request.url === "/end") resolve(lines.join("\n"));
      if (request.url === "/failed") reject(new Error(`the page failed: ${body}`));
    };
    server.on("request", (request, response) => {
      if (request.method === "POST") {
        received(request).then(() => response.end(), reject);
        return;
      }
      const [type, content] = files[request.url ?? ""] ?? [];
      response.writeHead(content === undefined ? 404 : 200, { "content-type": `${type}` });
      response.end(content);
    });
  });
}
