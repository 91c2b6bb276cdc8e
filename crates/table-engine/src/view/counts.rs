//! Values of a facet with how many rows have them.

use super::FacetCount;
use crate::index::dictionary::Dictionary;
use crate::index::index;
use crate::index::sort::sort_by;
use crate::schema::FacetInfo;
use crate::text::natural::natural_order;
use crate::{FilterKind, State, Test};

/// Rows counted by value, each row once for each.
pub(super) struct Counted {
    /// Those of the dictionary, then those that only lie above others.
    values: Vec<String>,
    /// For each code of the dictionary the values it counts for.
    counts_for: Vec<Vec<u32>>,
    rows: Vec<usize>,
    has_rows: Vec<bool>,
    /// The row that each value was last counted for.
    last: Vec<Option<usize>>,
}

impl Counted {
    pub(super) fn new(dictionary: &Dictionary, info: &FacetInfo, beneath: bool) -> Self {
        let mut values = dictionary.values.clone();
        let mut counts_for = Vec::with_capacity(values.len());
        for (code, value) in dictionary.values.iter().enumerate() {
            let mut codes = vec![index(code)];
            let above = if beneath {
                info.above(value)
            } else {
                Vec::new()
            };
            for above in above {
                let known = values.iter().position(|value| *value == above);
                codes.push(index(known.unwrap_or(values.len())));
                if known.is_none() {
                    values.push(above);
                }
            }
            counts_for.push(codes);
        }
        Self {
            rows: vec![0; values.len()],
            has_rows: vec![false; values.len()],
            last: vec![None; values.len()],
            values,
            counts_for,
        }
    }

    pub(super) fn add(&mut self, row: usize, codes: &[u32], is_found: bool) {
        for &code in codes {
            for &code in &self.counts_for[code as usize] {
                let code = code as usize;
                if self.last[code] != Some(row) {
                    self.last[code] = Some(row);
                    self.has_rows[code] = true;
                    self.rows[code] += usize::from(is_found);
                }
            }
        }
    }

    /// The values that have rows, and those that are `named`.
    pub(super) fn finish<'a>(
        mut self,
        info: &FacetInfo,
        named: impl Iterator<Item = &'a String>,
    ) -> Vec<FacetCount> {
        for value in named {
            if let Some(code) = self.values.iter().position(|known| known == value) {
                self.has_rows[code] = true;
            } else {
                self.values.push(value.clone());
                self.has_rows.push(true);
                self.rows.push(0);
            }
        }
        let has_empty = info.kind != FilterKind::Boolean;
        let mut counts = Vec::new();
        for (code, value) in self.values.into_iter().enumerate() {
            if self.has_rows[code] && (has_empty || !value.is_empty()) {
                counts.push(FacetCount {
                    label: info.label_of(&value),
                    value,
                    rows: self.rows[code],
                });
            }
        }
        sort_counts(&mut counts);
        counts
    }
}

/// Whether a value counts the rows beneath it too: unless the state's filter of the facet says not.
pub(super) fn counts_beneath(state: &State, facet: &str) -> bool {
    state.filters.iter().all(|filter| {
        filter.facet != facet || !matches!(filter.test, Test::Set { beneath: false, .. })
    })
}

/// The values that the state's filters of a set facet name, so that they can be taken out even if no row has them.
pub(super) fn named_values<'a>(
    state: &'a State,
    facet: &'a str,
) -> impl Iterator<Item = &'a String> {
    state
        .filters
        .iter()
        .filter(move |filter| filter.facet == facet)
        .flat_map(|filter| match &filter.test {
            Test::Set { values, .. } => values.as_slice(),
            _ => &[],
        })
}

/// Most rows first, then by label, then by value.
pub(super) fn sort_counts(counts: &mut Vec<FacetCount>) {
    sort_by(
        counts,
        |count| u64::MAX - count.rows as u64,
        |a, b| natural_order(&a.label, &b.label).then_with(|| a.value.cmp(&b.value)),
    );
}
