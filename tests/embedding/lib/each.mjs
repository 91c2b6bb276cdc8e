// A test of the element's page in each browser.
import { after, before, test } from "node:test";
import { BROWSERS, visit } from "./browsers.mjs";
import { elementSite } from "./element-site.mjs";
import { waitFor } from "./wait.mjs";

/**
 * Tests of a part, on a site that is there as long as they run: `each(name, call, options)`. `call` runs in the page, which has what
 * pages/element.js gives; `check` looks at what it gives, here.
 * @param {{ check?: Function, allow?: RegExp, path?: string, first?: Function, browsers?: string[] }} always options of all that say no
 *   other. `allow`: complaints that are expected; `path`: the address with its query; `first` runs in the page before anything else of it
 */
export function eachOf(part, always = {}) {
  let site;
  before(async () => (site = await elementSite()));
  after(() => site?.close());
  return (name, call, options) => {
    const { check = () => {}, allow, path = "pages/element.html", first, browsers = BROWSERS } = { ...always, ...options };
    for (const browser of browsers.filter((each) => BROWSERS.includes(each))) {
      test(`${part}, ${browser}: ${name}`, () =>
        visit(browser, site.url + path, async (page) => {
          await waitFor(page, () => window.isThere);
          await check(await page.evaluate(`(${call})()`), page);
        }, { allow, first }));
    }
  };
}
