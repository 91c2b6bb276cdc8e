// Made-up clients, the same each time.
const TEAMS = ["ci", "etl", "billing", "search", "mail", "backup", "report", "notebook"];
const ROLES = ["Researcher", "Administrator", "Viewer", "Operator", "Auditor"];
const PEOPLE = ["ana@example.org", "björn@example.org", "chloé@example.org", "dimitri@example.org"];

/** A plain generator (mulberry32), so that a gallery looks alike twice. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function clients(count, seed = 1) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const now = Date.now();
  return Array.from({ length: count }, (_, at) => ({
    id: `c${at + 1}`,
    name: `${pick(TEAMS)}-${pick(["pipeline", "worker", "export", "sync", "agent"])}-${Math.floor(next() * count) + 1}`,
    clientId: `cl_${Math.floor(next() * 2 ** 48).toString(36).padStart(10, "0")}`,
    roles: ROLES.filter(() => next() < 0.3),
    owner: pick(PEOPLE),
    lastLogin: next() < 0.15 ? null : now - Math.floor(next() ** 3 * 4e10),
    calls: Math.floor(next() ** 4 * 1e6),
    enabled: next() < 0.9,
  }));
}

export const columns = [
  { id: "name", label: "Name", alwaysShown: true, width: 220 },
  { id: "clientId", label: "Client ID", kind: "id", width: 150 },
  { id: "roles", label: "Roles", kind: "list", width: 220 },
  { id: "owner", label: "Owner", set: true, width: 170 },
  { id: "lastLogin", label: "Last login", kind: "timestamp" },
  { id: "calls", label: "Calls", kind: "number", width: 100 },
  { id: "enabled", label: "Enabled", kind: "boolean", width: 90 },
];

/** A table in a place of the page. */
export function table(place, properties) {
  const made = document.createElement("clientele-table");
  Object.assign(made, properties);
  place.append(made);
  return made;
}
