import { ClienteleTable } from "clientele-table/vue";
import "clientele-table/define";
import { createApp, defineComponent, h, nextTick, ref, shallowRef } from "vue";
import { rows } from "./common.js";

const Counter = defineComponent({
  props: ["name"],
  setup(props) {
    const count = ref(0);
    return () => h("button", { onClick: () => count.value++ }, `${props.name} ${count.value}`);
  },
});

window.start = (place, { isWrapped, heard }) => {
  const props = shallowRef();
  const listeners = { onReady: heard, onStateChange: heard, onRowClick: heard };
  const app = createApp(() => {
    if (!props.value) {
      return undefined;
    }
    const { word, ...given } = props.value;
    const children = word ? [h("button", { slot: "toolbar" }, word)] : [];
    return isWrapped ? h(ClienteleTable, { ...given, ...listeners }, () => children) : h("clientele-table", { ...given, ...listeners }, children);
  });
  app.mount(place);
  return {
    async draw(next) {
      props.value = next;
      await nextTick();
    },
    end: () => app.unmount(),
  };
};
/** A table of rows in a deep `ref`: gives the rows, as a component changes them. */
window.deep = (place) => {
  const rows = ref([{ id: 1, name: "one" }]);
  createApp(() => h(ClienteleTable, { columns: [{ id: "name" }], rows: rows.value })).mount(place);
  return rows;
};
window.counters = (prefix) => ({ id: "name", label: "Name", render: (row) => h(Counter, { name: prefix + row.name }) });
window.rows = rows;
window.isThere = true;
