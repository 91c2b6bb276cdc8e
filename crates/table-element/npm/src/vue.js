// <ClienteleTable> for Vue: its properties as props, its events as emits, and cells that render Vue's nodes.
import { defineComponent, getCurrentInstance, h, isVNode, onBeforeUnmount, onMounted, render, shallowRef, toRaw, watch } from "vue";
import "./define.js";
import { Props, StableColumns } from "./stable.js";

const EVENTS = [
  "ready", "state-change", "selection-change", "display-change", "row-click", "row-activate", "notice", "load-progress", "load-end",
  "load-error", "retry", "error",
];
const PROPERTIES = ["rowKey", "columns", "source", "rows", "state", "texts", "tag", "density", "exactTimes", "wasmUrl"];

/** The table. A cell is drawn again when something changes that its column's `render` has read. */
export const ClienteleTable = defineComponent({
  name: "ClienteleTable",
  props: Object.fromEntries(PROPERTIES.map((name) => [name, { type: name === "exactTimes" ? Boolean : null, default: undefined }])),
  emits: EVENTS,
  setup(props, { emit, expose, slots }) {
    const element = shallowRef();
    const { appContext } = getCurrentInstance();
    const listeners = EVENTS.map((type) => [type, (event) => emit(type, event)]);
    const columns = new StableColumns(
      () => props.columns,
      (id, row, made) => (isVNode(made) ? cell(() => columns.column(id)?.render?.(row), appContext) : made),
    );
    const given = { columns: () => columns.of(raw(props.columns)), rows: () => raw(props.rows) };
    const properties = new Props();
    onMounted(() => {
      const table = element.value;
      for (const [type, listener] of listeners) {
        table.addEventListener(type, listener);
      }
      for (const property of PROPERTIES) {
        watch(given[property] ?? (() => toRaw(props[property])), (value) => properties.set(table, property, value), { immediate: true });
      }
    });
    onBeforeUnmount(() => {
      for (const [type, listener] of listeners) {
        element.value.removeEventListener(type, listener);
      }
    });
    expose({ element });
    return () => h("clientele-table", { ref: element }, slots.default?.());
  },
});

/** A value without Vue's proxies; an array is heard of as a whole, without a proxy for each of its rows. */
function raw(value) {
  if (Array.isArray(value)) {
    value.includes(undefined);
    return toRaw(value).map(toRaw);
  }
  return toRaw(value);
}

/** A node that Vue draws in. */
function cell(draw, appContext) {
  const node = document.createElement("span");
  node.style.display = "contents";
  const vnode = h(draw);
  vnode.appContext = appContext;
  render(vnode, node);
  return { node, destroy: () => render(null, node) };
}
