// Rows that change
// Ten rows a second are patched. Scroll, focus, selection, sort and search stay.
import { define } from "../element/clientele-table.js";
import { clients, columns, table } from "./rows.js";

export default function (place) {
  define();
  const rows = clients(2000);
  const made = table(place, { label: "Clients that change", columns, rows, query: "sort=-calls" });
  made.setAttribute("live", "");
  const timer = setInterval(() => {
    if (!made.isConnected) {
      return clearInterval(timer);
    }
    const at = Math.floor(Math.random() * rows.length);
    rows[at] = { ...rows[at], calls: rows[at].calls + Math.floor(Math.random() * 1e5), lastLogin: Date.now() };
    made.patchRows({ upsert: [rows[at]] });
  }, 100);
}
