// Makes the npm package's folder: node build.mjs --core WASM_BINDGEN_FOLDER --out FOLDER
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { style } from "./style.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const { values: { core, out } } = parseArgs({ options: { core: { type: "string" }, out: { type: "string" } } });
if (!core || !out) {
  console.error("node build.mjs --core FOLDER --out FOLDER");
  process.exit(2);
}

await rm(join(here, "core"), { recursive: true, force: true });
await rm(out, { recursive: true, force: true });
await mkdir(join(here, "core"));
await mkdir(out, { recursive: true });

// wasm-bindgen's glue in a function: an instance that has trapped is given up, and the next is made by calling it again.
const glue = await readFile(join(core, "table_element.js"), "utf8");
const hooks = [
  ["wasm = instance.exports;", "wasm = watch(instance.exports);"],
  [".innerHTML = getStringFromWasm0(arg1, arg2);", ".innerHTML = markup(getStringFromWasm0(arg1, arg2));"],
];
const hooked = hooks.reduce((text, [from, to]) => {
  if (text.split(from).length !== 2) {
    throw new Error(`wasm-bindgen's glue is another than this knows: it has not one "${from}"`);
  }
  return text.replace(from, to);
}, glue);
await writeFile(join(here, "core/make.js"), `export function make({ watch, markup }) {\n${hooked}\nreturn wasm_bindgen;\n}\n`);
await writeFile(join(here, "core/style.css"), (await style()).css);

await build({
  entryPoints: [join(here, "src/index.js")],
  outfile: join(out, "clientele-table.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome111", "firefox114", "safari16.4"],
  loader: { ".css": "text" },
  banner: { js: "/* clientele-table, MIT OR Apache-2.0 */" },
  logLevel: "warning",
});
await cp(join(core, "table_element_bg.wasm"), join(out, "clientele-table.wasm"));
const files = [
  ...["define.js", "react.js", "vue.js", "stable.js"].map((file) => `src/${file}`),
  ...["index.d.ts", "define.d.ts", "react.d.ts", "vue.d.ts", "svelte.d.ts"].map((file) => `types/${file}`),
  "README.md", "REFERENCE.md", "custom-elements.json",
];
for (const file of files) {
  await cp(join(here, file), join(out, basename(file)));
}
for (const file of ["LICENSE-MIT", "LICENSE-APACHE"]) {
  await cp(join(root, file), join(out, file));
}
const { devDependencies, ...manifest } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
await writeFile(join(out, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
