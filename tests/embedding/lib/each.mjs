// A test of the element's page in each browser.
import { test } from "node:test";
import { BROWSERS, visit } from "./browsers.mjs";
import { waitFor } from "./wait.mjs";

/**
 * `call` runs in the page, which has what pages/element.js gives; `check` looks at what it gives, here.
 * @param site gives the site, once it is there
 * @param {{ check?: Function, allow?: RegExp, path?: string, first?: Function, browsers?: string[] }} options `allow`: complaints that are
 *   expected; `path`: the address with its query; `first` runs in the page before anything else of it
 */
export function eachBrowser(part, site, name, call, { check = () => {}, allow, path = "pages/element.html", first, browsers = BROWSERS } = {}) {
  for (const browser of browsers.filter((each) => BROWSERS.includes(each))) {
    test(`${part}, ${browser}: ${name}`, () =>
      visit(browser, site().url + path, async (page) => {
        await waitFor(page, () => window.isThere);
        await check(await page.evaluate(`(${call})()`), page);
      }, { allow, first }));
  }
}
