// The element by itself: the order of its upgrade, where it may be moved, what it says when something is wrong.
import assert from "node:assert/strict";
import { eachOf } from "../lib/each.mjs";

const each = eachOf("element");

each("properties set before it is defined", async () => {
  const table = document.createElement("clientele-table");
  table.id = "early";
  Object.assign(table, { columns: COLUMNS, rows: rows(9), query: "q=app-3", label: "Early", density: "comfortable" });
  main.append(table);
  lib.define();
  await table.ready;
  await until(() => shown(table) === 1);
  return { texts: texts(table, "name"), label: table.getAttribute("label"), density: table.density, own: Object.keys(table), heard: heard.map((each) => each.type) };
}, {
  check: (is) => assert.deepEqual(is, { texts: ["app-3"], label: "Early", density: "comfortable", own: [], heard: ["ready"] }),
});

each("made by innerHTML, columns and rows behind", async () => {
  lib.define();
  main.innerHTML = '<clientele-table label="Made" query="sort=-calls" density="comfortable"></clientele-table>';
  const table = main.firstChild;
  const before = [table.query, table.density, table.rows.length, table.columns];
  table.rows = rows(3);
  table.columns = COLUMNS;
  await table.ready;
  await drawn();
  return { before, name: table.shadowRoot.querySelector("[role=grid]").getAttribute("aria-label"), keys: table.keysInView() };
}, {
  check: (is) => {
    assert.deepEqual(is.before.slice(0, 3), ["sort=-calls", "comfortable", 0]);
    assert.deepEqual(is.keys, ["k2", "k1", "k0"]);
    assert.equal(is.name, "Made");
  },
});

each("cloneNode gives another table, with the attributes alone", async () => {
  const table = await made(5, { before: (each) => each.setAttribute("rows-noun", "apps") });
  table.query = "q=app-1";
  const clone = table.cloneNode(true);
  main.append(clone);
  const isEmpty = clone.columns === undefined && clone.rows.length === 0;
  clone.columns = COLUMNS;
  clone.rows = rows(2);
  await clone.ready;
  await drawn();
  return { isEmpty, noun: clone.getAttribute("rows-noun"), clone: clone.keysInView(), table: table.keysInView() };
}, {
  check: (is) => assert.deepEqual(is, { isEmpty: true, noun: "apps", clone: ["k0", "k1"], table: ["k1"] }),
});

each("moved within the page, into a shadow root and back: state and rows stay", async () => {
  const table = await made(50);
  table.query = "q=app-1&sort=-name";
  table.state = { ...table.state, selection: { keys: ["k1"], anchor: null, extent: null } };
  await drawn();
  const before = table.keysInView();
  const host = document.createElement("div");
  host.attachShadow({ mode: "open" });
  main.append(host);
  const seen = [];
  for (const place of [host.shadowRoot, document.body, main]) {
    place.append(table);
    await new Promise((resume) => setTimeout(resume, 50));
    await until(() => shown(table) === 11);
    seen.push({ keys: table.keysInView().join() === before.join(), rows: shown(table), selection: table.selection, grids: table.shadowRoot.querySelectorAll("[role=grid]").length });
  }
  return { seen, before: before.length };
}, {
  check: ({ seen, before }) => {
    assert.equal(before, 11);
    for (const is of seen) {
      assert.deepEqual(is, { keys: true, rows: 11, selection: ["k1"], grids: 1 });
    }
  },
});

each("removed, changed while away, and added again", async () => {
  const table = await made(6);
  table.id = "again";
  table.query = "sort=-calls";
  table.density = "comfortable";
  await drawn();
  table.remove();
  await drawn();
  const away = { rows: table.rows.length, query: table.state.sort[0].column, shadow: shown(table) };
  table.patchRows({ upsert: [{ id: "new", name: "new", calls: 99, roles: [] }], remove: ["k5"] });
  main.append(table);
  await until(() => shown(table) === 6);
  heard.length = 0;
  table.shadowRoot.querySelector("[part~=cell-name]").click();
  return { away, keys: table.keysInView(), density: table.density, heard: heard.map(({ type, target, composed, detail }) => [type, target, composed, detail.key]).at(-1) };
}, {
  check: (is) => {
    assert.deepEqual(is.away, { rows: 6, query: "calls", shadow: 0 });
    assert.deepEqual(is.keys, ["new", "k4", "k3", "k2", "k1", "k0"]);
    assert.equal(is.density, "comfortable");
    assert.deepEqual(is.heard, ["row-click", "again", true, "new"]);
  },
});

