// The Leptos component on a page of its own: the example of its crate, built by Trunk as its README says.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BROWSERS, visit } from "../lib/browsers.mjs";
import { LEPTOS } from "../lib/paths.mjs";
import { serve } from "../lib/server.mjs";

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
  await page.waitForSelector("input[type=search]");
  await page.keyboard.type(words);
}

for (const browser of BROWSERS) {
  test(`leptos, ${browser}: rows, cells of its own, sort, search, selection`, () =>
    visit(browser, `${site.url}index.html?rows=100000&theme=dark`, async (page) => {
      await page.waitForFunction(() => window.grid?.() && window.count() === 100_000);
      assert.ok(await page.$(".ct-chip"), "rules are drawn as chips");
      assert.notEqual(await page.$eval(".ct", (table) => getComputedStyle(table).backgroundColor), "rgb(255, 255, 255)");
      await page.evaluate(() => [...document.querySelectorAll("[role=columnheader]")].find((header) => header.textContent.includes("Application")).click());
      await page.waitForFunction(() => window.names()[0]?.startsWith("acme-share-dev"));
      await search(page, "grafana eu");
      await page.waitForFunction(() => window.count() < 10_000 && window.names().every((name) => name.startsWith("grafana-reader-eu")));
      await page.evaluate(() => document.querySelector("[role=row][part~=row] [role=gridcell] input").click());
      await page.waitForFunction(() => document.body.textContent.includes("1 selected"));
    }, { first: look }));

  test(`leptos, ${browser}: rows that stay on a server`, () =>
    visit(browser, `${site.url}index.html?state=remote`, async (page) => {
      await page.waitForFunction(() => window.grid?.() && window.count() === 100_000 && window.names()[0]);
      await page.evaluate(() => (grid().scrollTop = grid().scrollHeight));
      await page.waitForFunction(() => window.names().at(-1)?.endsWith("-99999"));
      await search(page, "ci-pipeline");
      await page.waitForFunction(() => window.count() < 20_000 && window.names()[0]?.startsWith("ci-pipeline"));
    }, { first: look }));
}
