//! Each change leaves its record, chained to the one before.

use sqlx::Row as _;

use super::{Ground, store::application};

async fn every_change_has_a_record_and_the_head_is_the_last_ones(ground: &Ground) {
    let core = ground.node().await;
    for name in ["one", "two"] {
        application(&core, name).await.unwrap();
    }
    let mut reader = core.store.db().readers().acquire().await.unwrap();
    let records = sqlx::query(
        "SELECT number, seq, subject, action, entity_name, mac FROM audit ORDER BY number",
    )
    .fetch_all(&mut *reader)
    .await
    .unwrap();
    let ledger = sqlx::query("SELECT seq, audit_number, audit_head FROM ledger")
        .fetch_one(&mut *reader)
        .await
        .unwrap();
    let last = records.last().unwrap();
    assert_eq!(ledger.get::<i64, _>(0), last.get::<i64, _>(1));
    assert_eq!(ledger.get::<i64, _>(1), last.get::<i64, _>(0));
    assert_eq!(ledger.get::<String, _>(2), last.get::<String, _>(5));
    for (index, record) in records.iter().enumerate() {
        assert_eq!(record.get::<i64, _>(0), i64::try_from(index).unwrap() + 1);
    }
    let told: Vec<_> = records
        .iter()
        .skip(records.len() - 2)
        .map(|record| {
            (
                record.get::<String, _>(2),
                record.get::<String, _>(3),
                record.get::<String, _>(4),
            )
        })
        .collect();
    let line = |name: &str| {
        (
            "command line".to_owned(),
            "Create".to_owned(),
            name.to_owned(),
        )
    };
    assert_eq!(told, [line("one"), line("two")]);
}

super::on_both! { every_change_has_a_record_and_the_head_is_the_last_ones }
