// Serves a folder as a careful site does: with a strict Content-Security-Policy.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".wasm": "application/wasm",
  ".json": "application/json", ".svg": "image/svg+xml", ".ndjson": "application/x-ndjson", ".csv": "text/csv",
};
/** No inline script or style, no eval but WebAssembly's. */
export const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";
/** And no HTML from text. */
export const TRUSTED = `${STRICT}; require-trusted-types-for 'script'; trusted-types clientele-table`;

/**
 * Serves folders by the start of a path: `{ "/": FOLDER, "/package/": FOLDER }`.
 * @param answer is asked first: `answer(path, request, response)` says whether it has answered
 */
export async function serve(folders, answer = () => false, policy = STRICT) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    try {
      if (await answer(path, request, response)) {
        return;
      }
      const start = Object.keys(folders).filter((each) => path.startsWith(each)).sort((one, other) => other.length - one.length)[0];
      const file = join(folders[start], path.slice(start.length) || "index.html");
      const body = await readFile(file);
      response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
      response.end(body);
    } catch {
      response.statusCode = path === "/favicon.ico" ? 204 : 404;
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
