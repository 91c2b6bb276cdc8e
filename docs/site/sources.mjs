// What the reference is made of, read where it is declared.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** The names of parts in the component's sources and the element's. */
export async function parts(root) {
  const found = new Set();
  for (const folder of ["crates/table/src", "crates/table-element/npm/src"]) {
    for (const file of await readdir(join(root, folder), { recursive: true })) {
      if (/\.(rs|js)$/.test(file)) {
        const text = await readFile(join(root, folder, file), "utf8");
        for (const [, name] of text.matchAll(/part(?:="|", "|", &format!\(")([a-z-]+)/g)) {
          found.add(name);
        }
      }
    }
  }
  return [...found].sort();
}

/** Every text by group: name and English. */
export async function texts(root) {
  const groups = {};
  for (const [group, file] of [["grid", "grid_texts.rs"], ["toolbar", "toolbar_texts.rs"], ["time", "time_text.rs"]]) {
    const source = await readFile(join(root, "crates/table/src", file), "utf8");
    const declared = source.slice(source.indexOf("\ntexts! {"));
    groups[group] = [...declared.slice(0, declared.indexOf("\n}")).matchAll(/^    (\w+):\s+"((?:[^"\\]|\\.)*)",/gm)].map(([, name, english]) => [name, JSON.parse(`"${english}"`)]);
  }
  return groups;
}
