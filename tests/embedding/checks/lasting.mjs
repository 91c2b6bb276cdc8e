// What shows only over time or together: leaks, traps, two tables on a page, assistive technology.
import assert from "node:assert/strict";
import { eachOf } from "../lib/each.mjs";

const each = eachOf("lasting");

/** Runs in the page before all else: the module's exports and memory are in sight, and can be made to trap. */
function inSight() {
  const { instantiateStreaming } = WebAssembly;
  window.instances = [];
  window.trap = undefined;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const { instance, module } = await instantiateStreaming(source, imports);
    window.instances.push(instance);
    const exports = Object.fromEntries(Object.entries(instance.exports).map(([name, value]) => [name, typeof value !== "function" ? value : (...given) => {
      if (window.trap?.test(name)) {
        window.trap = undefined;
        throw new WebAssembly.RuntimeError("unreachable");
      }
      return value(...given);
    }]));
    return { instance: { exports }, module };
  };
}

each("mounted and removed a thousand times: heap and WebAssembly's memory are flat", async () => {
  lib.define();
  const cycle = async (times) => {
    for (let time = 0; time < times; time++) {
      const table = document.createElement("clientele-table");
      table.columns = COLUMNS.map((column) => (column.id === "calls" ? { ...column, render: (row) => ({ node: document.createElement("b"), destroy() {} }) } : column));
      table.rows = rows(100);
      main.append(table);
      await table.ready;
      if (time % 20 === 0) {
        await drawn();
      }
      table.remove();
      await Promise.resolve();
    }
  };
  window.cycle = cycle;
}, {
  browsers: ["chromium"],
  first: inSight,
  check: async (_, page) => {
    const measured = [];
    for (const times of [200, 1000]) {
      await page.evaluate((times) => window.cycle(times), times);
      const wasm = await page.evaluate(async () => {
        for (let time = 0; time < 5; time++) {
          gc();
          await new Promise((resume) => setTimeout(resume, 50));
        }
        return instances.map((each) => each.exports.memory.buffer.byteLength);
      });
      const { JSHeapUsedSize: heap, Nodes: nodes, JSEventListeners: listeners } = await page.metrics();
      measured.push({ heap, wasm, nodes, listeners });
    }
    const [before, after] = measured;
    console.log(`    heap ${before.heap} to ${after.heap} bytes, WebAssembly ${before.wasm} to ${after.wasm}, nodes ${before.nodes} to ${after.nodes}, listeners ${before.listeners} to ${after.listeners}`);
    assert.equal(after.wasm.length, 1);
    assert.deepEqual(after.wasm, before.wasm);
    // What a thousand tables of a hundred rows leave behind would be over 100 MB, and hundreds of thousands of nodes.
    assert.ok(after.heap - before.heap < 1_000_000, `the heap grew from ${before.heap} to ${after.heap}`);
    assert.ok(after.nodes - before.nodes < 200 && after.listeners - before.listeners < 50, JSON.stringify(measured));
  },
});

each("a trap stops every table and says so; Start again makes new ones with the rows", async () => {
  const table = await made(5);
  const other = await made(3);
  table.patchRows({ upsert: [{ id: "p", name: "patched", calls: 1, roles: [] }], remove: ["k0"] });
  window.trap = /setrows/i;
  const message = await failure(() => (table.rows = rows(2)));
  const alerts = [table, other].map((each) => each.shadowRoot.querySelector("[role=alert]")?.textContent);
  const events = heard.filter(({ type }) => type === "error").length;
  const csv = await failure(() => table.exportCsv());
  dispatchEvent(new Event("resize"));
  await new Promise((resume) => setTimeout(resume, 300));
  for (const each of [table, other]) {
    each.shadowRoot.querySelector("[role=alert] button").click();
  }
  await until(() => shown(table) && shown(other));
  return { message, alerts, events, csv, names: texts(table, "name"), other: shown(other), instances: instances.length };
}, {
  first: inSight,
  check: (is) => {
    assert.match(is.message, /unreachable/);
    for (const alert of is.alerts) {
      assert.match(alert, /unreachable.*Start again/);
    }
    assert.equal(is.events, 2);
    assert.match(is.csv, /there is no table to write as CSV/);
    assert.deepEqual(is.names, ["patched", "app-1", "app-2", "app-3", "app-4"]);
    assert.equal(is.other, 3);
    assert.equal(is.instances, 2);
  },
});

each("a trap in what the table does by itself is found too", async () => {
  const table = await made(50);
  window.trap = /invoke/;
  table.shadowRoot.querySelector('[data-col="name"]').click();
  await until(() => table.shadowRoot.querySelector("[role=alert]"));
  await new Promise((resume) => setTimeout(resume, 300));
  table.rows = rows(4);
  await until(() => shown(table) === 4);
  return instances.length;
}, { first: inSight, check: (is) => assert.equal(is, 2), allow: /unreachable/ });