each("moved into another document and back: its look goes with it", async () => {
  const table = await made(10);
  const frame = document.createElement("iframe");
  frame.height = "600"; // the table is no higher than what shows of its page
  main.append(frame);
  const display = () => getComputedStyle(table.shadowRoot.querySelector("[role=row][part~=row]")).display;
  const before = display();
  const seen = [];
  for (const place of [frame.contentDocument.body, main]) {
    place.append(table);
    await new Promise((resume) => setTimeout(resume, 50));
    await until(() => shown(table));
    // By what shows: Firefox 140 (ESR) takes an element of its class away in another document, and with it its properties.
    seen.push([display() === before, table.shadowRoot.adoptedStyleSheets.length, shown(table)]);
  }
  return seen;
}, { check: (is) => assert.deepEqual(is, [[true, 1, 10], [true, 1, 10]]) });

each("rows of every form; a page's own array stays its own", async () => {
  const table = await made(0);
  const names = () => table.rows.map((row) => row.name);
  const seen = {};
  const mine = rows(3);
  table.rows = mine;
  mine.reverse();
  mine.push(...rows(9).slice(5));
  table.columns = [...COLUMNS].reverse();
  await table.ready;
  await drawn();
  seen.array = [names(), table.row("k2").name];
  table.rows = new Map(rows(2).map((row) => [row.id, row])).values();
  table.columns = COLUMNS;
  await drawn();
  seen.iterator = names();
  table.rows = { id: ["a", "b"], name: ["x", "y"], calls: Float64Array.of(2, 1), roles: [["A"], []] };
  table.query = "sort=calls";
  await until(() => texts(table, "name")[0] === "y");
  seen.columnar = [table.keysInView(), table.row("b").calls, texts(table, "name")];
  table.columns = [{ id: "calls", kind: "number", value: (row) => -row.calls }];
  await table.ready;
  await drawn();
  seen.value = table.keysInView();
  table.rows = null;
  seen.nothing = table.rows.length;
  return seen;
}, {
  check: (is) => assert.deepEqual(is, {
    array: [["app-0", "app-1", "app-2"], "app-2"],
    iterator: ["app-0", "app-1"],
    columnar: [["b", "a"], 1, ["y", "x"]],
    value: ["a", "b"],
    nothing: 0,
  }),
});

each("a state goes through JSON; setting one fires nothing; what a user does fires", async () => {
  const table = await made(200);
  const state = { ...table.state, search: "app-1", sort: [{ column: "calls", descending: true }] };
  table.state = JSON.parse(JSON.stringify(state));
  await drawn();
  const quiet = heard.filter(({ type }) => type === "state-change").length;
  table.shadowRoot.querySelector('[data-col="name"]').click();
  await until(() => heard.some(({ type }) => type === "state-change"));
  const [event] = heard.filter(({ type }) => type === "state-change");
  const part = await failure(() => (table.state = { search: "app-19" }));
  await drawn();
  return { quiet, query: event?.detail.query, sort: event?.detail.state.sort, composed: event?.composed, part, after: table.keysInView().length, none: (table.state = undefined) };
}, {
  check: (is) => {
    assert.equal(is.quiet, 0);
    assert.equal(is.composed, true);
    assert.match(is.query, /^q=app-1&sort=name$/);
    assert.deepEqual(is.sort, [{ column: "name", descending: false }]);
    assert.equal(is.part, undefined);
    assert.equal(is.after, 11);
  },
});

