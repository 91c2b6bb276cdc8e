// The custom element: attributes, properties, events, and when the table is there.
import { withNodes } from "./cells.js";
import { isSame, name, readColumns } from "./columns.js";
import { blobOf } from "./csv.js";
import { placeOf } from "./place.js";
import { Reading, keyOf, isColumnar, patched, readRows, rowObjects } from "./rows.js";
import { readStream } from "./stream.js";
import { sheet } from "./style.js";
import { readTexts } from "./texts.js";
import { turn } from "./turn.js";
import { hold, release, start } from "./wasm.js";

// On a server there is no HTMLElement: the module can be imported there, and the element stays plain text.
const Base = globalThis.HTMLElement ?? class {};

/** Attributes of the table's words, and what the core calls them. */
const WORDS = { label: "label", "row-noun": "nounOne", "rows-noun": "nounMany", "file-stem": "fileStem", "narrow-end": "narrowEnd", "narrow-below": "narrowBelow" };
/** Properties that may have been set before the element was defined. */
const PROPERTIES = ["columns", "rows", "rowKey", "state", "query", "texts", "tag", "density", "exactTimes", "label", "wasmUrl", "source", "src"];
/** At most so many rows are in the table when `setRows` returns. Of more the first show, and the rest is read in turns of so many milliseconds. */
const AT_ONCE = 10_000;
const TURN_MS = 16;
/** Patches that are remembered one by one. */
const MANY_PATCHES = 200;
/** At most so many rows of a source: their places are held. */
const MOST_ROWS = 250_000_000;
/** The function of a page's that is being called, by whichever table: the WebAssembly can't be called by it. */
let calling;

/** `<clientele-table>`. Types and documentation are in `index.d.ts`. */
export class ClienteleTable extends Base {
  static observedAttributes = [...Object.keys(WORDS), "row-key", "density", "exact-times", "src", "query", "links", "selects"];

  #columns;
  #slots = [];
  #rowKey = "id";
  /** What was given as rows, until the core has them, and again when it is gone. */
  #given;
  /** What was patched since, so that the rows are known without the core, which may stop. */
  #patches = [];
  /** Rows that are still being read, with the patches that wait for them. */
  #reading;
  /** Settled once the rows that were given are all in the table. */
  #arrival;
  /** How often rows were set or patched. */
  #rowsSet = 0;
  #texts;
  /** The texts as they were when they were given. */
  #words;
  #tag;
  #status = ["loading", undefined, undefined];
  /** A state or query that waits for the core. */
  #waiting = {};
  #core;
  #module;
  #root;
  #place;
  #notice;
  #isBeginning = false;
  #hasFailed = false;
  #isMounted = false;
  #isReady = false;
  /** The next change that the core tells of is the page's own. */
  #isQuiet = false;
  #isDisplayQuiet = false;
  #ready = Promise.withResolvers?.() ?? deferred();
  #loading;
  #source;
  #again;
  /** Rows were being loaded when it was taken out of its page. */
  #wasLoading = false;
  #wasmUrl;

