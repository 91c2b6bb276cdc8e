// The element's own types.
import { ClienteleTable, define, englishTexts, preload, type Column, type State } from "clientele-table";
import "clientele-table/define";

interface Client {
  id: number;
  name: string;
  seen: Date | null;
  roles: string[];
}

const columns: Column<Client>[] = [
  { id: "name", label: "Name", alwaysShown: true },
  { id: "seen", kind: "timestamp", value: (client) => client.seen },
  { id: "roles", kind: "list", facets: [{ id: "role", value: (client) => client.roles }] },
  { id: "state", render: (client) => ({ node: document.createElement("b"), destroy: () => console.log(client.id) }) },
  // @ts-expect-error there is no such kind
  { id: "date", kind: "date" },
  // @ts-expect-error a column has an id
  { label: "Name" },
  // @ts-expect-error a cell shows text or a node
  { id: "cell", render: () => ({ html: "<b>" }) },
];

const table = document.createElement("clientele-table");
const typed: ClienteleTable = table;
const found: ClienteleTable | null = document.querySelector("clientele-table");
const ofClients: ClienteleTable<Client> = new ClienteleTable<Client>();
ofClients.columns = columns;
ofClients.rows = [{ id: 1, name: "One", seen: null, roles: [] }];
ofClients.rows = new Map<number, Client>().values();
ofClients.rows = { id: [1], name: ["One"], seen: new Float64Array(1) };
const first: Client | undefined = ofClients.rows[0];
// @ts-expect-error not a client
ofClients.rows = [{ id: "1" }];
// @ts-expect-error read only
table.selection = [];
table.state = { search: "x" };
table.state = { filters: [{ facet: "name", test: { text: { op: "contains", values: ["x"] } } }] };

table.addEventListener("state-change", (event) => {
  const state: State = event.detail.state;
  const query: string = event.detail.query;
  console.log(state, query);
});
table.addEventListener("row-click", ({ detail: { key, column } }) => console.log(key.length, column?.length));
table.addEventListener("click", (event) => console.log(event.clientX));
table.addEventListener("row-activate", function () {
  this.scrollToRow("1");
});
// @ts-expect-error there is no such data
table.addEventListener("notice", (event) => event.detail.words);

const done: Promise<void> = table.load("/rows.ndjson", { signal: new AbortController().signal, format: "ndjson" });
const csv: Promise<Blob> = table.exportCsv({ bom: true, onProgress: ({ bytes }) => console.log(bytes) });
const ready: Promise<ClienteleTable> = table.ready;
ofClients.patchRows({ upsert: [{ id: 1, name: "One", seen: null, roles: [] }], remove: ["2", 7] });
const one: Client | undefined = ofClients.row(1);
const isInView: boolean = ofClients.scrollToRow(1);
// @ts-expect-error a key is text or a number
ofClients.row({ id: 1 });
table.setStatus("failed", { message: "Out of reach" });
// @ts-expect-error there is no such status
table.setStatus("busy");
table.source = {
  async fetch({ query, offset, limit, signal }) {
    const response = await fetch(`/rows?${query}&offset=${offset}&limit=${limit}`, { signal });
    return response.json();
  },
};
define("other-table");
void preload("/clientele-table.wasm");
void englishTexts().then((texts) => (table.texts = { grid: texts.grid, toolbar: { search: "Suche" } }));
console.log(typed, found, first, one, isInView, done, csv, ready);
