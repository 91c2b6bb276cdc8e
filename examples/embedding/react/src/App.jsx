import { ClienteleTable } from "clientele-table/react";
import { useEffect, useRef, useState } from "react";
import { archive, orders } from "./rows.js";

const COLUMNS = [
  { id: "id", label: "Order", kind: "id" },
  { id: "customer", label: "Customer" },
  { id: "city", label: "City", set: true },
  { id: "state", label: "State", set: true, render: (order) => <State of={order} /> },
  { id: "tags", label: "Tags", kind: "list" },
  { id: "total", label: "Total", kind: "number" },
  { id: "placed", label: "Placed", kind: "timestamp" },
];

const ARCHIVE = [
  { id: "id", label: "Order", kind: "id" },
  { id: "customer", label: "Customer" },
  { id: "placed", label: "Placed", kind: "timestamp" },
];

// A cell of your own: any component. It is in the table's shadow root, where the page's style sheet does not reach.
function State({ of: { state } }) {
  return <strong style={{ color: state === "returned" ? "light-dark(#b91c1c, #fca5a5)" : "inherit" }}>{state}</strong>;
}

export function App() {
  const table = useRef(null);
  const [rows] = useState(() => orders(100_000));
  const [query] = useState(location.search);
  const [selected, setSelected] = useState([]);
  const [isDark, setIsDark] = useState(false);

  useEffect(() => {
    document.documentElement.classList.toggle("dark", isDark);
  }, [isDark]);

  function ship() {
    table.current.patchRows({ upsert: selected.map((key) => ({ ...table.current.row(key), state: "shipped" })) });
  }

  async function saveCsv() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await table.current.exportCsv({ bom: true }));
    link.download = "orders.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  return (
    <main>
      <h1>Orders</h1>
      <p role="status">{selected.length === 0 ? "No order is selected." : `${selected.length} selected.`}</p>
      <ClienteleTable
        ref={table}
        columns={COLUMNS}
        rows={rows}
        label="Orders"
        row-noun="order"
        rows-noun="orders"
        file-stem="orders"
        query={query}
        onSelectionChange={(event) => setSelected(event.detail.keys)}
        onStateChange={(event) => history.replaceState(null, "", `?${event.detail.query}`)}
      >
        <button type="button" slot="toolbar" onClick={() => setIsDark(!isDark)}>Dark</button>
        <button type="button" slot="toolbar" onClick={saveCsv}>Save CSV</button>
        <button type="button" slot="actions" onClick={ship}>Ship</button>
        <p slot="empty">Nobody has ordered yet.</p>
      </ClienteleTable>
      <h2>Archive</h2>
      {/* Rows that stay on a server: search and sort are its own, and rows are fetched as they come into view. */}
      <ClienteleTable id="archive" label="Archive" columns={ARCHIVE} source={archive} row-noun="order" rows-noun="orders" no-actions="" />
    </main>
  );
}
