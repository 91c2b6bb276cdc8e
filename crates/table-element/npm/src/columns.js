// Columns as a page declares them: checked, and told what each row brings.

const KINDS = ["text", "list", "timestamp", "number", "boolean", "id"];

/**
 * Checks columns and gives the slots that rows are read into: one a column, then one a facet, as the core counts them.
 * @throws {TypeError} that names the column and what is wrong with it
 */
export function readColumns(columns) {
  if (!Array.isArray(columns)) {
    throw new TypeError(`clientele-table: columns must be an array, not ${name(columns)}`);
  }
  const slots = [];
  const facets = [];
  columns.forEach((column, at) => {
    const where = `clientele-table: columns[${at}]`;
    if (column === null || typeof column !== "object") {
      throw new TypeError(`${where} must be an object such as { id: "name", label: "Name", kind: "text" }, not ${name(column)}`);
    }
    if (typeof column.id !== "string" || column.id === "") {
      throw new TypeError(`${where} has no id; an id is a string that differs from the other columns'`);
    }
    const kind = column.kind ?? "text";
    if (!KINDS.includes(kind)) {
      throw new TypeError(`${where} ("${column.id}") has the kind ${name(kind)}; there are ${KINDS.join(", ")}`);
    }
    for (const option of ["value", "render", "onMore"]) {
      if (column[option] !== undefined && column[option] !== null && typeof column[option] !== "function") {
        throw new TypeError(`${where} ("${column.id}"): ${option} must be a function, not ${name(column[option])}`);
      }
    }
    slots.push({ what: `column "${column.id}"`, kind, read: reader(column, column.id), key: column.value ? undefined : (column.key ?? column.id) });
    (column.facets ?? []).forEach((facet, nth) => {
      if (typeof facet?.id !== "string" || typeof facet.value !== "function") {
        throw new TypeError(`${where} ("${column.id}"): facets[${nth}] needs an id and a function value(row) that gives texts`);
      }
      facets.push({ what: `facet "${facet.id}"`, kind: "list", read: facet.value, key: undefined });
    });
  });
  return [...slots, ...facets];
}

/** How a column's value is read from a row: by a function, or by the name of a field. */
function reader(column, id) {
  if (column.value) {
    return column.value;
  }
  const key = column.key ?? id;
  return (row) => row[key];
}

/** What a value is, for a message. */
export function name(value) {
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  return value === null ? "null" : Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : String(value);
}
