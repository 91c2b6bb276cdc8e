// How many rows can be selected: one at most, by every way there is to select.
import assert from "node:assert/strict";
import { eachOf } from "../lib/each.mjs";
import { Table } from "../lib/table.mjs";

const each = eachOf("selects");

const makeOne = async () => {
  const table = await made(20, { before: (each) => each.setAttribute("selects", "one") });
  table.id = "one";
};

/** What is selected: as the page is told, as a screen reader is, and as the boxes show it. */
async function selected(table) {
  await table.run(() => new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume))));
  const [keys, rows, boxes] = await table.run((table, root) => {
    const key = (row) => `k${row.getAttribute("aria-rowindex") - 2}`;
    const all = [...root.querySelectorAll("[role=row][part~=row]")];
    return [table.selection, all.filter((row) => row.getAttribute("aria-selected") === "true").map(key), all.filter((row) => row.querySelector("input[type=checkbox]").checked).map(key)];
  });
  assert.deepEqual(rows, keys, "aria-selected");
  assert.deepEqual(boxes, keys, "the boxes");
  return keys;
}

each("one at most: what the grid says of itself", makeOne, {
  check: async (_, page) => {
    const table = new Table(page);
    const said = await table.run((table, root) => ({
      multi: root.querySelector("[role=grid]").getAttribute("aria-multiselectable"),
      headers: root.querySelectorAll("[role=columnheader] input").length,
      boxes: root.querySelectorAll("[role=row][part~=row] input[type=checkbox]").length > 0,
    }));
    assert.deepEqual(said, { multi: null, headers: 0, boxes: true });
  },
});

each("one at most: by mouse", makeOne, {
  check: async (_, page) => {
    const table = new Table(page);
    const click = async (nth, ...keys) => (await table.clickCell(nth, "name", keys), selected(table));
    const box = async (nth, ...keys) => (await table.clickBox(nth, keys), selected(table));
    assert.deepEqual(await click(1), ["k1"]);
    assert.deepEqual(await click(3), ["k3"]);
    assert.deepEqual(await click(6, "Shift"), ["k6"], "a range is its end");
    assert.deepEqual(await click(2, "Control"), ["k2"]);
    assert.deepEqual(await click(2, "Control"), []);
    assert.deepEqual(await box(4), ["k4"]);
    assert.deepEqual(await box(5), ["k5"], "the other box is cleared");
    assert.deepEqual(await box(8, "Shift"), ["k8"]);
    assert.deepEqual(await box(8), []);
    const told = await page.evaluate(() => heard.filter(({ type }) => type === "selection-change").map(({ detail }) => detail.keys));
    assert.deepEqual(told, [["k1"], ["k3"], ["k6"], ["k2"], [], ["k4"], ["k5"], ["k8"], []], "one event each");
  },
});

each("one at most: by keys", makeOne, {
  check: async (_, page) => {
    const table = new Table(page);
    const press = async (...keys) => {
      for (const key of keys.slice(0, -1)) await page.keyboard.down(key);
      await page.keyboard.press(keys.at(-1));
      for (const key of keys.slice(0, -1)) await page.keyboard.up(key);
      return selected(table);
    };
    const focused = () => table.run((table, root) => root.activeElement?.closest("[role=row]")?.getAttribute("aria-rowindex"));
    await table.clickCell(0, "calls");
    assert.deepEqual(await selected(table), ["k0"]);
    assert.deepEqual(await press("ArrowDown"), ["k0"], "moving selects nothing");
    assert.deepEqual(await press(" "), ["k1"]);
    assert.deepEqual(await press(" "), []);
    assert.deepEqual(await press("Shift", "ArrowDown"), ["k2"], "Shift and an arrow take the row they come to");
    assert.deepEqual(await press("Shift", "ArrowDown"), ["k3"]);
    await press("ArrowDown");
    assert.deepEqual(await press("Shift", " "), ["k4"]);
    assert.deepEqual(await press("Control", "a"), ["k4"], "there is no selecting of all");
    assert.deepEqual(await press("Shift", "End"), ["k4"]);
    await press("Control", "Home");
    assert.equal(await focused(), "2");
    // In the column of the boxes, whose header has none: the arrow passes it by.
    await press("Home");
    assert.deepEqual(await press(" "), ["k0"]);
    await press("ArrowUp");
    assert.equal(await table.run((table, root) => root.activeElement?.getAttribute("role")), "columnheader");
    await press("ArrowDown");
    assert.equal(await focused(), "2");
  },
});

each("one at most: a state goes through JSON, and one with several keeps a click from nothing", makeOne, {
  check: async (_, page) => {
    const table = new Table(page);
    await table.clickCell(7, "name");
    const text = await table.run((table) => JSON.stringify(table.state));
    await table.clickCell(2, "name");
    await table.run((table, root, text) => (table.state = JSON.parse(text), true), text);
    assert.deepEqual(await selected(table), ["k7"]);
    await table.clickCell(3, "name", ["Shift"]);
    assert.deepEqual(await selected(table), ["k3"]);
    // As a page that was left with `many` may have kept it.
    await table.run((table) => (table.state = { ...table.state, selection: { keys: ["k1", "k2", "k3"], anchor: "k1", extent: "k3" } }, true));
    await table.clickCell(5, "name");
    assert.deepEqual(await selected(table), ["k5"]);
    await table.run((table) => (table.state = { ...table.state, selection: { keys: ["k1", "k2", "k3"], anchor: null, extent: null } }, true));
    await table.clickBox(2);
    assert.ok((await selected(table)).length <= 1);
  },
});

each("one or many, while it lives", async () => {
  const table = await made(20);
  table.state = { ...table.state, selection: { keys: ["k1", "k2"], anchor: "k1", extent: null } };
  await drawn();
  const grid = () => table.shadowRoot.querySelector("[role=grid]");
  const seen = [];
  for (const selects of ["one", "many", "one", null]) {
    if (selects) table.setAttribute("selects", selects);
    else table.removeAttribute("selects");
    await until(() => shown(table) && (grid().getAttribute("aria-multiselectable") === null) === (selects === "one"));
    seen.push(table.shadowRoot.querySelectorAll("[role=columnheader] input").length);
  }
  return { seen, rows: table.rows.length };
}, { check: (is) => assert.deepEqual(is, { seen: [0, 1, 0, 1], rows: 20 }) });

for (const selects of ["one", "many"]) {
  each(`${selects}: axe finds nothing`, `async () => {
    const table = await made(20, { before: (each) => { each.setAttribute("selects", "${selects}"); each.setAttribute("label", "Clients"); } });
    table.state = { ...table.state, selection: { keys: ["k2"], anchor: "k2", extent: null } };
    await drawn();
  }`, { check: async (_, page) => assert.deepEqual(await axe(page), []) });
}

async function axe(page) {
  await page.addScriptTag({ url: "/axe/axe.min.js" });
  return page.evaluate(async () => (await window.axe.run("main")).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`));
}
