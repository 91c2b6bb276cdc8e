// What few pages do, and some by mistake: odd values, odd moments, calls in the middle of others.
import assert from "node:assert/strict";
import { eachOf } from "../lib/each.mjs";

const each = eachOf("edges");

each("setting what is set already hides no later event", async () => {
  const table = await made(5);
  table.state = table.state;
  table.query = table.query;
  await drawn();
  table.shadowRoot.querySelector('[role=columnheader][data-col="name"] button, [role=columnheader][data-col="name"]').click();
  await until(() => heard.some(({ type }) => type === "state-change"));
}, {});

each("columns that don't fit leave the table as it was; others are there at once", async () => {
  const table = await made(5);
  const said = {
    twice: await failure(() => (table.columns = [{ id: "name" }, { id: "name" }])),
    list: await failure(() => (table.columns = [{ id: "name" }, { id: "calls", kind: "list" }])),
    time: await failure(() => (table.columns = [{ id: "name", kind: "timestamp" }])),
    facets: await failure(() => (table.columns = [{ id: "name", facets: {} }])),
    value: await failure(() => (table.columns = [{ id: "name", value: () => { throw new Error("oh"); } }])),
  };
  await drawn();
  const after = [shown(table), table.columns.length, texts(table, "name")[0]];
  table.density = "comfortable";
  table.columns = [{ id: "name", label: "Other" }];
  const atOnce = [table.keysInView().length, table.scrollToRow("k4"), table.density];
  return { said, after, atOnce };
}, {
  check: ({ said, after, atOnce }) => {
    assert.match(said.twice, /columns\[1\]: another column has the id "name"/);
    assert.match(said.list, /column "calls" in rows\[0\] is 0; a column of the kind list takes an array of texts/);
    assert.match(said.time, /column "name" in rows\[0\] is "app-0"; a column of the kind timestamp takes a Date/);
    assert.match(said.facets, /facets must be an array, not an object/);
    assert.match(said.value, /value of column "name" in rows\[0\] could not be read: oh/);
    assert.deepEqual(after, [5, 3, "app-0"]);
    assert.deepEqual(atOnce, [5, true, "comfortable"]);
  },
});

each("odd values are named, and what a CSV file says is understood", async () => {
  const table = await made(1, { columns: [{ id: "name" }, { id: "on", kind: "boolean" }, { id: "roles", kind: "list" }, { id: "at", kind: "timestamp" }] });
  const said = [];
  for (const row of [{ name: Object.create(null) }, { on: "perhaps" }, { roles: 7 }, { at: {} }, { at: true }]) {
    said.push(await failure(() => table.setRows([{ id: 1 }, { id: 2, ...row }])));
  }
  said.push(await failure(() => table.setRows({ id: [1], name: null })));
  await table.setRows([{ id: 1, name: "n", on: "false", roles: "x; y", at: "1700000000000" }, { id: 2, name: "m", on: "", roles: "", at: "" }]);
  const file = await (await table.exportCsv()).text();
  const reads = { async fetch() { return new Response(`id,name,on,roles,at\n1,n,false,x; y,2023-11-14T22:13:20Z\n2,m,,,\n`, { headers: { "content-type": "text/csv" } }); } };
  await table.load("/any.csv", { fetch: reads.fetch });
  return { said, file, again: await (await table.exportCsv()).text() };
}, {
  check: ({ said, file, again }) => {
    const [text, boolean, list, time, truth, column] = said;
    assert.match(text, /column "name" in rows\[1\] is .*takes a text/);
    assert.match(boolean, /column "on" in rows\[1\] is "perhaps"; a column of the kind boolean takes true or false/);
    assert.match(list, /column "roles" in rows\[1\] is 7/);
    assert.match(time, /column "at" in rows\[1\] is an object/);
    assert.match(truth, /column "at" in rows\[1\] is true/);
    assert.match(column, /"name" is null/);
    assert.match(file, /\r\nn,false,x; y,2023-11-14T22:13:20Z\r\nm,,,\r\n$/);
    assert.equal(again, file);
  },
});

each("texts that are none are named, and the table stays", async () => {
  const table = await made(3);
  const said = [await failure(() => (table.texts = { toolbar: null })), await failure(() => (table.texts = 5)), await failure(() => (table.texts = { grid: { loading: 1 } }))];
  await drawn();
  table.texts = undefined;
  table.rows = rows(4);
  await until(() => shown(table) === 4);
  return said;
}, {
  check: ([group, all, text]) => {
    assert.match(group, /texts\.toolbar must be an object of texts by name, not null/);
    assert.match(all, /texts must be an object/);
    assert.match(text, /grid\.loading/);
  },
});

