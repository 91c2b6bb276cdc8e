// Rows on their way in: column by column, since a call for each cell would take longer than all else.
import { name } from "./columns.js";

/** Stands between two texts on their way. */
const BETWEEN = "\u001f";

/** How many rows are read at once: texts of more would be in nobody's cache when they are put together. */
const PART = 4096;
/** How many rows are read first: those that show. */
const FIRST = 512;

/** Rows that are read part by part, into what the core takes them from all at once. */
export class Reading {
  #core;
  #slots;
  #rows;
  #rowKey;
  #Row;
  #read = 0;
  #count;

  /** The arguments are those of `readRows`. */
  constructor(core, slots, rows, rowKey) {
    [this.#core, this.#slots, this.#rows, this.#rowKey] = [core, slots, rows, rowKey];
    this.#count = rowCount(rows, rowKey);
    this.#Row = isColumnar(rows) ? rowClass(rows) : undefined;
    this.incoming = new core.Incoming(this.#count);
  }

  /** From 0 to 1. */
  get progress() {
    return this.#count ? this.#read / this.#count : 1;
  }

  /** How many rows there are. */
  get count() {
    return this.#count;
  }

  /** How many rows are read. */
  get read() {
    return this.#read;
  }

  get isDone() {
    return this.#read === this.#count;
  }

  /**
   * Reads on until all are read, or it is enough.
   * @throws {TypeError} that names the row and what is wrong with it
   */
  until(isEnough) {
    while (!this.isDone && !isEnough()) {
      this.#step();
    }
  }

  #step() {
    const from = this.#read;
    const to = Math.min(from + (from === 0 ? FIRST : PART), this.#count);
    const twin = this.incoming.extend(readPart(this.#core, this.#slots, partOf(this.#rows, from, to, this.#Row), this.#rowKey));
    if (twin !== undefined) {
      throw twice(this.#rowKey, partOf(this.#rows, twin, twin + 1, this.#Row), twin);
    }
    this.#read = to;
  }

  /** Gives it up. What the core has taken is its own. */
  free() {
    this.incoming.free();
  }
}

/**
 * Rows as the core takes them.
 * @param core the WebAssembly's exports
 * @param slots what `readColumns` gave
 * @param {object[] | Record<string, ArrayLike<unknown>>} rows objects, or one array a field
 * @param {string} rowKey the field that tells a row from all others
 * @param {Set<string>} [seen] the keys of rows that came before
 * @throws {TypeError} that names the row and what is wrong with it
 */
export function readRows(core, slots, rows, rowKey, seen = new Set()) {
  const part = partOf(rows, 0, rowCount(rows, rowKey));
  return readPart(core, slots, part, rowKey, (key, at) => {
    if (seen.size === seen.add(key).size) {
      throw twice(rowKey, part, at);
    }
  });
}

function twice(rowKey, part, at) {
  const key = String(part.objects[at - part.from + part.first][rowKey]);
  return new TypeError(`clientele-table: two rows have the ${rowKey} ${JSON.stringify(key)}, the second is rows[${at}]; keys must differ`);
}

/** Some of the rows: their objects, and their arrays by field, where that is how they come. */
function partOf(rows, from, to, Row) {
  if (!isColumnar(rows)) {
    return { from, count: to - from, objects: rows, first: from };
  }
  const columns = {};
  for (const field of Object.keys(rows)) {
    const all = rows[field];
    columns[field] = all.subarray?.(from, to) ?? Array.prototype.slice.call(all, from, to);
  }
  return { from, count: to - from, objects: columnarObjects(rows, from, to, Row), first: 0, columns };
}

/**
 * A part as the core takes it.
 * @param {(key: string, at: number) => void} [see] is told of each key
 */
function readPart(core, slots, { from, count, objects, first, columns }, rowKey, see) {
  const keys = new Array(count);
  for (let at = 0; at < count; at++) {
    keys[at] = keyOf(objects[first + at], rowKey, from + at);
    see?.(keys[at], from + at);
  }
  const batch = new core.Rows(objects, first, count);
  try {
    batch.keys(...written(core, keys));
    for (const slot of slots) {
      const whole = columns && Object.hasOwn(columns, slot.key) ? columns[slot.key] : undefined;
      put(core, batch, whole ?? values(objects, first, count, from, slot), slot, from);
    }
  } catch (error) {
    batch.free();
    throw error;
  }
  return batch;
}

/**
 * A row's key.
 * @throws {TypeError} that names the row, if it has none
 */
export function keyOf(row, rowKey, at) {
  if (row === null || typeof row !== "object") {
    throw new TypeError(`clientele-table: rows[${at}] must be an object, not ${name(row)}`);
  }
  const key = row[rowKey];
  if (key === undefined || key === null || key === "") {
    throw new TypeError(`clientele-table: rows[${at}] has no "${rowKey}", by which rows are told apart; name another field as rowKey`);
  }
  return String(key);
}

/** Puts a column into a batch. What can't be read is sought again, so that the row can be named. */
function put(core, batch, all, slot, from) {
  try {
    PUT[slot.kind](core, batch, all, slot, from);
  } catch (error) {
    const { of, wants } = READS[slot.kind];
    const at = Array.prototype.findIndex.call(all, (value) => {
      try {
        of(value, slot);
        return false;
      } catch {
        return true;
      }
    });
    if (at < 0) {
      throw error;
    }
    throw new TypeError(`clientele-table: ${slot.what} in rows[${from + at}] is ${shown(all[at])}; a column of the kind ${slot.kind} takes ${wants}`, { cause: error });
  }
}

/** A value in a message. */
function shown(value) {
  try {
    return name(value);
  } catch {
    return "an object without a text";
  }
}

/** How many rows there are; they are checked as far as that takes. */
function rowCount(rows, rowKey) {
  if (!isColumnar(rows)) {
    return rows.length;
  }
  const fields = Object.keys(rows);
  const count = rows[rowKey]?.length;
  if (count === undefined) {
    throw new TypeError(`clientele-table: rows by column need the array "${rowKey}", by which rows are told apart; there are ${fields.join(", ")}`);
  }
  for (const field of fields) {
    if (typeof rows[field]?.length !== "number") {
      throw new TypeError(`clientele-table: rows by column need an array for each field; "${field}" is ${name(rows[field])}`);
    }
    if (rows[field].length !== count) {
      throw new TypeError(`clientele-table: "${field}" has ${rows[field].length} values and "${rowKey}" has ${count}`);
    }
  }
  return count;
}

/** Rows as objects. */
export function rowObjects(rows = [], rowKey) {
  return isColumnar(rows) ? columnarObjects(rows, 0, rowCount(rows, rowKey)) : Array.isArray(rows) ? rows : [...rows];
}

/** Whether these are arrays by field, and not rows. */
export function isColumnar(rows) {
  if (rows === null || typeof rows !== "object") {
    throw new TypeError(`clientele-table: rows must be an array of objects, or an object of arrays, not ${name(rows)}`);
  }
  return typeof rows[Symbol.iterator] !== "function";
}

/** Objects that read from arrays by field: one small object a row, whatever the number of fields. */
function columnarObjects(columns, from, to, Row = rowClass(columns)) {
  return Array.from({ length: to - from }, (_, at) => new Row(from + at));
}

function rowClass(columns) {
  return class Row {
    #at;
    constructor(at) {
      this.#at = at;
    }
    static {
      for (const field of Object.keys(columns)) {
        Object.defineProperty(this.prototype, field, { enumerable: true, get() { return columns[field][this.#at]; } });
      }
    }
  };
}

/** The values of a column, row by row. */
function values(objects, first, count, from, { read, what }) {
  const all = new Array(count);
  let at = 0;
  try {
    for (; at < count; at++) {
      all[at] = read(objects[first + at]);
    }
  } catch (error) {
    throw new TypeError(`clientele-table: the value of ${what} in rows[${from + at}] could not be read: ${error?.message ?? error}`, { cause: error });
  }
  return all;
}

/** Puts a column into a batch, by kind. */
const PUT = {
  text: putTexts,
  id: putTexts,
  list: putLists,
  number: (_, batch, all) => batch.numbers(numbers(all, number)),
  timestamp: (_, batch, all) => batch.numbers(numbers(all, instant)),
  boolean(_, batch, all) {
    const made = new Uint8Array(all.length);
    for (let at = 0; at < all.length; at++) {
      made[at] = boolean(all[at]);
    }
    batch.booleans(made);
  },
};

/** How one value of a kind is read, and what that takes. */
const READS = {
  text: { of: textOf, wants: "a text" },
  id: { of: textOf, wants: "a text" },
  list: { of: (value, slot) => listOf(value, slot).map(textOf), wants: "an array of texts" },
  number: { of: number, wants: "a number" },
  timestamp: { of: instant, wants: 'a Date, Unix milliseconds, or a text such as "2026-04-28T09:30:00Z"' },
  boolean: { of: boolean, wants: "true or false" },
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

const encoder = new TextEncoder();

/** Writes texts into the core's room, all as one. Gives how many bytes that took, and the texts' lengths. */
function written(core, texts) {
  const lengths = new Uint32Array(texts.length);
  for (let at = 0; at < texts.length; at++) {
    lengths[at] = texts[at].length;
  }
  const text = texts.join(BETWEEN);
  const room = text.length * 3; // as UTF-8 a unit has no more bytes
  const at = core.Rows.room(room);
  return [encoder.encodeInto(text, new Uint8Array(core.memory.buffer, at, room)).written, lengths];
}

function textOf(value) {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
}

function putTexts(core, batch, all) {
  const texts = new Array(all.length);
  for (let at = 0; at < all.length; at++) {
    texts[at] = textOf(all[at]);
  }
  batch.texts(...written(core, texts));
}

function putLists(core, batch, all, slot) {
  const texts = [];
  const counts = new Uint32Array(all.length);
  for (let at = 0; at < all.length; at++) {
    const list = listOf(all[at], slot);
    counts[at] = list.length;
    for (let nth = 0; nth < list.length; nth++) {
      texts.push(textOf(list[nth]));
    }
  }
  batch.lists(...written(core, texts), counts);
}

/** The texts of a list. A field's text is one, or several as a CSV file has them. */
function listOf(value, slot) {
  if (value === undefined || value === null) {
    return [];
  }
  if (typeof value === "string") {
    return slot.key === undefined ? [value] : value.split("; ");
  }
  return Array.isArray(value) ? value : [...value];
}

function number(value) {
  return value === undefined || value === null || value === "" ? NaN : Number(value);
}

const BOOLEANS = { true: 1, false: 0, yes: 1, no: 0, 1: 1, 0: 0 };

/** 1 for true, 0 for false, 2 for nothing. A text is what a CSV file has. */
function boolean(value) {
  if (value === undefined || value === null || value === "") {
    return 2;
  }
  if (typeof value !== "string") {
    return value ? 1 : 0;
  }
  const made = BOOLEANS[value.toLowerCase()];
  if (made === undefined) {
    throw new TypeError("no boolean");
  }
  return made;
}

/** Unix milliseconds of a `Date`, a number of them, or a text: as RFC 3339 has it, or the number in digits. */
function instant(value) {
  if (value === undefined || value === null || value === "") {
    return NaN;
  }
  if (typeof value === "string") {
    // A browser takes "Client 5" for a day in May.
    const millis = /^-?\d{5,}$/.test(value) ? Number(value) : /^[-+]?\d{4,6}-\d\d/.test(value) ? Date.parse(value) : NaN;
    if (Number.isNaN(millis)) {
      throw new TypeError("no time");
    }
    return millis;
  }
  if (typeof value === "number") {
    return value;
  }
  if (typeof value?.getTime !== "function") {
    throw new TypeError("no time");
  }
  return value.getTime();
}

/** Rows after patches, in the order that the core gives them. */
export function patched(rows, patches, rowKey) {
  const own = (row) => String(row[rowKey]);
  const before = new Map(rows.map((row) => [own(row), row]));
  let added = new Map();
  for (const [upsert, remove] of patches) {
    const fresh = new Map();
    for (const row of upsert) {
      const key = own(row);
      (before.has(key) ? before : added.has(key) ? added : fresh).set(key, row);
    }
    for (const key of remove.map(String)) {
      [before, added, fresh].forEach((rows) => rows.delete(key));
    }
    added = fresh.size ? new Map([...fresh, ...added]) : added;
  }
  return [...added.values(), ...before.values()];
}
