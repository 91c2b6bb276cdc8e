// What a page puts into the table, and how the table stands in the page: slots, lines left out, direction, density.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { eachBrowser } from "../lib/each.mjs";
import { elementSite } from "../lib/element-site.mjs";
import { Table } from "../lib/table.mjs";

let site;
before(async () => (site = await elementSite()));
after(() => site?.close());

const each = (name, call, options) => eachBrowser("slots", () => site, name, call, options);

each("toolbar and actions: seen, pressed, reached by Tab, changed while it lives", async () => {
  const table = await made(20, {
    before(each) {
      each.innerHTML = '<button slot="toolbar">Tool</button><button slot="actions">Act</button><button slot="nowhere">Lost</button><button>Loose</button>';
    },
  });
  table.id = "slotted";
  window.pressed = [];
  for (const button of table.querySelectorAll("button")) button.addEventListener("click", () => pressed.push(button.textContent));
}, {
  check: async (_, page) => {
    const table = new Table(page);
    const box = (text) => page.evaluate((text) => {
      const { x, y, width, height } = [...document.querySelectorAll("clientele-table button")].find((each) => each.textContent === text).getBoundingClientRect();
      return { x, y, width, height };
    }, text);
    const within = async (part, text) => {
      const outer = await table.run((table, root, part) => { const { top, bottom, left, right } = root.querySelector(`[part~=${part}]`).getBoundingClientRect(); return { top, bottom, left, right }; }, part);
      const inner = await box(text);
      assert.ok(inner.width > 0 && inner.y >= outer.top && inner.y + inner.height <= outer.bottom && inner.x >= outer.left && inner.x + inner.width <= outer.right, `${text} is in ${part}: ${JSON.stringify([inner, outer])}`);
      await page.mouse.click(inner.x + inner.width / 2, inner.y + inner.height / 2);
    };
    await within("toolbar", "Tool");
    await within("actions", "Act");
    assert.deepEqual(await page.evaluate(() => pressed), ["Tool", "Act"]);
    for (const text of ["Lost", "Loose"]) assert.equal((await box(text)).width, 0, `${text} has no place`);

    const tabbed = [];
    await page.evaluate(() => {
      const before = Object.assign(document.createElement("button"), { textContent: "Before" });
      main.before(before);
      before.focus();
    });
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press("Tab");
      tabbed.push(await page.evaluate(() => document.activeElement?.textContent));
    }
    assert.ok(tabbed.includes("Tool") && tabbed.includes("Act"), tabbed.join());
    // What is typed in the page's own field is the page's.
    await page.evaluate(() => {
      const field = Object.assign(document.createElement("input"), { slot: "toolbar", id: "own" });
      document.querySelector("clientele-table").append(field);
      document.querySelector("clientele-table button").remove();
      field.focus();
    });
    await page.keyboard.type("a/ b");
    assert.equal(await page.evaluate(() => document.querySelector("#own").value), "a/ b");
    assert.deepEqual(await table.run((table) => [table.state.search, table.selection]), ["", []]);
  },
});

each("empty: where there are no rows at all, and nowhere else", async () => {
  const table = await made(0, { before: (each) => (each.innerHTML = '<p slot="empty">No clients yet.</p>') });
  const visible = () => table.querySelector("p").getBoundingClientRect().height > 0;
  const seen = [];
  table.setStatus("loading");
  await drawn();
  seen.push(["loading", visible()]);
  table.rows = [];
  await until(visible);
  seen.push(["none", visible()]);
  table.rows = rows(3);
  await until(() => shown(table) === 3);
  seen.push(["some", visible()]);
  table.query = "q=nothing";
  await until(() => table.shadowRoot.querySelector("[part~=message] h2"));
  seen.push(["no match", visible()]);
  table.rows = [];
  await drawn();
  seen.push(["none again", visible()]);
  table.setStatus("failed", { message: "Out of order." });
  await until(() => table.shadowRoot.querySelector("[part~=message] [role=alert]"));
  seen.push(["failed", visible()]);
  return seen;
}, { check: (is) => assert.deepEqual(is, [["loading", false], ["none", true], ["some", false], ["no match", false], ["none again", true], ["failed", false]]) });

each("empty, where the page says nothing", async () => {
  const table = await made(0);
  table.rows = [];
  await drawn();
  return table.shadowRoot.querySelector("[part~=message]")?.textContent.trim();
}, { check: (is) => assert.ok(is !== undefined) });

