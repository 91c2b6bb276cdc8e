//! Chance that repeats: `SplitMix64`, so that a seed gives the same demonstration data on every machine, for ever.

/// A generator. Not for secrets.
pub(super) struct Chance(u64);

impl Chance {
    /// From a seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 evenly distributed bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where that is 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        u64::try_from((u128::from(self.bits()) * u128::from(end)) >> 64).unwrap_or(0)
    }

    /// One of a list.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.index(list.len())]
    }

    /// One of a list, the first ones far more often than the last.
    pub(super) fn pick_popular<T: Copy>(&mut self, list: &[T]) -> T {
        let at = self.index(list.len());
        let at = self.index(at + 1);
        list[self.index(at + 1)]
    }

    /// Whether something happens that happens `percent` times of a hundred.
    pub(super) fn in_hundred(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Between 0 and `most`, small numbers more often than large ones.
    pub(super) fn mostly_small(&mut self, most: i64) -> i64 {
        let share = i128::from(self.below(1 << 20));
        i64::try_from((i128::from(most) * share * share) >> 40).unwrap_or(most)
    }

    /// Random bytes, for ids.
    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(8) {
            let bits = self.bits().to_le_bytes();
            chunk.copy_from_slice(&bits[..chunk.len()]);
        }
        bytes
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        let mut chance = Chance::new(1_234_567);
        assert_eq!(chance.bits(), 6_457_827_717_110_365_317);
        assert_eq!(chance.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn numbers_stay_in_their_bounds() {
        let mut chance = Chance::new(1);
        for end in 1..200 {
            assert!(chance.below(end) < end);
            assert!((0..100).contains(&chance.mostly_small(100)));
        }
        assert_eq!(chance.below(0), 0);
    }
}
