// The element's style sheet, and the custom properties by which a page changes it.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const SHEETS = ["crates/table-element/style/host.css", "crates/table/style/controls.css", "crates/table/style/grid.css", "crates/table/style/toolbar.css"];

/**
 * The table's sheets and the tokens that they use, each of which a page can replace by its name with `--ct-` before it.
 * @returns {Promise<{ css: string, tokens: { name: string, value: string, about: string }[] }>}
 */
export async function style() {
  const read = (file) => readFile(join(root, file), "utf8");
  const commented = await read("crates/table/style/tokens.css");
  const tokens = commented.replace(/\/\*.*?\*\//gs, "");
  const values = new Map();
  for (const [, token, value] of tokens.slice(0, tokens.indexOf('[data-density="comfortable"]')).matchAll(/--([\w-]+):\s*([^;]+);/g)) {
    values.set(token, value.replace(/\s+/g, " ").trim());
  }
  // The sheets have properties of their own, such as --ct-row. A page's of the same name would be one that refers to itself.
  const own = (await Promise.all(SHEETS.map(read))).join("\n").replace(/--ct-([\w-]+)/g, (property, name) => (values.has(name) ? `--ct-own-${name}` : property));
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
  const { code } = await transform(css, { loader: "css", minify: true, target: ["chrome123", "firefox120", "safari17.5"] });
  const about = (token) => new RegExp(`--${token}:[^;]*;[ \\t]*/\\*\\s*(.*?)\\s*\\*/`, "s").exec(commented)?.[1] ?? "";
  const all = [...values].filter(([token]) => used.has(token)).map(([token, value]) => ({ name: `--ct-${token}`, value, about: about(token) }));
  return { css: code, tokens: all };
}
