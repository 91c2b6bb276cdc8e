// Rows on their way in: column by column, since a call for each cell would take longer than all else.
import { name } from "./columns.js";

/** Stands between two texts on their way. */
const BETWEEN = "\u001f";

/**
 * Rows as the core takes them.
 * @param core the WebAssembly's exports
 * @param slots what `readColumns` gave
 * @param {Iterable<object> | Record<string, ArrayLike<unknown>>} rows objects, or one array a field
 * @param {string} rowKey the field that tells a row from all others
 * @param {Set<string>} [seen] the keys of rows that came before
 * @throws {TypeError} that names the row and what is wrong with it
 */
export function readRows(core, slots, rows, rowKey, seen = new Set()) {
  const columnar = isColumnar(rows);
  const objects = rowObjects(rows, rowKey);
  const count = objects.length;
  const keys = new Array(count);
  const lengths = new Uint32Array(count);
  const before = seen.size;
  for (let at = 0; at < count; at++) {
    const row = objects[at];
    if (row === null || typeof row !== "object") {
      throw new TypeError(`clientele-table: rows[${at}] must be an object, not ${name(row)}`);
    }
    const key = row[rowKey];
    if (key === undefined || key === null || key === "") {
      throw new TypeError(`clientele-table: rows[${at}] has no "${rowKey}", by which rows are told apart; name another field as rowKey`);
    }
    keys[at] = String(key);
    lengths[at] = keys[at].length;
    seen.add(keys[at]);
    if (seen.size !== at + 1 + before) {
      throw new TypeError(`clientele-table: two rows have the ${rowKey} ${JSON.stringify(keys[at])}, the second is rows[${at}]; keys must differ`);
    }
  }
  const batch = new core.Rows(keys.join(BETWEEN), lengths, objects);
  try {
    for (const slot of slots) {
      const whole = columnar && Object.hasOwn(rows, slot.key) ? rows[slot.key] : undefined;
      PUT[slot.kind](batch, whole ?? values(objects, slot), slot);
    }
  } catch (error) {
    batch.free();
    throw error;
  }
  return batch;
}

/** Rows as objects. */
export function rowObjects(rows = [], rowKey) {
  return isColumnar(rows) ? columnarObjects(rows, rowKey) : Array.isArray(rows) ? rows : [...rows];
}

/** Whether these are arrays by field, and not rows. */
export function isColumnar(rows) {
  if (rows === null || typeof rows !== "object") {
    throw new TypeError(`clientele-table: rows must be an array of objects, or an object of arrays, not ${name(rows)}`);
  }
  return typeof rows[Symbol.iterator] !== "function";
}

/** Objects that read from arrays by field: one small object a row, whatever the number of fields. */
function columnarObjects(columns, rowKey) {
  const fields = Object.keys(columns);
  const count = columns[rowKey]?.length;
  if (count === undefined) {
    throw new TypeError(`clientele-table: rows by column need the array "${rowKey}", by which rows are told apart; there are ${fields.join(", ")}`);
  }
  class Row {
    #at;
    constructor(at) {
      this.#at = at;
    }
    static {
      for (const field of fields) {
        if (columns[field].length !== count) {
          throw new TypeError(`clientele-table: "${field}" has ${columns[field].length} values and "${rowKey}" has ${count}`);
        }
        Object.defineProperty(this.prototype, field, { enumerable: true, get() { return columns[field][this.#at]; } });
      }
    }
  }
  return Array.from({ length: count }, (_, at) => new Row(at));
}

/** The values of a column, row by row. */
function values(objects, slot) {
  const { read, what } = slot;
  const count = objects.length;
  const all = new Array(count);
  let at = 0;
  try {
    for (; at < count; at++) {
      all[at] = read(objects[at]);
    }
  } catch (error) {
    throw new TypeError(`clientele-table: the value of ${what} in rows[${at}] could not be read: ${error?.message ?? error}`, { cause: error });
  }
  return all;
}

/** Puts a column into a batch, by kind. */
const PUT = {
  text: putTexts,
  id: putTexts,
  list: putLists,
  number: (batch, all) => batch.numbers(numbers(all, number)),
  timestamp: (batch, all, slot) => batch.numbers(numbers(all, (value, at) => instant(value, at, slot))),
  boolean(batch, all) {
    const made = new Uint8Array(all.length);
    for (let at = 0; at < all.length; at++) {
      const value = all[at];
      made[at] = value === undefined || value === null ? 2 : value ? 1 : 0;
    }
    batch.booleans(made);
  },
};

// Plain loops: `from` with a function goes through an iterator, at several times the time.

function numbers(all, of) {
  if (all instanceof Float64Array) {
    return all;
  }
  const made = new Float64Array(all.length);
  for (let at = 0; at < all.length; at++) {
    made[at] = of(all[at], at);
  }
  return made;
}

function lengthsOf(texts) {
  const lengths = new Uint32Array(texts.length);
  for (let at = 0; at < texts.length; at++) {
    lengths[at] = texts[at].length;
  }
  return lengths;
}

function textOf(value) {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
}

function putTexts(batch, all) {
  const texts = new Array(all.length);
  for (let at = 0; at < all.length; at++) {
    texts[at] = textOf(all[at]);
  }
  batch.texts(texts.join(BETWEEN), lengthsOf(texts));
}

function putLists(batch, all) {
  const texts = [];
  const counts = new Uint32Array(all.length);
  for (let at = 0; at < all.length; at++) {
    const list = all[at];
    if (list !== undefined && list !== null) {
      const before = texts.length;
      for (const text of typeof list === "string" ? [list] : list) {
        texts.push(textOf(text));
      }
      counts[at] = texts.length - before;
    }
  }
  batch.lists(texts.join(BETWEEN), lengthsOf(texts), counts);
}

function number(value) {
  return value === undefined || value === null || value === "" ? NaN : Number(value);
}

/** Unix milliseconds of a `Date`, a number of them, or a text as RFC 3339 has it. */
function instant(value, at, slot) {
  if (value === undefined || value === null || value === "") {
    return NaN;
  }
  const millis = typeof value === "number" ? value : value instanceof Date ? value.getTime() : Date.parse(value);
  if (Number.isNaN(millis) && typeof value === "string") {
    throw new TypeError(`clientele-table: ${slot.what} in rows[${at}]: ${JSON.stringify(value)} is no time; give a Date, Unix milliseconds, or a text such as "2026-04-28T09:30:00Z"`);
  }
  return millis;
}

/** Rows after patches, in the order that the core gives them. */
export function patched(rows, patches, rowKey) {
  const keyOf = (row) => String(row[rowKey]);
  const before = new Map(rows.map((row) => [keyOf(row), row]));
  let added = new Map();
  for (const [upsert, remove] of patches) {
    for (const key of remove.map(String)) {
      before.delete(key);
      added.delete(key);
    }
    const fresh = new Map();
    for (const row of upsert) {
      const key = keyOf(row);
      (before.has(key) ? before : added.has(key) ? added : fresh).set(key, row);
    }
    added = fresh.size ? new Map([...fresh, ...added]) : added;
  }
  return [...added.values(), ...before.values()];
}
