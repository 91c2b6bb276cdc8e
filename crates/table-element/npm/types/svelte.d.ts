// `import type {} from "clientele-table/svelte"` once, in `app.d.ts` say: then Svelte knows `<clientele-table>`.
import type { HTMLAttributes } from "svelte/elements";
import type { ClienteleTable as Element, ClienteleTableEventMap, ClienteleTableProps as Plain } from "clientele-table";

type Listeners = { [Name in keyof ClienteleTableEventMap as `on${Name}`]?: (event: ClienteleTableEventMap[Name]) => void };

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "clientele-table": Omit<HTMLAttributes<Element>, keyof Listeners | keyof Plain> & Plain & Listeners;
  }
}
