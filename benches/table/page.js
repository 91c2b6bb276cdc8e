// What runs in the browser: one grid, and the stopwatch. The driver calls `bench.*`.
import { OWNER, TYPED, makeRows } from "./rows.js";

const ADAPTERS = {
  us: () => import("./adapters/us.js"),
  element: () => import("./adapters/element.js"),
  "ag-grid": () => import("./adapters/ag-grid.js"),
  tabulator: () => import("./adapters/tabulator.js"),
  tanstack: () => import("./adapters/tanstack.js"),
  revogrid: () => import("./adapters/revogrid.js"),
};

const tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask", buffered: true });

const sleep = (ms) => new Promise((next) => setTimeout(next, ms));

/** The moment after the next frame was painted. */
const painted = () =>
  new Promise((next) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => next(performance.now());
      port2.postMessage(0);
    }),
  );

/** Milliseconds from a call to the frame that shows what came of it, and the longest task meanwhile (0: none over 50 ms). */
async function timed(call) {
  await painted();
  tasks.length = 0;
  const start = performance.now();
  await call();
  const end = await painted();
  await sleep(60); // long tasks are told of a little later
  const longest = Math.max(0, ...tasks.filter(({ startTime }) => startTime >= start - 5 && startTime <= end).map(({ duration }) => duration));
  return { ms: end - start, longest };
}

/**
 * Waits until the page has done nothing of note for a while, or has been busy for so long that nobody would wait. Work in turns
 * of some milliseconds delays a timer that is as short as the rests between them.
 */
async function calm() {
  const end = performance.now() + 30_000;
  for (let quiet = 0; quiet < 50 && performance.now() < end; ) {
    const before = performance.now();
    await sleep(4);
    quiet = performance.now() - before < 9 ? quiet + 1 : 0;
  }
}

let adapter;
let rows;

/** Milliseconds from a moment to the frame with the first row: some grids show it while they take the rest. */
async function firstPainted(start) {
  let at;
  do at = await painted();
  while (!adapter.first());
  return at - start;
}

/** What scrolls: where the grid doesn't say, the element with the most to scroll. */
function scrolling() {
  const far = (el) => el.scrollHeight - el.clientHeight;
  const scrolls = (el) => /auto|scroll/.test(getComputedStyle(el).overflowY);
  return adapter.scroller() ?? [...document.querySelectorAll("#grid *")].filter(scrolls).sort((a, b) => far(b) - far(a))[0];
}

async function scroll(steps) {
  const scroller = scrolling();
  const far = scroller.scrollHeight - scroller.clientHeight;
  const gaps = [];
  let before = await painted();
  tasks.length = 0;
  for (let step = 1; step <= steps; step++) {
    // A third of the way in small steps, as by wheel; then far jumps, as by the scrollbar's thumb.
    scroller.scrollTop = step <= steps / 3 ? step * 100 : (far * step) / steps;
    const now = await painted();
    gaps.push(now - before);
    before = now;
  }
  await sleep(60);
  // A frame that comes a whole frame late was missed; less is the clock's jitter.
  return { missed: gaps.filter((gap) => gap > 25).length, worst: Math.max(...gaps), longest: Math.max(0, ...tasks.map(({ duration }) => duration)) };
}

async function check(what, wanted) {
  const count = await adapter.count();
  if (count !== wanted) throw new Error(`${what}: ${count} rows are in view, not ${wanted}`);
}

window.bench = {
  async start(name) {
    const root = document.getElementById("grid");
    const start = performance.now();
    adapter = await (await ADAPTERS[name]()).start(root);
    const ms = performance.now() - start;
    await sleep(100);
    return { ms };
  },
  rows(count) {
    rows = makeRows(count);
    return rows.length;
  },
  /** One operation; nothing where the grid has none. */
  async run(what) {
    const matching = (test) => rows.reduce((sum, row) => sum + test(row), 0);
    switch (what) {
      case "load": {
        let first;
        const result = await timed(() => {
          first = firstPainted(performance.now());
          return adapter.load(rows);
        });
        await check(what, rows.length);
        if (!adapter.first()) throw new Error("load: the first row is not painted");
        return { ...result, first: await first };
      }
      case "idle": // time to make indices ahead, for those that do
        await (adapter.preparesInIdleTime ? calm() : sleep(300));
        return null;
      case "floor": {
        // What an operation takes that has nothing to do: most of it is the wait for the next frame.
        const times = [];
        for (let nth = 0; nth < 10; nth++) times.push((await timed(() => document.getElementById("grid").setAttribute("data-nth", nth))).ms);
        return { ms: times.reduce((a, b) => a + b) / times.length };
      }
      case "sort-name": {
        const result = await timed(() => adapter.sort("name", "asc"));
        if (!adapter.first()?.includes("acme-share")) throw new Error(`sort: the first row is ${adapter.first()}`);
        return result;
      }
      case "sort-time":
        return timed(() => adapter.sort("last_login", "desc"));
      case "type": {
        if (!adapter.search) return null;
        const keys = [];
        for (let length = 1; length <= TYPED.length; length++) keys.push(await timed(() => adapter.search(TYPED.slice(0, length))));
        await check(what, matching((row) => row.name.includes(TYPED) || row.client_id.includes(TYPED)));
        const times = keys.map(({ ms }) => ms);
        return { ms: times.reduce((a, b) => a + b), worst: Math.max(...times), longest: Math.max(...keys.map(({ longest }) => longest)) };
      }
      case "clear-search":
        return adapter.search ? timed(() => adapter.search("")) : null;
      case "filter": {
        const result = await timed(() => adapter.filter("created_by", [OWNER]));
        await check(what, matching((row) => row.created_by === OWNER));
        return result;
      }
      case "clear-filter":
        return timed(() => adapter.filter("created_by", []));
      case "csv": {
        if (!adapter.csv) return null;
        let size = 0;
        const result = await timed(async () => (size = await adapter.csv()));
        if (size < rows.length * 100) throw new Error(`csv: ${size} bytes are too few`);
        return result;
      }
      case "scroll":
        return scroll(60);
      case "limit":
        return adapter.limit ? { ms: adapter.limit(rows.length * 160) } : null;
    }
  },
  bytes: () => adapter?.bytes?.() ?? 0,
};
