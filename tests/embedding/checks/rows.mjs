// More rows than are read at once: in turns, with all that may come between.
import assert from "node:assert/strict";
import { eachOf } from "../lib/each.mjs";

const each = eachOf("rows");

/** In the page: turns are taken by hand. `held.go()` takes those that wait, `held.all()` whatever comes. */
const byHand = () => {
  const post = MessagePort.prototype.postMessage;
  let waiting = [];
  window.held = {
    go() {
      const going = waiting;
      waiting = [];
      going.forEach((go) => go());
      return going.length > 0;
    },
    async all() {
      for (let idle = 0; idle < 3; idle = held.go() ? 0 : idle + 1) {
        await new Promise((resume) => setTimeout(resume, 10));
      }
    },
  };
  MessagePort.prototype.postMessage = function (...given) {
    waiting.push(() => post.apply(this, given));
  };
};

each("the first show at once, all are there to ask for, the rest follows", async () => {
  const table = await made(0);
  const grid = () => Number(table.shadowRoot.querySelector("[role=grid]").getAttribute("aria-rowcount")) - 1;
  const seen = {};
  const arrived = table.setRows(rows(60_000)).then(() => (seen.arrived = true));
  await until(() => shown(table));
  seen.first = grid() >= 500 && grid() < 60_000;
  seen.early = [table.rows.length, table.row("k59999").name, Boolean(seen.arrived)];
  seen.status = table.shadowRoot.querySelector("[part~=status]").textContent;
  await held.all();
  await arrived;
  await until(() => grid() === 60_000);
  seen.late = [table.rows.length, table.row("k59999").name, table.keysInView().at(-1)];
  return seen;
}, {
  first: byHand,
  check: ({ first, early, status, late }) => {
    assert.ok(first);
    assert.deepEqual(early, [60_000, "app-59999", false]);
    assert.match(status, /Loading.*%/);
    assert.deepEqual(late, [60_000, "app-59999", "k59999"]);
  },
});

each("what asks for all of them has them at once", async () => {
  const seen = {};
  const table = await made(0);
  table.rows = rows(30_000);
  seen.keys = table.keysInView().length;
  table.rows = rows(40_000);
  seen.scroll = table.scrollToRow("k39999");
  table.rows = rows(50_000);
  const file = table.exportCsv();
  await held.all();
  seen.lines = (await (await file).text()).trim().split("\n").length;
  return seen;
}, { first: byHand, check: (is) => assert.deepEqual(is, { keys: 30_000, scroll: true, lines: 50_001 }) });

each("rows before stay, with what is selected, until all others are read; patches wait for them", async () => {
  const table = await made(30);
  table.state = { ...table.state, selection: { keys: ["k7", "k49999"], anchor: null, extent: null } };
  table.rows = rows(50_000).map((row) => ({ ...row, name: `new-${row.id}` }));
  await drawn();
  const seen = { before: texts(table, "name")[0], selected: [table.selection] };
  table.patchRows({ upsert: [{ id: "k1", name: "patched" }, { id: "x", name: "added" }], remove: ["k2"] });
  seen.patched = [table.rows.length, table.row("k1").name, table.row("k2") === undefined, texts(table, "name")[0]];
  await held.all();
  await until(() => texts(table, "name")[0] === "added");
  seen.selected.push(table.selection);
  seen.after = [table.rows.length, table.row("k1").name, table.row("k2") === undefined, table.keysInView().slice(0, 3)];
  return seen;
}, {
  first: byHand,
  check: (is) => {
    assert.equal(is.before, "app-0");
    assert.deepEqual(is.patched, [50_000, "patched", true, "app-0"]);
    assert.deepEqual(is.after, [50_000, "patched", true, ["x", "k0", "k1"]]);
    assert.deepEqual(is.selected.at(-1), ["k49999", "k7"]);
  },
});

each("other rows in the meantime; taken away and put back", async () => {
  const table = await made(0);
  const seen = {};
  const first = table.setRows(rows(30_000));
  const second = table.setRows(rows(20_000));
  await first;
  table.setRows(rows(12));
  await second;
  await held.all();
  await until(() => shown(table) === 12);
  seen.small = table.keysInView().length;
  let arrived = false;
  table.setRows(rows(40_000)).then(() => (arrived = true));
  held.go();
  table.remove();
  await held.all();
  seen.away = [table.rows.length, arrived];
  main.append(table);
  await until(() => shown(table));
  await held.all();
  await until(() => arrived);
  seen.back = [table.rows.length, table.keysInView().length];
  return seen;
}, { first: byHand, check: (is) => assert.deepEqual(is, { small: 12, away: [40_000, false], back: [40_000, 40_000] }) });

each("a row far behind that can't be shown: its place is said, and the rows before are there again", async () => {
  const table = await made(5);
  const seen = {};
  const bad = rows(30_000);
  bad[25_000] = { name: "nameless" };
  const failed = failure(() => table.setRows(bad));
  await held.all();
  seen.keyless = await failed;
  seen.kept = [table.rows.length, table.keysInView().length];
  const twice = rows(30_000);
  twice[29_999] = { ...twice[3] };
  const twin = failure(() => table.setRows(twice));
  await held.all();
  seen.twice = await twin;
  const columns = { id: Array.from({ length: 30_000 }, (_, at) => at), name: new Array(30_000).fill("same"), calls: new Float64Array(30_000).fill(3) };
  const columnar = table.setRows(columns);
  await held.all();
  await columnar;
  seen.columnar = [table.keysInView().length, table.row("29999").id, table.row(29_999).calls];
  return seen;
}, {
  first: byHand,
  check: (is) => {
    assert.match(is.keyless, /rows\[25000\] has no "id"/);
    assert.deepEqual(is.kept, [5, 5]);
    assert.match(is.twice, /two rows have the id "k3", the second is rows\[29999\]/);
    assert.deepEqual(is.columnar, [30_000, 29_999, 3]);
  },
});

each("texts of every kind come back as they were", async () => {
  const names = ["plain", "", "İstanbul · 日本", "a😀b", "\u001f", "half \ud83d", "x".repeat(9000)];
  const table = await made(0);
  table.rows = names.map((name, id) => ({ id, name, roles: [name, "\u001f", name] }));
  const csv = await (await table.exportCsv({ formulas: "kept" })).text();
  return [names, csv];
}, {
  check: ([names, csv]) => {
    const whole = names.map((name) => name.replace(/\ud83d$/, "\ufffd"));
    assert.equal(csv, ["Name,Calls,Roles", ...whole.map((name) => `${name},,${name}; \u001f; ${name}`), ""].join("\r\n"));
  },
});

each("a file of several blobs, with a cell longer than one, and one that ends with a blob", async () => {
  const table = await made(0);
  const written = async (names) => {
    table.rows = names.map((name, id) => ({ id, name }));
    const text = await (await table.exportCsv()).text();
    return text === ["Name,Calls,Roles", ...names.map((name) => `${name},,`), ""].join("\r\n");
  };
  const full = (4 << 20) - "Name,Calls,Roles\r\n".length - ",,\r\n".length;
  const seen = { long: await written(["a", "y".repeat(5_000_000), "b"]), full: await written(["z".repeat(full)]) };
  table.rows = rows(100_000);
  const stop = new AbortController();
  const file = table.exportCsv({ signal: stop.signal, onProgress: () => stop.abort() });
  seen.left = await file.then(() => "written", (error) => error.name);
  return seen;
}, { check: (is) => assert.deepEqual(is, { long: true, full: true, left: "AbortError" }) });
