// Each example, built from the packed package, served with a strict policy and used in each browser.
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { BROWSERS, visit } from "../lib/browsers.mjs";
import { Table } from "../lib/table.mjs";
import { PACKAGE, root } from "../lib/paths.mjs";
import { copy, project, run } from "../lib/projects.mjs";
import { STRICT, TRUSTED, serve } from "../lib/server.mjs";

const EXAMPLES = join(root, "examples/embedding");
const COUNT = 100_000;

/** Gives the folders to serve. */
async function built(example) {
  if (example === "html") {
    return { "/": join(EXAMPLES, "html"), "/clientele-table/": PACKAGE }; // a page without a framework needs no HTML from text
  }
  const folder = await project(`example-${example}`, join(EXAMPLES, example));
  await run("node", ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], folder);
  return { "/": join(folder, "dist") };
}

/** What a user does, one after the other. */
const STEPS = {
  async "100,000 rows show"(table) {
    await table.shows(COUNT);
    await table.startsWith("id", ["o-1", "o-2", "o-3"]);
  },
  async "a cell of the page's own"(table) {
    await table.until((table, root) => root.querySelector("[part~=cell-state] strong")?.textContent === "open");
    const colour = await table.until((table, root) => {
      const cell = [...root.querySelectorAll("[part~=cell-state] strong")].find((each) => each.textContent === "returned");
      return cell && getComputedStyle(cell).color;
    });
    assert.equal(colour, "rgb(185, 28, 28)");
  },
  async "sort by a header, and back"(table) {
    await table.clickHeader("total");
    await table.startsWith("id", ["o-1", "o-99992", "o-15595"]);
    await table.clickHeader("total");
    await table.until((table) => table.query === "sort=-total");
    await table.until((table) => location.search === "?sort=-total");
    assert.deepEqual(await table.run((table) => table.state.sort), [{ column: "total", descending: true }]);
  },
  async "search"(table) {
    await table.search("7707");
    await table.until((table) => table.query.includes("q=7707"));
    const count = await table.run((table) => table.keysInView().length);
    assert.ok(count > 10 && count < 500, `${count} rows`);
    await table.shows(count);
    await table.until((table, root) => root.querySelector("mark")?.textContent.length > 0);
  },
  async "filter by picking values"(table) {
    const before = await table.run((table) => table.keysInView().length);
    await table.click("button", "Add filter");
    await table.click("[part~=popover] button, [part~=popover] [role=option]", "City");
    await table.clickText("[part~=popover] label, [part~=popover] [role=option]", "Łódź");
    await table.click("[part~=popover] button", "Apply");
    await table.until((table) => table.state.filters.length === 1);
    const count = await table.run((table) => table.keysInView().length);
    assert.ok(count > 0 && count < before / 5, `${count} of ${before} rows`);
    await table.shows(count);
    assert.deepEqual(new Set(await table.texts("city", 10)), new Set(["Łódź"]));
  },
  async "a state there and back, through JSON and through the address"(table) {
    const keys = await table.run((table) => table.keysInView().join());
    await table.run((table) => {
      window.kept = JSON.stringify(table.state);
      table.query = "";
    });
    await table.shows(COUNT);
    await table.run((table) => (table.state = JSON.parse(window.kept)));
    assert.equal(await table.run((table) => table.keysInView().join()), keys);
    await table.page.reload({ waitUntil: "load" });
    await table.until((table) => table?.keysInView?.().length);
    assert.equal(await table.run((table) => table.keysInView().join()), keys);
  },
  async "select a range with Shift, and an action on it"(table) {
    await table.run((table) => (table.query = ""));
    await table.shows(COUNT);
    await table.startsWith("id", ["o-1", "o-2", "o-3", "o-4", "o-5"]);
    await table.clickBox(1);
    await table.until((table) => table.selection.length === 1);
    await table.clickBox(4, ["Shift"]);
    await table.until((table) => table.selection.length === 4);
    assert.deepEqual((await table.run((table) => table.selection)).sort(), ["o-2", "o-3", "o-4", "o-5"]);
    await table.until(() => document.querySelector("p[role=status]").textContent === "4 selected.");
    await table.run((table) => table.querySelector("[slot=actions]").click());
    await table.until((table) => table.row("o-2").state === "shipped" && table.row("o-5").state === "shipped");
    await table.until((table, root) => root.querySelector('[aria-rowindex="3"] [part~=cell-state]').textContent === "shipped");
    assert.equal(await table.run((table) => table.selection.length), 4);
  },
  async "CSV"(table) {
    await table.run((table) => {
      table.query = "sort=-total&q=7707";
      HTMLAnchorElement.prototype.click = function () {
        window.saved = [this.download, fetched];
      };
      let fetched;
      URL.createObjectURL = (blob) => {
        fetched = blob;
        return "blob:kept";
      };
      [...table.querySelectorAll("[slot=toolbar]")].find((each) => each.textContent === "Save CSV").click();
    });
    await table.until(() => window.saved);
    // A byte order mark is no part of a text.
    const { name, mark, text, count } = await table.run(async (table) => {
      const [name, blob] = window.saved;
      return { name, mark: [...new Uint8Array(await blob.slice(0, 3).arrayBuffer())], text: await blob.text(), count: table.keysInView().length };
    });
    assert.equal(name, "orders.csv");
    assert.deepEqual(mark, [0xef, 0xbb, 0xbf]);
    const lines = text.trimEnd().split("\r\n");
    assert.equal(lines[0], "Order,Customer,City,State,Tags,Total,Placed");
    assert.equal(lines.length, count + 1);
    assert.match(lines[1], /^o-\d+,Customer \d+,[^,]+,\w+,[\w; ]*,[\d.]+,\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  },
  async "rows that stay on a server"(table) {
    const archive = new Table(table.page, "#archive");
    await archive.shows(1_000_000);
    await archive.run((table, root) => (root.querySelector("[role=grid]").scrollTop = 1e9));
    await archive.until((table, root) => [...root.querySelectorAll("[part~=cell-id]")].some((cell) => cell.textContent.includes("a-999999")));
    await archive.run((table) => (table.state = { ...table.state, search: "order 4711" }));
    await archive.shows(1);
    await archive.until((table, root) => root.querySelector("[part~=cell-id]")?.textContent.includes("a-4711"));
  },
  async "dark mode"(table) {
    const colour = () => table.run((table, root) => getComputedStyle(root.querySelector("[part~=table]")).backgroundColor);
    const light = await colour();
    await table.run((table) => [...table.querySelectorAll("[slot=toolbar]")].find((each) => each.textContent === "Dark").click());
    await table.until(() => document.documentElement.classList.contains("dark"));
    const lightness = (text) => Number(/oklch\(([\d.]+)/.exec(text)?.[1] ?? NaN);
    const dark = await colour();
    assert.ok(lightness(light) > 0.9 && lightness(dark) < 0.3, `${light} became ${dark}`);
  },
};

for (const example of ["html", "react", "vue", "svelte"]) {
  test(`examples, ${example}`, async (of) => {
    let site;
    await of.test("builds from the packed package", async () => (site = await serve(await built(example), undefined, example === "html" ? TRUSTED : STRICT)));
    for (const browser of site ? BROWSERS : []) {
      await of.test(browser, (of) =>
        visit(browser, site.url, async (page, table) => {
          for (const [name, step] of Object.entries(STEPS)) {
            await of.test(name, () => step(table));
          }
        }));
    }
    site?.close();
  });
}
