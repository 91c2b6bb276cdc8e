// Rows from a URL
// NDJSON, a JSON array or CSV. The first rows show while the rest arrives; a stream can be stopped.
import { define } from "../element/clientele-table.js";
import { clients, columns, table } from "./rows.js";

/** Stands for a server that sends a line every now and then. */
async function slowly() {
  const lines = clients(20_000).map((row) => `${JSON.stringify(row)}\n`);
  let at = 0;
  const body = new ReadableStream({
    async pull(stream) {
      await new Promise((resume) => setTimeout(resume, 60));
      stream.enqueue(new TextEncoder().encode(lines.slice(at, at + 250).join("")));
      at += 250;
      if (at >= lines.length) stream.close();
    },
  });
  return new Response(body, { headers: { "content-type": "application/x-ndjson" } });
}

export default async function (place) {
  define();
  const made = table(place, { label: "Clients from a stream", columns });
  const row = document.createElement("div");
  row.className = "row";
  const stop = document.createElement("button");
  stop.textContent = "Stop";
  const said = document.createElement("output");
  row.append(stop, said);
  place.append(row);
  const controller = new AbortController();
  stop.addEventListener("click", () => controller.abort());
  made.addEventListener("load-progress", ({ detail }) => (said.textContent = `${detail.rows} rows`));
  made.load("/clients.ndjson", { fetch: slowly, signal: controller.signal }).catch((error) => (said.textContent += `, then: ${error.message}`));
}
