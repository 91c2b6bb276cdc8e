// Waiting for a page. Puppeteer's own way makes functions out of text, which Firefox 140 (ESR) refuses under a page's strict policy.
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 30_000;

/** Calls a function in the page until it gives something true; gives that. */
export async function waitFor(page, call, ...given) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await page.evaluate(call, ...given).catch((error) => (/context|navigat/i.test(error.message) ? undefined : Promise.reject(error)));
    if (value) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${call} ${JSON.stringify(given)}`);
    }
    await sleep(40);
  }
}
