//! Every statement of the program is prepared on both engines: a misspelt column fails here, and not in production.

use sqlx::{Executor as _, Row as _, SqlSafeStr as _};

use super::Ground;
use crate::{
    access_rules, applications, audit, core, oauth, org_units, roles, sessions, snapshot, store,
    users,
};

async fn all_can_be_prepared(ground: &Ground) {
    let node = ground.node().await;
    let mut all: Vec<String> = Vec::new();
    for texts in [
        core::STATEMENTS,
        store::WRITE_STATEMENTS,
        store::servers::STATEMENTS,
        store::backup::STATEMENTS,
        snapshot::load::STATEMENTS,
    ] {
        all.extend(texts.iter().map(|text| (*text).to_owned()));
    }
    for texts in [
        access_rules::sql::statements(),
        applications::sql::statements(),
        audit::sql::statements(),
        oauth::sql::statements(),
        oauth::tally::sql::statements(),
        org_units::sql::statements(),
        roles::sql::statements(),
        sessions::sql::statements(),
        users::sql::statements(),
        snapshot::login_statements(),
    ] {
        all.extend(texts);
    }
    assert!(all.len() > 40, "{} statements", all.len());
    let mut connection = node.store.db().readers().acquire().await.unwrap();
    for text in all {
        let prepared = connection
            .prepare(sqlx::AssertSqlSafe(text.clone()).into_sql_str())
            .await;
        if let Err(error) = prepared {
            panic!("{text}: {error}");
        }
    }
}

/// Whatever their number, which decides into how many statements they go.
async fn all_rows_are_inserted(ground: &Ground) {
    const INSERT: store::Insert = store::Insert {
        table: "revoked_tokens",
        columns: &["jti", "expires_at"],
        then: "",
    };
    let node = ground.node().await;
    for count in [0_i64, 1, 3, 255, 256, 257, 513] {
        let mut tx = node.store.db().begin_upkeep().await.unwrap();
        let rows = (0..count).map(|n| vec![format!("{count}-{n:04}").into(), n.into()]);
        INSERT.rows(&mut tx, rows.collect()).await.unwrap();
        let found = sqlx::query(
            "SELECT jti, expires_at FROM revoked_tokens WHERE jti LIKE $1 ORDER BY jti",
        )
        .bind(format!("{count}-%"))
        .fetch_all(&mut *tx)
        .await
        .unwrap();
        assert_eq!(i64::try_from(found.len()).unwrap(), count);
        for (row, n) in found.iter().zip(0_i64..) {
            assert_eq!(row.get::<String, _>(0), format!("{count}-{n:04}"));
            assert_eq!(row.get::<i64, _>(1), n);
        }
    }
}

super::on_both! {
    all_can_be_prepared
    all_rows_are_inserted
}
