// Drives Chromium: each round opens each grid on a page of its own, in turn, and runs each operation once.
// node run.mjs --wasm DIR --element DIR --root REPOSITORY --out FILE [--rows 10000,100000] [--rounds 5] [--only us,ag-grid]
import { build } from "esbuild";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus, totalmem } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { byHand, markdown } from "./report.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const wasm = option("wasm");
const element = option("element");
const root = option("root");
const counts = option("rows", "10000,100000,1000000").split(",").map(Number);
const rounds = Number(option("rounds", "5"));
const GRIDS = ["us", "element", "ag-grid", "tabulator", "tanstack", "revogrid"];
const grids = option("only", GRIDS.join(",")).split(",");
const OPERATIONS = ["load", "sort-name", "sort-time", "idle", "floor", "sort-name again", "type", "clear-search", "filter", "clear-filter", "csv", "scroll", "limit"];
const PATIENCE_MS = 180_000;

const STYLES = ["crates/table/style/tokens.css", "style/base.css", "crates/table/style/controls.css", "crates/table/style/grid.css", "crates/table/style/toolbar.css"];
const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
${STYLES.map((file) => `<link rel="stylesheet" href="/${file}">`).join("")}
<link rel="stylesheet" href="/peers.css">
<style>body { margin: 0 } #grid { block-size: 780px; inline-size: 1260px; display: flex } #grid > * { flex: 1; min-inline-size: 0 }</style>
<div id="grid"></div><script type="module" src="/page.js"></script>`;

const bundled = await build({
  entryPoints: [join(here, "page.js")],
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  write: false,
  outdir: "/out",
  external: ["/wasm/*", "/element/*"],
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "error",
});
const scripts = new Map(bundled.outputFiles.map(({ path, contents }) => [path.slice("/out".length), contents]));
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url, "http://localhost").pathname);
  const answer = (type, body) => response.writeHead(200, { "content-type": type }).end(body);
  try {
    if (path === "/") return answer("text/html", HTML);
    if (path === "/peers.css") return answer("text/css", readFileSync(join(here, "node_modules/tabulator-tables/dist/css/tabulator_simple.min.css")));
    if (scripts.has(path)) return answer("text/javascript", scripts.get(path));
    const served = { "/wasm/": wasm, "/element/": element };
    const of = Object.keys(served).find((folder) => path.startsWith(folder));
    const file = of ? join(served[of], path.slice(of.length)) : join(root, path);
    answer(TYPES[extname(file)] ?? "text/plain", readFileSync(file));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const address = `http://127.0.0.1:${server.address().port}/`;

const browser = await chromium.launch({
  executablePath: process.env.CLIENTELE_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--js-flags=--max-old-space-size=8192",
  ],
});

const patient = (promise, what) => {
  let timer;
  const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(`${what}: no answer in ${PATIENCE_MS / 1000} s`)), PATIENCE_MS)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** Bytes that the page holds: JavaScript's after a collection, and WebAssembly's memory. */
async function held(page, session) {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const heap = metrics.find(({ name }) => name === "JSHeapUsedSize").value;
  return heap + (await page.evaluate(() => window.bench.bytes()));
}

/** One grid, each operation once. */
async function once(grid, count) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, timezoneId: "Europe/Berlin" });
  const result = {};
  try {
    const page = await context.newPage();
    page.on("pageerror", (error) => (result.failure ??= `${error}`.slice(0, 200)));
    await page.goto(address);
    await page.waitForFunction(() => window.bench);
    await page.bringToFront();
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable");
    result.start = await patient(page.evaluate((grid) => window.bench.start(grid), grid), "start");
    await patient(page.evaluate((count) => window.bench.rows(count), count), "rows");
    const before = await held(page, session);
    for (const operation of OPERATIONS) {
      const what = operation.split(" ")[0];
      const measured = await patient(page.evaluate((what) => window.bench.run(what), what), operation);
      if (measured) result[operation] = measured;
      if (operation === "load") result.memory = { bytes: (await held(page, session)) - before };
      if (operation === "csv") result["memory after all"] = { bytes: (await held(page, session)) - before };
    }
  } catch (error) {
    result.failure = `${error}`.replace(/\s+/g, " ").slice(0, 200);
  } finally {
    await Promise.race([context.close(), new Promise((next) => setTimeout(next, 20_000))]);
  }
  return result;
}

const versions = Object.fromEntries(
  ["ag-grid-community", "tabulator-tables", "@tanstack/table-core", "@tanstack/virtual-core", "@revolist/revogrid"].map((name) => [name, JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"))).version]),
);
const machine = { chromium: browser.version(), cpu: cpus()[0]?.model.trim() || process.arch, cores: cpus().length, memory: Math.round(totalmem() / 2 ** 30) };
const out = option("out");
const written = byHand(existsSync(out) ? readFileSync(out, "utf8") : "");

const results = [];
for (const count of counts) {
  const failed = new Set();
  for (let round = 0; round < rounds; round++) {
    const turn = grids.map((_, at) => grids[(at + round) % grids.length]);
    for (const grid of turn.filter((grid) => !failed.has(grid))) {
      const measured = await once(grid, count);
      results.push({ grid, count, round, measured });
      if (measured.failure) failed.add(grid);
      const ms = (name) => (measured[name]?.ms !== undefined ? `${name} ${measured[name].ms.toFixed(0)}` : "");
      console.log(`  ${count} rows, round ${round + 1}, ${grid}: ${OPERATIONS.map(ms).filter(Boolean).join(", ")}${measured.failure ? ` FAILED: ${measured.failure}` : ""}`);
    }
    // A million rows take long: what is measured by then is not lost.
    writeFileSync(out, markdown({ machine, versions, results, counts, grids }) + written);
  }
}
await browser.close();
server.close();
const raw = option("raw");
if (raw) writeFileSync(raw, JSON.stringify({ machine, versions, results }, null, 1));
