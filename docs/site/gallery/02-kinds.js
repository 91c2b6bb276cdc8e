// Every kind of column
// Text, an id that is copied rather than read, a list, text with few values, an instant, a number, a boolean. The kind decides order, filter, search, CSV and look.
import { define } from "../element/clientele-table.js";
import { clients } from "./rows.js";

export default function (place) {
  define();
  const table = document.createElement("clientele-table");
  table.label = "Clients, by kind";
  table.columns = [
    { id: "name", label: "Text", alwaysShown: true, width: 200 },
    { id: "clientId", label: "ID", kind: "id", width: 150 },
    { id: "roles", label: "List", kind: "list", width: 220, onMore: (key) => alert(table.row(key).roles.join("\n")) },
    { id: "owner", label: "Few values", set: true, width: 170 },
    { id: "lastLogin", label: "Instant", kind: "timestamp" },
    { id: "calls", label: "Number", kind: "number", width: 100 },
    { id: "enabled", label: "Boolean", kind: "boolean", width: 90 },
  ];
  table.tag = (row) => (row.enabled ? null : "Disabled");
  table.rows = clients(1000);
  place.append(table);
}