each("a load that goes on keeps its rows and patches, whatever is set meanwhile", async () => {
  const table = await made(0);
  let arrived;
  const lines = (from, to) => Array.from({ length: to - from }, (_, at) => JSON.stringify({ id: from + at, name: `n${from + at}` })).join("\n") + "\n";
  const body = new ReadableStream({
    async start(controller) {
      const send = (text) => controller.enqueue(new TextEncoder().encode(text));
      send(lines(0, 20_000));
      await new Promise((resume) => (arrived = resume));
      send(lines(20_000, 20_500));
      controller.close();
    },
  });
  const loading = table.load("/any", { format: "ndjson", fetch: async () => new Response(body) });
  await until(() => table.rows.length === 20_000);
  table.patchRows({ upsert: [{ id: 0, name: "edited" }, { id: "new", name: "new" }], remove: ["1"] });
  table.columns = [{ id: "name", label: "Name" }];
  arrived();
  await loading;
  const count = () => [table.rows.length, table.row("0").name, table.row("new")?.name, table.row("1") === undefined, table.row("20499")?.name, table.keysInView().length];
  const first = count();
  table.columns = COLUMNS;
  const second = count();
  return [first, second];
}, { check: ([first, second]) => {
  assert.deepEqual(first, [20_500, "edited", "new", true, "n20499", 20_500]);
  assert.deepEqual(second, first);
} });

each("a load that is refused leaves the rows, says why beside them and can be tried again; good lines before a fault stay", async () => {
  const table = await made(3);
  const answer = (text) => async () => new Response(text, { headers: { "content-type": "application/x-ndjson" } });
  const refused = await failure(() => table.load("/bad", { fetch: answer('{"id":7}\n{"id":7}\n') }));
  await drawn();
  const status = table.shadowRoot.querySelector("[part~=status]");
  const beside = [status.textContent, Boolean(status.querySelector("button")), shown(table)];
  table.columns = [...COLUMNS];
  table.columns = [{ id: "name" }];
  const kept = [table.rows.length, table.keysInView().length];
  const broken = await failure(() => table.load("/cut", { fetch: answer('{"id":1,"name":"a"}\n{"id":2,"na\n') }));
  await drawn();
  return { refused, beside, kept, broken, rest: table.keysInView() };
}, {
  check: ({ refused, beside, kept, broken, rest }) => {
    assert.match(refused, /two rows have the id "7"/);
    assert.match(beside[0], /two rows have the id "7"/);
    assert.deepEqual(beside.slice(1), [true, 3]);
    assert.deepEqual(kept, [3, 3]);
    assert.match(broken, /^\/cut: line 2 is not JSON/);
    assert.deepEqual(rest, ["1"]);
  },
});

each("signals that were aborted before, unknown words, and a key on both lists of a patch", async () => {
  const table = await made(3);
  let asked = 0;
  const fetch = async () => ((asked += 1), new Response("[]", { headers: { "content-type": "application/json" } }));
  const said = [
    await failure(() => table.load("/x", { signal: AbortSignal.abort(new Error("mine")), fetch })),
    await failure(() => table.load("/x", { format: "xml", fetch })),
    await failure(() => table.exportCsv({ formulas: "keep" })),
    await failure(() => table.patchRows([])),
    await failure(() => (table.rowKey = "zz")),
  ];
  const rowKey = table.rowKey;
  table.setRows(rows(3));
  table.patchRows({ upsert: [{ id: "k1", name: "other" }], remove: ["k1"] });
  const once = table.keysInView();
  table.columns = [{ id: "name" }];
  return { said, asked, rowKey, once, again: table.keysInView() };
}, {
  check: ({ said, asked, rowKey, once, again }) => {
    assert.equal(said[0], "mine");
    assert.match(said[1], /there is no format "xml"; there are ndjson, json, csv/);
    assert.match(said[2], /formulas are "neutralised" or "kept", not "keep"/);
    assert.match(said[3], /patchRows takes/);
    assert.match(said[4], /rows\[0\] has no "zz"/);
    assert.equal(asked, 0);
    assert.equal(rowKey, "id");
    assert.deepEqual(once, ["k0", "k2"]);
    assert.deepEqual(again, once);
  },
});

each("without its WebAssembly every promise is settled, and what mends it starts it", async () => {
  lib.define();
  const table = document.createElement("clientele-table");
  table.wasmUrl = "/nowhere.wasm";
  table.columns = COLUMNS;
  const set = table.setRows(rows(3));
  main.append(table);
  const said = [await failure(() => set), await failure(() => table.ready), await failure(() => table.exportCsv()), await failure(() => table.load("/rows/rows.json"))];
  const apart = await failure(() => document.createElement("clientele-table").exportCsv());
  table.wasmUrl = undefined;
  table.state = { sort: [{ column: "calls", descending: true }] };
  await table.ready;
  await until(() => shown(table));
  return { said, apart };
}, {
  allow: /./,
  check: ({ said, apart }) => {
    said.forEach((each) => assert.match(each, /its WebAssembly could not be loaded from \/nowhere\.wasm/));
    assert.match(apart, /is not in a page/);
  },
});

