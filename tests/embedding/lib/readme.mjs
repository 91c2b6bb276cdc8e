// The code of the README's "A table in a minute": what a stranger copies.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PACKAGE } from "./paths.mjs";

/** The fences that name a file, by the heading that they stand under: `{ React: { "src/App.jsx": "…" } }`. */
export async function snippets() {
  const found = {};
  let heading;
  const text = await readFile(join(PACKAGE, "README.md"), "utf8");
  for (const [, title, file, code] of text.matchAll(/^### (.+)$|^```\w+ (\S+)\n([\s\S]*?)^```$/gm)) {
    heading = title ?? heading;
    if (file) {
      (found[heading] ??= {})[file] = code;
    }
  }
  return found;
}
