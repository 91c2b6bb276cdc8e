import { COLUMNS } from "../rows.js";

const END = "\u001f";

const encoder = new TextEncoder();
/** A column's texts as one, each ended by a mark, in UTF-8. */
const joined = (rows, text) => {
  const texts = new Array(rows.length);
  for (let at = 0; at < rows.length; at++) texts[at] = text(rows[at]);
  return encoder.encode(texts.join(END) + (rows.length ? END : ""));
};
/** The next turn of the page's loop, after what waits there. */
const turn = () =>
  new Promise((next) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = next;
    port2.postMessage(0);
  });
/** How many rows are taken at first and then. */
const FIRST = 2000;
const PART = 25000;
const times = (rows, time) => Float64Array.from(rows, (row) => time(row) ?? NaN);

export async function start(root) {
  const wasm = await import("/wasm/table_page.js");
  const { memory } = await wasm.default();
  wasm.mount(root.id);
  /** The view is what was asked for: a large one is made in turns, with the last one on screen until then. */
  const made = async () => {
    await turn();
    while (root.querySelector(".ct-grid").getAttribute("aria-busy") === "true") await turn();
  };
  return {
    columns: COLUMNS.length,
    /** In parts, so that no task is long: the first shows at once. */
    async load(rows) {
      for (let from = 0, size = FIRST; from < rows.length; from += size) {
        if (from > 0) size = PART;
        const part = rows.slice(from, from + size);
        wasm.load(
          from > 0,
          joined(part, (row) => row.id),
          joined(part, (row) => row.name),
          joined(part, (row) => row.client_id),
          joined(part, (row) => row.rules.join("\u001e")),
          joined(part, (row) => row.created_by),
          times(part, (row) => row.last_login),
          times(part, (row) => row.created),
          times(part, (row) => row.updated),
        );
        if (from + size < rows.length) await turn();
      }
    },
    sort(column, dir) {
      wasm.sort(column, dir === "desc");
      return made();
    },
    search(text) {
      wasm.search(text);
      return made();
    },
    filter(column, values) {
      wasm.filter(column, values);
      return made();
    },
    async csv() {
      wasm.csv_start();
      const parts = [];
      let texts = [];
      let slice = performance.now();
      for (let part; (part = wasm.csv_part()) !== undefined; ) {
        if (texts.push(part) === 16) {
          parts.push(new Blob(texts));
          texts = [];
        }
        if (performance.now() - slice > 10) {
          await turn();
          slice = performance.now();
        }
      }
      return new Blob([...parts, ...texts]).size;
    },
    scroller: () => root.querySelector(".ct-grid"),
    first: () => root.querySelector('[aria-rowindex="2"] [aria-colindex="2"] .ct-t')?.textContent,
    count: () => Number(root.querySelector(".ct-grid").getAttribute("aria-rowcount")) - 1,
    bytes: () => memory.buffer.byteLength,
    /** The physical limit: a plain loop over as many bytes as the rows' texts have. */
    limit(bytes) {
      wasm.limit_bytes(bytes);
      wasm.limit();
      const start = performance.now();
      wasm.limit();
      return performance.now() - start;
    },
  };
}
