// Rows that stay on a server: what is asked, what is given up, what fails.
import assert from "node:assert/strict";
import { eachOf } from "../lib/each.mjs";

const each = eachOf("remote", { first: server });

/** Runs in the page: a server of a million rows that answers after a while, and notes what it was asked. */
function server() {
  window.asked = [];
  window.aborted = [];
  window.failing = () => false;
  window.delay = 30;
  const kinds = ["create", "delete", "update"];
  window.source = {
    fetch: ({ state, query, offset, limit, signal }) =>
      new Promise((answer, refuse) => {
        window.asked.push({ search: state.search, query, offset });
        signal.addEventListener("abort", () => {
          window.aborted.push(offset);
          refuse(signal.reason);
        });
        setTimeout(() => {
          if (window.failing(offset)) {
            return refuse(new Error("The server answered 503"));
          }
          const kind = state.filters.find(({ facet }) => facet === "kind")?.test.set.values[0];
          const matched = state.search === "nothing" ? 0 : state.search ? 150 : kind ? 400 : 1_000_000;
          const rows = [];
          for (let at = offset; at < Math.min(offset + limit, matched); at++) {
            const of = state.sort[0]?.descending ? matched - 1 - at : at;
            rows.push({ id: `e${of}`, name: `${state.search || "event"} ${of}`, kind: kind ?? kinds[of % 3] });
          }
          answer({ rows, matched, total: 1_000_000 });
        }, window.delay);
      }),
    facet: async ({ facet }) => kinds.map((value) => ({ value, label: `${facet}: ${value}`, rows: 333_333 })),
  };
  window.remote = async () => {
    lib.define();
    const table = document.createElement("clientele-table");
    table.columns = [{ id: "name", label: "Event", alwaysShown: true }, { id: "kind", label: "Kind", set: true }];
    table.source = window.source;
    main.append(table);
    await table.ready;
    await until(() => texts(table, "name")[0]);
    return table;
  };
  window.count = (table) => Number(table.shadowRoot.querySelector("[role=grid]").getAttribute("aria-rowcount")) - 1;
  window.first = (table) => table.shadowRoot.querySelector('[aria-rowindex="2"] [part~="cell-name"]')?.textContent;
}

each("blocks are fetched as they come into view, the last row among them", async () => {
  const table = await remote();
  const seen = { count: count(table), first: texts(table, "name")[0], asked: asked.length };
  const grid = table.shadowRoot.querySelector("[role=grid]");
  grid.scrollTop = grid.scrollHeight;
  await until(() => texts(table, "name").includes("event 999999"));
  return { ...seen, offsets: asked.map(({ offset }) => offset) };
}, {
  check: ({ count, first, asked, offsets }) => {
    assert.deepEqual({ count, first, asked }, { count: 1_000_000, first: "event 0", asked: 1 });
    assert.ok(offsets.includes(999_900) && offsets.length <= 4, `asked for ${offsets}`);
  },
});

each("search, sort and filters are the server's; what nobody waits for is given up", async () => {
  const table = await remote();
  delay = 200;
  const seen = {};
  for (const search of ["e", "ev", "eve"]) {
    table.state = { ...table.state, search };
    await drawn();
  }
  seen.kept = first(table);
  await until(() => count(table) === 150 && first(table) !== "event 0");
  seen.found = first(table);
  seen.searches = asked.map(({ search }) => search);
  seen.aborted = aborted.length;
  table.query = "sort=-name";
  await until(() => first(table) === "event 999999");
  table.state = { ...table.state, sort: [], filters: [{ facet: "kind", test: { set: { values: ["delete"] } } }] };
  await until(() => count(table) === 400);
  seen.query = asked.at(-1).query;
  table.state = { ...table.state, search: "nothing" };
  await until(() => table.shadowRoot.querySelector("[part=message]"));
  seen.message = table.shadowRoot.querySelector("[part=message] h2").textContent;
  return seen;
}, {
  check: ({ kept, found, searches, aborted, query, message }) => {
    assert.equal(kept, "event 0", "the last rows stay until the next are here");
    assert.equal(found, "eve 0");
    assert.deepEqual(searches, ["", "e", "ev", "eve"]);
    assert.equal(aborted, 2);
    assert.equal(query, "filter=kind:any:delete");
    assert.equal(message, "No row matches");
  },
});

each("a block that fails says so in its rows, and is fetched again", async () => {
  const table = await remote();
  failing = (offset) => offset > 0;
  const grid = table.shadowRoot.querySelector("[role=grid]");
  grid.scrollTop = grid.scrollHeight / 2;
  const button = await until(() => table.shadowRoot.querySelector('[part~="cell-name"] button'));
  const said = button.parentElement.textContent;
  failing = () => false;
  button.click();
  await until(() => texts(table, "name").every((name) => name.startsWith("event ")));
  return said;
}, { check: (said) => assert.match(said, /The server answered 503/) });

each("a first block that fails: what happened, and Retry", async () => {
  failing = () => true;
  const failed = remote().catch((error) => error);
  const table = await until(() => document.querySelector("clientele-table"));
  const alert = await until(() => table.shadowRoot.querySelector("[role=alert]"));
  const said = alert.textContent;
  failing = () => false;
  [...table.shadowRoot.querySelectorAll("button")].find((button) => /Retry/.test(button.textContent)).click();
  await until(() => texts(table, "name")[0] === "event 0");
  await failed;
  return said;
}, { check: (said) => assert.match(said, /The server answered 503/) });

each("rows are selected by key, and stay so while they are elsewhere", async () => {
  const table = await remote();
  const row = (at) => table.shadowRoot.querySelector(`[aria-rowindex="${at + 2}"]`);
  row(1).querySelector("[part~=cell]").click();
  row(4).querySelector("[part~=cell]").dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, shiftKey: true }));
  await drawn();
  const before = table.selection;
  table.query = "sort=-name";
  await until(() => first(table) === "event 999999");
  table.refresh();
  await until(() => asked.length > 2);
  return { before, after: table.selection };
}, { check: ({ before, after }) => {
  assert.deepEqual(before, ["e1", "e2", "e3", "e4"]);
  assert.deepEqual(after, before);
} });

each("what is for rows in memory says so, and a source of another shape too", async () => {
  const table = await remote();
  return [
    await failure(() => table.exportCsv()),
    await failure(() => table.patchRows({})),
    await failure(() => (table.source = { get: 1 })),
  ];
}, { check: (said) => {
  assert.match(said[0], /exportCsv is for rows in memory.*refresh/);
  assert.match(said[1], /patchRows is for rows in memory/);
  assert.match(said[2], /source must have a function fetch/);
} });

each("an answer of another shape is named", async () => {
  const bad = { fetch: async () => ({ items: [] }) };
  const table = document.createElement("clientele-table");
  lib.define();
  table.columns = COLUMNS;
  table.source = bad;
  main.append(table);
  await table.ready;
  const alert = await until(() => table.shadowRoot.querySelector("[role=alert]"));
  return alert.textContent;
}, { check: (said) => assert.match(said, /must give \{ rows: an array, matched/) });
