// Drives a <clientele-table> by mouse and keys, as a person does, and reads what it shows.
import assert from "node:assert/strict";

const PATIENCE_MS = 15_000;

export class Table {
  /** @param selector of the element in the page */
  constructor(page, selector = "clientele-table") {
    this.page = page;
    this.selector = selector;
  }

  /** Calls a function in the page with the element, its shadow root and what is given. */
  run(call, given) {
    return this.page.evaluate(
      `(async () => {
        const table = document.querySelector(${JSON.stringify(this.selector)});
        const value = await (${call})(table, table?.shadowRoot, ${JSON.stringify(given) ?? "undefined"});
        return value instanceof Node ? true : value;
      })()`,
    );
  }

  /** Waits until a function, as `run` takes it, gives something true; gives that. */
  async until(call, given) {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const value = await this.run(call, given).catch((error) => (/context|navigat/i.test(error.message) ? undefined : Promise.reject(error)));
      if (value) {
        return value;
      }
      if (Date.now() > end) {
        const shown = await this.run((table, root) => root?.textContent.slice(0, 400) ?? document.body?.innerHTML.slice(0, 400)).catch(String);
        throw new assert.AssertionError({ message: `waited in vain for ${call} ${JSON.stringify(given) ?? ""}\nit shows: ${shown}` });
      }
      await new Promise((resume) => setTimeout(resume, 40));
    }
  }

  /** Waits until the rows that are in view are as many as these. */
  async shows(rows) {
    await this.until((table, root, rows) => root?.querySelector("[role=grid]")?.getAttribute("aria-rowcount") === String(rows + 1) && (rows === 0 || root.querySelector("[role=row][part~=row]")), rows);
  }

  /** The texts of a column's cells, from the top. */
  texts(column, count = 5) {
    return this.run(
      (table, root, { column, count }) =>
        [...root.querySelectorAll("[role=row][part~=row]")]
          .sort((one, other) => one.getAttribute("aria-rowindex") - other.getAttribute("aria-rowindex"))
          .slice(0, count)
          .map((row) => row.querySelector(`[part~="cell-${column}"]`)?.textContent.trim()),
      { column, count },
    );
  }

  /** Waits until a column's cells start with these texts. */
  async startsWith(column, texts) {
    let shown;
    const end = Date.now() + PATIENCE_MS;
    do {
      shown = await this.texts(column, texts.length);
      if (JSON.stringify(shown) === JSON.stringify(texts)) {
        return;
      }
      await new Promise((resume) => setTimeout(resume, 40));
    } while (Date.now() < end);
    assert.deepEqual(shown, texts);
  }

  /** Clicks what matches a selector in the shadow root and, if given, has this text or name; with keys held down. */
  async click(selector, text, keys = []) {
    const at = await this.until(
      (table, root, { selector, text }) => {
        const name = (of) => (of.getAttribute("aria-label") ?? of.textContent).trim();
        const found = [...(root?.querySelectorAll(selector) ?? [])].find((each) => each.getClientRects().length && (text === undefined || name(each) === text || each.title === text));
        const box = found?.getBoundingClientRect();
        return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      },
      { selector, text },
    );
    for (const key of keys) await this.page.keyboard.down(key);
    await this.page.mouse.click(at.x, at.y);
    for (const key of keys) await this.page.keyboard.up(key);
  }

  /** Clicks the first that matches a selector and has this in its text. */
  async clickText(selector, text) {
    const whole = await this.until((table, root, { selector, text }) => [...root.querySelectorAll(selector)].map((each) => each.textContent.trim()).find((each) => each.includes(text)), { selector, text });
    await this.click(selector, whole);
  }

  clickHeader(column) {
    return this.click(`[role=columnheader][data-col="${column}"]`);
  }

  /** Clicks the cell of a column in the nth row from the top, from 0. */
  clickCell(nth, column, keys) {
    return this.click(`[role=row][aria-rowindex="${nth + 2}"] [part~="cell-${column}"]`, undefined, keys);
  }

  /** Clicks the box that selects the nth row from the top. */
  clickBox(nth, keys) {
    return this.click(`[role=row][aria-rowindex="${nth + 2}"] input[type=checkbox]`, undefined, keys);
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }

  async search(text) {
    await this.click("button", "Search");
    await this.until((table, root) => root.activeElement?.tagName === "INPUT");
    await this.type(text);
  }
}
