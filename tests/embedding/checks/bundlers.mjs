// Bundlers find the WebAssembly: webpack, esbuild, and the Vites before today's, while developing too.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { BROWSERS, visit } from "../lib/browsers.mjs";
import { here } from "../lib/paths.mjs";
import { project, run, vite } from "../lib/projects.mjs";
import { snippets } from "../lib/readme.mjs";
import { serve } from "../lib/server.mjs";

/** A project without a framework: the README's page, with the package from node_modules. */
const plain = (name) =>
  project(`bundler-${name}`, join(here, "pages/plain"), async (folder) => {
    const { "index.html": html, "main.js": js } = (await snippets())["Plain HTML"];
    await writeFile(join(folder, "index.html"), html.replace("main.js", "/main.js"));
    await writeFile(join(folder, "main.js"), js.replace("./clientele-table/define.js", "clientele-table/define"));
  });

async function works(url, allow) {
  for (const browser of BROWSERS) {
    await visit(browser, url, (page, table) => table.shows(100_000), { allow });
  }
}

async function served(folder) {
  const site = await serve({ "/": folder });
  await works(site.url).finally(site.close);
}

test("bundlers, webpack", async () => {
  const folder = await plain("webpack");
  const webpack = createRequire(import.meta.url)("webpack");
  const stats = await new Promise((resolve, reject) => {
    webpack({ mode: "production", context: folder, entry: "./main.js", output: { path: join(folder, "dist"), filename: "main.js" }, performance: { hints: false } }, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
  if (stats.hasErrors() || stats.hasWarnings()) {
    throw new Error(stats.toString());
  }
  await cp(join(folder, "index.html"), join(folder, "dist/index.html"));
  await served(join(folder, "dist"));
});

test("bundlers, esbuild", async () => {
  const folder = await plain("esbuild");
  const dist = join(folder, "dist");
  await mkdir(dist);
  await build({ absWorkingDir: folder, entryPoints: ["main.js"], outdir: dist, bundle: true, minify: true, format: "esm", logLevel: "error" });
  await cp(join(folder, "index.html"), join(dist, "index.html"));
  await cp(join(folder, "node_modules/clientele-table/clientele-table.wasm"), join(dist, "clientele-table.wasm"));
  await served(dist);
});

for (const version of ["vite5", "vite7"]) {
  test(`bundlers, ${version}, while developing and built`, async () => {
    const folder = await plain(version);
    const program = join(here, "node_modules", version, "bin/vite.js");
    await rm(join(folder, "node_modules/.vite"), { recursive: true, force: true });
    const server = await vite(folder, { program });
    await works(server.url, /favicon/).finally(server.close);
    await run("node", [program, "build", "--logLevel", "warn"], folder);
    await served(join(folder, "dist"));
  });
}
