//! An invented organisation: clusters, departments and projects as such installations have them.

/// A cluster with its departments, and each with its projects.
pub(super) type Cluster = (
    &'static str,
    &'static [(&'static str, &'static [&'static str])],
);

/// The organisation, top down.
pub(super) const CLUSTERS: &[Cluster] = &[
    (
        "A",
        &[
            (
                "Research",
                &["Vision", "Speech", "Foundation models", "Robotics"],
            ),
            (
                "Data platform",
                &["Ingestion", "Feature store", "Warehouse"],
            ),
            ("Payments", &["Fraud detection", "Ledger", "Chargebacks"]),
        ],
    ),
    (
        "B",
        &[
            ("Research", &["Reinforcement learning", "Evaluation"]),
            ("Search", &["Ranking", "Query understanding", "Indexing"]),
            ("Recommendations", &["Home feed", "Notifications"]),
        ],
    ),
    (
        "Frankfurt",
        &[
            (
                "Production",
                &["Checkout", "Catalogue", "Customer service", "Logistics"],
            ),
            ("Kundendienst Köln", &["Telefonie", "Rückgaben"]),
            ("Security", &["Threat detection", "Identity"]),
        ],
    ),
    (
        "Virginia",
        &[
            ("Production", &["Checkout", "Catalogue", "Advertising"]),
            (
                "Site reliability",
                &["Observability", "Capacity", "Incident tooling"],
            ),
        ],
    ),
    (
        "Tokyo",
        &[
            ("Production", &["Checkout", "Translation"]),
            ("研究開発", &["音声認識", "画像生成"]),
        ],
    ),
    (
        "Lab",
        &[
            ("Playground", &["Hackathon", "Onboarding"]),
            ("Benchmarks", &["Nightly"]),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::CLUSTERS;

    #[test]
    fn names_are_unique_where_they_must_be() {
        let unique = |mut names: Vec<&str>| {
            let before = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), before);
        };
        unique(CLUSTERS.iter().map(|(name, _)| *name).collect());
        for (_, departments) in CLUSTERS {
            unique(departments.iter().map(|(name, _)| *name).collect());
            for (_, projects) in *departments {
                unique(projects.to_vec());
            }
        }
    }
}
