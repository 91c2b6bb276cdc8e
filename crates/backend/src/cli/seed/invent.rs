//! Invented applications: names, creators, dates, logins and access as an organisation gathers them over the years.

use std::collections::HashSet;

use super::random::Chance;

const SECOND: i64 = 1000;
const DAY: i64 = 86_400 * SECOND;
/// How long the organisation has been at it.
const YEARS: i64 = 4 * 365 * DAY;

const TEAMS: &[&str] = &[
    "payments",
    "search",
    "checkout",
    "fraud",
    "ledger",
    "catalogue",
    "identity",
    "billing",
    "logistics",
    "ads",
    "vision",
    "speech",
    "ranking",
    "feed",
    "returns",
    "pricing",
    "inventory",
    "robotics",
    "translation",
    "growth",
    "support",
    "warehouse",
    "mobile",
    "web",
    "data",
    "ml-platform",
    "observability",
    "security",
    "compliance",
    "lab",
];
const PURPOSES: &[&str] = &[
    "ci-pipeline",
    "webhook",
    "nightly-backup",
    "scheduler",
    "notebook",
    "exporter",
    "deployer",
    "etl",
    "sync",
    "health-check",
    "report-mailer",
    "feature-store",
    "model-registry",
    "training-launcher",
    "inference-gateway",
    "cost-exporter",
    "quota-reconciler",
    "log-shipper",
    "terraform",
    "argo-workflows",
    "airflow",
    "grafana-agent",
    "batch-import",
    "image-scanner",
    "secret-rotator",
    "partner-api",
    "data-quality",
    "benchmark",
    "canary",
    "migrator",
];
const STAGES: &[&str] = &[
    "prod",
    "staging",
    "dev",
    "test",
    "eu-west-1",
    "us-east-1",
    "ap-northeast-1",
];
const UNUSUAL: &[&str] = &[
    "Zahlungsabgleich Köln",
    "Überwachung – Rechenzentrum 2",
    "データ同期",
    "モデル学習ランチャー",
    "Планировщик задач",
    "Intégration partenaire (été)",
    "بوابة الدفع",
    "R&D \"moonshot\" runner",
    "=SUM(budget) importer",
    "🚀 launch pad",
    "Team Straße webhook",
    "legacy_cron_job.sh (do not delete!)",
    "a",
    "Contractor access 2023, to be reviewed",
];
const DESCRIPTIONS: &[&str] = &[
    "Runs on every merge to main.",
    "Reads usage for the monthly cost report.",
    "Owned by the platform team; page before changing.",
    "Starts training jobs from the scheduler.",
    "Partner integration, contract until the end of the year.",
    "Exports metrics every 30 seconds.",
    "Temporary, for the migration.",
];
const PEOPLE: &[&str] = &[
    "ada.lovelace@example.com",
    "grace.hopper@example.com",
    "alan.turing@example.com",
    "katherine.johnson@example.com",
    "edsger.dijkstra@example.com",
    "barbara.liskov@example.com",
    "donald.knuth@example.com",
    "radia.perlman@example.com",
    "john.backus@example.com",
    "margaret.hamilton@example.com",
    "ken.thompson@example.com",
    "frances.allen@example.com",
    "tony.hoare@example.com",
    "adele.goldberg@example.com",
    "niklaus.wirth@example.com",
    "shafi.goldwasser@example.com",
    "leslie.lamport@example.com",
    "sophie.wilson@example.com",
    "terraform-prod",
    "command line",
];
const AGENTS: &[&str] = &[
    "python-requests/2.32.3",
    "Go-http-client/2.0",
    "curl/8.11.1",
    "okhttp/4.12.0",
    "axios/1.7.9",
    "Terraform/1.10.2",
    "grafana-agent/0.43.4",
    "reqwest/0.12",
    "Apache-HttpClient/5.4.1 (Java/21.0.5)",
    "node",
];
/// The roles that applications are given, the usual ones first.
const ROLES: &[i32] = &[2, 7, 6, 5, 4, 13, 8, 10, 9, 373, 1708, 2256, 3, 1];

/// An application that never was. Times are unix milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Invented {
    pub(super) name: String,
    pub(super) description: Option<&'static str>,
    pub(super) enabled: bool,
    pub(super) created_by: &'static str,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
    pub(super) login: Option<InventedLogin>,
    /// Role, and which of the organisation's scopes.
    pub(super) rules: Vec<(i32, usize)>,
}

/// Its last login.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct InventedLogin {
    pub(super) at: i64,
    pub(super) ip: String,
    pub(super) user_agent: &'static str,
}

/// How much of what to invent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    /// How many applications.
    pub(super) applications: usize,
    /// How many access rules each has, on average.
    pub(super) rules: usize,
    /// How many scopes there are, from the account (0) down: the later, the narrower.
    pub(super) scopes: usize,
    /// The present.
    pub(super) now: i64,
}

/// Invents applications, oldest first. `taken`: folded names that are not free. `fold`: what makes two names the same.
pub(super) fn invent(
    wish: Wish,
    chance: &mut Chance,
    mut taken: HashSet<String>,
    fold: impl Fn(&str) -> String,
) -> Vec<Invented> {
    let mut all: Vec<_> = (0..wish.applications)
        .map(|_| {
            let name = name(chance, &mut taken, &fold);
            application(name, wish, chance)
        })
        .collect();
    all.sort_by_key(|application| application.created_at);
    all
}

