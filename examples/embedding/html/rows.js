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
