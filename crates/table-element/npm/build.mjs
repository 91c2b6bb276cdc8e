// Makes the npm package's folder: node build.mjs --core WASM_BINDGEN_FOLDER --out FOLDER
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

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
await writeFile(join(here, "core/make.js"), `export function make() {\n${glue}\nreturn wasm_bindgen;\n}\n`);
await writeFile(join(here, "core/style.css"), await style());

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
for (const file of ["src/define.js", "src/react.js", "types/index.d.ts", "types/define.d.ts", "types/react.d.ts", "README.md", "custom-elements.json"]) {
  await cp(join(here, file), join(out, basename(file)));
}
for (const file of ["LICENSE-MIT", "LICENSE-APACHE"]) {
  await cp(join(root, file), join(out, file));
}
const { devDependencies, ...manifest } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
await writeFile(join(out, "package.json"), JSON.stringify(manifest, null, 2) + "\n");

/** The table's sheets and the tokens that they use, each of which a page can replace by its name with `--ct-` before it. */
async function style() {
  const read = (file) => readFile(join(root, file), "utf8");
  const sheets = await Promise.all(["crates/table-element/style/host.css", "crates/table/style/controls.css", "crates/table/style/grid.css", "crates/table/style/toolbar.css"].map(read));
  const own = sheets.join("\n");
  const tokens = (await read("crates/table/style/tokens.css")).replace(/\/\*.*?\*\//gs, "");
  const values = new Map();
  for (const [, token, value] of tokens.slice(0, tokens.indexOf('[data-density="comfortable"]')).matchAll(/--([\w-]+):\s*([^;]+);/g)) {
    values.set(token, value.replace(/\s+/g, " ").trim());
  }
  const used = new Set();
  const use = (text) => {
    for (const [, token] of text.matchAll(/var\(--([\w-]+)/g)) {
      if (values.has(token) && !used.has(token)) {
        used.add(token);
        use(values.get(token));
      }
    }
  };
  use(own);
  const declared = [...values].filter(([token]) => used.has(token)).map(([token, value]) => `--${token}: var(--ct-${token}, ${value});`);
  const comfortable = /\[data-density="comfortable"\]\s*\{([^}]*)\}/.exec(tokens)[1].replace(/--([\w-]+):\s*([^;]+);/g, "--$1: var(--ct-$1, $2);");
  const css = `${own}
@layer tokens {
  :host { ${declared.join(" ")} }
  :host([theme="light"]) { color-scheme: light; }
  :host([theme="dark"]) { color-scheme: dark; }
  :host([theme="auto"]) { color-scheme: light dark; }
  .ct[data-density="comfortable"] { ${comfortable} }
  @media (pointer: coarse) { :host { --control: var(--ct-control, 2.5rem); } }
  @media (prefers-reduced-motion: reduce) { :host { --quick: 0ms; --calm: 0ms; } }
}
`;
  return (await transform(css, { loader: "css", minify: true, target: ["chrome123", "firefox120", "safari17.5"] })).code;
}
