// A table
// Columns and rows as plain objects. Search with “/”, sort by a header, filter, choose columns, select, download.
import { define } from "../element/clientele-table.js";
import { clients } from "./rows.js";

export default function (place) {
  define();
  const table = document.createElement("clientele-table");
  table.label = "Clients, plainly";
  table.columns = [
    { id: "name", label: "Name", alwaysShown: true, width: 220 },
    { id: "clientId", label: "Client ID", kind: "id" },
    { id: "lastLogin", label: "Last login", kind: "timestamp" },
  ];
  table.rows = clients(1000);
  place.append(table);
}
