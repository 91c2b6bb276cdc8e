/**
 * `<clientele-table>`: a data table as a custom element.
 *
 * Importing this module defines nothing: call {@link define}, or `import "clientele-table/define"`.
 */

/** What a column holds. It decides the order, the filter, the search text, the CSV text and the default cell. */
export type Kind = "text" | "list" | "timestamp" | "number" | "boolean" | "id";

/** What a cell can show: text, a node, or a node with what is to be done once it is gone. */
export type CellContent = string | number | Node | { node: Node; destroy?(): void } | null | undefined;

/** A column. */
export interface Column<Row = any> {
  /** Names the column in a state and in an address. Differs from the other columns'. */
  id: string;
  /** The header's text; without it, the id. */
  label?: string;
  /** What it holds; `text` without it. */
  kind?: Kind;
  /** The field that its value is in; without it, the id. */
  key?: string;
  /**
   * Its value, where that is not a field: text for `text` and `id`, texts for `list`, a `Date`, Unix milliseconds or RFC 3339 text
   * for `timestamp`, a number, a boolean; `null` and `undefined` are nothing.
   */
  value?(row: Row): unknown;
  /** What its cells show, instead of what its kind shows. Text is never read as HTML. */
  render?(row: Row): CellContent;
  /** What "+N" in a list's cell opens. */
  onMore?(key: string): void;
  /** It has few different values: they are filtered by picking from a list. */
  set?: boolean;
  /** It cannot be hidden. */
  alwaysShown?: boolean;
  /** It does not show until it is asked for. */
  hidden?: boolean;
  /** The width it starts with, in CSS pixels. */
  width?: number;
  /** The least width, in CSS pixels. */
  minWidth?: number;
  /** Entries of Add filter, in place of the one that it has by its kind. */
  facets?: Facet<Row>[];
  /** It keeps the filter that it has by its kind, before its facets. */
  keepFilter?: boolean;
}

/** An entry of Add filter with values of its own. */
export interface Facet<Row = any> {
  id: string;
  label?: string;
  /** The texts that a row has. */
  value(row: Row): string[];
}

/** What a user has made of a table: one plain value, for `JSON.stringify` too. */
export interface State {
  /** Words that all must be found in a row's visible columns. */
  search: string;
  /** Filters that all must pass. */
  filters: Filter[];
  /** The first decides, the next among equals; none is the rows' own order. */
  sort: { column: string; descending: boolean }[];
  /** Order, visibility, widths and pins of columns. */
  layout: { columns: { id: string; visible: boolean; fixed: boolean; width: number | null; pinned: boolean }[] };
  /** The keys of selected rows. */
  selection: { keys: string[]; anchor: string | null; extent: string | null };
}

/** A filter: a column or facet, and a test. */
export interface Filter {
  facet: string;
  test: Test;
}

/** A filter's test, by its kind. Values within a test are OR, filters are AND. */
export type Test =
  | { text: { op: "contains" | "is" | "starts_with" | "empty"; values?: string[]; negated?: boolean } }
  | { set: { values: string[]; negated?: boolean; beneath?: boolean } }
  | { time: { within: Span } | { older_than: Span } | { before: number } | { after: number } | { between: [number, number] } | "never" }
  | { number: Partial<Record<"equal" | "not_equal" | "less" | "at_most" | "greater" | "at_least", number>> | { between: [number, number] } }
  | { boolean: boolean };

/** A length of time. */
export interface Span {
  amount: number;
  unit: "hours" | "days";
}

/** Rows by column: one array a field, all of one length. `Float64Array`s of numbers and instants go in as they are. */
export type ColumnarRows = Record<string, ArrayLike<unknown>>;

/** Texts by group and name; {@link englishTexts} has all there are. */
export type Texts = Partial<Record<"grid" | "toolbar" | "time", Record<string, string>>>;

/** What `load` takes beside what `fetch` takes. */
export interface LoadOptions extends RequestInit {
  /** Where the server's `Content-Type` and the address's ending do not say it. */
  format?: "ndjson" | "json" | "csv";
  /** Fetches in `fetch`'s place. */
  fetch?: typeof fetch;
}

/** What `exportCsv` takes. */
export interface CsvOptions {
  /** Starts with a byte order mark, by which spreadsheets know UTF-8. */
  bom?: boolean;
  /** Text that a spreadsheet would run as a formula gets `'` before it (OWASP, CSV Injection), unless it is `kept`. */
  formulas?: "neutralised" | "kept";
  signal?: AbortSignal;
  onProgress?(progress: { bytes: number }): void;
}

