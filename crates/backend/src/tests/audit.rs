//! Each change leaves its record, chained to the one before.

use shared::Timestamp;
use sqlx::{Executor as _, Row as _};

use super::{Ground, store::application};
use crate::{
    Core,
    audit::{Actor, PruneError, Verdict},
};

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

const DAY: i64 = 86_400;

/// How many records there are, and up to which it was pruned.
async fn whole(core: &Core) -> (i64, i64) {
    match core.store.verify_audit().await.unwrap() {
        Verdict::Whole {
            records, pruned, ..
        } => (records, pruned.map_or(0, |last| last.number)),
        Verdict::Broken { number, why } => panic!("broken at {number}: {why}"),
    }
}

async fn broken(core: &Core) -> (i64, &'static str) {
    match core.store.verify_audit().await.unwrap() {
        Verdict::Broken { number, why } => (number, why),
        whole @ Verdict::Whole { .. } => panic!("{whole:?}"),
    }
}

async fn sql(core: &Core, text: &'static str) {
    let mut tx = core.store.db().begin_upkeep().await.unwrap();
    tx.execute(sqlx::raw_sql(text)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn make(core: &Core, names: std::ops::Range<u32>) {
    for name in names {
        application(core, &name.to_string()).await.unwrap();
    }
}

async fn old_records_are_pruned_once_a_day_by_one_node(ground: &Ground) {
    let (one, two) = (ground.node().await, ground.node().await);
    make(&one, 0..5).await;
    let (first, _) = whole(&one).await;
    assert_eq!(one.prune_old_audit().await.unwrap(), 0, "nothing is old");
    ground.hands.advance(50 * DAY);
    make(&two, 5..8).await;
    ground.hands.advance(41 * DAY);
    let both = tokio::join!(one.prune_old_audit(), two.prune_old_audit());
    let pruned: i64 = [both.0, both.1]
        .into_iter()
        .map(|pruned| match pruned {
            Ok(records) => records,
            Err(PruneError::Overtaken) => 0,
            Err(error) => panic!("{error}"),
        })
        .sum();
    assert_eq!(pruned, first);
    // What is left, and that it was pruned.
    assert_eq!(whole(&two).await, (4, first));
    assert_eq!(two.prune_old_audit().await.unwrap(), 0);
    make(&one, 8..9).await;
    assert_eq!(whole(&one).await, (5, first));
    let mut reader = one.store.db().readers().acquire().await.unwrap();
    let record = sqlx::query(
        "SELECT subject, entity_type, entity_id, metadata FROM audit WHERE action = 'Prune'",
    )
    .fetch_one(&mut *reader)
    .await
    .unwrap();
    let text = |index: usize| record.get::<String, _>(index);
    assert_eq!(
        (text(0), text(1), text(2)),
        (
            "Clientele".to_owned(),
            "AuditLog".to_owned(),
            first.to_string()
        )
    );
    let told: serde_json::Value = serde_json::from_str(&text(3)).unwrap();
    assert_eq!(
        (&told["first"], &told["last"], &told["records"]),
        (&1.into(), &first.into(), &first.into())
    );
    drop(reader);

    // Even where nothing is left but that.
    ground.hands.advance(365 * DAY);
    assert_eq!(one.prune_old_audit().await.unwrap(), 5);
    assert_eq!(whole(&one).await, (1, first + 5));
}

async fn a_cut_that_is_no_pruning_is_found(ground: &Ground) {
    let core = ground.node().await;
    make(&core, 0..5).await;
    ground.hands.advance(100 * DAY);
    make(&core, 5..8).await;
    let pruned = core.prune_old_audit().await.unwrap();
    let (records, last) = whole(&core).await;
    assert_eq!((pruned, records), (last, 4));
    // Further than the anchor says, and with an anchor moved along, as whoever can write to the database would.
    sql(&core, "CREATE TABLE kept AS SELECT * FROM audit").await;
    sql(
        &core,
        "DELETE FROM audit WHERE number = (SELECT min(number) FROM audit)",
    )
    .await;
    assert_eq!(broken(&core).await, (last + 1, "it is missing"));
    sql(&core, "UPDATE audit_anchor SET number = number + 1, mac = (SELECT mac FROM kept ORDER BY number LIMIT 1)").await;
    assert!(broken(&core).await.1.contains("pruned"));
    let refused = core.prune_old_audit().await.unwrap_err();
    assert!(matches!(refused, PruneError::Broken { .. }), "{refused}");
    sql(&core, "UPDATE audit_anchor SET number = number - 1").await;
    assert!(broken(&core).await.1.contains("pruned"));
    sql(&core, "DELETE FROM audit_anchor").await;
    assert_eq!(broken(&core).await, (1, "it is missing"));
}

async fn what_was_changed_is_not_pruned_away(ground: &Ground) {
    let core = ground.node().await;
    make(&core, 0..5).await;
    let now = core.env.now();
    ground.hands.advance(10);
    // A record that is made old, so that a server would clear it away.
    sql(
        &core,
        "UPDATE audit SET at = 0, subject = 'nobody' WHERE number <= 3",
    )
    .await;
    let refused = core.prune_old_audit().await.unwrap_err();
    assert!(
        matches!(refused, PruneError::Broken { number: 1, .. }),
        "{refused}"
    );
    let all = core
        .store
        .prune_audit(now, Actor::command_line(), None)
        .await;
    assert!(all.is_err());
    let mut reader = core.store.db().readers().acquire().await.unwrap();
    let left = sqlx::query("SELECT count(*) FROM audit WHERE number <= 3")
        .fetch_one(&mut *reader)
        .await
        .unwrap();
    assert_eq!(left.get::<i64, _>(0), 3);
}

async fn many_are_pruned_in_steps_and_a_crash_leaves_rows_for_the_next_time(ground: &Ground) {
    let core = ground.node().await;
    let now = core.env.now();
    for n in 0..2_500 {
        core.tally.issued(uuid::Uuid::from_u128(n), now);
    }
    core.tally.flush(core.store.db(), now).await.unwrap();
    core.audit_tally(i64::MAX).await.unwrap();
    let (records, _) = whole(&core).await;
    sql(&core, "CREATE TABLE kept AS SELECT * FROM audit").await;
    ground.hands.advance(10);
    let before = Timestamp::from_millis(core.env.now().millis() - 5_000);
    let mut exported = Vec::new();
    let pruned = core
        .store
        .prune_audit(before, Actor::command_line(), Some(&mut exported));
    assert_eq!(pruned.await.unwrap(), records);
    assert_eq!(whole(&core).await, (1, records));
    let exported = String::from_utf8(exported).unwrap();
    let lines: Vec<serde_json::Value> = exported
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(i64::try_from(lines.len()).unwrap(), records);
    for (number, line) in lines.iter().enumerate() {
        assert_eq!(line["number"], number + 1);
        assert_eq!(line["mac"].as_str().map(str::len), Some(64));
    }
    // As a crash after the anchor was moved leaves it.
    sql(&core, "INSERT INTO audit SELECT * FROM kept").await;
    assert_eq!(whole(&core).await, (1, records));
    assert_eq!(core.prune_old_audit().await.unwrap(), 0);
    let mut reader = core.store.db().readers().acquire().await.unwrap();
    let left = sqlx::query("SELECT count(*) FROM audit")
        .fetch_one(&mut *reader)
        .await
        .unwrap();
    assert_eq!(left.get::<i64, _>(0), 1);
}

super::on_both! {
    every_change_has_a_record_and_the_head_is_the_last_ones
    old_records_are_pruned_once_a_day_by_one_node
    a_cut_that_is_no_pruning_is_found
    what_was_changed_is_not_pruned_away
    many_are_pruned_in_steps_and_a_crash_leaves_rows_for_the_next_time
}
