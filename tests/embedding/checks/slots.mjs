// What a page puts into the table, and how the table stands in the page: slots, lines left out, direction, density.
import assert from "node:assert/strict";
import { eachOf } from "../lib/each.mjs";
import { Table } from "../lib/table.mjs";

const each = eachOf("slots");

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

/** A table between two buttons, whose cells hold what a page draws: at once, later, in a custom element, and what takes no focus. */
const WITH_CONTROLS = `async () => {
  customElements.define("own-button", class extends HTMLElement {
    constructor() {
      super();
      this.attachShadow({ mode: "open", delegatesFocus: true }).innerHTML = "<button>own</button>";
    }
  });
  window.pressed = [];
  const button = (text) => Object.assign(document.createElement("button"), { textContent: text, className: "page", onclick: () => pressed.push(text) });
  const columns = [
    { id: "name", label: "Name" },
    { id: "two", label: "Two", render: ({ id }) => {
      const off = Object.assign(button("off"), { disabled: true });
      const link = Object.assign(document.createElement("a"), { href: "#" + id, textContent: "link", className: "page" });
      const all = document.createElement("span");
      all.append(off, button("go " + id), " ", link);
      return all;
    } },
    { id: "late", label: "Late", render: ({ id }) => {
      const place = document.createElement("span");
      setTimeout(() => place.append(button("late " + id)), 50);
      return place;
    } },
    { id: "own", label: "Own", render: () => document.createElement("own-button") },
  ];
  const table = await made(20, { columns });
  table.id = "holds";
  main.before(Object.assign(button("Before"), { id: "before" }));
  main.after(Object.assign(button("Behind"), { id: "behind" }));
  await until(() => /late k3/.test(table.shadowRoot.textContent));
  // In the last row the page draws once more, later on.
  setInterval(() => table.shadowRoot.querySelector("[part~=row]:last-child [part~=cell-late] > span")?.replaceChildren(button("again")), 300);
}`;

each("controls of the page's own in cells: the grid is one stop, and no trap", WITH_CONTROLS, {
  check: async (_, page) => {
    const table = new Table(page);
    /** Where the focus is: beside the table, in its toolbar or status, or the row and column of a cell and what is in it. */
    const at = () => table.run((table, root) => {
      const el = root.activeElement;
      if (!el) return document.activeElement.id || document.activeElement.localName;
      const cell = el.closest("[role=grid] [aria-colindex]");
      if (!cell) return el.getAttribute("aria-label") ?? (el.textContent.trim() || el.outerHTML);
      const where = [cell.closest("[role=row]").getAttribute("aria-rowindex"), cell.getAttribute("aria-colindex")].join();
      return el === cell || el.type === "checkbox" ? where : where + " " + (el.textContent || el.localName);
    });
    const press = async (key, shift) => {
      if (shift) await page.keyboard.down("Shift");
      await page.keyboard.press(key);
      if (shift) await page.keyboard.up("Shift");
      return at();
    };
    const isCell = (where) => /^\d+,\d+/.test(where);
    /** All that Tab comes by, from one of the buttons beside to the other. */
    const tabbed = async (back) => {
      const [from, to] = back ? ["behind", "before"] : ["before", "behind"];
      await page.focus(`#${from}`);
      const all = [];
      while (all.at(-1) !== to && all.length < 20) all.push(await press("Tab", back));
      assert.equal(all.at(-1), to, all.join(" | "));
      return all;
    };
    const stops = async (where) => {
      for (const back of [false, true]) {
        const all = await tabbed(back);
        assert.deepEqual(all.filter(isCell), [where], `${back ? "backwards" : "forwards"}: ${all.join(" | ")}`);
        assert.equal(new Set(all).size, all.length, `each once: ${all.join(" | ")}`);
      }
    };
    await stops("1,1");
    await table.clickCell(2, "name");
    assert.equal(await at(), "4,2");
    await stops("4,2");

    // Into a cell by key, among its controls, and back.
    for (const [into, out] of [["Enter", "Escape"], ["F2", "F2"]]) {
      await table.clickCell(2, "name");
      assert.equal(await press("ArrowRight"), "4,3");
      assert.equal(await press(into), "4,3 go k2", "not the one that is disabled");
      assert.equal(await press("Tab"), "4,3 link");
      assert.equal(await press("Tab"), "4,3 go k2");
      assert.equal(await press("Tab", true), "4,3 link");
      assert.equal(await press(out), "4,3");
      await stops("4,3");
    }
    await table.clickCell(2, "name");
    await press("ArrowRight");
    await press("ArrowRight");
    assert.equal(await press("Enter"), "4,4 late k2");
    assert.equal(await press("Escape"), "4,4");
    assert.equal(await press("ArrowRight"), "4,5");
    assert.equal(await press("Enter"), "4,5 own-button");
    assert.equal(await press("Escape"), "4,5");
    await stops("4,5");

    // A control that is entered is pressed by Enter; one that is clicked keeps nobody.
    await table.clickCell(2, "name");
    await press("ArrowRight");
    await press("Enter");
    await press("Enter");
    assert.deepEqual(await page.evaluate(() => pressed), ["go k2"]);
    for (const [selector, text, where] of [["button.page", "go k1", "3,3 go k1"], ["own-button", undefined, "2,5 own-button"]]) {
      for (const back of [false, true]) {
        await table.click(selector, text);
        assert.equal(await at(), where);
        const next = await press("Tab", back);
        assert.ok(!isCell(next), next);
        await page.focus("#before");
      }
    }
    assert.deepEqual(await page.evaluate(() => pressed), ["go k2", "go k1", "go k1"]);
    await stops("2,5");
    // The page may put the focus on what is its own.
    await table.run((table, root) => root.querySelector("[aria-rowindex='3'] button.page:enabled").focus());
    assert.equal(await at(), "3,3 go k1");
    assert.ok(!isCell(await press("Tab")));
    assert.deepEqual(await axe(page), []);
  },
});

each("without rows nothing but what is seen is reached by Tab", async () => {
  const table = await made(0, { before: (each) => (each.innerHTML = '<button slot="empty">Add one</button>') });
  table.rows = [];
  await until(() => table.querySelector("button").getClientRects().length);
}, {
  check: async (_, page) => {
    const tabbed = [];
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press("Tab");
      tabbed.push(await new Table(page).run((table, root) => root.activeElement?.localName ?? document.activeElement.textContent.trim()));
    }
    assert.ok(tabbed.includes("Add one") && !tabbed.includes("span"), tabbed.join());
  },
});
