// For frameworks, whose components declare their columns anew whenever they are drawn.

/** Of these `undefined` says nothing: the element stays as it is. */
const KEPT = ["rows", "state"];

/** Sets a component's props as the element's properties. One that is given no more is as if it had never been. */
export class Props {
  #given = {};

  set(table, property, value) {
    const wasGiven = this.#given[property] !== undefined;
    this.#given[property] = value;
    if (value !== undefined || (wasGiven && !KEPT.includes(property))) {
      table[property] = value;
    }
  }
}

/**
 * Columns whose functions stay the same from one drawing to the next and call those of the last, so that the element sees no other
 * columns where there are none.
 */
export class StableColumns {
  #latest;
  #cell;
  #calls = new Map();

  /**
   * @param latest gives the columns that were drawn last
   * @param cell makes what a column's `render` gave into what the element takes: `cell(id, row, made)`
   */
  constructor(latest, cell) {
    this.#latest = latest;
    this.#cell = cell;
  }

  /** The column as it was drawn last. */
  column(id) {
    return this.#latest()?.find((column) => column.id === id);
  }

  /** What is no array of columns is left to the element, which says what is wrong. */
  of(columns) {
    if (!Array.isArray(columns) || !columns.every((column) => column && typeof column === "object")) {
      return columns;
    }
    return columns.map((column) => {
      const { id } = column;
      const stable = { ...column };
      for (const name of ["value", "onMore"]) {
        if (typeof column[name] === "function") {
          stable[name] = this.#call(`${name} ${id}`, (given) => this.column(id)?.[name]?.(given));
        }
      }
      if (typeof column.render === "function") {
        stable.render = this.#call(`render ${id}`, (row) => this.#cell(id, row, this.column(id)?.render?.(row)));
      }
      if (Array.isArray(column.facets)) {
        stable.facets = column.facets.map((facet, at) => ({
          ...facet,
          value: this.#call(`facet ${at} ${id}`, (row) => this.column(id)?.facets?.[at]?.value(row) ?? []),
        }));
      }
      return stable;
    });
  }

  #call(which, call) {
    if (!this.#calls.has(which)) {
      this.#calls.set(which, call);
    }
    return this.#calls.get(which);
  }
}
