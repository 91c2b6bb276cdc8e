"use client";
// <ClienteleTable> for React: its properties as props, its events as callbacks, and cells that render React elements.
import { createElement, forwardRef, isValidElement, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import "./define.js";
import { Props, StableColumns } from "./stable.js";

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
const PROPERTIES = ["rowKey", "columns", "source", "rows", "state", "texts", "tag", "density", "exactTimes", "wasmUrl"];

/** The table. What its columns' `value` gives is read when rows are set; what `render` and `tag` give follows each render. */
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
      attributes[prop === "className" ? "class" : prop] = value; // React 18 knows no className here
    }
  }
  for (const property of PROPERTIES) {
    useLayoutEffect(() => cells.set(element.current, property, props[property]), [props[property]]);
  }
  return createElement("clientele-table", { ...attributes, ref: element }, children, cells.portals());
});

/** The React elements in cells, each in a node of its own. */
class Cells {
  #props = new Props();
  #columns;
  #shown = new Map();
  #next = 0;
  #isDue = false;
  changed = () => {};

  /** @param latest a ref of the props that were rendered last */
  constructor(latest) {
    this.#columns = new StableColumns(() => latest.current.columns, (...given) => this.#cell(...given));
  }

  set(table, property, value) {
    this.#props.set(table, property, property === "columns" ? this.#columns.of(value) : value);
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
    return Array.from(this.#shown, ([id, { node, column, row }]) => createPortal(this.#render(column, row), node, String(id)));
  }

  /** One cell must not end what React draws: it is empty, and what it threw is reported as the element does. */
  #render(column, row) {
    try {
      return this.#columns.column(column)?.render?.(row);
    } catch (error) {
      reportError(new Error(`clientele-table: render of column "${column}" threw: ${error?.message ?? error}`, { cause: error }));
      return undefined;
    }
  }
}
