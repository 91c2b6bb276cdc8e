// Rows from an address: as they arrive, cancelled, broken.
import assert from "node:assert/strict";
import { eachOf } from "../lib/each.mjs";

const each = eachOf("load");

each("NDJSON shows while the rest arrives, and says how far it is", async () => {
  const table = await made(0);
  const loading = table.load("/rows/slow.ndjson");
  await until(() => shown(table));
  const early = table.rows.length;
  await loading;
  await until(() => table.keysInView().length === 3000);
  return { early, rows: table.rows.length, heard: heard.filter(({ type }) => type.startsWith("load-")).map(({ type, detail }) => ({ type, ...detail })) };
}, {
  check: ({ early, rows, heard }) => {
    assert.ok(early >= 1000 && early < 3000, `${early} rows at first`);
    assert.equal(rows, 3000);
    assert.deepEqual(heard.at(-1), { type: "load-end", rows: 3000 });
    const progress = heard.slice(0, -1);
    assert.ok(progress.length > 1 && progress.every((each, at) => each.type === "load-progress" && each.progress > (progress[at - 1]?.progress ?? 0) && each.progress <= 1), JSON.stringify(heard));
  },
});

each("the attribute src, JSON and CSV", async () => {
  const seen = {};
  const table = await made(0, { before: (each) => (each.src = "/rows/rows.json") });
  await until(() => shown(table) === 2);
  seen.json = texts(table, "name");
  await table.load("/rows/rows.csv");
  await until(() => texts(table, "name").includes("😀"));
  seen.csv = table.rows.map((row) => ({ ...row }));
  await table.load("/rows/empty.ndjson");
  seen.empty = table.rows.length;
  await table.load(new URL("/rows/kind", location.href));
  seen.kind = table.rows.length;
  await table.load("/rows/what", { format: "ndjson" });
  seen.format = table.rows.length;
  return seen;
}, {
  check: (is) => assert.deepEqual(is, {
    json: ["one", "two"],
    csv: [{ id: "1", name: 'one, "two"\r\nthree', calls: "5" }, { id: "2", name: "😀", calls: "" }],
    empty: 0,
    kind: 1,
    format: 1,
  }),
});

each("rows show though nothing comes after them", async () => {
  const table = await made(0);
  const cancel = new AbortController();
  const loading = failure(() => table.load("/rows/stalled.ndjson", { signal: cancel.signal }));
  await until(() => shown(table) === 2);
  cancel.abort();
  return (await loading) !== undefined;
}, { check: (isCancelled) => assert.ok(isCancelled) });

each("cancelled: by the page, by other rows, by leaving the page", async () => {
  const table = await made(0);
  const seen = {};
  const cancel = new AbortController();
  const first = failure(() => table.load("/rows/endless.ndjson", { signal: cancel.signal }));
  await until(() => shown(table) === 2);
  cancel.abort();
  seen.first = await first;
  seen.kept = table.rows.length;
  heard.length = 0;
  const second = failure(() => table.load("/rows/endless.ndjson"));
  await until(() => heard.some(({ type }) => type === "load-progress"));
  table.rows = rows(1);
  seen.second = await second;
  seen.others = table.rows.length;
  heard.length = 0;
  const third = failure(() => table.load("/rows/slow.ndjson"));
  await until(() => heard.some(({ type }) => type === "load-progress"));
  table.remove();
  seen.third = await third;
  seen.errors = heard.filter(({ type }) => type === "load-error").length;
  main.append(table);
  await until(() => heard.some(({ type }) => type === "load-end"));
  seen.again = table.rows.length;
  return seen;
}, {
  check: (is) => {
    for (const message of [is.first, is.second, is.third]) {
      assert.match(message, /abort/i);
    }
    assert.deepEqual([is.kept, is.others, is.errors, is.again], [2, 1, 0, 3000]);
  },
});

each("what is wrong is said with the address, in the table too", async () => {
  const table = await made(0);
  const said = {};
  for (const file of ["failed.json", "cut.json", "object.json", "cut.csv", "what", "missing.json"]) {
    said[file] = await failure(() => table.load(`/rows/${file}`));
  }
  said.unreachable = await failure(() => table.load("http://127.0.0.1:9/rows.json"));
  await until(() => table.shadowRoot.querySelector("[part~=message]"));
  said.shown = table.shadowRoot.querySelector("[part~=message]").textContent;
  said.broken = await failure(() => table.load("/rows/broken.ndjson"));
  said.twice = await failure(() => table.load("/rows/twice.ndjson"));
  said.events = heard.filter(({ type }) => type === "load-error").length;
  return said;
}, {
  check: (is) => {
    assert.match(is["failed.json"], /^\/rows\/failed\.json: the server answered 500/);
    assert.match(is["cut.json"], /^\/rows\/cut\.json.*can't be read: /);
    assert.match(is["object.json"], /^\/rows\/object\.json: the JSON is no array of rows/);
    assert.match(is["cut.csv"], /^\/rows\/cut\.csv: the CSV ends within a quoted cell/);
    assert.match(is.what, /^\/rows\/what: rows come as ndjson, json or csv; this is text\/plain\. Give the format/);
    assert.match(is["missing.json"], /the server answered 404/);
    assert.match(is.unreachable, /^http:\/\/127\.0\.0\.1:9\/rows\.json could not be fetched: /);
    assert.match(is.shown, /could not be fetched/);
    assert.match(is.broken, /^\/rows\/broken\.ndjson: line 3 is not JSON: /);
    assert.match(is.twice, /two rows have the id "1"/);
    assert.equal(is.events, 9);
  },
  allow: /status of (404|500)|Content.Security.Policy|connect-src|Failed to load resource|Cross-Origin/,
});

each("Retry loads again, unless the page says otherwise", async () => {
  const table = await made(0);
  let answers = 0;
  const fetched = () => Promise.resolve(answers++ ? Response.json([{ id: 1, name: "one" }]) : new Response("", { status: 503 }));
  await failure(() => table.load("/x.json", { fetch: fetched }));
  const retry = () => until(() => Array.from(table.shadowRoot.querySelectorAll("[part~=message] button")).find((button) => /again|retry/i.test(button.textContent)));
  const prevent = (event) => event.preventDefault();
  table.addEventListener("retry", prevent);
  (await retry()).click();
  await drawn();
  const prevented = answers;
  table.removeEventListener("retry", prevent);
  (await retry()).click();
  await until(() => shown(table) === 1);
  return { prevented, answers };
}, { check: (is) => assert.deepEqual(is, { prevented: 1, answers: 2 }) });

each("a page's own status", async () => {
  const table = await made(3);
  table.setStatus("loading", { progress: 0.25 });
  const bar = await until(() => table.shadowRoot.querySelector("[role=progressbar]"));
  const at = bar.getAttribute("aria-valuenow");
  table.rows = [];
  table.setStatus("failed", { message: "The tape is torn" });
  const said = (await until(() => table.shadowRoot.querySelector("[part~=message]"))).textContent;
  table.setStatus("ready");
  return { at, said };
}, {
  check: (is) => {
    assert.equal(is.at, "25");
    assert.match(is.said, /The tape is torn/);
  },
});
