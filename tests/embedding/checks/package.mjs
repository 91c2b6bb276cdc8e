// What needs no browser: the description of the element is current, the types hold, imports have no side effects and work on a server.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { PACKAGE, WORK, here, root } from "../lib/paths.mjs";
import { project, run } from "../lib/projects.mjs";

const NPM = join(root, "crates/table-element/npm");
const read = (file) => readFile(join(PACKAGE, file), "utf8");
const manifest = JSON.parse(await read("custom-elements.json"));
const element = manifest.modules[0].declarations[0];

test("package: custom-elements.json and REFERENCE.md are as they would be written", () => run("node", ["custom-elements.mjs", "--check"], NPM));

test("package: what custom-elements.json says of the class is so", async () => {
  globalThis.HTMLElement ??= class {};
  const { ClienteleTable } = await import(join(PACKAGE, "clientele-table.js"));
  const own = (kind) => element.members.filter((each) => each.kind === kind).map((each) => each.name).sort();
  const described = Object.entries(Object.getOwnPropertyDescriptors(ClienteleTable.prototype)).filter(([name]) => !/^(constructor|.*Callback)$/.test(name));
  assert.deepEqual(own("method"), described.filter(([, each]) => typeof each.value === "function").map(([name]) => name).sort());
  assert.deepEqual(own("field"), described.filter(([, each]) => each.get).map(([name]) => name).sort());
  for (const [name, { set }] of described.filter(([, each]) => each.get)) {
    assert.equal(Boolean(element.members.find((each) => each.name === name).readonly), set === undefined, name);
  }
  const attributes = element.attributes.map(({ name }) => name);
  const unknown = ClienteleTable.observedAttributes.filter((name) => !attributes.includes(name));
  assert.deepEqual(unknown, []);
});

test("package: every part in the table's sources is described, and every event that is told", async () => {
  const sources = await Promise.all(["crates/table/src", "crates/table-element/npm/src"].map(async (folder) => {
    const files = (await readdir(join(root, folder), { recursive: true })).filter((file) => /\.(rs|js)$/.test(file));
    return (await Promise.all(files.map((file) => readFile(join(root, folder, file), "utf8")))).join("\n");
  }));
  const parts = new Set(sources.flatMap((text) => [...text.matchAll(/\bpart="([\w -]+)"|"part", &?(?:format!\()?"([\w -]+)/g)].flatMap(([, one, other]) => (one ?? other).split(" "))));
  parts.delete("cell-");
  assert.deepEqual(element.cssParts.map(({ name }) => name).sort(), [...parts].sort());
  const told = new Set([...sources[1].matchAll(/(?:#tell|new CustomEvent)\("([\w-]+)"/g)].map(([, type]) => type).concat("row-click", "row-activate"));
  assert.deepEqual(element.events.map(({ name }) => name).sort(), [...told].sort());
});

test("package: every attribute, property, method, event, slot and part is explained", () => {
  const { attributes, members, events, slots, cssParts } = element;
  for (const each of [...attributes, ...members, ...events, ...slots, ...cssParts]) {
    assert.ok(each.description, each.name);
  }
});

test("package: types", async () => {
  const folder = await project("types", join(here, "types"));
  for (const each of ["typescript", "typescript5"]) {
    await run("node", [join(here, "node_modules", each, "bin/tsc"), "-p", folder], folder);
  }
});

test("package: imported on a server it does nothing, and React and Vue render the bare tag", async () => {
  const folder = await project("types", join(here, "types"));
  const said = await run("node", ["server.mjs"], folder);
  assert.deepEqual(JSON.parse(said), {
    exports: ["ClienteleTable", "define", "englishTexts", "preload"],
    globals: [],
    react: '<clientele-table label="Clients" row-noun="client"><p slot="empty">None</p></clientele-table>',
    vue: '<clientele-table label="Clients" row-noun="client"><p slot="empty">None</p></clientele-table>',
  });
});

test("package: an import that is not used leaves nothing in a bundle", async () => {
  const folder = await project("types", join(here, "types"));
  const { outputFiles: [{ text }] } = await build({
    stdin: { contents: 'import { define } from "clientele-table"; console.log("nothing else");', resolveDir: folder },
    bundle: true, minify: true, format: "esm", write: false,
  });
  assert.ok(text.length < 100, `${text.length} bytes are left`);
});

test("package: it weighs what the README says, within the budget", async () => {
  const readme = await read("README.md");
  const [, module, wasm] = /one module of (\d+) KB and one WebAssembly file of (\d+) KB/.exec(readme);
  let whole = 0;
  for (const [file, said] of [["clientele-table.js", module], ["clientele-table.wasm", wasm]]) {
    const bytes = brotliCompressSync(await readFile(join(PACKAGE, file))).length;
    const is = bytes / 1000;
    whole += bytes;
    assert.ok(Math.abs(is - said) < Math.max(2, is * 0.05), `${file} is ${is.toFixed(1)} KB; the README says ${said}`);
  }
  const { CLIENTELE_TABLE_BUDGET: budget = Infinity, CLIENTELE_TABLE_GOAL: goal } = process.env;
  console.log(`    module and WebAssembly: ${whole} bytes as sent (brotli), budget ${budget}${goal ? `, goal ${goal}` : ""}`);
  assert.ok(whole <= Number(budget), `${whole} bytes are over the budget of ${budget}`);
});

test("package: it has what it lists, and nothing of ours to develop with", async () => {
  const files = await readdir(PACKAGE);
  const { exports, devDependencies, sideEffects } = JSON.parse(await read("package.json"));
  const named = Object.values(exports).flatMap((each) => (typeof each === "string" ? [each] : Object.values(each)));
  for (const file of [...named, ...sideEffects, "./README.md", "./REFERENCE.md", "./LICENSE-MIT", "./LICENSE-APACHE"]) {
    assert.ok(files.includes(file.slice(2)), file);
  }
  assert.equal(devDependencies, undefined);
});
