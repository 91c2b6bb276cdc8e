// Rows from a URL as they arrive: NDJSON, a JSON array, CSV.
import { name } from "./columns.js";

/** The time between two batches of rows, in milliseconds: the first is soon, the rest costs little. */
const BATCH_MS = 200;
const FORMATS = ["ndjson", "json", "csv"];

/**
 * Gives batches of rows as they arrive, each with how much of the file that is (from 0 to 1, where its length is known).
 * @throws {Error} that names the address and what is wrong
 */
export async function* readStream(url, { format, request = fetch, init }) {
  if (format !== undefined && !FORMATS.includes(format)) {
    throw new TypeError(`clientele-table: there is no format ${name(format)}; there are ${FORMATS.join(", ")}`);
  }
  const response = await request(url, init).catch((error) => {
    throw said(url, " could not be fetched", error);
  });
  if (!response.ok) {
    throw new Error(`${url}: the server answered ${response.status} ${response.statusText}`.trim());
  }
  const kind = format ?? formatOf(response.headers.get("content-type"), url);
  if (kind === "json") {
    const rows = await response.json().catch((error) => {
      throw said(url, " the JSON can't be read", error);
    });
    if (!Array.isArray(rows)) {
      throw new Error(`${url}: the JSON is no array of rows`);
    }
    yield { rows, progress: 1 };
    return;
  }
  // A compressed body is longer than its length says.
  const length = response.headers.has("content-encoding") ? NaN : Number(response.headers.get("content-length"));
  const parser = kind === "csv" ? csvParser() : ndjsonParser();
  let read = 0;
  let rows = [];
  let failure;
  /** When the next batch is due, whether or not more has come by then. */
  let due = 0;
  const texts = response.body.pipeThrough(counting((bytes) => (read += bytes))).pipeThrough(decoder(response.headers.get("content-type")));
  const reader = texts.getReader();
  const ask = () => {
    const asked = reader.read();
    asked.catch(() => {}); // it may fail while a batch is being shown; whoever waits for it next is told
    return asked;
  };
  try {
    for (let asked = ask(); ;) {
      if (rows.length && performance.now() >= due) {
        yield { rows, progress: length > 0 ? Math.min(read / length, 1) : undefined };
        rows = [];
        due = performance.now() + BATCH_MS;
      }
      const next = await (rows.length ? Promise.race([asked, until(due)]) : asked);
      if (next?.done) {
        parser.end(rows);
        break;
      }
      if (next) {
        parser.push(next.value, rows);
        asked = ask();
      }
    }
  } catch (error) {
    failure = said(url, "", error);
  } finally {
    reader.cancel().catch(() => {});
  }
  // Those before the fault are good.
  if (rows.length) {
    yield { rows, progress: failure ? undefined : 1 };
  }
  if (failure) {
    throw failure;
  }
}

/** Of the encoding that the server names, or UTF-8. */
function decoder(type) {
  const [, charset = "utf-8"] = /charset="?([^\s;"]+)/i.exec(type ?? "") ?? [];
  try {
    return new TextDecoderStream(charset);
  } catch {
    return new TextDecoderStream();
  }
}

/** An error that names the address. One that says a request was cancelled stays what it is. */
function said(url, what, error) {
  return error.name === "AbortError" ? error : new Error(`${url}${what}: ${error.message}`, { cause: error });
}

/** Gives nothing, at a time of `performance.now()`. */
function until(time) {
  return new Promise((resume) => setTimeout(resume, Math.max(0, time - performance.now())));
}

function formatOf(type, url) {
  const said = (type ?? "").toLowerCase();
  const path = String(url).replace(/[?#].*$/, "").toLowerCase();
  if (said.includes("ndjson") || said.includes("jsonl") || /\.(ndjson|jsonl)$/.test(path)) return "ndjson";
  if (said.includes("csv") || path.endsWith(".csv")) return "csv";
  if (said.includes("json") || path.endsWith(".json")) return "json";
  throw new Error(`${url}: rows come as ndjson, json or csv; this is ${type ?? "of no stated type"}. Give the format`);
}

function counting(tell) {
  return new TransformStream({
    transform(chunk, controller) {
      tell(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
}

function ndjsonParser() {
  let rest = "";
  let line = 0;
  const parse = (text, rows) => {
    line += 1;
    if (text.trim() === "") {
      return;
    }
    try {
      rows.push(JSON.parse(text));
    } catch (error) {
      throw new Error(`line ${line} is not JSON: ${error.message}`, { cause: error });
    }
  };
  return {
    push(text, rows) {
      const lines = (rest + text).split("\n");
      rest = lines.pop();
      lines.forEach((each) => parse(each, rows));
    },
    end(rows) {
      parse(rest, rows);
    },
  };
}

/** RFC 4180, with LF alone too, and a byte order mark left out. The first record names the fields. */
export function csvParser() {
  let fields;
  let record = [];
  let cell = "";
  let state = "start"; // of a cell: start, bare, quoted, ended (a quote that may be doubled)
  let sawReturn = false;
  const endCell = () => {
    record.push(cell);
    cell = "";
    state = "start";
  };
  const endRecord = (rows) => {
    if (record.length === 0 && state === "start" && cell === "") {
      return; // an empty line
    }
    endCell();
    if (fields) {
      rows.push(Object.fromEntries(fields.map((field, at) => [field, record[at] ?? ""])));
    } else {
      fields = record;
    }
    record = [];
  };
  let isFirst = true;
  return {
    push(text, rows) {
      let from = 0;
      if (isFirst && text.length) {
        isFirst = false;
        from = text.startsWith("\ufeff") ? 1 : 0;
      }
      for (let at = from; at < text.length; at++) {
        const char = text[at];
        if (sawReturn && char === "\n") {
          sawReturn = false;
          continue;
        }
        sawReturn = false;
        if (state === "quoted") {
          if (char === '"') {
            state = "ended";
          } else {
            // To the next quote at once.
            const end = text.indexOf('"', at);
            cell += text.slice(at, end < 0 ? text.length : end);
            at = (end < 0 ? text.length : end) - 1;
          }
        } else if (char === '"' && (state === "start" || state === "ended")) {
          if (state === "ended") cell += '"';
          state = "quoted";
        } else if (char === ",") {
          endCell();
        } else if (char === "\n" || char === "\r") {
          sawReturn = char === "\r";
          endRecord(rows);
        } else {
          state = "bare";
          cell += char;
        }
      }
    },
    end(rows) {
      if (state === "quoted") {
        throw new Error("the CSV ends within a quoted cell");
      }
      endRecord(rows);
    },
  };
}