/** Where rows are that stay on a server. */
export interface DataSource<Row = any> {
  /** Fetches `limit` rows from the position `offset` on, of those that match, in the order asked for. */
  fetch(request: { state: State; query: string; offset: number; limit: number; signal: AbortSignal }): Promise<{
    rows: Row[];
    /** How many rows match in all. */
    matched: number;
    /** How many rows there are, whatever the state; where that is known. */
    total?: number;
  }>;
  /** Fetches the values of a column or facet and how many rows have each, for filters that pick from a list. */
  facet?(request: { facet: string; state: State; query: string }): Promise<{ value: string; label?: string; rows: number }[]>;
}

/** The events of a table. All are composed, and all bubble but `error`, which stays at the element as that of an image does. */
export interface ClienteleTableEventMap {
  /** The table is there. */
  "ready": CustomEvent<Record<string, never>>;
  /** A user changed the state. */
  "state-change": CustomEvent<{ readonly state: State; readonly query: string }>;
  /** A user changed the selection. */
  "selection-change": CustomEvent<{ readonly keys: string[] }>;
  /** A user changed the rows' height, or asked for exact times. */
  "display-change": CustomEvent<{ density: "compact" | "comfortable"; exactTimes: boolean }>;
  /** A row was clicked. */
  "row-click": CustomEvent<{ key: string; column?: string; row: any }>;
  /** A row was double-clicked, or Enter was pressed in it. */
  "row-activate": CustomEvent<{ key: string; column?: string; row: any }>;
  /** Something happened that the table says for a moment: a file was saved, a text copied. */
  "notice": CustomEvent<{ text: string; detail?: string; failed: boolean }>;
  /** Rows have arrived of a `load`; `progress` is from 0 to 1, where it is known. */
  "load-progress": CustomEvent<{ rows: number; progress?: number }>;
  /** All rows of a `load` are there. */
  "load-end": CustomEvent<{ rows: number }>;
  /** A `load` failed; the rows that had arrived stay. */
  "load-error": CustomEvent<{ error: Error }>;
  /** Retry was pressed. Unless it is prevented, the last `load` is done again. */
  "retry": CustomEvent<Record<string, never>>;
  /** The WebAssembly could not be loaded, or it stopped. */
  "error": CustomEvent<{ error: Error; message: string }>;
}

/** What a framework's markup can set: properties, and attributes by their names. */
export interface ClienteleTableProps<Row = any> {
  columns?: Column<Row>[];
  rows?: Iterable<Row> | ColumnarRows;
  source?: DataSource<Row>;
  rowKey?: string;
  state?: Partial<State>;
  texts?: Texts;
  tag?(row: Row): string | null | undefined;
  density?: "compact" | "comfortable";
  exactTimes?: boolean;
  wasmUrl?: ClienteleTable["wasmUrl"];
  label?: string;
  src?: string;
  query?: string;
  theme?: "light" | "dark" | "auto";
  "row-key"?: string;
  "exact-times"?: boolean | "";
  "row-noun"?: string;
  "rows-noun"?: string;
  "file-stem"?: string;
  "narrow-end"?: string;
  "narrow-below"?: string;
  links?: boolean | "";
  selects?: "one" | "many";
  "no-toolbar"?: boolean | "";
  "no-actions"?: boolean | "";
  "no-status"?: boolean | "";
}

/**
 * `<clientele-table>`: a data table.
 *
 * @attr {string} label - The accessible name.
 * @attr {string} row-key - The field by which rows are told apart; `id` without it.
 * @attr {string} src - The address that rows are loaded from, as NDJSON, a JSON array or CSV.
 * @attr {string} query - A state as an address has it, for the start.
 * @attr {"compact" | "comfortable"} density - The rows' height.
 * @attr {boolean} exact-times - Exact local times instead of relative ones.
 * @attr {"light" | "dark" | "auto"} theme - Light, dark, or as the system has it. Without it, as the page's `color-scheme` says.
 * @attr {string} row-noun - What a row is called; `row` without it.
 * @attr {string} rows-noun - What rows are called; `rows` without it.
 * @attr {string} file-stem - What the name of a saved file starts with; `table` without it.
 * @attr {string} narrow-end - The column that stands at a row's end on a phone, by its id.
 * @attr {string} narrow-below - The column that stands below a row's name on a phone, by its id.
 * @attr {boolean} links - Offers to copy a link to what is shown, for pages whose address follows `state-change`.
 * @attr {"one" | "many"} selects - How many rows can be selected; `many` without it.
 * @attr {boolean} no-toolbar - Leaves the toolbar out.
 * @attr {boolean} no-actions - Leaves the line of actions for selected rows out.
 * @attr {boolean} no-status - Leaves the status line out.
 *
 * @slot toolbar - Beside the toolbar's own buttons.
 * @slot actions - What can be done with the selected rows.
 * @slot empty - Shown where there are no rows at all.
 * @slot error - Shown in place of the table when its WebAssembly could not be loaded or has stopped.
 *
 * @csspart table - All of the table.
 * @csspart toolbar - The line above the grid.
 * @csspart search - The field of the search.
 * @csspart actions - The line with what can be done with selected rows.
 * @csspart grid - Header and rows.
 * @csspart header - The row of headers.
 * @csspart header-cell - A column's header.
 * @csspart row - A row.
 * @csspart cell - A cell; `cell-NAME` are the cells of the column with that id.
 * @csspart chip - A text of a list, in its cell.
 * @csspart status - The line below the grid.
 * @csspart message - What stands in place of rows: none, none found, failed.
 * @csspart popover - What a button opens.
 * @csspart notice - What is said for a moment.
 */
