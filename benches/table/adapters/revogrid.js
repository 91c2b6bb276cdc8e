import { defineCustomElements } from "@revolist/revogrid/loader";
import { COLUMNS, shown } from "../rows.js";

export async function start(root) {
  defineCustomElements(window);
  const grid = document.createElement("revo-grid");
  grid.style.height = "100%";
  grid.rowSize = 32;
  grid.readonly = true;
  grid.exporting = true;
  grid.filter = true;
  grid.columns = COLUMNS.map(({ id, label, width }) => ({
    prop: id,
    name: label,
    size: width,
    sortable: true,
    filter: id === "created_by" ? "string" : false,
    cellTemplate: (h, { model, prop }) => shown(prop, model[prop]) ?? "",
  }));
  root.append(grid);
  await grid.componentOnReady?.();
  await new Promise((next) => setTimeout(next, 200));
  /** After an event of the grid, or a while if there is none. */
  const heard = (event) => Promise.race([new Promise((done) => grid.addEventListener(event, done, { once: true })), new Promise((next) => setTimeout(next, 3000))]);
  const plugin = async (method) => (await grid.getPlugins()).find((plugin) => typeof plugin[method] === "function");
  return {
    async load(rows) {
      const loaded = heard("aftersourceset");
      grid.source = rows;
      await loaded;
    },
    async sort(column, dir) {
      const sorted = heard("aftersortingapply");
      await grid.updateColumnSorting({ prop: column }, dir, false);
      await sorted;
    },
    /** It has no search over all columns. */
    search: null,
    async filter(column, values) {
      const applied = heard("beforefiltertrimmed");
      grid.filter = { multiFilterItems: values.length ? { [column]: [{ id: 0, type: "eq", value: values[0], relation: "and" }] } : {} };
      await applied;
    },
    async csv() {
      const exporter = await plugin("exportString");
      return new Blob([await exporter.exportString()]).size;
    },
    scroller: () => null,
    first: () => grid.querySelector('.rgCell[data-rgrow="0"][data-rgcol="0"]')?.textContent,
    count: async () => (await grid.getVisibleSource()).length,
  };
}
