// State, and the view as an address
// The whole state is one plain value, and its part for an address is short. Both can be set.
import { define } from "../element/clientele-table.js";
import { clients, columns, table } from "./rows.js";

export default function (place) {
  define();
  const made = table(place, { label: "Clients by address", columns, rows: clients(1000), query: "q=pipeline&sort=-calls" });
  const log = document.createElement("pre");
  log.className = "log";
  place.append(log);
  const show = () => (log.textContent = `?${made.query}\n${JSON.stringify({ ...made.state, layout: "…" })}`);
  made.addEventListener("state-change", show);
  made.ready.then(show);
}