  constructor() {
    super();
    if (!globalThis.document) {
      return;
    }
    this.#root = this.attachShadow({ mode: "open", delegatesFocus: true });
    this.#root.adoptedStyleSheets = [sheet(document)];
    this.#place = document.createElement("div");
    this.#place.className = "place";
    this.#notice = document.createElement("div");
    this.#notice.className = "notice";
    this.#notice.setAttribute("role", "status");
    this.#notice.setAttribute("part", "notice");
    this.#root.append(this.#place, this.#notice);
    this.#place.addEventListener("click", (event) => this.#rowEvent("row-click", event));
    this.#place.addEventListener("dblclick", (event) => this.#rowEvent("row-activate", event));
    this.#place.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.defaultPrevented) {
        this.#rowEvent("row-activate", event);
      }
    });
    // A page may look for a promise that is never asked for.
    this.#ready.promise.catch(() => {});
  }

  connectedCallback() {
    for (const property of PROPERTIES) {
      if (Object.hasOwn(this, property)) {
        const value = this[property];
        delete this[property];
        this[property] = value;
      }
    }
    this.#begin();
    if (this.#wasLoading) {
      this.#wasLoading = false;
      this.#again?.().catch(() => {});
    }
  }

  /** In another document: sheets stay behind. */
  adoptedCallback() {
    this.#root.adoptedStyleSheets = this.ownerDocument.defaultView ? [sheet(this.ownerDocument)] : [];
  }

  disconnectedCallback() {
    // Moved within the document it is connected again at once.
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.#end();
      }
    });
  }

  attributeChangedCallback(attribute, before, value) {
    if (before === value) {
      return;
    }
    switch (attribute) {
      case "row-key":
        this.rowKey = value ?? "id";
        break;
      case "density":
        this.density = value;
        break;
      case "exact-times":
        this.exactTimes = isOn(value);
        break;
      case "query":
        this.query = value ?? "";
        break;
      case "src":
        if (value !== null) {
          this.load(value).catch(() => {});
        }
        break;
      default:
        this.#mountAgain();
    }
  }

  // What it shows

  get columns() {
    return this.#columns;
  }

  set columns(columns) {
    if (isSame(columns, this.#columns)) {
      return;
    }
    const slots = columns === undefined || columns === null ? [] : readColumns(columns);
    this.#mustBeIdle("columns");
    const state = this.#core ? this.#core.state() : this.#waiting.state;
    const before = [this.#columns, this.#slots];
    if (this.#core && columns && !/(^|&)columns=/.test(this.#core.query())) {
      // Nobody has moved or hidden any: they stand as they are declared now.
      const place = ({ id }) => columns.findIndex((column) => column.id === id);
      state.layout.columns.sort((one, other) => place(one) - place(other));
    }
    this.#keepRows();
    [this.#columns, this.#slots] = [columns ?? undefined, slots];
    this.#waiting = { ...this.#waiting, state, density: this.density, exactTimes: this.exactTimes };
    const module = this.#isMounted && columns ? this.#module : undefined;
    this.#drop();
    if (!module) {
      this.#begin();
      return;
    }
    const waiting = this.#waiting;
    try {
      this.#show(module);
    } catch (error) {
      this.#drop();
      [this.#columns, this.#slots] = before;
      this.#waiting = waiting;
      this.#show(module);
      throw error;
    }
  }

  get rows() {
    if (this.#core && !this.#reading) {
      return this.#core.objects();
    }
    this.#keepRows();
    return rowObjects(this.#given, this.#rowKey);
  }

  set rows(rows) {
    this.setRows(rows); // what is wrong beyond the first is an uncaught error, as there is nobody to tell
  }

  /** Where rows are that stay on a server. */
  get source() {
    return this.#source;
  }

  set source(source) {
    if (source === this.#source) {
      return;
    }
    if (source !== undefined && source !== null && typeof source.fetch !== "function") {
      throw new TypeError(`clientele-table: source must have a function fetch({ state, query, offset, limit, signal }), not ${name(source)}`);
    }
    this.#mustBeIdle("source");
    const state = this.#core ? this.#core.state() : this.#waiting.state;
    this.#waiting = { ...this.#waiting, state };
    [this.#given, this.#patches] = [undefined, []];
    this.#source = source ?? undefined;
    this.#drop();
    this.#begin();
  }

  /** Fetches the rows of a `source` anew, as when they have changed there. */
  refresh() {
    this.#core?.refresh();
  }

  get rowKey() {
    return this.#rowKey;
  }

  set rowKey(key) {
    key ??= "id";
    if (typeof key !== "string" || key === "") {
      throw new TypeError(`clientele-table: rowKey must be the name of a field, not ${name(key)}`);
    }
    if (key !== this.#rowKey) {
      this.#keepRows();
      const before = this.#rowKey;
      this.#rowKey = key;
      try {
        this.#takeRows();
      } catch (error) {
        this.#rowKey = before;
        throw error;
      }
    }
  }

  get state() {
    return this.#core ? this.#core.state() : this.#waiting.state;
  }

  set state(state) {
    if (state === undefined || state === null) {
      return;
    }
    if (typeof state !== "object") {
      throw new TypeError(`clientele-table: state must be an object as the property gives it, not ${name(state)}`);
    }
    this.#mustBeIdle("state");
    if (!this.#core) {
      this.#waiting.state = state;
      this.#beginAgain();
      return;
    }
    this.#quietly(() => this.#core.setState(readState(state)));
  }

  get query() {
    return this.#core ? this.#core.query() : (this.#waiting.query ?? "");
  }

  set query(query) {
    this.#mustBeIdle("query");
    if (!this.#core) {
      this.#waiting.query = String(query ?? "");
      return;
    }
    this.#quietly(() => this.#core.setQuery(String(query ?? "").replace(/^\?/, "")));
  }

  get texts() {
    return this.#texts;
  }

  set texts(texts) {
    if (isSame(texts, this.#texts)) {
      return;
    }
    const words = readTexts(texts);
    const before = [this.#texts, this.#words];
    [this.#texts, this.#words] = [texts, words];
    try {
      this.#mountAgain();
    } catch (error) {
      [this.#texts, this.#words] = before;
      this.#mountAgain();
      throw error;
    }
  }

  get tag() {
    return this.#tag;
  }

  set tag(tag) {
    if (tag !== undefined && tag !== null && typeof tag !== "function") {
      throw new TypeError(`clientele-table: tag must be a function of a row, not ${name(tag)}`);
    }
    if (tag === this.#tag) {
      return;
    }
    this.#mustBeIdle("tag");
    const isAnother = this.#tag && tag && this.#core;
    this.#tag = tag;
    if (isAnother) {
      this.#core.redraw();
    } else {
      this.#mountAgain();
    }
  }

  get label() {
    return this.getAttribute("label") ?? "Table";
  }

  set label(label) {
    if (label === null || label === undefined) {
      this.removeAttribute("label");
    } else {
      this.setAttribute("label", label);
    }
  }

  get density() {
    return this.#core ? this.#core.density : (this.#waiting.density ?? "compact");
  }

  set density(density) {
    const known = density === "comfortable" ? "comfortable" : "compact";
    this.#waiting.density = known;
    if (this.#core && this.#core.density !== known) {
      this.#isDisplayQuiet = this.#isMounted;
      this.#core.density = known;
    }
  }

  get exactTimes() {
    return this.#core ? this.#core.exactTimes : Boolean(this.#waiting.exactTimes);
  }

  set exactTimes(exact) {
    this.#waiting.exactTimes = Boolean(exact);
    if (this.#core && this.#core.exactTimes !== Boolean(exact)) {
      this.#isDisplayQuiet = this.#isMounted;
      this.#core.exactTimes = Boolean(exact);
    }
  }

  get wasmUrl() {
    return this.#wasmUrl;
  }

  set wasmUrl(url) {
    this.#wasmUrl = url;
  }

  get src() {
    return this.getAttribute("src");
  }

  set src(src) {
    if (src === null || src === undefined) {
      this.removeAttribute("src");
    } else {
      this.setAttribute("src", src);
    }
  }

  /** Fulfilled once the table is there; rejected if its WebAssembly cannot be loaded. */
  get ready() {
    return this.#ready.promise;
  }

  /** The keys of the selected rows. */
  get selection() {
    return this.state?.selection?.keys ?? [];
  }

  // What it does

  setRows(rows) {
    this.#mustHold("setRows");
    if (rows === undefined || rows === null) {
      rows = [];
    }
    // The page may change its array later; these are the rows as they are now.
    const given = typeof rows === "object" && typeof rows[Symbol.iterator] === "function" ? [...rows] : rows;
    isColumnar(given);
    const before = [this.#given, this.#status, this.#patches];
    [this.#given, this.#status, this.#patches] = [given, ["ready"], []];
    const arrival = deferred();
    const last = this.#arrival;
    this.#arrival = { ...arrival, before };
    try {
      this.#takeRows();
    } catch (error) {
      [this.#given, this.#status, this.#patches] = before;
      this.#arrival = last;
      throw error;
    }
    last?.resolve();
    this.#loading?.abort(replaced("setRows"));
    this.#beginAgain();
    return arrival.promise;
  }

  patchRows(patch) {
    this.#mustHold("patchRows");
    const { upsert = [], remove = [] } = patch ?? {};
    if (Array.isArray(patch) || !Array.isArray(upsert) || !Array.isArray(remove)) {
      throw new TypeError("clientele-table: patchRows takes { upsert: rows, remove: keys }, an array each");
    }
    if (!this.#core) {
      upsert.forEach((row, at) => keyOf(row, this.#rowKey, at));
      this.#patches.push([upsert, remove]);
      this.#keepRows();
      return;
    }
    const batch = readRows(this.#module, this.#slots, upsert, this.#rowKey);
    if (this.#reading) {
      this.#reading.patches.push([batch, remove.map(String)]);
    } else {
      this.#rowsSet += 1;
      this.#core.patch(batch, remove.map(String));
    }
    this.#patches.push([upsert, remove]);
    if (this.#patches.length > MANY_PATCHES) {
      this.#keepRows();
    }
  }

  row(key) {
    return this.#core && !this.#reading ? this.#core.object(String(key)) : this.rows.find((row) => String(row[this.#rowKey]) === String(key));
  }

  keysInView() {
    this.#readAll();
    return this.#core ? this.#core.keysInView(Date.now()) : [];
  }

  scrollToRow(key) {
    this.#readAll();
    return this.#core ? this.#core.reveal(String(key), Date.now()) : false;
  }

  /** How the rows are, for pages that load them themselves. */
  setStatus(status, details) {
    const { progress, message, since } = details ?? {};
    if (!["loading", "ready", "failed", "stale"].includes(status)) {
      throw new TypeError(`clientele-table: there is no status ${name(status)}; there are loading, ready, failed and stale`);
    }
    this.#status = [status, status === "stale" ? Number(since ?? Date.now()) : progress, message];
    if (!this.#reading) {
      this.#core?.setStatus(...this.#status);
    }
  }

  /** The view as a CSV file, in turns, so that the page stays smooth. */
  async exportCsv(options) {
    this.#mustHold("exportCsv");
    const { bom = false, formulas = "neutralised", signal, onProgress } = options ?? {};
    if (formulas !== "neutralised" && formulas !== "kept") {
      throw new TypeError(`clientele-table: formulas are "neutralised" or "kept", not ${name(formulas)}`);
    }
    if (this.isConnected && this.#columns) {
      await this.ready;
    }
    while (this.#reading) {
      await turn();
    }
    signal?.throwIfAborted();
    if (!this.#core) {
      throw new Error("clientele-table: there is no table to write as CSV; it has stopped, has no columns, or is not in a page");
    }
    return blobOf(this.#core.csv({ bom, formulas }, Date.now()), signal, onProgress);
  }

  /**
   * Loads rows from a URL: NDJSON, a JSON array, or CSV. The first rows show while the rest arrives.
   */
  async load(url, options) {
    this.#mustHold("load");
    const { format, signal, fetch: request, ...init } = options ?? {};
    signal?.throwIfAborted();
    this.#loading?.abort(replaced("load"));
    const loading = (this.#loading = new AbortController());
    const abort = () => loading.abort(signal.reason);
    signal?.addEventListener("abort", abort, { once: true });
    this.#again = () => this.load(url, { ...options, signal: signal?.aborted ? undefined : signal });
    this.setStatus("loading");
    const seen = new Set();
    let count = 0;
    try {
      for await (const { rows, progress } of readStream(url, { format, request, init: { ...init, signal: loading.signal } })) {
        await this.#whenMade();
        loading.signal.throwIfAborted();
        this.#addLoaded(rows, seen, count === 0);
        count += rows.length;
        this.setStatus("loading", { progress });
        this.#tell("load-progress", { rows: count, progress });
      }
      if (count === 0) {
        [this.#given, this.#patches] = [[], []];
        this.#takeRows();
      }
      this.setStatus("ready");
      this.#tell("load-end", { rows: count });
    } catch (error) {
      if (loading.signal.aborted) {
        if (this.#loading === loading) {
          this.setStatus("ready");
        }
        throw loading.signal.reason;
      }
      this.setStatus("failed", { message: error.message });
      this.#tell("load-error", { error });
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
      if (this.#loading === loading) {
        this.#loading = undefined;
      }
    }
  }

  /** Rows that have arrived: the first take the place of those in the table, if they can be shown; others go behind the last. */
  #addLoaded(rows, seen, areFirst) {
    let batch;
    if (this.#core) {
      batch = readRows(this.#module, this.#slots, rows, this.#rowKey, seen);
    } else {
      rows.forEach((row) => seen.add(String(row?.[this.#rowKey])));
    }
    if (areFirst) {
      this.#leaveReading();
      this.#arrived();
      [this.#given, this.#patches] = [[], []];
    }
    // Those that are being read, for other columns, are read to their end first: these come behind them.
    this.#readAll();
    for (const row of rows) {
      this.#given.push(row);
    }
    if (batch && areFirst) {
      const incoming = new this.#module.Incoming(rows.length);
      incoming.extend(batch);
      this.#core.setRows(incoming);
    } else if (batch && this.#core) {
      this.#core.extend(batch);
    }
  }

  // How it comes about

  /** Has the table made and mounted, once there are columns and it is connected. */
  #begin() {
    if (!this.#columns || !this.isConnected || this.#isBeginning) {
      return;
    }
    this.#isBeginning = true;
    if (this.#hasFailed && !this.#isReady) {
      this.#ready = deferred();
      this.#ready.promise.catch(() => {});
    }
    this.#hasFailed = false;
    hold(this.#holder);
    start(this.#wasmUrl)
      .then((module) => {
        this.#isBeginning = false;
        if (this.isConnected && this.#columns && !this.#isMounted) {
          this.#show(module);
        }
      })
      .catch((error) => {
        this.#isBeginning = false;
        this.#drop();
        this.#fail(error);
        this.#ready.reject(error); // of no effect where it has been there
        this.#arrival?.promise.catch(() => {}); // the event says it too
        this.#arrival?.reject(error);
        this.#arrival = undefined;
      });
  }

  /** Another try, if the last failed: what was given since may mend it. */
  #beginAgain() {
    if (this.#hasFailed) {
      this.#begin();
    }
  }

  #show(module) {
    this.#place.replaceChildren();
    this.#module = module;
    if (!this.#core) {
      this.#core = this.#source ? module.Core.remote(this.#columns, ...this.#asked(this.#source)) : new module.Core(this.#columns);
      const { state, query, density, exactTimes } = this.#waiting;
      if (density) this.#core.density = density;
      if (exactTimes) this.#core.exactTimes = true;
      if (state) this.#core.setState(readState(state));
      if (query !== undefined) this.#core.setQuery(String(query).replace(/^\?/, ""));
      this.#keepRows();
      this.#takeRows();
      this.#waiting = {};
    }
    this.#core.mount(this.#place, this.#columns.map((column) => withNodes(column, (...call) => this.#called(...call), () => this.#rowsSet)), this.#options());
    this.#isMounted = true;
    if (!this.#isReady) {
      this.#isReady = true;
      this.#ready.resolve(this);
      this.#tell("ready", {});
    }
  }

  #options() {
    const options = {
      texts: this.#words,
      tag: this.#tag && ((row) => this.#called("tag", () => this.#tag?.(row))),
      onState: afterFirst((isSelection) => this.#stateChanged(isSelection), () => (this.#isQuiet = false)),
      onDisplay: afterFirst(() => this.#displayChanged(), () => (this.#isDisplayQuiet = false)),
      onNotice: (text, detail, failed) => this.#say(text, detail, failed),
      links: isOn(this.getAttribute("links")),
      selects: this.getAttribute("selects") ?? undefined,
      onRetry: () => {
        if (this.#tell("retry", {}, true)) {
          this.refresh();
          this.#again?.().catch(() => {});
        }
      },
    };
    for (const [attribute, option] of Object.entries(WORDS)) {
      options[option] = this.getAttribute(attribute) ?? undefined;
    }
    // On a phone a row has three of its columns: unless it is said, the first, the next, and a time or a number at the end.
    const others = this.#columns.slice(1);
    options.narrowEnd ??= others.find(({ kind }) => kind === "timestamp" || kind === "number")?.id;
    options.narrowBelow ??= others.find(({ id }) => id !== options.narrowEnd)?.id;
    return options;
  }

  /** What a table of a `source` can't do. */
  #mustHold(what) {
    if (this.#source) {
      throw new TypeError(`clientele-table: ${what} is for rows in memory; this table's stay on a server. Change them there and call refresh()`);
    }
  }

  /** What is drawn anew by this can't be set by a function that is called while it is drawn. */
  #mustBeIdle(what) {
    if (calling !== undefined) {
      throw new TypeError(`clientele-table: ${what} can't be set by ${calling}, which is called while a table is drawn; set it in an event, or by queueMicrotask`);
    }
  }

  /** A source's functions, as the core asks them. */
  #asked(source) {
    const fetch = async (state, offset, limit, signal) => {
      await undefined; // the core is busy until then
      const answer = await source.fetch({ state, query: this.query, offset, limit, signal });
      if (!Array.isArray(answer?.rows) || !(answer.matched >= 0 && answer.matched <= MOST_ROWS)) {
        throw new TypeError(`clientele-table: a source's fetch must give { rows: an array, matched: how many match in all, at most ${MOST_ROWS} }, not ${Array.isArray(answer?.rows) ? `${name(answer.matched)} as matched` : name(answer)}`);
      }
      signal.throwIfAborted();
      return { rows: readRows(this.#module, this.#slots, answer.rows, this.#rowKey), matched: answer.matched, total: answer.total };
    };
    const facet = async (facet, state) => {
      await undefined;
      try {
        const values = (await source.facet?.({ facet, state, query: this.query })) ?? [];
        if (!Array.isArray(values)) {
          throw new TypeError(`it must give an array of { value, label, rows }, not ${name(values)}`);
        }
        return values;
      } catch (error) {
        reportError(new Error(`clientele-table: facet of the source: ${error?.message ?? error}`, { cause: error }));
        throw error;
      }
    };
    return [fetch, facet];
  }

  /** Calls a function of the page's; what it throws is reported as any uncaught error is. */
  #called(what, call) {
    const before = calling;
    calling = what;
    try {
      return call();
    } catch (error) {
      reportError(new Error(`clientele-table: ${what} threw: ${error?.message ?? error}`, { cause: error }));
      return undefined;
    } finally {
      calling = before;
    }
  }

  #mountAgain() {
    if (this.#core) {
      this.#mustBeIdle("what the table says");
      const back = placeOf(this.#root);
      this.#isMounted = false;
      this.#core.unmount();
      this.#show(this.#module);
      back();
    } else {
      this.#beginAgain();
    }
  }

  /** Lets go of the WebAssembly's memory; what it takes to come back stays. */
  #end() {
    this.#wasLoading = this.#loading !== undefined;
    this.#loading?.abort();
    if (this.#core) {
      this.#waiting = { state: this.#core.state(), density: this.density, exactTimes: this.exactTimes };
      this.#keepRows();
    }
    this.#drop();
    release(this.#holder);
  }

  #drop() {
    this.#leaveReading();
    const core = this.#core;
    this.#core = undefined;
    this.#isMounted = false;
    core?.free();
    this.#place?.replaceChildren();
  }

  /** Remembers the rows as they are by now. */
  #keepRows() {
    if (this.#patches.length) {
      this.#given = patched(rowObjects(this.#given, this.#rowKey), this.#patches, this.#rowKey);
      this.#patches = [];
    }
  }

  /** Has the core take the rows that were given: the first at once, all others in turns. */
  #takeRows() {
    if (!this.#core || this.#given === undefined) {
      return;
    }
    const reading = new Reading(this.#module, this.#slots, this.#given, this.#rowKey);
    reading.patches = [];
    try {
      reading.until(() => reading.count > AT_ONCE && reading.read > 0);
    } catch (error) {
      reading.free();
      throw error;
    }
    this.#leaveReading();
    this.#reading = reading;
    if (reading.isDone) {
      this.#hasRead();
      return;
    }
    // Rows that are in the table stay until all others are read.
    if (this.#core.isEmpty()) {
      this.#core.show(reading.incoming);
    }
    this.#readOn(reading);
  }

  async #readOn(reading) {
    while (this.#reading === reading) {
      this.#core.setStatus("loading", reading.progress);
      await turn();
      const end = performance.now() + TURN_MS;
      this.#readUntil(reading, () => performance.now() > end);
    }
  }

  /** Has all rows in the table before something is asked of it. */
  #readAll() {
    if (this.#reading) {
      this.#readUntil(this.#reading, () => false);
    }
  }

  #readUntil(reading, isEnough) {
    if (this.#reading !== reading) {
      return;
    }
    try {
      reading.until(isEnough);
    } catch (error) {
      this.#giveUp(error);
      return;
    }
    if (reading.isDone) {
      this.#hasRead();
    }
  }

  /** All rows are read: they take the place of those in the table. */
  #hasRead() {
    const { incoming, patches } = this.#reading;
    this.#reading = undefined;
    this.#rowsSet += 1;
    this.#core.setRows(incoming);
    for (const patch of patches) {
      this.#core.patch(...patch);
    }
    this.#core.setStatus(...this.#status);
    this.#arrived();
  }

  /** A row can't be shown: the table is as it was before the rows were given, or without any that it could have. */
  #giveUp(error) {
    const arrival = this.#arrival;
    this.#leaveReading();
    if (!arrival) {
      this.#drop();
      this.#fail(error);
      return;
    }
    this.#arrival = undefined;
    [this.#given = [], this.#status, this.#patches] = arrival.before;
    this.#keepRows();
    this.#takeRows();
    arrival.reject(error);
  }

  /** Reads no further. */
  #leaveReading() {
    const reading = this.#reading;
    this.#reading = undefined;
    if (reading) {
      reading.free();
      reading.patches.forEach(([batch]) => batch.free());
    }
  }

  /** Whoever waits for the rows that were given is told. */
  #arrived() {
    this.#arrival?.resolve();
    this.#arrival = undefined;
  }

  /** Waits until the table is there, if it is to be. */
  async #whenMade() {
    if (!this.#core && this.isConnected && this.#columns) {
      await this.#ready.promise;
    }
  }

  // What it tells

  /** Edits the state without an event: the page knows. */
  #quietly(edit) {
    this.#isQuiet = edit() && this.#isMounted;
  }

  #displayChanged() {
    if (this.#isDisplayQuiet) {
      this.#isDisplayQuiet = false;
      return;
    }
    this.#tell("display-change", { density: this.density, exactTimes: this.exactTimes });
  }

  #stateChanged(isSelection) {
    if (this.#isQuiet) {
      this.#isQuiet = false;
      return;
    }
    const element = this;
    this.#tell("state-change", {
      get state() { return element.state; },
      get query() { return element.query; },
    });
    if (isSelection) {
      this.#tell("selection-change", { get keys() { return element.selection; } });
    }
  }

  #rowEvent(type, event) {
    const target = event.composedPath()[0];
    const row = target.closest?.("[role=row][aria-rowindex]");
    const at = Number(row?.getAttribute("aria-rowindex")) - 2;
    if (!(at >= 0) || target.closest("button, a[href], input, select, textarea")) {
      return;
    }
    const key = this.#core?.keyAt(at, Date.now());
    if (key !== undefined) {
      const index = target.closest("[aria-colindex]")?.getAttribute("aria-colindex");
      const column = this.#root.querySelector(`[data-col][aria-colindex="${index}"]`)?.dataset.col;
      this.#tell(type, { key, column, row: this.row(key) });
    }
  }

  #say(text, detail, failed) {
    this.#notice.textContent = detail ? `${text} · ${detail}` : text;
    this.#notice.classList.toggle("is-bad", failed);
    clearTimeout(this.#notice.timer);
    this.#notice.timer = setTimeout(() => (this.#notice.textContent = ""), 6000);
    this.#tell("notice", { text, detail, failed });
  }

  /** Says whether nobody prevented what follows. */
  #tell(type, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable }));
  }

  #fail(error) {
    this.#hasFailed = true;
    const message = document.createElement("slot");
    message.name = "error";
    const box = document.createElement("div");
    box.className = "failed";
    box.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = error.message;
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Start again";
    again.addEventListener("click", () => {
      this.#place.replaceChildren();
      this.#begin();
    });
    box.append(words, again);
    message.append(box);
    this.#place.replaceChildren(message);
    // As no element's `error` does, it doesn't bubble: what listens on the window would take it for the page's own.
    this.dispatchEvent(new CustomEvent("error", { detail: { error, message: error.message }, composed: true }));
  }

  #holder = {
    stopped: (module, error) => {
      if (module !== this.#module) {
        return;
      }
      // Its memory is not touched again, not even to free it.
      this.#reading = undefined;
      this.#core = undefined;
      this.#isMounted = false;
      this.#module = undefined;
      this.#fail(error);
    },
  };
}

/** Why a load ended that another call has made needless. */
function replaced(by) {
  return new DOMException(`clientele-table: aborted, since a call of ${by} took the place of this load`, "AbortError");
}

/**
 * A state as it would be stored: what is undefined is left out, and what a framework wraps it in.
 * @throws {TypeError} that names the part that is none; the core names what is wrong within
 */
function readState(state) {
  const read = JSON.parse(JSON.stringify(state));
  for (const part of ["sort", "filters"]) {
    if (part in read && !Array.isArray(read[part])) {
      throw new TypeError(`clientele-table: ${part} of a state must be an array, not ${name(read[part])}`);
    }
  }
  return read;
}

/** Whether an attribute says yes: some frameworks write `false` where there should be none. */
function isOn(value) {
  return value !== null && value !== "false";
}

function deferred() {
  let settle;
  const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
}

/** All calls but the first, which an effect makes to find out what it depends on, and which has seen all that was set until then. */
function afterFirst(call, first) {
  let next = (...given) => {
    first(...given);
    next = call;
  };
  return (...given) => next(...given);
}

/**
 * Defines the element, once.
 * @param {string} [tag] its name, if not `clientele-table`
 */
export function define(tag = "clientele-table") {
  if (globalThis.customElements && !customElements.get(tag)) {
    customElements.define(tag, tag === "clientele-table" ? ClienteleTable : class extends ClienteleTable {});
  }
}
