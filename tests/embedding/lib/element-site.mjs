// The pages of tests/embedding/pages with the package beside them, and addresses that rows are loaded from.
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PACKAGE, here } from "./paths.mjs";
import { serve } from "./server.mjs";

const line = (at) => JSON.stringify({ id: at, name: `row-${at}`, calls: at });

const ANSWERS = {
  /** 3,000 rows in three parts, the last of which comes late. */
  async "/rows/slow.ndjson"(request, response) {
    const parts = [0, 1, 2].map((part) => Array.from({ length: 1000 }, (_, at) => line(part * 1000 + at)).join("\n") + "\n");
    response.setHeader("Content-Length", parts.join("").length);
    for (const part of parts) {
      response.write(part);
      await wait(400);
    }
    response.end();
  },
  /** Two rows soon one after the other, and then nothing for ever. */
  async "/rows/stalled.ndjson"(request, response) {
    response.setHeader("Content-Type", "application/x-ndjson");
    response.write(`${line(0)}\n`);
    await wait(60);
    response.write(`${line(1)}\n`);
    await new Promise((resolve) => request.on("close", resolve));
  },
  /** Never ends. */
  async "/rows/endless.ndjson"(request, response) {
    response.setHeader("Content-Type", "application/x-ndjson");
    response.write(`${line(0)}\n${line(1)}\n`);
    await new Promise((resolve) => request.on("close", resolve));
  },
  "/rows/rows.json": (request, response) => response.end(JSON.stringify([{ id: 1, name: "one" }, { id: 2, name: "two" }])),
  "/rows/object.json": (request, response) => response.end('{"rows": []}'),
  "/rows/cut.json": (request, response) => response.end('[{"id": 1'),
  "/rows/rows.csv": (request, response) => response.end('\ufeffid,name,calls\r\n1,"one, ""two""\r\nthree",5\n2,😀,\r\n'),
  "/rows/cut.csv": (request, response) => response.end('id,name\n1,"one'),
  "/rows/empty.ndjson": (request, response) => response.end("\n\n"),
  "/rows/broken.ndjson": (request, response) => response.end(`${line(1)}\n\n{"id": 2,\n`),
  "/rows/twice.ndjson": (request, response) => response.end(`${line(1)}\n${line(2)}\n${line(1)}\n`),
  "/rows/kind": (request, response) => response.setHeader("Content-Type", "application/x-ndjson; charset=utf-8").end(line(1)),
  "/rows/what": (request, response) => response.setHeader("Content-Type", "text/plain").end(line(1)),
  "/rows/failed.json": (request, response) => response.writeHead(500).end("no"),
};

export function elementSite() {
  return serve({ "/pages/": join(here, "pages"), "/package/": PACKAGE, "/axe/": join(here, "node_modules/axe-core") }, async (path, request, response) => {
    const answer = ANSWERS[path];
    await answer?.(request, response);
    return answer !== undefined;
  });
}