each("what is wrong is said, and the table stays", async () => {
  const table = await made(3);
  const said = {
    kind: await failure(() => (table.columns = [{ id: "a", kind: "date" }])),
    columns: await failure(() => (table.columns = "name")),
    noId: await failure(() => (table.columns = [{ label: "A" }])),
    render: await failure(() => (table.columns = [{ id: "a", render: "b" }])),
    rows: await failure(() => (table.rows = "rows")),
    row: await failure(() => (table.rows = [1])),
    noKey: await failure(() => (table.rows = [{ name: "a" }])),
    twice: await failure(() => (table.rows = [{ id: 1 }, { id: "1" }])),
    columnar: await failure(() => (table.rows = { name: ["a"] })),
    uneven: await failure(() => (table.rows = { id: ["a"], name: [] })),
    time: await failure(() => {
      const other = document.createElement("clientele-table");
      table.columns = [{ id: "at", kind: "timestamp", key: "name" }];
      return other;
    }),
    state: await failure(() => (table.state = "q=1")),
    search: await failure(() => (table.state = { search: 5 })),
    test: await failure(() => (table.state = { filters: [{ facet: "name", test: { like: "a" } }] })),
    sort: await failure(() => (table.state = { sort: "name" })),
    rowKey: await failure(() => (table.rowKey = 1)),
    tag: await failure(() => (table.tag = "x")),
    status: await failure(() => table.setStatus("busy")),
    patch: await failure(() => table.patchRows({ upsert: { id: 1 } })),
  };
  await drawn();
  return { said, rows: table.rows.length };
}, {
  check: ({ said, rows }) => {
    assert.match(said.kind, /columns\[0\] \("a"\) has the kind "date"; there are text, list/);
    assert.match(said.columns, /must be an array, not "name"/);
    assert.match(said.noId, /columns\[0\] has no id/);
    assert.match(said.render, /render must be a function, not "b"/);
    assert.match(said.rows, /rows must be an array of objects/);
    assert.match(said.row, /rows\[0\] must be an object, not 1/);
    assert.match(said.noKey, /rows\[0\] has no "id".*rowKey/);
    assert.match(said.twice, /two rows have the id "1", the second is rows\[1\]/);
    assert.match(said.columnar, /need the array "id"/);
    assert.match(said.uneven, /"name" has 0 values and "id" has 1/);
    assert.match(said.state, /state must be an object/);
    assert.match(said.search, /no state, invalid type: floating point `5.0`, expected a string; give an object/);
    assert.match(said.test, /no state, unknown variant `like`, expected one of `text`, `set`/);
    assert.match(said.sort, /sort of a state must be an array, not "name"/);
    assert.match(said.rowKey, /rowKey must be the name of a field/);
    assert.match(said.tag, /tag must be a function/);
    assert.match(said.status, /there is no status "busy"/);
    assert.match(said.patch, /patchRows takes/);
    assert.equal(rows, 3);
  },
  allow: /./,
});

each("rows that cannot be shown say so in the table's place, and better ones mend it", async () => {
  lib.define();
  const table = document.createElement("clientele-table");
  table.columns = COLUMNS;
  table.rows = [{ id: 1 }, { id: 1 }];
  main.append(table);
  const rejected = await failure(() => table.ready);
  await drawn();
  const said = table.shadowRoot.querySelector("[role=alert]")?.textContent;
  table.rows = rows(2);
  await table.ready;
  await until(() => shown(table) === 2);
  return { rejected, said, shown: shown(table), events: heard.map(({ type }) => type) };
}, {
  check: (is) => {
    assert.match(is.rejected, /two rows have the id/);
    assert.match(is.said, /two rows have the id.*Start again/);
    assert.equal(is.shown, 2);
    assert.deepEqual(is.events, ["error", "ready"]);
  },
});

each("a renderer that throws leaves its cell empty and the table whole", async () => {
  const errors = [];
  addEventListener("error", (event) => {
    if (event instanceof ErrorEvent) {
      errors.push(event.message);
      event.preventDefault();
    }
  });
  const node = () => Object.assign(document.createElement("b"), { textContent: "node" });
  const given = { k0: "<i>text</i>", k1: 7, k2: undefined, k3: null };
  const destroyed = [];
  const table = await made(7, {
    columns: [
      { id: "name" },
      {
        id: "calls",
        label: "Cell",
        render(row) {
          if (row.id === "k4") throw new Error("broken");
          if (row.id === "k5") return node();
          if (row.id === "k6") return { node: node(), destroy: () => destroyed.push(row.id) };
          return given[row.id];
        },
      },
    ],
  });
  const cells = texts(table, "calls");
  const tags = Array.from(table.shadowRoot.querySelectorAll("[part~=cell-calls]"), (cell) => [cell.querySelector("i"), cell.querySelector("b")].filter(Boolean).length);
  table.rows = rows(2);
  await drawn();
  return { cells, tags, destroyed, errors: [...new Set(errors)] };
}, {
  check: (is) => {
    assert.deepEqual(is.cells, ["<i>text</i>", "7", "", "", "", "node", "node"]);
    assert.deepEqual(is.tags, [0, 0, 0, 0, 0, 1, 1]);
    assert.deepEqual(is.destroyed, ["k6"]);
    assert.equal(is.errors.length, 1);
    assert.match(is.errors[0], /render of column "calls" threw: broken/);
  },
  allow: /render of column "calls" threw/,
});

each("row-click and row-activate name row and column, and not what is pressed within", async () => {
  const table = await made(5);
  table.id = "clicked";
  const cell = table.shadowRoot.querySelector('[aria-rowindex="4"] [part~=cell-calls]');
  cell.click();
  cell.dispatchEvent(new MouseEvent("dblclick", { bubbles: true, composed: true }));
  table.shadowRoot.querySelector('[aria-rowindex="4"] input').click();
  return heard.filter(({ type }) => type.startsWith("row-")).map(({ type, detail }) => [type, detail.key, detail.column, detail.row.name]);
}, { check: (is) => assert.deepEqual(is, [["row-click", "k2", "calls", "app-2"], ["row-activate", "k2", "calls", "app-2"]]) });

