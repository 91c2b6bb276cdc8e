// Imports everything where there is no browser, and says what came of it.
const before = new Set(Object.keys(globalThis));
const all = await import("clientele-table");
await import("clientele-table/define");
all.define();
new all.ClienteleTable();
const globals = Object.keys(globalThis).filter((name) => !before.has(name));

const { createElement: e } = await import("react");
const { renderToString } = await import("react-dom/server");
const react = await import("clientele-table/react");
const columns = [{ id: "name" }];
const rows = [{ id: 1, name: "One" }];
const inReact = renderToString(e(react.ClienteleTable, { columns, rows, label: "Clients", "row-noun": "client" }, e("p", { slot: "empty" }, "None")));

const { createSSRApp, h } = await import("vue");
const server = await import("vue/server-renderer");
const vue = await import("clientele-table/vue");
const inVue = await server.renderToString(createSSRApp(() => h(vue.ClienteleTable, { columns, rows, label: "Clients", "row-noun": "client" }, () => h("p", { slot: "empty" }, "None"))));

console.log(JSON.stringify({ exports: Object.keys(all).sort(), globals, react: inReact, vue: inVue }));
