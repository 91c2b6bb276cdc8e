//! Every statement of the program is prepared on both engines: a misspelt column fails here, and not in production.

use sqlx::{Executor as _, SqlSafeStr as _};

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
        oauth::counted::statements(),
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

super::on_both! { all_can_be_prepared }
