//! All rows by several orders.

use std::sync::Arc;

use super::index;
use super::order::Order;

/// An order by several columns, or by one that descends, that is being made in turns.
///
/// The rows are taken in the order of the last column and dealt out to the groups of equal rows of the column before it,
/// and so on to the first: rows are moved, never compared.
#[derive(Default)]
pub(crate) struct Permuting {
    /// The rows by the columns that are done, the last ones.
    rows: Option<Arc<[u32]>>,
    /// How many are done.
    done: usize,
    dealing: Option<Dealing>,
}

/// Rows being dealt out to the groups of one column.
struct Dealing {
    /// How many of the column's rows have their group: from the last place on where it descends.
    placed: usize,
    /// Where the group that is being placed starts, or where it ends if it is placed from there.
    edge: usize,
    /// Where each row's group starts.
    groups: Vec<u32>,
    /// How many rows are dealt out, and how many to the group that starts at a place.
    dealt: usize,
    used: Vec<u32>,
    rows: Vec<u32>,
}

impl Permuting {
    /// Goes on for about so many rows. Gives all rows once they are in order; the first of the orders decides, `true` is
    /// one that descends.
    pub(crate) fn step(
        &mut self,
        orders: &[(&Order, bool)],
        left: &mut usize,
    ) -> Option<Arc<[u32]>> {
        let mut done = self.rows.clone();
        for &(order, descends) in orders.iter().rev().skip(self.done) {
            if *left == 0 {
                return None;
            }
            done = Some(match done {
                None if descends => {
                    *left = left.saturating_sub(order.sorted.len());
                    backwards(order)
                }
                None => Arc::clone(&order.sorted),
                Some(rows) => {
                    let dealing = self
                        .dealing
                        .get_or_insert_with(|| Dealing::new(rows.len(), order, descends));
                    if !dealing.step(order, descends, &rows, left) {
                        return None;
                    }
                    self.dealing.take()?.rows.into()
                }
            });
            self.done += 1;
            self.rows.clone_from(&done);
        }
        done
    }
}

impl Dealing {
    fn new(rows: usize, order: &Order, descends: bool) -> Self {
        Self {
            placed: 0,
            edge: if descends { order.filled } else { 0 },
            // Those without a value are behind all others, either way.
            groups: vec![index(order.filled); rows],
            dealt: 0,
            used: vec![0; rows],
            rows: vec![0; rows],
        }
    }

    /// Says whether all rows are dealt out.
    fn step(&mut self, order: &Order, descends: bool, rows: &[u32], left: &mut usize) -> bool {
        let most = order.filled.min(self.placed.saturating_add(*left));
        *left -= most - self.placed;
        for nth in self.placed..most {
            let (place, start) = if descends {
                (order.filled - 1 - nth, order.filled - self.edge)
            } else {
                if !order.ties.contains(nth) {
                    self.edge = nth;
                }
                (nth, self.edge)
            };
            self.groups[order.sorted[place] as usize] = index(start);
            if descends && !order.ties.contains(place) {
                self.edge = place;
            }
        }
        self.placed = most;
        if most < order.filled {
            return false;
        }
        let most = rows.len().min(self.dealt.saturating_add(*left));
        *left -= most - self.dealt;
        for row in &rows[self.dealt..most] {
            let group = self.groups[*row as usize] as usize;
            let used = &mut self.used[group];
            self.rows[group + *used as usize] = *row;
            *used += 1;
        }
        self.dealt = most;
        most == rows.len()
    }
}

/// The rows of an order the other way round: group of equal rows by group, each as it is.
fn backwards(order: &Order) -> Arc<[u32]> {
    let mut rows = Vec::with_capacity(order.sorted.len());
    let mut end = order.filled;
    for start in (0..end).rev() {
        if !order.ties.contains(start) {
            rows.extend_from_slice(&order.sorted[start..end]);
            end = start;
        }
    }
    rows.extend_from_slice(&order.sorted[order.filled..]);
    rows.into()
}