each("WebAssembly that is not there: said with its address, the slot error in its place, and Start again", async () => {
  lib.define();
  const table = document.createElement("clientele-table");
  table.wasmUrl = "/package/missing.wasm";
  table.columns = COLUMNS;
  table.rows = rows(2);
  main.append(table);
  const message = await failure(() => table.ready);
  const alert = table.shadowRoot.querySelector("[role=alert]").textContent;
  const slot = document.createElement("p");
  slot.slot = "error";
  table.append(slot);
  const isOwn = table.shadowRoot.querySelector("slot[name=error]").assignedNodes()[0] === slot;
  slot.remove();
  table.wasmUrl = "/package/clientele-table.wasm";
  table.shadowRoot.querySelector("[role=alert] button").click();
  await table.ready;
  await until(() => shown(table) === 2);
  return { message, alert, isOwn, uncaught: window.uncaught, heard: heard.map(({ type }) => type) };
}, {
  check: (is) => {
    assert.match(is.message, /could not be loaded from \/package\/missing\.wasm.*Give its address as wasmUrl/);
    assert.match(is.alert, /missing\.wasm/);
    assert.equal(is.isOwn, true);
    assert.deepEqual(is.heard, ["error", "ready"]);
    assert.equal(is.uncaught, 0);
  },
  allow: /404|wasm|MIME/i,
});

each("the WebAssembly as a compiled module, and loaded ahead", async () => {
  await lib.preload(await WebAssembly.compileStreaming(fetch("/package/clientele-table.wasm")));
  const table = await made(2);
  const all = await lib.englishTexts();
  return { shown: shown(table), groups: Object.keys(all).sort(), search: all.toolbar.search, instances: instances.length };
}, {
  first: inSight,
  check: (is) => {
    assert.equal(is.shown, 2);
    assert.deepEqual(is.groups, ["grid", "time", "toolbar"]);
    assert.equal(is.instances, 0);
  },
});

each("two tables: themes, languages, densities and properties of their own", async () => {
  const light = await made(3, { before: (each) => each.setAttribute("theme", "light") });
  const german = { toolbar: { search: "Suche", columns: "Spalten" }, grid: {} };
  const dark = await made(3, {
    before(each) {
      each.setAttribute("theme", "dark");
      each.lang = "de";
      each.texts = german;
      each.density = "comfortable";
      each.style.setProperty("--ct-accent", "rgb(1, 2, 3)");
    },
  });
  const look = (table) => {
    const button = Array.from(table.shadowRoot.querySelectorAll("[part~=toolbar] button"), (each) => each.textContent.trim());
    return { background: getComputedStyle(table).backgroundColor, scheme: getComputedStyle(table).colorScheme, button, row: table.shadowRoot.querySelector("[part~=row]").getBoundingClientRect().height, accent: getComputedStyle(table).getPropertyValue("--accent").trim() };
  };
  const wrong = await failure(() => (light.texts = { toolbar: { serach: "x" } }));
  light.texts = undefined;
  await until(() => shown(light));
  light.setAttribute("theme", "dark");
  return { light: look(dark), dark: look(light), same: look(dark).background === look(light).background, wrong };
}, {
  check: ({ light: dark, dark: light, same, wrong }) => {
    assert.ok(dark.button.includes("Suche") && dark.button.includes("Spalten"), dark.button.join());
    assert.ok(light.button.includes("Search"), light.button.join());
    assert.equal(same, true);
    assert.equal(dark.row > light.row, true);
    assert.equal(dark.accent, "rgb(1, 2, 3)");
    assert.notEqual(light.accent, "rgb(1, 2, 3)");
    assert.match(wrong, /there is no toolbar\.serach/);
  },
});

each("axe finds nothing, in the shadow root either: rows, selection, a filter open, none, failed", async () => {
  const script = document.createElement("script");
  script.src = "/axe/axe.min.js";
  document.head.append(script);
  await until(() => window.axe);
  main.prepend(Object.assign(document.createElement("h1"), { textContent: "Applications" }));
  const found = [];
  const look = async (where) => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    found.push(...violations.map(({ id, nodes }) => `${where}: ${id} at ${nodes[0].target.flat().join(" ")}`));
  };
  const table = await made(40, { before: (each) => (each.label = "Applications") });
  const dark = await made(5, { before: (each) => (each.label = "Others", each.setAttribute("theme", "dark"), each.density = "comfortable") });
  await look("rows");
  table.shadowRoot.querySelectorAll("[part~=row] input")[1].click();
  await until(() => table.selection.length);
  await new Promise((resume) => setTimeout(resume, 300));
  await look("selection");
  table.shadowRoot.querySelector(".ct-add").click();
  await until(() => table.shadowRoot.querySelector("[part~=popover]"));
  await new Promise((resume) => setTimeout(resume, 300));
  await look("filter");
  dark.rows = [];
  table.query = "q=nothing-has-this";
  await new Promise((resume) => setTimeout(resume, 300));
  await look("none");
  table.setStatus("failed", { message: "The tape is torn" });
  await new Promise((resume) => setTimeout(resume, 300));
  await look("failed");
  return found;
}, { check: (is) => assert.deepEqual(is, []) });
