// Loading, empty, failed, stale
// What stands in the rows’ place. The slots “empty” and “error” take content of the page’s own.
import { define } from "../element/clientele-table.js";
import { clients, columns, table } from "./rows.js";

export default function (place) {
  define();
  const row = document.createElement("div");
  row.className = "row";
  place.append(row);
  const made = table(place, { label: "Clients in every state", columns });
  const empty = document.createElement("p");
  empty.slot = "empty";
  empty.textContent = "No clients yet. The first is made with “New client”.";
  made.append(empty);
  const states = {
    Loading: () => made.setStatus("loading", { progress: 0.4 }),
    Empty: () => made.setRows([]),
    Failed: () => made.setStatus("failed", { message: "The server answered 503, overloaded." }),
    Rows: () => made.setRows(clients(50)),
    Stale: () => made.setStatus("stale", { since: Date.now() - 90_000 }),
  };
  for (const [name, show] of Object.entries(states)) {
    const button = document.createElement("button");
    button.textContent = name;
    button.addEventListener("click", () => {
      if (name === "Failed" || name === "Loading") made.setRows([]);
      show();
    });
    row.append(button);
  }
}
