// A hundred thousand rows
// Made here in your browser, all in memory. Type into the search, sort by two columns with Shift, press End.
import { define } from "../element/clientele-table.js";
import { clients, columns, table } from "./rows.js";

export default async function (place) {
  define();
  const made = table(place, { label: "A hundred thousand clients", columns });
  await made.ready;
  made.rows = clients(100_000);
}
