// Cells of your own
// A renderer gives text or a node; text is never read as HTML, and is marked where a search matches.
import { define } from "../element/clientele-table.js";
import { clients, columns, table } from "./rows.js";

function bar(part) {
  const bar = document.createElement("span");
  bar.style.cssText = "display: inline-block; inline-size: 6rem; block-size: 0.5rem; border-radius: 4px; background: var(--press)";
  const done = document.createElement("span");
  done.style.cssText = `display: block; inline-size: ${100 * part}%; block-size: 100%; border-radius: 4px; background: var(--accent)`;
  bar.append(done);
  return bar;
}

export default function (place) {
  define();
  const most = 1_000_000;
  const cells = {
    owner: (row) => row.owner.split("@")[0],
    calls: (row) => bar((row.calls / most) ** 0.4),
    enabled(row) {
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = -1; // reached by Enter or F2 in the cell
      button.textContent = row.enabled ? "Stop" : "Start";
      button.addEventListener("click", () => made.patchRows({ upsert: [{ ...row, enabled: !row.enabled }] }));
      return button;
    },
  };
  const made = table(place, {
    label: "Clients with cells of their own",
    columns: columns.map((column) => ({ ...column, render: cells[column.id] })),
    rows: clients(1000),
  });
}
