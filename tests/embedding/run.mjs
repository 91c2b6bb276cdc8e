// Everything that proves the npm package, in Chromium and Firefox: see CONTRIBUTING.md. `node run.mjs [PART]…`
// CLIENTELE_CHROMIUM and CLIENTELE_FIREFOX are the browsers' programs; CLIENTELE_TABLE_PACKAGE and CLIENTELE_TABLE_TARBALL what is tested.
import { after } from "node:test";
import { BROWSERS, closeBrowsers } from "./lib/browsers.mjs";

const PARTS = ["package", "element", "edges", "rows", "selects", "slots", "load", "remote", "lasting", "frameworks", "examples", "strangers", "bundlers", "leptos", "site"];
const chosen = process.argv.slice(2);
const unknown = chosen.find((part) => !PARTS.includes(part));
if (unknown || BROWSERS.length === 0) {
  console.error(unknown ? `there is no part ${unknown}; there are ${PARTS.join(", ")}` : "name a browser's program: CLIENTELE_CHROMIUM, CLIENTELE_FIREFOX");
  process.exit(2);
}
after(closeBrowsers);
for (const part of chosen.length ? chosen : PARTS) {
  await import(`./checks/${part}.mjs`);
}
