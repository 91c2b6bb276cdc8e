//! The log as CSV (RFC 4180), safe to open in a spreadsheet.

use shared::api::audit::AuditEntry;

const COLUMNS: [&str; 16] = [
    "id",
    "timestamp",
    "tenant_id",
    "subject",
    "subject_type",
    "action",
    "result",
    "source_ip",
    "http_method",
    "url",
    "http_status_code",
    "entity_type",
    "entity_name",
    "entity_id",
    "request_id",
    "metadata",
];

/// The first line.
pub(super) fn header() -> String {
    format!("{}\r\n", COLUMNS.join(","))
}

/// One entry's line.
pub(super) fn line(entry: &AuditEntry, out: &mut String) {
    let metadata = entry
        .metadata
        .as_ref()
        .and_then(|metadata| serde_json::to_string(metadata).ok());
    let status = entry.http_status_code.map(|status| status.to_string());
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells = [
        entry.id.clone(),
        entry.timestamp.to_string(),
        entry.tenant_id.clone(),
        entry.subject.clone(),
        entry.subject_type.clone(),
        entry.action.clone(),
        entry.result.clone(),
        text(&entry.source_ip),
        text(&entry.http_method),
        text(&entry.url),
        text(&status),
        entry.entity_type.clone(),
        entry.entity_name.clone(),
        entry.entity_id.clone(),
        text(&entry.request_id),
        text(&metadata),
    ];
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push(cell, out);
    }
    out.push_str("\r\n");
}

/// A cell, quoted where it must be. One that a spreadsheet would run as a formula gets an apostrophe before it.
fn push(cell: &str, out: &mut String) {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quote = formula || cell.contains([',', '"', '\n', '\r']);
    if !quote {
        out.push_str(cell);
        return;
    }
    out.push('"');
    if formula {
        out.push('\'');
    }
    out.push_str(&cell.replace('"', "\"\""));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        for (cell, written) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            let mut out = String::new();
            push(cell, &mut out);
            assert_eq!(out, written);
        }
    }
}