each("lines that are left out, and come back", async () => {
  const table = await made(5);
  const parts = { "no-toolbar": "toolbar", "no-actions": "actions", "no-status": "status" };
  const seen = {};
  for (const [attribute, part] of Object.entries(parts)) {
    const height = () => table.shadowRoot.querySelector(`[part~=${part}]`)?.getBoundingClientRect().height ?? 0;
    const before = height();
    table.toggleAttribute(attribute, true);
    await drawn();
    const without = height();
    table.setAttribute(attribute, "false"); // as some frameworks write it
    await drawn();
    const written = height();
    table.removeAttribute(attribute);
    await drawn();
    seen[part] = [before > 0, without, written > 0, height() === before];
  }
  return seen;
}, { check: (is) => assert.deepEqual(is, { toolbar: [true, 0, true, true], actions: [true, 0, true, true], status: [true, 0, true, true] }) });

each("two densities: rows, header, and a scroll that stays where it was", async () => {
  const table = await made(2000);
  const grid = table.shadowRoot.querySelector("[role=grid]");
  const measures = () => [table.shadowRoot.querySelector("[role=row][part~=row]"), table.shadowRoot.querySelector("[part~=header]")].map((each) => Math.round(each.getBoundingClientRect().height));
  const topmost = () => {
    const top = table.shadowRoot.querySelector("[part~=header]").getBoundingClientRect().bottom;
    return Math.min(...[...table.shadowRoot.querySelectorAll("[role=row][part~=row]")].filter((row) => row.getBoundingClientRect().bottom > top + 2).map((row) => Number(row.getAttribute("aria-rowindex"))));
  };
  const compact = measures();
  grid.scrollTop = 1000 * compact[0];
  await drawn();
  await drawn();
  const before = topmost();
  table.density = "comfortable";
  await until(() => measures()[0] !== compact[0]);
  await drawn();
  await drawn();
  return { compact, comfortable: measures(), moved: Math.abs(topmost() - before), before };
}, {
  check: ({ before, moved, ...is }) => {
    assert.deepEqual(is, { compact: [32, 30], comfortable: [40, 36] });
    assert.equal(before, 1002);
    assert.ok(moved <= 1, `the first row on screen is ${moved} rows further`);
  },
});

for (const [where, set] of [["the element", "each.dir = 'rtl'"], ["the page", "document.documentElement.dir = 'rtl'"]]) {
  each(`right to left, by ${where}: columns, arrows, widths`, `async () => {
    const table = await made(20, { before: (each) => ${set} });
    table.id = "rtl";
  }`, {
    check: async (_, page) => {
      const table = new Table(page);
      const left = (column) => table.run((table, root, column) => Math.round(root.querySelector(`[role=columnheader][data-col=${column}]`).getBoundingClientRect().left), column);
      assert.ok((await left("name")) > (await left("calls")) && (await left("calls")) > (await left("roles")), "from the right");
      const boxes = await table.run((table, root) => [root.querySelector("[role=row][part~=row] input").getBoundingClientRect().left, root.querySelector("[part~=grid]").getBoundingClientRect().right]);
      assert.ok(boxes[1] - boxes[0] < 60, "the boxes are at the right edge");
      await table.clickCell(2, "name");
      const cell = () => table.run((table, root) => root.activeElement?.closest("[aria-colindex]")?.getAttribute("aria-colindex"));
      assert.equal(await cell(), "2");
      await page.keyboard.press("ArrowLeft");
      assert.equal(await cell(), "3");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      assert.equal(await cell(), "1");
      // A column's edge is at its left: drawn out to the left it is wider.
      const edge = await table.run((table, root) => { const { left, top, height, width } = root.querySelector("[role=columnheader][data-col=name]").getBoundingClientRect(); return { x: left + 2, y: top + height / 2, width }; });
      await page.mouse.move(edge.x, edge.y);
      await page.mouse.down();
      await page.mouse.move(edge.x - 30, edge.y, { steps: 3 });
      await page.mouse.move(edge.x - 60, edge.y, { steps: 3 });
      await page.mouse.up();
      const width = await table.until((table, root) => table.state.layout.columns.find(({ id }) => id === "name").width);
      assert.ok(Math.abs(width - edge.width - 60) <= 3, `${edge.width} became ${width}`);
      assert.deepEqual(await axe(page), []);
    },
  });
}

async function axe(page) {
  await page.addScriptTag({ url: "/axe/axe.min.js" });
  return page.evaluate(async () => (await window.axe.run("main")).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`));
}

each("empty: without the page's own, that there are none, by the rows' noun", async () => {
  const table = await made(0, { before: (each) => (each.setAttribute("row-noun", "client"), each.setAttribute("rows-noun", "clients")) });
  const said = () => table.shadowRoot.querySelector("slot[name=empty]")?.textContent;
  table.rows = [];
  await until(said);
  return said();
}, { check: (is) => assert.equal(is, "No clients") });
