//! Invented applications, the same each time.

use clientele_table::{Chip, Icon};
use table_engine::Row;

pub(crate) struct App {
    pub id: String,
    pub name: String,
    pub client_id: String,
    pub rules: Vec<Rule>,
    pub last_login: Option<i64>,
    pub created_by: String,
    pub created: i64,
    pub updated: i64,
    pub disabled: bool,
}

pub(crate) struct Rule {
    role: &'static str,
    level: Icon,
    scope: &'static str,
}

impl Row for App {
    fn key(&self) -> &str {
        &self.id
    }
}

impl Rule {
    pub(crate) fn text(&self) -> String {
        self.chip().text()
    }

    pub(crate) fn chip(&self) -> Chip {
        Chip {
            icon: Some(self.level),
            label: self.role.to_owned(),
            detail: (!self.scope.is_empty()).then(|| self.scope.to_owned()),
        }
    }
}

const WHAT: &[&str] = &[
    "acme-share",
    "airflow",
    "argo-events",
    "batch-scoring",
    "billing-export",
    "catalog-indexer",
    "ci-pipeline",
    "crm-sync",
    "dbt-nightly",
    "edge-cache-warmer",
    "feature-store",
    "fraud-scores",
    "github-actions",
    "grafana-reader",
    "image-tagger",
    "invoice-ocr",
    "jupyter-shared",
];
const WHERE: &[&str] = &["prod", "staging", "eu", "us", "dev"];
const WHO: &[&str] = &[
    "mei-lin.tan@example.com",
    "priya.raman@example.com",
    "platform-bootstrap",
    "jonas.weber@example.com",
    "tomas@example.com",
    "anders.holm@example.com",
    "demo-import",
];
const ROLES: &[&str] = &[
    "Viewer",
    "Editor",
    "Researcher",
    "ML engineer",
    "L1 researcher",
    "Data source administrator",
    "Application administrator",
];
const SCOPES: &[(Icon, &str)] = &[
    (Icon::Account, ""),
    (Icon::Cluster, "Cluster: A"),
    (Icon::Cluster, "Cluster: B"),
    (Icon::Department, "Department: Research"),
    (Icon::Project, "Project: warehouse"),
    (Icon::Project, "Project: risk-scoring"),
    (Icon::Project, "Project: prod-billing"),
];

/// Numbers without meaning: Marsaglia's xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds")]
pub(crate) fn apps(count: usize, now: f64) -> Vec<App> {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let now = now as i64;
    let minutes = |n: usize| i64::try_from(n).unwrap_or(0) * 60_000;
    (0..count)
        .map(|n| {
            let name = format!("{}-{}-{n}", dice.one(WHAT), dice.one(WHERE));
            let created = now - minutes(dice.below(60 * 24 * 700));
            let updated = created.max(now - minutes(dice.below(60 * 24 * 90)));
            let logged_in = dice.below(8) > 0;
            let spread = dice.one(&[60, 1440, 60 * 24 * 30, 60 * 24 * 200]);
            let rules = dice.one(&[0, 1, 1, 1, 2, 2, 3, 5]);
            App {
                id: format!("app-{n}"),
                client_id: format!("{name}-{:06x}", dice.below(0xFF_FFFF)),
                rules: (0..rules)
                    .map(|_| {
                        let (level, scope) = dice.one(SCOPES);
                        Rule {
                            role: dice.one(ROLES),
                            level,
                            scope,
                        }
                    })
                    .collect(),
                last_login: logged_in.then(|| now - minutes(dice.below(spread))),
                created_by: dice.one(WHO).to_owned(),
                created,
                updated,
                disabled: dice.below(25) == 0,
                name,
            }
        })
        .collect()
}
