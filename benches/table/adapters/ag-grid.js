import { AllCommunityModule, ModuleRegistry, createGrid } from "ag-grid-community";
import { COLUMNS, shown } from "../rows.js";

export async function start(root) {
  ModuleRegistry.registerModules([AllCommunityModule]);
  const api = createGrid(root, {
    columnDefs: COLUMNS.map(({ id, label, width }) => ({
      colId: id,
      field: id,
      headerName: label,
      width,
      filter: id === "created_by" ? "agTextColumnFilter" : false,
      ...(id === "rules" ? { valueGetter: ({ data }) => data.rules.join("; ") } : {}),
      ...(/login|created$|updated/.test(id) ? { valueFormatter: ({ value }) => shown(id, value) } : {}),
    })),
    defaultColDef: { sortable: true },
    getRowId: ({ data }) => data.id,
    rowHeight: 32,
    animateRows: false,
    cacheQuickFilter: true,
    rowData: [],
  });
  return {
    load: (rows) => api.setGridOption("rowData", rows),
    sort: (column, sort) => api.applyColumnState({ state: [{ colId: column, sort }], defaultState: { sort: null } }),
    search: (text) => api.setGridOption("quickFilterText", text),
    filter: (column, values) => api.setFilterModel(values.length ? { [column]: { filterType: "text", type: "equals", filter: values[0] } } : null),
    csv: () => new Blob([api.getDataAsCsv()]).size,
    scroller: () => null,
    first: () => root.querySelector('[row-index="0"] [col-id="name"]')?.textContent,
    count: () => api.getDisplayedRowCount(),
  };
}
