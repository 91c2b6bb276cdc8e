import type { BrowserContext } from "@playwright/test";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Serves a page from a folder in place of the embedded one, to try a build of it that is not embedded yet. */
export async function localPage(context: BrowserContext, origin: string) {
  const folder = process.env.CLIENTELE_PAGE;
  if (!folder) return;
  await context.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (/^\/(api|oauth2|\.well-known|healthz|readyz)/.test(pathname)) return route.fallback();
    const file = join(folder, pathname);
    await route.fulfill({ path: pathname !== "/" && existsSync(file) ? file : join(folder, "index.html") });
  });
}
