// Theme
// Colours and sizes are custom properties, the rest are parts. Light and dark follow the page, or the attribute “theme”.
import { define } from "../element/clientele-table.js";
import { clients, columns, table } from "./rows.js";

export default function (place) {
  define();
  const made = table(place, { label: "Clients in plum", columns, rows: clients(300), density: "comfortable" });
  made.className = "plum"; // site.css: .plum { --ct-accent: #a4336f; … } .plum::part(header) { … }
  const row = document.createElement("div");
  row.className = "row";
  const choice = document.createElement("select");
  choice.setAttribute("aria-label", "Theme of this table");
  choice.append(...["as the page", "light", "dark", "auto"].map((name) => new Option(name)));
  choice.addEventListener("change", () => (choice.value === "as the page" ? made.removeAttribute("theme") : made.setAttribute("theme", choice.value)));
  row.append("Theme: ", choice);
  place.append(row);
}
