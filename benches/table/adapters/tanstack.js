import * as core from "@tanstack/table-core";
import { storeReactivityBindings } from "@tanstack/table-core/store-reactivity-bindings";
import { Virtualizer, elementScroll, observeElementOffset, observeElementRect } from "@tanstack/virtual-core";
import { COLUMNS, shown } from "../rows.js";

const ROW = 32;

/** The core and the virtualiser bring no elements: these are as plain as can be. */
export async function start(root) {
  const features = core.tableFeatures({
    coreReactivityFeature: storeReactivityBindings(),
    rowSortingFeature: core.rowSortingFeature,
    columnFilteringFeature: core.columnFilteringFeature,
    globalFilteringFeature: core.globalFilteringFeature,
    sortedRowModel: core.createSortedRowModel(),
    filteredRowModel: core.createFilteredRowModel(),
    sortFns: { alphanumeric: core.sortFn_alphanumeric, text: core.sortFn_text, basic: core.sortFn_basic, datetime: core.sortFn_datetime },
    filterFns: { includesString: core.filterFn_includesString, equalsString: core.filterFn_equalsString },
  });
  const columns = COLUMNS.map(({ id, label }) => ({
    id,
    header: label,
    accessorFn: id === "rules" ? (row) => row.rules.join("; ") : (row) => row[id],
    filterFn: "equalsString",
    sortUndefined: "last",
  }));
  const options = { features, columns, data: [], getRowId: (row) => row.id, globalFilterFn: "includesString", getColumnCanGlobalFilter: () => true };
  const table = core.constructTable(options);

  const scroller = document.createElement("div");
  scroller.style.cssText = "height:100%;overflow:auto;position:relative";
  const body = document.createElement("div");
  body.style.position = "relative";
  scroller.append(body);
  root.append(scroller);
  const pool = new Map();
  const draw = () => {
    const rows = table.getRowModel().rows;
    body.style.height = `${virtual.getTotalSize()}px`;
    const items = virtual.getVirtualItems();
    const unused = new Set(pool.keys());
    for (const item of items) unused.delete(item.index);
    const free = [...unused];
    for (const item of items) {
      let el = pool.get(item.index);
      if (!el) {
        const from = free.pop();
        el = from === undefined ? body.appendChild(document.createElement("div")) : pool.get(from);
        if (from !== undefined) pool.delete(from);
        if (!el.firstChild) {
          el.style.cssText = `position:absolute;inset:0 0 auto 0;height:${ROW}px;display:flex`;
          for (const { width } of COLUMNS) {
            const cell = el.appendChild(document.createElement("div"));
            cell.style.cssText = `width:${width}px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap`;
          }
        }
        pool.set(item.index, el);
      }
      const row = rows[item.index];
      if (!row) continue;
      el.style.transform = `translateY(${item.start}px)`;
      COLUMNS.forEach(({ id }, at) => (el.children[at].textContent = shown(id, row.original[id])));
    }
    for (const index of free) {
      pool.get(index)?.remove();
      pool.delete(index);
    }
  };
  const settings = () => ({
    count: table.getRowModel().rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW,
    overscan: 6,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: draw,
  });
  const virtual = new Virtualizer(settings());
  virtual._didMount();
  virtual._willUpdate();
  const changed = () => {
    virtual.setOptions(settings());
    virtual._willUpdate();
    virtual.measure();
    draw();
  };
  return {
    load(rows) {
      table.setOptions((old) => ({ ...old, data: rows }));
      changed();
    },
    sort(column, dir) {
      table.setSorting([{ id: column, desc: dir === "desc" }]);
      changed();
    },
    search(text) {
      table.setGlobalFilter(text);
      changed();
    },
    filter(column, values) {
      table.setColumnFilters(values.length ? [{ id: column, value: values[0] }] : []);
      changed();
    },
    /** It writes no CSV. */
    csv: null,
    scroller: () => scroller,
    first: () => pool.get(0)?.firstChild.textContent,
    count: () => table.getRowModel().rows.length,
  };
}
