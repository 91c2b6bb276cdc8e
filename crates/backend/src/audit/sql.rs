//! Records in the database.

use sqlx::AnyConnection;

use super::Record;
use crate::store::{Insert, StoreError};

const INSERT: Insert = Insert {
    table: "audit",
    columns: &[
        "number",
        "seq",
        "at",
        "subject",
        "subject_type",
        "action",
        "result",
        "source_ip",
        "http_method",
        "url",
        "http_status_code",
        "entity_type",
        "entity_id",
        "entity_name",
        "request_id",
        "metadata",
        "mac",
    ],
    then: "",
};

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) fn statements() -> Vec<String> {
    vec![INSERT.sql(1)]
}

/// Appends a record.
pub(crate) async fn insert(
    connection: &mut AnyConnection,
    record: &Record,
    mac: &str,
) -> Result<(), StoreError> {
    let origin = record.actor.origin.as_ref();
    let row = vec![
        record.number.into(),
        record.seq.into(),
        record.at.into(),
        record.actor.name.as_str().into(),
        record.actor.kind.into(),
        record.event.action.as_str().into(),
        "Success".into(),
        origin.map(|origin| origin.ip.clone()).into(),
        origin.map(|origin| origin.method.clone()).into(),
        origin.map(|origin| origin.path.clone()).into(),
        record.status.into(),
        record.event.entity.as_str().into(),
        record.event.id.as_str().into(),
        record.event.name.as_str().into(),
        origin.map(|origin| origin.request_id.clone()).into(),
        record
            .event
            .metadata
            .as_ref()
            .map(ToString::to_string)
            .into(),
        mac.into(),
    ];
    INSERT.rows(connection, vec![row]).await
}
