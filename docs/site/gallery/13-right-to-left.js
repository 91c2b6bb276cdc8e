// Right to left
// The direction is the page’s, or the element’s own.
import { define } from "../element/clientele-table.js";
import { clients, columns, table } from "./rows.js";

export default function (place) {
  define();
  const made = table(place, { label: "العملاء", columns, rows: clients(200) });
  made.dir = "rtl";
}
