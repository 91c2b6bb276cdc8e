// What https://custom-elements-everywhere.com asks of frameworks, asked of this element in each: children, attributes, properties,
// events; as the bare element and, where there is one, as the framework's component.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { compile, compileModule } from "svelte/compiler";
import { BROWSERS, visit } from "../lib/browsers.mjs";
import { PACKAGE, WORK, here } from "../lib/paths.mjs";
import { project, run } from "../lib/projects.mjs";
import { snippets } from "../lib/readme.mjs";
import { serve } from "../lib/server.mjs";
import { waitFor } from "../lib/wait.mjs";

/** By name: the page's source, the ways to use the table, and the packages of which it has an older one. React 18 has no properties for elements. */
const FRAMEWORKS = {
  react: ["react.jsx", [false, true]],
  "react 18": ["react.jsx", [true], ["react", "react-dom"]],
  vue: ["vue.js", [false, true]],
  "vue 3.3": ["vue.js", [true], ["vue"]],
  svelte: ["svelte.js", [false]],
};
const OUT = join(WORK, "frameworks");

const svelte = {
  name: "svelte",
  setup(build) {
    build.onLoad({ filter: /\.svelte(\.js)?$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { js } = path.endsWith(".js") ? compileModule(source, { filename: path }) : compile(source, { filename: path });
      return { contents: js.code };
    });
  },
};

