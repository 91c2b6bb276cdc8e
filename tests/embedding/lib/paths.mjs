// Where things are.
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const here = join(dirname(fileURLToPath(import.meta.url)), "..");
export const root = join(here, "../..");
/** The built package's folder, what npm packed of it, and a folder to work in. */
export const PACKAGE = resolve(root, process.env.CLIENTELE_TABLE_PACKAGE ?? "target/element/package");
export const TARBALL = resolve(root, process.env.CLIENTELE_TABLE_TARBALL ?? "target/element/clientele-table-0.1.0.tgz");
export const WORK = resolve(root, process.env.CLIENTELE_TABLE_WORK ?? "target/embedding");
/** The documentation, and the Leptos crate's example, as built. */
export const SITE = resolve(root, process.env.CLIENTELE_TABLE_SITE ?? "target/site");
export const LEPTOS = resolve(root, process.env.CLIENTELE_TABLE_LEPTOS ?? "target/leptos-example");
