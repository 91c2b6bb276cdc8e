// Orders of a shop that does not exist. Yours come from your server.
const CITIES = ["Kraków", "Łódź", "Malmö", "Porto", "Zürich", "Århus", "Reykjavík"];
const STATES = ["open", "paid", "shipped", "returned"];
const TAGS = ["gift", "express", "fragile", "abroad"];

export function orders(count) {
  const now = Date.now();
  return Array.from({ length: count }, (_, at) => ({
    id: `o-${at + 1}`,
    customer: `Customer ${(at * 7919) % 10_007}`,
    city: CITIES[at % CITIES.length],
    state: STATES[(at * 13) % STATES.length],
    tags: TAGS.filter((_, nth) => (at >> nth) % 3 === 1),
    total: ((at * 7919) % 99_991) / 100,
    placed: now - at * 60_000,
  }));
}

/** A million orders that stay on a server: here a function that takes its time, at yours `fetch` of an address with these in it. */
export const archive = {
  async fetch({ state, offset, limit, signal }) {
    await new Promise((resume) => setTimeout(resume, 200));
    signal.throwIfAborted();
    const asked = /\d+/.exec(state.search)?.[0];
    const matched = state.search === "" ? 1_000_000 : asked && Number(asked) < 1_000_000 ? 1 : 0;
    const isReversed = state.sort[0]?.descending === true;
    const rows = [];
    for (let at = offset; at < Math.min(offset + limit, matched); at++) {
      const of = asked ? Number(asked) : isReversed ? matched - 1 - at : at;
      rows.push({ id: `a-${of}`, customer: `Customer ${of % 10_007}`, placed: 1.7e12 - of * 60_000 });
    }
    return { rows, matched, total: 1_000_000 };
  },
};
