// The element in Svelte's markup.
import type {} from "clientele-table/svelte";
import type { SvelteHTMLElements } from "svelte/elements";

type Bare = SvelteHTMLElements["clientele-table"];
const bare: Bare = { columns: [{ id: "name" }], rows: [], class: "wide", theme: "dark", "row-key": "name", "exact-times": true, "onstate-change": (event) => console.log(event.detail.query) };
// @ts-expect-error there is no such density
const wrong: Bare = { density: "wide" };
console.log(bare, wrong);