each("columns declared anew alike are the same; others keep rows and state", async () => {
  const table = await made(30);
  table.query = "q=app-2";
  await drawn();
  const grid = table.shadowRoot.querySelector("[role=grid]");
  table.columns = COLUMNS.map((column) => ({ ...column }));
  await drawn();
  const isSame = grid === table.shadowRoot.querySelector("[role=grid]");
  table.columns = [...COLUMNS, { id: "more", value: (row) => `m-${row.id}` }];
  const more = await until(() => texts(table, "more")[0]);
  const { search } = table.state;
  table.columns = undefined;
  await drawn();
  return { isSame, more, search, rows: table.rows.length, empty: shown(table) };
}, { check: (is) => assert.deepEqual(is, { isSame: true, more: "m-k2", search: "app-2", rows: 30, empty: 0 }) });

each("what the page sets fires nothing; what a user does fires display-change once", async () => {
  const table = await made(5);
  heard.length = 0;
  table.density = "comfortable";
  await drawn();
  table.density = "comfortable";
  table.exactTimes = true;
  await drawn();
  table.setAttribute("exact-times", "false");
  table.rows = rows(6);
  table.columns = [...COLUMNS].reverse();
  await until(() => shown(table) === 6);
  const quiet = heard.map(({ type }) => type);
  Array.from(table.shadowRoot.querySelectorAll("[part~=toolbar] button")).find((button) => button.title === "More").click();
  const compact = await until(() => Array.from(table.shadowRoot.querySelectorAll("[part~=popover] input[type=radio]")).find((input) => !input.checked));
  compact.click();
  await until(() => heard.length);
  await drawn();
  return { quiet, heard: heard.map(({ type, detail }) => [type, detail]) };
}, {
  check: (is) => {
    assert.deepEqual(is.quiet, []);
    assert.deepEqual(is.heard, [["display-change", { density: "compact", exactTimes: false }]]);
  },
});

each("scrollToRow, row, keysInView, tag, nouns, status", async () => {
  const table = await made(5000, {
    before(each) {
      each.tag = (row) => (row.id === "k1" ? "Disabled" : undefined);
      each.setAttribute("row-noun", "client");
      each.setAttribute("rows-noun", "clients");
    },
  });
  const seen = { tag: texts(table, "name")[1], found: table.scrollToRow("k4000"), missing: table.scrollToRow("nobody") };
  seen.scrolled = await until(() => texts(table, "name").includes("app-4000"));
  table.query = "q=app-4999";
  seen.hidden = table.scrollToRow("k1");
  seen.keys = table.keysInView();
  seen.row = [table.row("k7").name, table.row("nobody") === undefined];
  table.setStatus("stale", { since: Date.now() - 60_000 });
  seen.stale = await until(() => Array.from(table.shadowRoot.querySelectorAll("[part~=status] button"), (button) => button.textContent)[0]);
  table.query = "q=nothing-at-all";
  seen.none = (await until(() => table.shadowRoot.querySelector("[part~=message]"))).textContent.includes("clients");
  table.focus();
  seen.focus = document.activeElement === table;
  return seen;
}, {
  check: ({ stale, tag, ...is }) => {
    assert.match(tag, /app-1.*Disabled/);
    assert.ok(stale);
    assert.deepEqual(is, { found: true, missing: false, scrolled: true, hidden: false, keys: ["k4999"], row: ["app-7", true], none: true, focus: true });
  },
});

each("what is set as soon as it is ready does not swallow what a user does next", async () => {
  lib.define();
  const table = document.createElement("clientele-table");
  table.columns = COLUMNS;
  table.rows = rows(5);
  table.addEventListener("ready", () => (table.query = "sort=calls"));
  main.append(table);
  await table.ready;
  table.query = "sort=-calls";
  table.columns = [...COLUMNS].reverse();
  await until(() => shown(table));
  await drawn();
  table.shadowRoot.querySelector('[data-col="name"]').click();
  await until(() => heard.some(({ type }) => type === "state-change"));
  return heard.filter(({ type }) => type === "state-change").map(({ detail }) => detail.query);
}, { check: (is) => assert.deepEqual(is, ["sort=name"]) });

each("under another name, beside the first", async () => {
  lib.define("other-table");
  lib.define();
  lib.define();
  const tables = ["other-table", "clientele-table"].map((tag) => document.createElement(tag));
  for (const table of tables) {
    table.columns = COLUMNS;
    table.rows = rows(2);
    main.append(table);
    await table.ready;
    await until(() => shown(table) === 2);
  }
  return tables.map((table) => table instanceof lib.ClienteleTable);
}, { check: (is) => assert.deepEqual(is, [true, true]) });
