// <clientele-table>. Importing this defines nothing: call `define()`, or import "clientele-table/define".
import { start } from "./wasm.js";

export { ClienteleTable, define } from "./element.js";

/** Loads the WebAssembly before the first table asks for it. */
export async function preload(wasmUrl) {
  await start(wasmUrl);
}

/** Every text of the table in English, by group and name: what `texts` can replace. */
export async function englishTexts() {
  return (await start()).englishTexts();
}
