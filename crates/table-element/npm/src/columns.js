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
  const ids = new Set();
  columns.forEach((column, at) => {
    const where = `clientele-table: columns[${at}]`;
    if (column === null || typeof column !== "object") {
      throw new TypeError(`${where} must be an object such as { id: "name", label: "Name", kind: "text" }, not ${name(column)}`);
    }
    if (typeof column.id !== "string" || column.id === "") {
      throw new TypeError(`${where} has no id; an id is a string that differs from the other columns'`);
    }
    if (ids.size === ids.add(column.id).size) {
      throw new TypeError(`${where}: another column has the id "${column.id}"; ids must differ`);
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
    if (!Array.isArray(column.facets ?? [])) {
      throw new TypeError(`${where} ("${column.id}"): facets must be an array, not ${name(column.facets)}`);
    }
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

/**
 * Whether columns are the same as before: a page that is drawn anew may declare them anew. Arrays and plain objects are looked
 * into, as deep as columns go.
 */
export function isSame(one, other, depth = 4) {
  if (Object.is(one, other)) {
    return true;
  }
  if (depth === 0 || !isPlain(one) || !isPlain(other) || Array.isArray(one) !== Array.isArray(other)) {
    return false;
  }
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((each) => Object.hasOwn(other, each) && isSame(one[each], other[each], depth - 1));
}

function isPlain(value) {
  const made = value !== null && typeof value === "object" && Object.getPrototypeOf(value);
  return made === Object.prototype || made === Array.prototype;
}

/** Whether a value is a node, of whichever document. */
export function isNode(value) {
  return typeof value?.nodeType === "number" && typeof value.cloneNode === "function";
}

/** What a value is, for a message. */
export function name(value) {
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  return value === null ? "null" : Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : String(value);
}
