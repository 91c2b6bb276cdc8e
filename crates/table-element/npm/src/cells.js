// Cells of the page's own.
import { isNode } from "./columns.js";

/**
 * A column whose renderer gives what the core takes, and never throws: one cell must not stop a table. A row's node stays for as long
 * as the row is on screen and no rows are set, however often its cell is drawn.
 * @param called calls a function of the page's, named for a message, and gives `undefined` for what throws
 * @param rowsSet how often rows have been set or patched by now
 */
export function withNodes(column, called, rowsSet) {
  if (!column.render) {
    return column;
  }
  const nodes = new Map();
  const render = (row) => {
    let cell = nodes.get(row);
    if (cell?.since !== rowsSet()) {
      const made = called(`render of column "${column.id}"`, () => column.render(row));
      const given = isNode(made) ? made : made?.node;
      if (!isNode(given)) {
        return String(made ?? "");
      }
      cell = { node: whole(given), made, holds: 0, since: rowsSet() };
      nodes.set(row, cell);
    }
    cell.holds += 1;
    return {
      node: cell.node,
      destroy() {
        cell.holds -= 1;
        if (cell.holds > 0) {
          return;
        }
        if (nodes.get(row) === cell) {
          nodes.delete(row);
        }
        if (cell.made.destroy && !isNode(cell.made)) {
          called(`destroy of a cell of column "${column.id}"`, () => cell.made.destroy());
        }
      },
    };
  };
  return { ...column, render };
}

/** A fragment is empty once it is in a page: what it holds is kept together. */
function whole(node) {
  if (node.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) {
    return node;
  }
  const all = document.createElement("span");
  all.style.display = "contents";
  all.append(node);
  return all;
}