fn application(name: String, wish: Wish, chance: &mut Chance) -> Invented {
    let now = wish.now;
    // Organisations grow: what is young is many.
    let age = chance.mostly_small(YEARS);
    let created_at = now - age;
    let login = (!chance.in_hundred(15)).then(|| {
        let busy = chance.in_hundred(75);
        InventedLogin {
            at: now - chance.mostly_small(if busy { age.min(DAY) } else { age }),
            ip: format!(
                "10.{}.{}.{}",
                chance.below(40),
                chance.below(256),
                1 + chance.below(254)
            ),
            user_agent: chance.pick_popular(AGENTS),
        }
    });
    let changed = chance.in_hundred(40);
    let updated_at = if changed {
        now - chance.mostly_small(age)
    } else {
        created_at
    };
    Invented {
        name,
        description: chance.in_hundred(30).then(|| chance.pick(DESCRIPTIONS)),
        enabled: !chance.in_hundred(4),
        created_by: chance.pick_popular(PEOPLE),
        created_at,
        updated_at,
        login,
        rules: rules(wish, chance),
    }
}

/// From none to twice the average, each role in each scope once.
fn rules(wish: Wish, chance: &mut Chance) -> Vec<(i32, usize)> {
    let mut rules = Vec::new();
    for _ in 0..chance.below(2 * wish.rules as u64 + 1) {
        let narrow =
            wish.scopes - 1 - usize::try_from(chance.below(wish.scopes as u64)).unwrap_or(0);
        let scope = if chance.in_hundred(5) { 0 } else { narrow };
        let rule = (chance.pick_popular(ROLES), scope);
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    rules
}

fn name(chance: &mut Chance, taken: &mut HashSet<String>, fold: impl Fn(&str) -> String) -> String {
    for attempt in 0u64.. {
        let (team, purpose, stage) = (
            chance.pick(TEAMS),
            chance.pick(PURPOSES),
            chance.pick(STAGES),
        );
        let mut name = match chance.below(100) {
            0..=1 => chance.pick(UNUSUAL).to_owned(),
            2..=54 => format!("{team}-{purpose}-{stage}"),
            55..=74 => format!("{} {} ({stage})", capital(team), purpose.replace('-', " ")),
            75..=84 => format!("{purpose}.{team}.{stage}"),
            _ => format!("{team} {purpose} {}", 1 + chance.below(24)),
        };
        // Common names run out; then they are counted on, as people do.
        if attempt > 1 {
            name = format!("{name}-{}", 2 + chance.below(10 * attempt));
        }
        if taken.insert(fold(&name)) {
            return name;
        }
    }
    String::new()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn some(applications: usize, seed: u64) -> Vec<Invented> {
        let wish = Wish {
            applications,
            rules: 3,
            scopes: 40,
            now: NOW,
        };
        invent(
            wish,
            &mut Chance::new(seed),
            HashSet::new(),
            str::to_lowercase,
        )
    }

    #[test]
    fn a_seed_always_gives_the_same() {
        assert_eq!(some(200, 42), some(200, 42));
        assert_ne!(some(200, 42), some(200, 43));
    }

    #[test]
    fn what_is_invented_is_possible() {
        let all = some(20_000, 42);
        let names: HashSet<_> = all.iter().map(|a| a.name.to_lowercase()).collect();
        assert_eq!(names.len(), all.len());
        for a in &all {
            assert!(shared::Name::parse(&a.name).is_ok(), "{}", a.name);
            assert!(a.created_at <= a.updated_at && a.updated_at <= NOW, "{a:?}");
            assert!(
                a.login
                    .as_ref()
                    .is_none_or(|login| (a.created_at..=NOW).contains(&login.at)),
                "{a:?}"
            );
            assert!(a.rules.iter().all(|(_, scope)| *scope < 40) && a.rules.len() <= 6);
        }
        assert!(
            all.windows(2)
                .all(|pair| pair[0].created_at <= pair[1].created_at)
        );
        let rules: usize = all.iter().map(|a| a.rules.len()).sum();
        assert!(
            (54_000..=60_000).contains(&rules),
            "about three each: {rules}"
        );
        let never = all.iter().filter(|a| a.login.is_none()).count();
        assert!((2_500..=3_500).contains(&never), "{never}");
        assert!(all.iter().any(|a| NOW - a.created_at < DAY), "some are new");
    }

    #[test]
    fn taken_names_are_left_alone() {
        let before: HashSet<_> = some(2_000, 42)
            .into_iter()
            .map(|a| a.name.to_lowercase())
            .collect();
        let wish = Wish {
            applications: 2_000,
            rules: 0,
            scopes: 1,
            now: NOW,
        };
        let after = invent(
            wish,
            &mut Chance::new(42),
            before.clone(),
            str::to_lowercase,
        );
        assert!(
            after
                .iter()
                .all(|a| !before.contains(&a.name.to_lowercase()) && a.rules.is_empty())
        );
    }
}
