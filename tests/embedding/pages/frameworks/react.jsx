import { ClienteleTable } from "clientele-table/react";
import "clientele-table/define";
import { useState } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { rows } from "./common.js";

const Wrapped = ({ heard, word, ...props }) => (
  <ClienteleTable {...props} onReady={heard} onStateChange={heard} onRowClick={heard}>{word && <button slot="toolbar">{word}</button>}</ClienteleTable>
);
const Bare = ({ heard, word, ...props }) => (
  <clientele-table {...props} onready={heard} onstate-change={heard} onrow-click={heard}>{word && <button slot="toolbar">{word}</button>}</clientele-table>
);

function Counter({ name }) {
  const [count, setCount] = useState(0);
  return <button onClick={() => setCount(count + 1)}>{name} {count}</button>;
}

/** Gives what draws the table with other properties, or none with `undefined`. */
window.start = (place, { isWrapped, heard }) => {
  const Table = isWrapped ? Wrapped : Bare;
  const root = createRoot(place);
  return {
    draw: (props) => flushSync(() => root.render(props && <Table {...props} heard={heard} />)),
    end: () => flushSync(() => root.unmount()),
  };
};
/** A column whose cells are components. */
window.counters = (prefix) => ({ id: "name", label: "Name", render: (row) => <Counter name={prefix + row.name} /> });
window.rows = rows;
window.isThere = true;
