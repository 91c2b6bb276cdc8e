// What the tests of the element work with. Nothing is defined until they say so.
import * as lib from "/package/clientele-table.js";

export const COLUMNS = [
  { id: "name", label: "Name" },
  { id: "calls", label: "Calls", kind: "number" },
  { id: "roles", label: "Roles", kind: "list" },
];
const rows = (count) => Array.from({ length: count }, (_, at) => ({ id: `k${at}`, name: `app-${at}`, calls: at * 2, roles: ["A", "B"].slice(at % 2) }));

const heard = [];
window.uncaught = 0;
addEventListener("error", () => (window.uncaught += 1));
for (const type of ["ready", "state-change", "selection-change", "display-change", "row-click", "row-activate", "notice", "load-progress", "load-end", "load-error", "retry", "error"]) {
  document.addEventListener(type, (event) => {
    if (event instanceof CustomEvent) {
      heard.push({ type, target: event.target.id, composed: event.composed, detail: event.detail && { ...event.detail } });
    }
  }, { capture: type === "error" }); // it doesn't bubble
}

Object.assign(window, {
  lib,
  COLUMNS,
  rows,
  heard,
  main: document.querySelector("main"),
  /** Makes a table with columns and rows, and waits until it is there. */
  async made(count = 20, { columns = COLUMNS, into = window.main, before } = {}) {
    lib.define();
    const table = document.createElement("clientele-table");
    before?.(table);
    table.columns = columns;
    if (count) {
      table.rows = rows(count);
    }
    into.append(table);
    await table.ready;
    await window.until(() => count === 0 || window.shown(table));
    return table;
  },
  /** Two frames: what changed has been drawn. */
  drawn: () => new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume))),
  /** Waits until a call gives something true; gives that. */
  async until(call) {
    const end = performance.now() + 5000;
    for (;;) {
      const value = call();
      if (value) {
        return value;
      }
      if (performance.now() > end) {
        throw new Error(`waited in vain for ${call}`);
      }
      await new Promise((resume) => setTimeout(resume, 20));
    }
  },
  /** The message that a call throws or rejects with. */
  async failure(call) {
    try {
      await call();
      return undefined;
    } catch (error) {
      return error.message;
    }
  },
  shown: (table) => table.shadowRoot.querySelectorAll("[role=row][part~=row]").length,
  texts: (table, column) => Array.from(table.shadowRoot.querySelectorAll(`[part~="cell-${column}"]`), (cell) => cell.textContent.trim()),
});
window.isThere = true;
