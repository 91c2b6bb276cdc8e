import { COLUMNS } from "../rows.js";

const KINDS = { client_id: "id", rules: "list", last_login: "timestamp", created: "timestamp", updated: "timestamp" };

/** The npm package, as a page of anybody's has it. */
export async function start(root) {
  let memory;
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...given) => {
    const made = await instantiate(...given);
    memory = made.instance.exports.memory;
    return made;
  };
  const { define } = await import("/element/clientele-table.js");
  define();
  const table = document.createElement("clientele-table");
  table.exactTimes = true;
  table.columns = COLUMNS.map(({ id, label, width }) => ({ id, label, width, kind: KINDS[id] ?? "text", set: id === "created_by" }));
  root.append(table);
  await table.ready;
  const shadow = table.shadowRoot;
  const frame = () => new Promise((next) => requestAnimationFrame(next));
  /** Changes the state, and waits until a view that is made in turns is there. */
  const edit = async (change) => {
    table.state = { ...table.state, ...change };
    await undefined; // effects run first
    do await frame();
    while (shadow.querySelector("[role=grid]").ariaBusy === "true");
  };
  return {
    load: (rows) => table.setRows(rows),
    sort: (column, dir) => edit({ sort: [{ column, descending: dir === "desc" }] }),
    search: (search) => edit({ search }),
    filter: (facet, values) => edit({ filters: values.length ? [{ facet, test: { set: { values } } }] : [] }),
    csv: async () => (await table.exportCsv()).size,
    preparesInIdleTime: true,
    scroller: () => shadow.querySelector(".ct-grid"),
    first: () => shadow.querySelector('[aria-rowindex="2"] [aria-colindex="2"] .ct-t')?.textContent,
    count: () => Number(shadow.querySelector(".ct-grid").getAttribute("aria-rowcount")) - 1,
    bytes: () => memory?.buffer.byteLength ?? 0,
  };
}
