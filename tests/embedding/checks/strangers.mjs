// A stranger's five minutes: an empty project, the package from npm's file, the README's code, 100,000 rows; while developing and built.
import assert from "node:assert/strict";
import { cp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { BROWSERS, visit } from "../lib/browsers.mjs";
import { WORK, here, root } from "../lib/paths.mjs";
import { project, run, vite } from "../lib/projects.mjs";
import { snippets } from "../lib/readme.mjs";
import { serve } from "../lib/server.mjs";

async function works(name, url, strict) {
  for (const browser of BROWSERS) {
    await visit(browser, url, async (page, table) => {
      await table.shows(100_000);
      await table.startsWith("name", ["Client 0", "Client 1"]);
      await table.clickHeader("calls");
      await table.startsWith("name", ["Client 0", "Client 997"]);
    }, { allow: strict ? undefined : /favicon|React DevTools/ });
  }
}

for (const [title, template] of [["React", "react"], ["Vue", "vue"], ["Svelte", "svelte"]]) {
  test(`strangers, ${title}`, async (of) => {
    const files = (await snippets())[title];
    assert.ok(files, `the README has no code for ${title}`);
    // What create-vite makes, with the packages of the example in place of whatever is newest today.
    const fresh = join(WORK, `fresh-${template}`);
    const folder = await project(`stranger-${template}`, join(root, "examples/embedding", template), async (folder) => {
      await rm(fresh, { recursive: true, force: true });
      await run("node", [join(here, "node_modules/create-vite/index.js"), `fresh-${template}`, "--template", template, "--no-interactive"], WORK);
      await cp(fresh, folder, { recursive: true });
      for (const [file, code] of Object.entries(files)) {
        await writeFile(join(folder, file), code);
      }
    });
    await of.test("vite dev", async () => {
      const server = await vite(folder);
      await works(template, server.url).finally(server.close);
    });
    await of.test("vite build and preview", async () => {
      await run("node", ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], folder);
      const server = await vite(folder, { args: ["preview"] });
      await works(template, server.url).finally(server.close);
    });
  });
}

test("strangers, plain HTML", async () => {
  const folder = await project("stranger-html", join(here, "pages/plain"), async (folder) => {
    for (const [file, code] of Object.entries((await snippets())["Plain HTML"])) {
      await writeFile(join(folder, file), code);
    }
  });
  await cp(join(folder, "node_modules/clientele-table"), join(folder, "clientele-table"), { recursive: true });
  assert.ok((await readdir(join(folder, "clientele-table"))).includes("clientele-table.wasm"));
  const site = await serve({ "/": folder });
  await works("html", site.url, true).finally(site.close);
});
