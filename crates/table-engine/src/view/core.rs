//! The view, kept and derived again only where it must.

use super::cells::{Cells, set_values};
use super::{FacetCount, View, naive};
use crate::text::natural::natural_order;
use crate::{FilterKind, Schema, State, Test};

pub(crate) struct Core {}

impl Core {
    pub(crate) fn new(_schema: &Schema) -> Self {
        Self {}
    }

    pub(crate) fn forget(&mut self) {}

    pub(crate) fn forget_facets(&mut self) {}

    pub(crate) fn view(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        state: &State,
        now: i64,
    ) -> View {
        naive::view(cells, schema, state, now)
    }

    pub(crate) fn matched(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        state: &State,
        now: i64,
        (search, filters): (bool, bool),
    ) -> usize {
        let mut state = state.clone();
        state.sort.clear();
        if !search {
            state.search.clear();
        }
        if !filters {
            state.filters.clear();
        }
        naive::view(cells, schema, &state, now).matched
    }

    pub(crate) fn facet_counts(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        facet: &str,
        state: &State,
        now: i64,
    ) -> Vec<FacetCount> {
        let Some(index) = schema.facet_index(facet) else {
            return Vec::new();
        };
        let info = &schema.facets()[index];
        if !matches!(info.kind, FilterKind::Set { .. } | FilterKind::Boolean) {
            return Vec::new();
        }
        let mut others = state.clone();
        others.sort.clear();
        others.filters.retain(|filter| filter.facet != facet);
        let beneath = state.filters.iter().all(|filter| {
            filter.facet != facet || !matches!(filter.test, Test::Set { beneath: false, .. })
        });
        let mut counts: Vec<FacetCount> = Vec::new();
        let view = naive::view(cells, schema, &others, now);
        for row in 0..cells.rows() {
            let counted = view.order.iter().any(|other| *other as usize == row);
            let mut values: Vec<String> = Vec::new();
            for value in set_values(cells.facet_value(row, index)) {
                let above = if beneath {
                    info.above(&value)
                } else {
                    Vec::new()
                };
                for value in above.into_iter().chain([value.into_owned()]) {
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
            }
            for value in values {
                let at = match counts.iter().position(|count| count.value == value) {
                    Some(at) => at,
                    None => {
                        counts.push(FacetCount {
                            label: info.label_of(&value),
                            value,
                            rows: 0,
                        });
                        counts.len() - 1
                    }
                };
                counts[at].rows += usize::from(counted);
            }
        }
        counts.sort_by(|a, b| {
            b.rows
                .cmp(&a.rows)
                .then_with(|| natural_order(&a.label, &b.label))
        });
        counts
    }
}
