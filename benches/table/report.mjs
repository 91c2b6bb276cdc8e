// The measurements as Markdown.

const NAMES = { us: "Clientele", element: "as element", "ag-grid": "AG Grid", tabulator: "Tabulator", tanstack: "TanStack", revogrid: "RevoGrid" };
const ROWS = [
  ["start", "its code: fetched from this machine, compiled, an empty table", "ms"],
  ["start + load", "from nothing to painted rows", "ms"],
  ["load", "load: the first rows are painted", "first"],
  ["load", "load: all rows to a painted table", "ms"],
  ["load + sort-name", "load and first sort", "ms"],
  ["sort-name", "sort by name, first time", "ms"],
  ["sort-time", "sort by time, first time", "ms"],
  ["floor", "nothing: an attribute is changed", "ms"],
  ["sort-name again", "sort by name again", "ms"],
  ["type", "type 10 characters into search, sum", "ms"],
  ["type", "the slowest of these", "worst"],
  ["clear-search", "clear the search", "ms"],
  ["filter", "filter to one value", "ms"],
  ["clear-filter", "clear the filter", "ms"],
  ["csv", "CSV of all rows", "ms"],
  ["scroll", "frames missed of 60 while scrolling", "missed"],
  ["scroll", "slowest frame while scrolling", "worst"],
  ["longest", "longest task (0: none over 50 ms)", "ms"],
  ["memory", "memory after load beyond the rows, MB", "bytes"],
  ["memory after all", "memory after all of this, MB", "bytes"],
];
/** The same table twice: as a Leptos component, and as the element that the npm package has. */
const OURS = ["us", "element"];
const LOWER_IS_TIME = new Set(["ms", "worst", "first"]);

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
const short = (value) => (value < 9.95 ? value.toFixed(1) : value.toFixed(0));

/** Values of one operation over the rounds. */
function values(measured, [operation, , part]) {
  if (operation === "load + sort-name") return measured.load && measured["sort-name"] ? measured.load.ms + measured["sort-name"].ms : undefined;
  if (operation === "start + load") return measured.load && measured.start ? measured.start.ms + measured.load.ms : undefined;
  if (operation === "longest") return Math.max(...Object.values(measured).map((one) => one?.longest ?? 0));
  const value = measured[operation]?.[part];
  return part === "bytes" && value !== undefined ? value / 2 ** 20 : value;
}

/** What somebody has written below the measurements: it stays. */
export function byHand(text) {
  const start = text.indexOf("\n## What of the goals");
  return start < 0 ? "" : text.slice(start);
}

export function markdown({ machine, versions, results, counts, grids }) {
  const roundsOf = (count) => new Set(results.filter((one) => one.count === count).map(({ round }) => round)).size;
  const rounds = Math.min(...counts.map(roundsOf).filter(Boolean));
  const lines = [
    "# The table beside other grids",
    "",
    `Written by \`cargo xtask bench table\`. ${rounds} rounds in one run of Chromium ${machine.chromium}, the grids in turn, each round on a fresh page;`,
    "from the call to the next painted frame, medians in milliseconds with least and most in brackets. A frame lasts 16.7 ms, and a call waits for the",
    "next one, which is all that the line *nothing* takes. *Times* is the fastest other grid over ours; where ours is within two frames, a factor says little.",
    "",
    `AG Grid Community ${versions["ag-grid-community"]}, Tabulator ${versions["tabulator-tables"]}, TanStack Table core ${versions["@tanstack/table-core"]} with virtual-core`,
    `${versions["@tanstack/virtual-core"]} (it brings no elements: plain \`div\`s), RevoGrid ${versions["@revolist/revogrid"]}. 7 columns, the same rows for each; a dash where a`,
    `grid has no such thing. Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memory} GB; shared, so that only ratios count.`,
    "",
    "Not the same work: our sort is natural order without regard to case and accents, the others compare code units or by locale, TanStack its own",
    "natural order; our search looks at all columns as they show, times too; Tabulator has no search, so it filters by a function over the shown texts.",
    "",
  ];
  for (const count of counts.filter(roundsOf)) {
    const own = roundsOf(count) === rounds ? "" : `, ${roundsOf(count)} rounds`;
    lines.push(`## ${count.toLocaleString("en")} rows${own}`, "");
    lines.push(`| | ${grids.map((grid) => NAMES[grid]).join(" | ")} | Times |`, `| --- |${" ---: |".repeat(grids.length + 1)}`);
    for (const row of ROWS) {
      const medians = grids.map((grid) => {
        const all = results.filter((one) => one.grid === grid && one.count === count).map((one) => values(one.measured, row)).filter((value) => value !== undefined && Number.isFinite(value));
        return all.length ? { median: median(all), least: Math.min(...all), most: Math.max(...all) } : undefined;
      });
      const ours = grids.indexOf("us");
      const others = medians.filter((one, at) => !OURS.includes(grids[at]) && one).map((one) => one.median);
      const times = LOWER_IS_TIME.has(row[2]) && !["longest", "floor"].includes(row[0]) && medians[ours] && others.length ? short(Math.min(...others) / medians[ours].median) : "";
      const cell = (one) => (one ? `${short(one.median)} (${short(one.least)}–${short(one.most)})` : "–");
      lines.push(`| ${row[1]} | ${medians.map(cell).join(" | ")} | ${times} |`);
    }
    const limits = results.filter((one) => one.count === count && one.measured.limit).map((one) => one.measured.limit.ms);
    if (limits.length) {
      lines.push("", `The physical limit of a search: a plain loop over as many bytes as the rows' texts have (160 a row, ${Math.round((count * 160) / 1e6)} MB), in the same WebAssembly: ${median(limits).toFixed(1)} ms.`);
    }
    for (const grid of grids) {
      const failure = results.find((one) => one.grid === grid && one.count === count && one.measured.failure);
      if (failure) lines.push("", `${NAMES[grid]} did not get through: ${failure.measured.failure}`);
    }
    lines.push("");
  }
  return lines.join("\n");
}
