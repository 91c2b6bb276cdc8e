// Rows that stay on a server
// A million rows, fetched in blocks as they come into view; some blocks fail the first time. Search, filters and sort are the server’s (here a function that takes its time).
import { define } from "../element/clientele-table.js";
import { table } from "./rows.js";

const KINDS = ["create", "delete", "sign in", "update"];
const event = (at) => ({ id: `e${at}`, name: `Event ${at}`, kind: KINDS[at % 4], at: 1.79e12 - at * 60_000 });

/** Stands for a server with an endpoint such as /events?search=…&skip=…&take=… */
function server({ state, offset, limit, signal }) {
  return new Promise((answer, refuse) => {
    const timer = setTimeout(() => {
      if (Math.random() < 0.1) {
        return refuse(new Error("The server answered 503"));
      }
      const kind = state.filters.find(({ facet }) => facet === "kind")?.test.set?.values[0];
      const step = kind ? 4 : 1;
      const first = kind ? KINDS.indexOf(kind) : 0;
      const wanted = /\d+/.exec(state.search)?.[0];
      const found = wanted === undefined ? undefined : [Number(wanted)];
      const matched = found ? 1 : 1_000_000 / step;
      const isReversed = state.sort[0]?.descending === false;
      const rows = [];
      for (let at = offset; at < Math.min(offset + limit, matched); at++) {
        rows.push(event(found ? found[0] : first + step * (isReversed ? matched - 1 - at : at)));
      }
      answer({ rows, matched, total: 1_000_000 });
    }, 150 + Math.random() * 300);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      refuse(signal.reason);
    });
  });
}

export default function (place) {
  define();
  table(place, {
    label: "Events",
    columns: [
      { id: "name", label: "Event", alwaysShown: true, width: 240 },
      { id: "kind", label: "Kind", set: true },
      { id: "at", label: "At", kind: "timestamp" },
    ],
    source: { fetch: server, facet: async () => KINDS.map((value) => ({ value, rows: 250_000 })) },
  });
}
