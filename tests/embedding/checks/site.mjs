// The documentation: every page under a strict policy, every link, every example of the gallery.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BROWSERS, visit } from "../lib/browsers.mjs";
import { SITE, here } from "../lib/paths.mjs";
import { serve } from "../lib/server.mjs";
import { waitFor } from "../lib/wait.mjs";

const pages = (await readdir(SITE)).filter((file) => file.endsWith(".html"));
let site;
before(async () => (site = await serve({ "/": SITE, "/axe/": join(here, "node_modules/axe-core") })));
after(() => site?.close());

for (const browser of BROWSERS) {
  test(`site, ${browser}: every example of the gallery runs`, () =>
    visit(browser, `${site.url}gallery.html`, async (page) => {
      const places = await page.$$("[data-example]");
      assert.ok(places.length >= 15, `${places.length} examples`);
      for (const place of places) {
        await place.evaluate((each) => each.scrollIntoView());
        await waitFor(page, (each) => "made" in each.dataset && [...each.querySelectorAll("clientele-table")].every((table) => table.shadowRoot.querySelector("[role=grid], [part=message]")), place);
      }
    }));
}

for (const file of pages) {
  test(`site: ${file} has its parts, links that lead somewhere, and nothing that axe finds`, () =>
    visit(BROWSERS[0], site.url + file, async (page) => {
      const { title, headings, links } = await page.evaluate(() => ({
        title: document.querySelector("h1")?.textContent,
        headings: document.querySelectorAll("main > *").length,
        links: [...document.querySelectorAll("a[href]")].map((link) => link.href),
      }));
      assert.ok(title && headings > 1, `${file} is empty`);
      for (const link of new Set(links.filter((each) => each.startsWith(site.url)))) {
        const { pathname, hash } = new URL(link);
        const response = await fetch(site.url + pathname.slice(1));
        assert.equal(response.status, 200, `${file} links to ${pathname}`);
        if (hash) {
          assert.ok((await response.text()).includes(`id="${decodeURIComponent(hash.slice(1))}"`), `${file} links to ${pathname}${hash}`);
        }
      }
      await page.addScriptTag({ url: "/axe/axe.min.js" });
      const violations = await page.evaluate(async () => (await window.axe.run(document)).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)}`));
      assert.deepEqual(violations, []);
    }));
}
