// Cells of the page's own.

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
      const node = made instanceof Node ? made : made?.node;
      if (!(node instanceof Node)) {
        return String(made ?? "");
      }
      cell = { node, made, holds: 0, since: rowsSet() };
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
        if (cell.made.destroy && cell.made !== cell.node) {
          called(`destroy of a cell of column "${column.id}"`, () => cell.made.destroy());
        }
      },
    };
  };
  return { ...column, render };
}
