import { TabulatorFull } from "tabulator-tables";
import { COLUMNS, shown } from "../rows.js";

export async function start(root) {
  let csv = "";
  const table = new TabulatorFull(root, {
    height: root.clientHeight,
    index: "id",
    data: [],
    rowHeight: 32,
    columns: COLUMNS.map(({ id, label, width }) => ({
      field: id,
      title: label,
      width,
      sorter: /login|created$|updated/.test(id) ? "number" : "string",
      formatter: (cell) => shown(id, cell.getValue()),
    })),
    downloadEncoder: (contents) => {
      csv = contents;
      return false;
    },
  });
  await new Promise((built) => table.on("tableBuilt", built));
  let words = "";
  let wanted = null;
  const has = (row) => {
    if (wanted && row[wanted.column] !== wanted.value) return false;
    return !words || COLUMNS.some(({ id }) => String(shown(id, row[id])).toLowerCase().includes(words));
  };
  const refilter = () => (words || wanted ? table.setFilter(has) : table.clearFilter());
  return {
    load: (rows) => table.setData(rows),
    sort: (column, dir) => table.setSort(column, dir),
    search(text) {
      words = text.toLowerCase();
      refilter();
    },
    filter(column, values) {
      wanted = values.length ? { column, value: values[0] } : null;
      refilter();
    },
    csv() {
      table.download("csv", "table.csv");
      return new Blob([csv]).size;
    },
    scroller: () => root.querySelector(".tabulator-tableholder"),
    first: () => root.querySelector('.tabulator-row [tabulator-field="name"]')?.textContent,
    count: () => table.getDataCount("active"),
  };
}
