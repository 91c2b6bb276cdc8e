// Vue's component, and the element in templates.
import { ClienteleTable, type ClienteleTableProps, type Column } from "clientele-table/vue";
import { type GlobalComponents, h, useTemplateRef } from "vue";

const columns: Column<{ id: number; name: string }>[] = [{ id: "name", render: (row) => h("b", row.name) }];

export const page = () =>
  h(ClienteleTable, { columns, rows: [{ id: 1, name: "One" }], label: "Clients", onStateChange: (event) => console.log(event.detail.query) }, () => h("button", { slot: "toolbar" }));

const props: ClienteleTableProps = { columns, density: "compact", "row-key": "name", "exact-times": true, onRowClick: ({ detail }) => console.log(detail.key) };
// @ts-expect-error columns are needed
const none: ClienteleTableProps = { rows: [] };
const table = useTemplateRef<InstanceType<typeof ClienteleTable>>("table");
console.log(table.value?.element?.selection, props, none);

type Bare = InstanceType<GlobalComponents["clientele-table"]>["$props"];
const bare: Bare = { columns: [{ id: "name" }], class: "wide", onStateChange: (event) => console.log(event.detail.state) };
// @ts-expect-error there is no such theme
const wrong: Bare = { theme: "black" };
console.log(bare, wrong);
