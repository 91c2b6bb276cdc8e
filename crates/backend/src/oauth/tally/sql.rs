//! What was counted, in the database until it is audited.
//!
//! Each second a server writes one row for each minute and shard of applications, whatever their number: a row for each
//! application took as long as all else that a token takes.

use std::{collections::BTreeMap, fmt::Write as _};

use sqlx::{AnyConnection, Row as _};
use uuid::Uuid;

use super::{Counts, Place};
use crate::store::{Db, Insert, StoreError};

const ADD: Insert = Insert {
    table: "token_counts",
    columns: &["minute", "shard", "counts"],
    then: "",
};
const WAITING: &str = "SELECT minute, shard, CAST(SUM(OCTET_LENGTH(counts)) AS BIGINT) FROM token_counts WHERE minute < $1 GROUP BY minute, shard ORDER BY minute, shard LIMIT 256";
const TAKE: &str =
    "DELETE FROM token_counts WHERE minute = $1 AND shard >= $2 AND shard <= $3 RETURNING counts";

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) fn statements() -> Vec<String> {
    vec![ADD.sql(2), WAITING.to_owned(), TAKE.to_owned()]
}

/// About how much is audited in one change, in bytes of text, so that other changes don't wait for long.
const CHUNK: i64 = 128 * 1024;

/// Adds to what was counted so far.
pub(super) async fn add(db: &Db, more: &BTreeMap<Place, Counts>) -> Result<(), StoreError> {
    let mut rows: BTreeMap<(i64, i64), String> = BTreeMap::new();
    for (place, counts) in more {
        let row = rows.entry((place.minute, shard(place))).or_default();
        write_line(row, place, counts);
    }
    let rows = rows.into_iter();
    let rows = rows.map(|((minute, shard), text)| vec![minute.into(), shard.into(), text.into()]);
    let rows = rows.collect();
    let mut tx = db.begin_upkeep().await?;
    ADD.rows(&mut tx, rows).await?;
    Ok(tx.commit().await?)
}

/// Takes some of the counts of the minutes before this one, all of a place or none; nothing if there are none.
pub(super) async fn take(
    connection: &mut AnyConnection,
    before: i64,
) -> Result<BTreeMap<Place, Counts>, StoreError> {
    let waiting = sqlx::query(WAITING)
        .bind(before)
        .fetch_all(&mut *connection)
        .await?;
    let mut taken: Option<(i64, i64, i64)> = None;
    let mut bytes = 0;
    for row in &waiting {
        let (minute, shard, length): (i64, i64, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        bytes += length;
        match &mut taken {
            None => taken = Some((minute, shard, shard)),
            Some((of, _, last)) if *of == minute && bytes <= CHUNK => *last = shard,
            Some(_) => break,
        }
    }
    let mut places = BTreeMap::new();
    let Some((minute, first, last)) = taken else {
        return Ok(places);
    };
    let rows = sqlx::query(TAKE)
        .bind(minute)
        .bind(first)
        .bind(last)
        .fetch_all(connection)
        .await?;
    for row in &rows {
        for line in row.try_get::<&str, _>(0)?.lines() {
            let (place, counts) = read_line(minute, line);
            let sum: &mut Counts = places.entry(place).or_default();
            sum.add(counts);
        }
    }
    Ok(places)
}

/// One of 256: over so many rows is spread what is counted together, and in so many pieces it can be audited.
fn shard(place: &Place) -> i64 {
    let byte = match (place.application, place.address) {
        (Some(application), _) => application.as_bytes()[15],
        (None, Some(std::net::IpAddr::V4(address))) => address.octets()[3],
        // A network is counted as one: its last bytes are zeros.
        (None, Some(std::net::IpAddr::V6(address))) => address.octets()[7],
        (None, None) => 0,
    };
    byte.into()
}

fn write_line(text: &mut String, place: &Place, counts: &Counts) {
    if let Some(application) = place.application {
        _ = write!(text, "{application}");
    }
    text.push(',');
    if let Some(address) = place.address {
        _ = write!(text, "{address}");
    }
    let numbers = [&[counts.issued][..], &counts.refused].concat();
    let zeros = numbers.iter().rev().take_while(|number| **number == 0);
    let shown = numbers.len() - zeros.count();
    for number in &numbers[..shown] {
        _ = write!(text, ",{number}");
    }
    text.push('\n');
}

/// What can't be read counts for nobody, rather than for nothing.
fn read_line(minute: i64, line: &str) -> (Place, Counts) {
    let mut parts = line.split(',');
    let place = Place {
        minute,
        application: parts.next().and_then(|id| Uuid::parse_str(id).ok()),
        address: parts.next().and_then(|address| address.parse().ok()),
    };
    let mut number = || parts.next().and_then(|number| number.parse().ok());
    let mut counts = Counts {
        issued: number().unwrap_or_default(),
        ..Counts::default()
    };
    for count in &mut counts.refused {
        *count = number().unwrap_or_default();
    }
    (place, counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_as_they_were() {
        let id = Uuid::from_u128(7);
        for (application, address, issued, refused, line) in [
            (
                Some(id),
                None,
                3,
                [0; 5],
                "00000000-0000-0000-0000-000000000007,,3",
            ),
            (
                Some(id),
                Some("2001:db8::"),
                0,
                [1, 0, 2, 0, 0],
                "00000000-0000-0000-0000-000000000007,2001:db8::,0,1,0,2",
            ),
            (
                None,
                Some("192.0.2.1"),
                0,
                [0, 9, 0, 0, 1],
                ",192.0.2.1,0,0,9,0,0,1",
            ),
            (None, None, 0, [0, 1, 0, 0, 0], ",,0,0,1"),
        ] {
            let place = Place {
                minute: 5,
                application,
                address: address.map(|address| address.parse().unwrap()),
            };
            let counts = Counts { issued, refused };
            let mut text = String::new();
            write_line(&mut text, &place, &counts);
            assert_eq!(text, format!("{line}\n"));
            assert_eq!(read_line(5, line), (place, counts));
            // As the migration writes what was counted before.
            let zeros = ",0".repeat(7 - line.split(',').skip(1).count());
            assert_eq!(read_line(5, &format!("{line}{zeros}")), (place, counts));
        }
    }
}
