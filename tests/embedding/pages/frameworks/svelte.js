import { flushSync, mount, unmount } from "svelte";
import Counter from "./Counter.svelte";
import App from "./Svelte.svelte";
import { rows } from "./common.js";
import { Holder } from "./holder.svelte.js";

window.start = (target, { heard }) => {
  const holder = new Holder();
  const app = mount(App, { target, props: { holder, heard } });
  return {
    draw(props) {
      holder.props = props;
      flushSync();
    },
    end: () => unmount(app),
  };
};
window.counters = (prefix) => ({
  id: "name",
  label: "Name",
  render(row) {
    const node = document.createElement("span");
    const cell = mount(Counter, { target: node, props: { name: prefix + row.name } });
    return { node, destroy: () => unmount(cell) };
  },
});
window.rows = rows;
window.isThere = true;
