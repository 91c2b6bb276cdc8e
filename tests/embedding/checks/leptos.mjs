// The Leptos component on a page of its own: the example of its crate, built by Trunk as its README says.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BROWSERS, visit } from "../lib/browsers.mjs";
import { LEPTOS } from "../lib/paths.mjs";
import { serve } from "../lib/server.mjs";
import { waitFor } from "../lib/wait.mjs";

let site;
// Trunk starts the program from an inline script.
before(async () => (site = await serve({ "/": LEPTOS }, (path, request, response) => {
  response.setHeader("Content-Security-Policy", "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; img-src 'self' data:");
  return false;
})));
after(() => site?.close());

/** Runs in the page: what the table shows. */
function look() {
  window.grid = () => document.querySelector("[role=grid]");
  window.names = () => [...document.querySelectorAll("[role=row][part~=row]")]
    .sort((one, other) => one.getAttribute("aria-rowindex") - other.getAttribute("aria-rowindex"))
    .map((row) => row.querySelector("[role=rowheader]").textContent.replace("Disabled", ""));
  window.count = () => Number(grid().getAttribute("aria-rowcount")) - 1;
}

async function search(page, words) {
  await page.evaluate(() => [...document.querySelectorAll("button")].find((button) => button.textContent === "Search").click());
  await waitFor(page, () => document.querySelector("input[type=search]") !== null);
  await page.keyboard.type(words);
}

for (const browser of BROWSERS) {
  test(`leptos, ${browser}: rows, cells of its own, sort, search, selection`, () =>
    visit(browser, `${site.url}index.html?rows=100000&theme=dark`, async (page) => {
      await waitFor(page, () => window.grid?.() && window.count() === 100_000);
      assert.ok(await page.$(".ct-chip"), "rules are drawn as chips");
      assert.notEqual(await page.$eval(".ct", (table) => getComputedStyle(table).backgroundColor), "rgb(255, 255, 255)");
      await page.evaluate(() => [...document.querySelectorAll("[role=columnheader]")].find((header) => header.textContent.includes("Application")).click());
      await waitFor(page, () => window.names()[0]?.startsWith("acme-share-dev"));
      await search(page, "grafana eu");
      await waitFor(page, () => window.count() < 10_000 && window.names().every((name) => name.startsWith("grafana-reader-eu")));
      await page.evaluate(() => document.querySelector("[role=row][part~=row] [role=gridcell] input").click());
      await waitFor(page, () => document.body.textContent.includes("1 selected"));
    }, { first: look }));

  test(`leptos, ${browser}: rows that stay on a server`, () =>
    visit(browser, `${site.url}index.html?state=remote`, async (page) => {
      await waitFor(page, () => window.grid?.() && window.count() === 100_000 && window.names()[0]);
      await page.evaluate(() => (grid().scrollTop = grid().scrollHeight));
      await waitFor(page, () => window.names().at(-1)?.endsWith("-99999"));
      await search(page, "ci-pipeline");
      await waitFor(page, () => window.count() < 20_000 && window.names()[0]?.startsWith("ci-pipeline"));
    }, { first: look }));

  test(`leptos, ${browser}: parts of the page's own, and one row at most`, () =>
    visit(browser, `${site.url}index.html?slots=own&rows=30`, async (page) => {
      await waitFor(page, () => window.grid?.() && window.count() === 30);
      assert.deepEqual(await page.evaluate(() => [grid().getAttribute("aria-multiselectable"), document.querySelectorAll("[role=columnheader] input").length]), [null, 0]);
      const press = (words) => page.evaluate((words) => [...document.querySelectorAll("button")].find((button) => button.textContent.includes(words)).click(), words);
      await press("Pressed 0 times");
      await waitFor(page, () => document.body.textContent.includes("Pressed 1 times"));
      const chosen = () => page.evaluate(() => document.querySelector("output").textContent);
      const selected = () => page.$$eval('[role=row][aria-selected="true"]', (rows) => rows.map((row) => row.getAttribute("aria-rowindex")));
      const click = async (row, key) => {
        const at = await page.$(`[role=row][aria-rowindex="${row}"] [role=rowheader]`);
        if (key) await page.keyboard.down(key);
        await at.click();
        if (key) await page.keyboard.up(key);
        await waitFor(page, (row) => document.querySelector(`[role=row][aria-rowindex="${row}"]`).getAttribute("aria-selected") === "true", row);
        return [(await chosen()).trim().split(" ").length - 1, await selected()];
      };
      assert.deepEqual(await click(2), [1, ["2"]]);
      assert.deepEqual(await click(5, "Shift"), [1, ["5"]]);
      await page.keyboard.down("Control");
      await page.keyboard.press("a");
      await page.keyboard.up("Control");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press(" ");
      await waitFor(page, () => document.querySelector('[role=row][aria-rowindex="6"]').getAttribute("aria-selected") === "true");
      assert.deepEqual(await selected(), ["6"]);

      const says = async (query, words, absent) => {
        await page.goto(`${site.url}index.html?slots=own&${query}`);
        await waitFor(page, (words) => document.body.innerText.includes(words), words);
        assert.equal(await page.evaluate((absent) => document.body.innerText.includes(absent), absent), false, absent);
      };
      await says("rows=0", "Nothing here of our own", "own words");
      await says("state=loading", "Coming, by our own words", "Nothing here");
      assert.equal(await page.evaluate(() => document.querySelectorAll(".ct-bones").length), 0);
      await says("state=failed", "It failed, by our own words", "503");
      await press("Own retry");
      await waitFor(page, () => document.body.textContent.includes("Pressed 1 times"));
    }, { first: look }));
}
