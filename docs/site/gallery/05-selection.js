// Selection and actions
// Click, Ctrl, Shift, Space, or the box in the header. Buttons in the slot “actions” work on what is selected.
import { define } from "../element/clientele-table.js";
import { clients, columns, table } from "./rows.js";

export default function (place) {
  define();
  const made = table(place, { label: "Clients to select", columns, rows: clients(500) });
  const stop = document.createElement("button");
  stop.slot = "actions";
  stop.textContent = "Delete";
  stop.disabled = true;
  stop.addEventListener("click", () => made.patchRows({ remove: made.selection }));
  made.append(stop);
  made.addEventListener("selection-change", ({ detail }) => (stop.disabled = detail.keys.length === 0));
}
