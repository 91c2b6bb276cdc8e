// <ClienteleTable> for React: its properties as props, its events as callbacks, and cells that render React elements.
import { createElement, forwardRef, isValidElement, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import "./define.js";

/** The callbacks, and the events that they hear. */
const EVENTS = {
  onReady: "ready",
  onStateChange: "state-change",
  onSelectionChange: "selection-change",
  onDisplayChange: "display-change",
  onRowClick: "row-click",
  onRowActivate: "row-activate",
  onNotice: "notice",
  onLoadProgress: "load-progress",
  onLoadEnd: "load-end",
  onLoadError: "load-error",
  onRetry: "retry",
  onError: "error",
};
const PROPERTIES = ["columns", "rows", "rowKey", "state", "texts", "tag", "density", "exactTimes", "wasmUrl"];

/** The table. What its columns' `value` gives is read when rows are set; what `render` gives follows each render. */
export const ClienteleTable = forwardRef(function ClienteleTable({ children, ...props }, ref) {
  const element = useRef(null);
  const latest = useRef(props);
  latest.current = props;
  const [cells] = useState(() => new Cells(latest));
  const [, draw] = useState(0);
  useImperativeHandle(ref, () => element.current, []);

  useLayoutEffect(() => {
    const table = element.current;
    cells.changed = () => draw((count) => count + 1);
    const listeners = Object.entries(EVENTS).map(([prop, type]) => {
      const listener = (event) => latest.current[prop]?.(event);
      table.addEventListener(type, listener);
      return () => table.removeEventListener(type, listener);
    });
    return () => listeners.forEach((remove) => remove());
  }, [cells]);

  const attributes = {};
  for (const [prop, value] of Object.entries(props)) {
    if (!(prop in EVENTS) && !PROPERTIES.includes(prop)) {
      attributes[prop] = value;
    }
  }
  for (const property of PROPERTIES) {
    useLayoutEffect(() => {
      if (props[property] !== undefined) {
        element.current[property] = property === "columns" ? cells.wrap(props.columns) : props[property];
      }
    }, [props[property]]);
  }
  return createElement("clientele-table", { ...attributes, ref: element }, children, cells.portals());
});

/** The React elements in cells, each in a node of its own. */
class Cells {
  #latest;
  #shown = new Map();
  #calls = new Map();
  #next = 0;
  #isDue = false;
  changed = () => {};

  /** @param latest a ref of the props that were rendered last */
  constructor(latest) {
    this.#latest = latest;
  }

  #column(id) {
    return this.#latest.current.columns?.find((column) => column.id === id);
  }

  /**
   * Columns whose functions stay the same from one render to the next and call those of the last: a component that declares its
   * columns inside has not declared others.
   */
  wrap(columns) {
    return columns?.map((column) => {
      const stable = { ...column };
      for (const name of ["value", "render", "onMore"]) {
        if (typeof column[name] === "function") {
          stable[name] = this.#call(column.id, name);
        }
      }
      return stable;
    });
  }

  #call(id, name) {
    const which = `${name} ${id}`;
    if (!this.#calls.has(which)) {
      const call = (given) => this.#column(id)?.[name]?.(given);
      this.#calls.set(which, name === "render" ? (row) => this.#cell(id, row, call(row)) : call);
    }
    return this.#calls.get(which);
  }

  #cell(column, row, made) {
    if (!isValidElement(made)) {
      return made;
    }
    const node = document.createElement("span");
    node.style.display = "contents";
    const id = this.#next++;
    this.#shown.set(id, { node, column, row });
    this.#draw();
    return {
      node,
      destroy: () => {
        this.#shown.delete(id);
        this.#draw();
      },
    };
  }

  /** Draws once for all cells that change at a time. */
  #draw() {
    if (!this.#isDue) {
      this.#isDue = true;
      queueMicrotask(() => {
        this.#isDue = false;
        this.changed();
      });
    }
  }

  /** What React draws: each cell as its column renders it now. */
  portals() {
    return Array.from(this.#shown, ([id, { node, column, row }]) => createPortal(this.#column(column)?.render?.(row), node, String(id)));
  }
}