each("scroll and focus stay when its words change", async () => {
  const table = await made(500);
  const grid = () => table.shadowRoot.querySelector("[role=grid]");
  table.scrollToRow("k300");
  await until(() => grid().scrollTop > 1000);
  await drawn();
  const cell = table.shadowRoot.querySelector('[aria-rowindex="302"] [aria-colindex="2"]');
  cell.focus();
  const before = grid().scrollTop;
  table.label = "Another";
  await until(() => table.shadowRoot.activeElement?.closest("[aria-rowindex]")?.getAttribute("aria-rowindex") === "302");
  await drawn();
  return [before, grid().scrollTop, table.shadowRoot.activeElement.textContent.trim(), grid().getAttribute("aria-label")];
}, { check: ([before, after, text, label]) => assert.deepEqual([after, text, label], [before, "app-300", "Another"]) });

each("a function that is called while cells are drawn can't set what draws them, and no table stops", async () => {
  let table;
  let is = true;
  const render = (row) => {
    if (is && row.id === "k1") {
      is = false;
      table.query = "q=app-2";
    }
    return row.name;
  };
  const other = await made(3);
  table = await made(3, { columns: [{ id: "name", render }], before: (each) => (table = each) });
  await drawn();
  table.query = "q=app-2";
  await until(() => shown(table) === 1);
  other.query = "q=app-1";
  await until(() => shown(other) === 1);
  return [uncaught, texts(table, "name")];
}, { allow: /query can't be set by render of column "name"/, check: ([uncaught, names]) => assert.deepEqual([uncaught, names], [1, ["app-2"]]) });

each("cells of fragments and of another document's nodes stay when they are drawn anew", async () => {
  const frame = document.createElement("iframe");
  main.append(frame);
  const fragment = (row) => {
    const made = document.createRange().createContextualFragment("<b>b</b>");
    made.append(row.name);
    return made;
  };
  const foreign = (row) => Object.assign(frame.contentDocument.createElement("i"), { textContent: row.calls });
  const table = await made(9, { columns: [{ id: "name", render: fragment }, { id: "calls", kind: "number", render: foreign }] });
  table.query = "q=app-3";
  await until(() => shown(table) === 1);
  return [texts(table, "name"), texts(table, "calls")];
}, { check: (is) => assert.deepEqual(is, [["bapp-3"], ["6"]]) });

each("no more rows are drawn than show, whatever the page's layout; and it has a width of its own", async () => {
  const table = await made(3000);
  const seen = [];
  for (const style of ["block-size: 100%", "block-size: auto", "display: inline-block; block-size: auto"]) {
    table.style = style;
    await drawn();
    await drawn();
    seen.push(shown(table) < 200);
  }
  const flex = document.createElement("div");
  flex.style.display = "flex";
  main.append(flex);
  table.style = "";
  flex.append(table);
  await drawn();
  return [seen, table.offsetWidth > 300];
}, { check: (is) => assert.deepEqual(is, [[true, true, true], true]) });

each("the last column can't be moved further; the first leaves room for others; the focus is never lost", async () => {
  const table = await made(30);
  const find = (selector) => table.shadowRoot.querySelector(selector);
  const order = () => table.state.layout.columns.map(({ id }) => id).join();
  const before = order();
  const last = find('[role=columnheader][data-col="roles"]');
  last.focus();
  for (let nth = 0; nth < 3; nth++) {
    last.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", ctrlKey: true, shiftKey: true, bubbles: true, composed: true, cancelable: true }));
  }
  await drawn();
  const after = order();
  const { state } = table;
  state.layout.columns[0].width = 5000;
  table.state = state;
  await drawn();
  const part = find('[role=columnheader][data-col="name"]').offsetWidth / find("[role=grid]").offsetWidth;
  table.query = "q=nothing";
  const clear = await until(() => Array.from(table.shadowRoot.querySelectorAll("button")).findLast((button) => button.textContent.trim() === "Clear search"));
  clear.focus();
  clear.click();
  await until(() => shown(table) > 3);
  await until(() => table.shadowRoot.activeElement);
  return [before === after, part > 0.5 && part < 0.85, Boolean(table.shadowRoot.activeElement.closest("[role=grid]"))];
}, { check: (is) => assert.deepEqual(is, [true, true, true]) });
