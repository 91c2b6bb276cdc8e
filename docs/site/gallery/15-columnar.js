// Rows by column
// One array a field; typed arrays of numbers and instants go in as they are. Half a million rows.
import { define } from "../element/clientele-table.js";
import { table } from "./rows.js";

export default function (place) {
  define();
  const count = 500_000;
  const id = Float64Array.from({ length: count }, (_, at) => at + 1);
  const level = Float64Array.from(id, (at) => Math.sin(at / 1000) * 100);
  const at = Float64Array.from(id, (at) => 1.79e12 - at * 1000);
  table(place, {
    label: "Readings",
    columns: [
      { id: "id", label: "Reading", kind: "number", alwaysShown: true },
      { id: "level", label: "Level", kind: "number", render: (row) => row.level.toFixed(2) },
      { id: "at", label: "At", kind: "timestamp" },
    ],
    rows: { id, level, at },
  });
}