let site;
before(async () => {
  await mkdir(OUT, { recursive: true });
  const older = await project("older", join(here, "pages/older"));
  for (const [framework, [file, , old = []]] of Object.entries(FRAMEWORKS)) {
    await build({
      entryPoints: [join(here, "pages/frameworks", file)],
      outfile: join(OUT, `${framework}.js`),
      bundle: true,
      format: "esm",
      jsx: "automatic",
      conditions: ["browser", "production"],
      define: { "process.env.NODE_ENV": '"production"', __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false" },
      alias: { ...Object.fromEntries(old.map((each) => [each, join(older, "node_modules", each)])), ...Object.fromEntries(["define", "react", "vue"].map((each) => [`clientele-table/${each}`, join(PACKAGE, `${each}.js`)])) },
      nodePaths: [join(here, "node_modules")],
      plugins: [svelte],
      logLevel: "error",
    });
    await writeFile(join(OUT, `${framework}.html`), `<!doctype html><html lang="en"><meta charset="utf-8"><title>${framework}</title><main></main><script type="module" src="${framework}.js"></script></html>`);
  }
  site = await serve({ "/": OUT }, async (path, request, response) => {
    if (path !== "/clientele-table.wasm") {
      return false;
    }
    response.setHeader("Content-Type", "application/wasm").end(await readFile(join(PACKAGE, "clientele-table.wasm")));
    return true;
  });
});
after(() => site?.close());

/** Runs in the page. */
async function everything({ isWrapped, hasCells }) {
  const heard = [];
  const place = document.querySelector("main");
  const { draw, end } = window.start(place, { isWrapped, heard: (event) => heard.push([event.type, { ...event.detail }]) });
  const find = () => place.querySelector("clientele-table");
  const until = async (call, what) => {
    const over = performance.now() + 5000;
    for (;;) {
      const value = call();
      if (value) return value;
      if (performance.now() > over) throw new Error(`waited in vain for ${what ?? call}`);
      await new Promise((resume) => setTimeout(resume, 20));
    }
  };
  const cells = () => Array.from(find().shadowRoot.querySelectorAll("[part~=cell-name]"), (cell) => cell.textContent);
  const columns = [{ id: "name", label: "Name" }, { id: "calls", kind: "number" }];
  const base = { columns, rows: window.rows(30), label: "Apps", "row-noun": "app", theme: "dark" };
  const seen = {};

  await draw(base);
  await until(() => cells().length, "rows");
  const table = find();
  seen.array = [table.columns.length, table.rows.length, table.columns[1].kind];
  seen.text = [table.getAttribute("label"), table.getAttribute("row-noun"), table.getAttribute("theme")];
  seen.ready = heard.map(([type]) => type);

  // Arrays, objects, camelCase, numbers and booleans as properties; what changes, changes.
  const state = { ...table.state, search: "app-2" };
  await draw({ ...base, theme: "light", state, exactTimes: true, rowKey: "name", density: "comfortable", "no-status": true });
  await until(() => cells()[1] === "app-20", "the state's search");
  seen.properties = [table.state.search, table.exactTimes, table.rowKey, table.density, table.getAttribute("theme")];
  seen.boolean = [getComputedStyle(table.shadowRoot.querySelector("[part~=status]")).display];
  await draw({ ...base, theme: "light", state, rowKey: "name", "no-status": false });
  seen.boolean.push(getComputedStyle(table.shadowRoot.querySelector("[part~=status]")).display === "none");
  seen.isSameElement = table === find();
  await draw({ ...base, rows: window.rows(7), state: { ...state, search: "" }, rowKey: "name" });
  await until(() => cells().length === 7, "other rows");

  // Children, also after they change and after the table was away.
  const child = () => table.shadowRoot.querySelector("slot[name=toolbar]").assignedElements()[0]?.textContent;
  await draw({ ...base, word: "One" });
  await until(() => child() === "One", "a child");
  await draw({ ...base, word: "Two" });
  await until(() => child() === "Two", "the child's other text");
  await draw({ ...base });
  await until(() => child() === undefined, "no child");
  await draw(undefined);
  seen.gone = find();
  await draw({ ...base, word: "Three" });
  await until(() => cells().length > 7 && find().querySelector("button").textContent === "Three", "the table again");

  // Events, declared in the framework's way, and listened to by hand.
  const back = find();
  let byHand = 0;
  back.addEventListener("state-change", () => byHand++);
  heard.length = 0;
  back.shadowRoot.querySelector('[data-col="name"]').click();
  await until(() => heard.length, "state-change");
  seen.event = [heard[0][0], heard[0][1].query, byHand];
  await until(() => cells()[0] === "app-0");
  back.shadowRoot.querySelector("[part~=cell-name]").click();
  await until(() => heard.length === 2, "row-click");
  seen.click = [heard[1][0], heard[1][1].key];

  // Cells of the framework's own: they live, follow what is drawn anew, and end.
  if (hasCells) {
    const button = () => find().shadowRoot.querySelector('[aria-rowindex="2"] [part~=cell-name] button');
    await draw({ ...base, columns: [window.counters("one ")] });
    await until(button, "a component in a cell");
    button().click();
    await until(() => button().textContent === "one app-0 1", "a component's own state");
    find().query = "q=a";
    await new Promise((resume) => setTimeout(resume, 300));
    seen.kept = button().textContent;
    if (isWrapped) {
      await draw({ ...base, columns: [window.counters("two ")] });
      await until(() => button().textContent === "two app-0 1", "the component's other properties");
    }
    await draw({ ...base, rows: window.rows(1), columns: [window.counters("")] });
    await until(() => cells().length === 1, "one row");
  }
  end();
  await new Promise((resume) => setTimeout(resume, 50));
  seen.end = place.childElementCount;
  return seen;
}

for (const [framework, [, ways]] of Object.entries(FRAMEWORKS)) {
  for (const isWrapped of ways) {
    for (const browser of BROWSERS) {
      test(`frameworks, ${framework}, ${isWrapped ? "its component" : "the element"}, ${browser}`, () =>
        visit(browser, `${site.url}${framework}.html`, async (page) => {
          await waitFor(page, () => window.isThere);
          const hasCells = isWrapped || framework === "svelte";
          const seen = await page.evaluate(`(${everything})(${JSON.stringify({ isWrapped, hasCells })})`);
          assert.deepEqual(seen, {
            array: [2, 30, "number"],
            text: ["Apps", "app", "dark"],
            ready: ["ready"],
            properties: ["app-2", true, "name", "comfortable", "light"],
            boolean: ["none", false],
            isSameElement: true,
            gone: null,
            event: ["state-change", "sort=name", 1],
            click: ["row-click", "k0"],
            ...(hasCells && { kept: "one app-0 1" }),
            end: 0,
          });
        }));
    }
  }
}

/** Runs in the page: what is declared anew at each drawing, and what is declared no more. */
async function anew() {
  const place = document.querySelector("main");
  const { draw, end } = window.start(place, { isWrapped: true, heard() {} });
  const table = () => place.querySelector("clientele-table");
  const find = (selector) => table().shadowRoot.querySelector(selector);
  const until = async (call, what) => {
    const over = performance.now() + 5000;
    while (!call()) {
      if (performance.now() > over) throw new Error(`waited in vain for ${what}; it shows ${table()?.shadowRoot.textContent.slice(0, 400)}`);
      await new Promise((resume) => setTimeout(resume, 20));
    }
  };
  const named = (name) => Array.from(table().shadowRoot.querySelectorAll("button, input")).find((each) => [each.textContent.trim(), each.ariaLabel].includes(name));
  const quiet = () => new Promise((resume) => setTimeout(resume, 300));
  const shows = (text) => table().shadowRoot.textContent.includes(text);
  const seen = {};

  const rows = window.rows(300);
  const inline = (tag, search) => ({ columns: [{ id: "name" }], rows, tag: (row) => `${tag} ${row.name}`, texts: { toolbar: { search } }, density: "comfortable" });
  await draw(inline("one", "Suche"));
  await until(() => shows("one app-0"), "a tag");
  const grid = find("[role=grid]");
  named("Suche").click();
  await until(() => find("[part~=search] input"), "the field of the search");
  const field = find("[part~=search] input");
  field.focus();
  grid.scrollTop = 4000;
  await until(() => shows("app-100") && !shows("one app-0"), "rows further down");
  await draw(inline("two", "Suche"));
  await draw(inline("three", "Suche"));
  await until(() => shows("three app-100"), "the last function's tag");
  seen.kept = [find("[role=grid]") === grid, table().shadowRoot.activeElement === field, grid.scrollTop];

  await draw(inline("three", "Recherche"));
  await until(() => named("Recherche") && !named("Suche"), "other words");
  await draw({ columns: [{ id: "name" }], rows, state: { search: "app-29" } });
  await until(() => shows("app-299") && !shows("three") && !named("Recherche"), "no tag, English words");
  await draw({ columns: [{ id: "name" }] });
  await quiet();
  seen.gone = [table().tag, table().texts, table().density, table().state.search, table().rows.length].map(String);

  const asked = [];
  const remote = (name) => ({
    columns: [{ id: "name" }],
    source: {
      name,
      async fetch() {
        asked.push(this.name);
        return { rows: [{ id: 1, name: `from ${name}` }], matched: 1, total: 1 };
      },
    },
  });
  await draw(remote("A"));
  await until(() => shows("from A"), "a source's rows");
  asked.length = 0;
  await draw(remote("B"));
  await until(() => shows("from B"), "another source's rows");
  seen.asked = [...asked];
  await draw({ columns: [{ id: "name" }] });
  await until(() => !shows("from B"), "no source");
  await draw(remote("D"));
  await until(() => shows("from D"), "a source again");
  await draw({ columns: [{ id: "name" }], rows: window.rows(3), state: { search: "" } });
  await until(() => shows("app-2"), "rows in place of a source");
  seen.source = String(table().source);
  end();
  return seen;
}

/** Runs in the page: a column that begins to throw in one of its cells, and ends. */
async function throwing() {
  const errors = [];
  addEventListener("error", ({ error }) => errors.push([error.message, error.cause?.message]));
  const place = document.querySelector("main");
  const { draw, end } = window.start(place, { isWrapped: true, heard() {} });
  const { render } = window.counters("");
  const rows = window.rows(3);
  const columns = (isBroken) => [
    {
      id: "name",
      render(row) {
        if (isBroken && row.id === "k1") throw new Error("no such name");
        return render(row);
      },
    },
  ];
  const cells = () => Array.from(place.querySelectorAll("clientele-table")).flatMap((table) => Array.from(table.shadowRoot.querySelectorAll("[part~=cell-name]"), (cell) => cell.textContent));
  const seen = [];
  for (const isBroken of [false, true, false]) {
    await draw({ columns: columns(isBroken), rows });
    await new Promise((resume) => setTimeout(resume, 500));
    seen.push(cells());
  }
  end();
  return { seen, errors };
}

const COMPONENTS = Object.entries(FRAMEWORKS).filter(([, [, ways]]) => ways.includes(true));
for (const [framework, [file]] of COMPONENTS) {
  for (const browser of BROWSERS) {
    test(`frameworks, ${framework}, what is declared anew at each drawing, ${browser}`, () =>
      visit(browser, `${site.url}${framework}.html`, async (page) => {
        await waitFor(page, () => window.isThere);
        assert.deepEqual(await page.evaluate(`(${anew})()`), {
          kept: [true, true, 4000],
          gone: ["undefined", "undefined", "compact", "app-29", "300"],
          asked: ["B"],
          source: "undefined",
        });
      }));
    if (file === "react.jsx") {
      test(`frameworks, ${framework}, a cell that throws, ${browser}`, () =>
        visit(browser, `${site.url}${framework}.html`, async (page) => {
          await waitFor(page, () => window.isThere);
          const { seen, errors } = await page.evaluate(`(${throwing})()`);
          assert.deepEqual(seen, [["app-0 0", "app-1 0", "app-2 0"], ["app-0 0", "", "app-2 0"], ["app-0 0", "app-1 0", "app-2 0"]]);
          assert.ok(errors.length > 0);
          for (const error of errors) {
            assert.deepEqual(error, ['clientele-table: render of column "name" threw: no such name', "no such name"]);
          }
        }, { allow: /render of column "name" threw: no such name/ }));
    }
  }
}

test("frameworks, the README's code for React and Vue, as TypeScript", async () => {
  const folder = await project("types", join(here, "types"));
  const { React, Vue } = await snippets();
  const [, script] = /<script setup lang="ts">\n([\s\S]*?)<\/script>/.exec(Vue["src/App.vue"]);
  await writeFile(join(folder, "readme-react.tsx"), React["src/App.jsx"]);
  await writeFile(join(folder, "readme-vue.ts"), `import { h } from "vue";\n${script}\nh(ClienteleTable, { label: "Clients", columns, rows });`);
  for (const each of ["typescript", "typescript5"]) {
    await run("node", [join(here, "node_modules", each, "bin/tsc"), "-p", folder], folder);
  }
});

for (const browser of BROWSERS) {
  test(`frameworks, vue, rows in a deep ref, ${browser}`, () =>
    visit(browser, `${site.url}vue.html`, async (page, table) => {
      await waitFor(page, () => window.isThere);
      await page.evaluate(() => {
        window.kept = window.deep(document.querySelector("main"));
      });
      await table.shows(1);
      await page.evaluate(() => {
        window.kept.value.push({ id: 2, name: "two" });
      });
      await table.shows(2);
      await page.evaluate(() => {
        window.kept.value[0] = { id: 1, name: "first" };
      });
      await table.startsWith("name", ["first", "two"]);
    }));
}
