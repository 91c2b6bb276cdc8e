//! The texts of columns and the values of facets.

use super::Change;
use super::dictionary::Dictionary;
use super::haystack::Haystack;
use crate::schema::FacetInfo;
use crate::view::cells::Cells;
use crate::{Kind, Schema};

/// What search and filters by text or by value look at.
///
/// Where a column has few different texts, each is kept once, with a code for each row: search looks through far less,
/// and less is kept. A column whose values are picked from a list has such a dictionary anyway.
#[derive(Default)]
pub(crate) struct Texts {
    /// Of each column: the texts of its dictionary's codes if it has one, else of its rows.
    haystacks: Vec<Haystack>,
    /// Of the facets, then of columns that have none of the same values.
    dictionaries: Vec<Option<Dictionary>>,
    /// Where the dictionary of each column is.
    slots: Vec<usize>,
    /// Columns that have none, since they turned out to have too many different texts.
    plain: Vec<bool>,
}

/// The texts of a column: with a dictionary those of its codes, else of its rows.
pub(crate) type TextsOf<'a> = (&'a Haystack, Option<&'a Dictionary>);

impl Texts {
    pub(crate) fn new(schema: &Schema) -> Self {
        let facets = schema.facets();
        let slot = |column: usize| {
            let info = &schema.columns()[column];
            let same = |facet: &FacetInfo| {
                facet.is_own && facet.kind.is_counted() && facet.column == info.id
            };
            let slot = facets.iter().position(same);
            // The values of times are not their texts.
            slot.filter(|_| info.kind != Kind::Timestamp)
                .unwrap_or(facets.len() + column)
        };
        let columns = schema.columns().len();
        let mut texts = Self {
            slots: (0..columns).map(slot).collect(),
            plain: vec![false; columns],
            ..Self::default()
        };
        texts.haystacks.resize_with(columns, Haystack::default);
        texts
            .dictionaries
            .resize_with(facets.len() + columns, || None);
        texts
    }

    pub(crate) fn forget(&mut self) {
        self.haystacks.fill_with(Haystack::default);
        self.dictionaries.fill_with(|| None);
        self.plain.fill(false);
    }

    pub(crate) fn mend(&mut self, cells: &dyn Cells, change: &Change) {
        for (slot, dictionary) in self.dictionaries.iter_mut().enumerate() {
            *dictionary = dictionary
                .take()
                .and_then(|dictionary| dictionary.mend(cells, slot, change))
                .filter(|dictionary| !dictionary.has_many());
        }
        for column in 0..self.haystacks.len() {
            match self.slot(column) {
                None => self.haystacks[column].mend(cells, column, change),
                Some(slot) if self.dictionaries[slot].is_none() => {
                    self.haystacks[column] = Haystack::default();
                }
                // Codes stand for what they did.
                Some(_) => {}
            }
        }
    }

    /// Goes on with the texts of a column as far as is left. Says whether all are made.
    pub(crate) fn has_texts(&mut self, cells: &dyn Cells, column: usize, left: &mut usize) -> bool {
        if let Some(slot) = self.slot(column) {
            let is_facet = slot < self.dictionaries.len() - self.slots.len();
            let dictionary = self.dictionaries[slot].get_or_insert_with(|| {
                if is_facet {
                    Dictionary::default()
                } else {
                    Dictionary::of_column()
                }
            });
            *left -= dictionary.extend(cells, slot, *left);
            let haystack = &mut self.haystacks[column];
            if !dictionary.has_many() {
                *left -= haystack.follow(&dictionary.values, *left);
                return dictionary.is_complete(cells) && haystack.len() == dictionary.values.len();
            }
            self.dictionaries[slot] = None;
            self.plain[column] = true;
            *haystack = Haystack::default();
        }
        let haystack = &mut self.haystacks[column];
        *left -= haystack.extend(cells, column, *left);
        haystack.len() == cells.rows()
    }

    /// The same for the values of a facet.
    pub(crate) fn has_values(&mut self, cells: &dyn Cells, facet: usize, left: &mut usize) -> bool {
        let dictionary = self.dictionaries[facet].get_or_insert_default();
        *left -= dictionary.extend(cells, facet, *left);
        dictionary.is_complete(cells)
    }

    /// The values of a facet.
    pub(crate) fn dictionary(&mut self, cells: &dyn Cells, facet: usize) -> &Dictionary {
        self.has_values(cells, facet, &mut { usize::MAX });
        self.dictionaries[facet].get_or_insert_default()
    }

    /// Goes on with the codes of a column whose values are picked from a list. Says whether they are made, or not to be.
    pub(crate) fn has_codes(&mut self, cells: &dyn Cells, column: usize, left: &mut usize) -> bool {
        let facets = self.dictionaries.len() - self.slots.len();
        let slot = self.slot(column).filter(|slot| *slot < facets);
        slot.is_none_or(|slot| self.has_values(cells, slot, left))
    }

    /// The values of a column and the code of each row, where each has one of few.
    pub(crate) fn codes(&self, cells: &dyn Cells, column: usize) -> Option<(&[String], &[u32])> {
        let dictionary = self.dictionaries[self.slot(column)?].as_ref()?;
        let codes = dictionary.single()?;
        (dictionary.is_complete(cells)).then_some((&dictionary.values, codes))
    }

    /// The texts of a column, which are made.
    pub(crate) fn of(&self, column: usize) -> TextsOf<'_> {
        let slot = self.slot(column);
        let dictionary = slot.and_then(|slot| self.dictionaries[slot].as_ref());
        (&self.haystacks[column], dictionary)
    }

    fn slot(&self, column: usize) -> Option<usize> {
        (!self.plain[column]).then(|| self.slots[column])
    }
}
