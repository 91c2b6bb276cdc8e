import "./clientele-table/define.js";
import { archive, orders } from "./rows.js";

const table = document.getElementById("orders");
const said = document.getElementById("said");

table.columns = [
  { id: "id", label: "Order", kind: "id" },
  { id: "customer", label: "Customer" },
  { id: "city", label: "City", set: true },
  { id: "state", label: "State", set: true, render: stateCell },
  { id: "tags", label: "Tags", kind: "list" },
  { id: "total", label: "Total", kind: "number" },
  { id: "placed", label: "Placed", kind: "timestamp" },
];
table.rows = orders(100_000);

// A cell of your own: text or a node. Nodes are in the table's shadow root, where the page's style sheet does not reach.
function stateCell(order) {
  const cell = document.createElement("strong");
  cell.textContent = order.state;
  cell.style.color = order.state === "returned" ? "light-dark(#b91c1c, #fca5a5)" : "inherit";
  return cell;
}

// What the user looks at is in the address: it can be sent to others, and is there again after a reload.
table.query = location.search;
table.addEventListener("state-change", (event) => {
  history.replaceState(null, "", `?${event.detail.query}`);
});

table.addEventListener("selection-change", ({ detail: { keys } }) => {
  said.textContent = keys.length === 0 ? "No order is selected." : `${keys.length} selected.`;
});

document.getElementById("ship").addEventListener("click", () => {
  table.patchRows({ upsert: table.selection.map((key) => ({ ...table.row(key), state: "shipped" })) });
});

document.getElementById("dark").addEventListener("click", () => {
  document.documentElement.classList.toggle("dark");
});

document.getElementById("csv").addEventListener("click", async () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await table.exportCsv({ bom: true }));
  link.download = "orders.csv";
  link.click();
  URL.revokeObjectURL(link.href);
});

// Rows that stay on a server: search and sort are its own, and rows are fetched as they come into view.
const old = document.getElementById("archive");
old.columns = [
  { id: "id", label: "Order", kind: "id" },
  { id: "customer", label: "Customer" },
  { id: "placed", label: "Placed", kind: "timestamp" },
];
old.source = archive;
