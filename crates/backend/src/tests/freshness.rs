//! What was answered anywhere holds everywhere.

use std::sync::Arc;

use super::{Ground, store::application};
use crate::snapshot::Login;

async fn each_node_sees_the_others_changes_in_the_next_read(ground: &Ground) {
    let (one, two) = (ground.node().await, ground.node().await);
    for n in 0..20 {
        let (writer, reader) = if n % 2 == 0 {
            (&one, &two)
        } else {
            (&two, &one)
        };
        let id = application(writer, &format!("app {n}")).await.unwrap();
        let seen = reader.store.live().fresh().await.unwrap();
        assert!(seen.application(id).is_some(), "change {n}");
    }
}

async fn a_change_while_reads_run_is_never_missed(ground: &Ground) {
    let (writer, reader) = (ground.node().await, ground.node().await);
    let load: Vec<_> = (0..8)
        .map(|_| {
            let reader = Arc::clone(&reader);
            tokio::spawn(async move {
                for _ in 0..200 {
                    reader.store.live().fresh().await.unwrap();
                }
            })
        })
        .collect();
    for n in 0..20 {
        let id = application(&writer, &format!("app {n}")).await.unwrap();
        let seen = reader.store.live().fresh().await.unwrap();
        assert!(seen.application(id).is_some(), "change {n}");
    }
    for task in load {
        task.await.unwrap();
    }
}

async fn last_logins_travel_in_batches_and_touch_no_version(ground: &Ground) {
    let (one, two) = (ground.node().await, ground.node().await);
    let id = application(&one, "app").await.unwrap();
    let before = two.store.live().fresh().await.unwrap();
    let login = Login {
        secret: None,
        at: one.env.now(),
        ip: "192.0.2.1".parse().ok(),
        user_agent: None,
    };
    one.store
        .live()
        .logins()
        .note_application(id, login.clone());
    one.store
        .live()
        .logins()
        .flush(one.store.db())
        .await
        .unwrap();
    let after = two.store.live().fresh().await.unwrap();
    assert_eq!(two.store.live().logins().of_application(id), Some(login));
    assert_eq!(after.seq, before.seq);
    assert_eq!(after.application(id).unwrap().version, 1);
}

async fn without_an_answer_of_the_database_there_is_none_here(ground: &Ground) {
    let core = ground.node().await;
    core.store.live().fresh().await.unwrap();
    let mut breaking = core.store.db().begin_upkeep().await.unwrap();
    sqlx::query("ALTER TABLE ledger RENAME TO lost")
        .execute(&mut *breaking)
        .await
        .unwrap();
    breaking.commit().await.unwrap();
    assert!(core.store.live().fresh().await.is_err());
    let mut mending = core.store.db().begin_upkeep().await.unwrap();
    sqlx::query("ALTER TABLE lost RENAME TO ledger")
        .execute(&mut *mending)
        .await
        .unwrap();
    mending.commit().await.unwrap();
    core.store.live().fresh().await.unwrap();
}

async fn a_database_that_stands_still_is_not_asked_again(ground: &Ground) {
    let (one, two) = (ground.node().await, ground.node().await);
    for n in 0..5 {
        for _ in 0..3 {
            two.store.live().fresh().await.unwrap();
        }
        let proven = two.store.live().is_proven();
        // Where the file system is one that proves nothing, there is nothing to see.
        assert!(!proven || one.store.db().file().is_some());
        application(&one, &format!("app {n}")).await.unwrap();
        assert!(!two.store.live().is_proven(), "change {n}");
    }
    two.store.live().fresh().await.unwrap();
    two.close().await;
    assert!(!two.store.live().is_proven(), "without its connection");
}

super::on_both! {
    a_database_that_stands_still_is_not_asked_again
    each_node_sees_the_others_changes_in_the_next_read
    a_change_while_reads_run_is_never_missed
    last_logins_travel_in_batches_and_touch_no_version
    without_an_answer_of_the_database_there_is_none_here
}
