import { COLUMNS } from "../rows.js";

const END = "\u001f";

/** The next turn of the page's loop, after what waits there. */
const turn = () =>
  new Promise((next) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      next();
    };
    port2.postMessage(0);
  });
/** How many rows are read at once, how many show at once, and how long a turn takes. */
const PART = 4096;
const FIRST = 512;
const TURN_MS = 16;
/** How long a blob of a CSV file is, and what a part of it is shorter than. */
const BLOB_BYTES = 2 << 20;
const PART_BYTES = 128 << 10;

export async function start(root) {
  const wasm = await import("/wasm/table_page.js");
  const { memory } = await wasm.default();
  wasm.mount(root.id);
  /** The view is what was asked for: a large one is made in turns, with the last one on screen until then. */
  const made = async () => {
    await turn();
    while (root.querySelector(".ct-grid").getAttribute("aria-busy") === "true") await turn();
  };
  const encoder = new TextEncoder();
  /** A column's texts as one, each ended by a mark, in UTF-8. */
  const texts = (rows, text) => {
    const all = new Array(rows.length);
    for (let at = 0; at < rows.length; at++) all[at] = text(rows[at]);
    const joined = all.join(END) + END;
    const room = joined.length * 3;
    const at = wasm.room(room);
    wasm.load_texts(encoder.encodeInto(joined, new Uint8Array(memory.buffer, at, room)).written);
  };
  const times = (rows, time) => {
    const all = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at++) all[at] = time(rows[at]) ?? NaN;
    return all;
  };
  return {
    columns: COLUMNS.length,
    /** In turns, so that no task is long: the first rows show at once. */
    async load(rows) {
      wasm.load_start(rows.length);
      let started = performance.now();
      for (let from = 0, to; from < rows.length; from = to) {
        to = from + (from === 0 ? FIRST : PART);
        const part = rows.slice(from, to);
        texts(part, (row) => row.id);
        texts(part, (row) => row.name);
        texts(part, (row) => row.client_id);
        texts(part, (row) => row.rules.join("\u001e"));
        texts(part, (row) => row.created_by);
        wasm.load_rows(
          times(part, (row) => row.last_login),
          times(part, (row) => row.created),
          times(part, (row) => row.updated),
        );
        if (from === 0 && rows.length > FIRST) wasm.load_show(false);
        if (performance.now() - started > TURN_MS) {
          await turn();
          started = performance.now();
        }
      }
      wasm.load_show(true);
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
    /** As the component does. */
    async csv() {
      wasm.csv_start();
      const buffer = new Uint8Array(BLOB_BYTES + PART_BYTES);
      const blobs = [];
      let filled = 0;
      const flush = () => {
        blobs.push(new Blob([buffer.subarray(0, filled)]));
        filled = 0;
      };
      let slice = performance.now();
      for (let length; (length = wasm.csv_part(buffer, filled)); ) {
        filled += length;
        if (filled > BLOB_BYTES) flush();
        if (performance.now() - slice > 16) {
          await turn();
          slice = performance.now();
        }
      }
      flush();
      return new Blob(blobs).size;
    },
    preparesInIdleTime: true,
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
