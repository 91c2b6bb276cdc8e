// Invented applications, the same each time and for each grid.

const WHAT = "acme-share airflow argo-events batch-scoring billing-export catalog-indexer ci-pipeline crm-sync dbt-nightly edge-cache-warmer feature-store fraud-scores github-actions grafana-reader image-tagger invoice-ocr jupyter-shared".split(" ");
const WHERE = "prod staging eu us dev".split(" ");
const WHO = "mei-lin.tan@example.com priya.raman@example.com platform-bootstrap jonas.weber@example.com tomas@example.com anders.holm@example.com demo-import".split(" ");
const ROLES = ["Viewer", "Editor", "Researcher", "ML engineer", "L1 researcher", "Data source administrator", "Application administrator"];
const SCOPES = ["Cluster: A", "Cluster: B", "Department: Research", "Project: warehouse", "Project: risk-scoring", "Project: prod-billing"];
const RULES = [0, 1, 1, 1, 2, 2, 3, 5];
const SPREAD = [60, 1440, 60 * 24 * 30, 60 * 24 * 200];

export const COLUMNS = [
  { id: "name", label: "Application", width: 200 },
  { id: "client_id", label: "Client ID", width: 224 },
  { id: "rules", label: "Access rule(s)", width: 264 },
  { id: "last_login", label: "Last login", width: 112 },
  { id: "created_by", label: "Created by", width: 148 },
  { id: "created", label: "Creation time", width: 116 },
  { id: "updated", label: "Last updated", width: 112 },
];

/** What the typing types, and the value that is filtered for. */
export const TYPED = "airflow-pr";
export const OWNER = "priya.raman@example.com";

export function makeRows(count) {
  let seed = 0x9e3779b9;
  // Marsaglia's xorshift, 32 bits.
  const below = (n) => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) % n;
  };
  const one = (of) => of[below(of.length)];
  const now = 1_773_111_600_000;
  const rows = new Array(count);
  for (let n = 0; n < count; n++) {
    const name = `${one(WHAT)}-${one(WHERE)}-${below(count)}`;
    const created = now - below(60 * 24 * 700) * 60_000;
    const rules = [];
    for (let rest = one(RULES); rest > 0; rest--) rules.push(`${one(ROLES)} · ${one(SCOPES)}`);
    rows[n] = {
      id: `app-${n}`,
      name,
      client_id: `${name}-${below(0xffffff).toString(16).padStart(6, "0")}`,
      rules,
      last_login: below(8) > 0 ? now - below(one(SPREAD)) * 60_000 : null,
      created_by: one(WHO),
      created,
      updated: Math.max(created, now - below(60 * 24 * 90) * 60_000),
    };
  }
  return rows;
}

const two = (n) => (n < 10 ? `0${n}` : `${n}`);

/** `YYYY-MM-DD HH:MM`, local. */
export function time(ms) {
  if (ms === null || ms === undefined) return "Never";
  const d = new Date(ms);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** What a cell of a column shows. */
export function shown(column, value) {
  if (column === "rules") return value.join("; ");
  if (column === "last_login" || column === "created" || column === "updated") return time(value);
  return value;
}