export class ClienteleTable<Row = any> extends HTMLElement {
  /** The columns. Declaring others keeps rows and state; they stand in the new order unless a user has moved or hidden some. */
  columns: Column<Row>[] | undefined;
  /** The rows: objects, or one array a field. Reading gives the objects. */
  get rows(): Row[];
  set rows(rows: Iterable<Row> | ColumnarRows);
  /** Where rows are that stay on a server, in the place of `rows`: fetched in blocks as they come into view. */
  source: DataSource<Row> | undefined;
  /** Fetches the rows of a `source` anew. */
  refresh(): void;
  /** The field by which rows are told apart; `id` at first. Attribute `row-key`. */
  rowKey: string;
  /** Search, filters, sort, columns, selection. Setting it fires no event. */
  get state(): State | undefined;
  set state(state: Partial<State> | undefined);
  /** The state as an address has it, such as `q=ci&sort=-created`. Attribute `query`, for the first. */
  query: string;
  /** Words in other languages, in the place of English. */
  texts: Texts | undefined;
  /** A tag behind a row's name, such as "Disabled"; a row with a tag is quieter. */
  tag: ((row: Row) => string | null | undefined) | undefined;
  /** The accessible name. Attribute `label`. */
  label: string;
  /** The rows' height. Attribute `density`. */
  density: "compact" | "comfortable";
  /** Exact local times instead of relative ones. Attribute `exact-times`. */
  exactTimes: boolean;
  /** The address that rows are loaded from. Attribute `src`. */
  src: string | null;
  /** Where the WebAssembly is, if not beside the module. The first table's counts, since all share one instance. */
  wasmUrl: string | URL | Request | Response | BufferSource | WebAssembly.Module | undefined;
  /** Fulfilled once the table is there; rejected if its WebAssembly cannot be loaded. */
  readonly ready: Promise<this>;
  /** The keys of the selected rows. */
  readonly selection: string[];

  /**
   * Replaces the rows. Scroll, focus and selection stay with the rows' keys. Up to 10,000 are in the table when it returns; of more the
   * rest is read in turns, while those before stay in the table, or the first show if there were none. The promise is fulfilled once
   * all are there or others have been set, and rejected if one that was read in a turn can't be shown: then those before are there
   * again.
   */
  setRows(rows: Iterable<Row> | ColumnarRows): Promise<void>;
  /** Puts rows in place of those with their keys, new ones first, and takes others away by key. */
  patchRows(patch: { upsert?: Row[]; remove?: (string | number)[] }): void;
  /** The row with this key. */
  row(key: string | number): Row | undefined;
  /** The keys of the rows in view, in their order. */
  keysInView(): string[];
  /** Scrolls a row into view. Says whether the view has it. */
  scrollToRow(key: string | number): boolean;
  /** Says how the rows are, where the page loads them itself. */
  setStatus(status: "loading" | "ready" | "failed" | "stale", details?: { progress?: number; message?: string; since?: number | Date }): void;
  /** The view as a CSV file (RFC 4180, UTF-8): the rows in view, the columns that show. */
  exportCsv(options?: CsvOptions): Promise<Blob>;
  /** Loads rows from an address, as NDJSON, a JSON array or CSV. The first show while the rest arrives. */
  load(url: string | URL, options?: LoadOptions): Promise<void>;

  addEventListener<K extends keyof ClienteleTableEventMap>(type: K, listener: (this: this, event: ClienteleTableEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: this, event: HTMLElementEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof ClienteleTableEventMap>(type: K, listener: (this: this, event: ClienteleTableEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  removeEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: this, event: HTMLElementEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** Defines the element, once; under another name where there is one already. */
export function define(tag?: string): void;

/** Loads the WebAssembly before the first table asks for it. */
export function preload(wasmUrl?: ClienteleTable["wasmUrl"]): Promise<void>;

/** Every text of the table in English. */
export function englishTexts(): Promise<Required<Texts>>;

declare global {
  interface HTMLElementTagNameMap {
    "clientele-table": ClienteleTable;
  }
}
