//! Pseudo-random numbers that are the same everywhere, so that a seed names a program.

/// A generator (SplitMix64): small, fast, the same on every platform and version.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The numbers of one case of a run.
    pub fn new(seed: u64, case: u64) -> Self {
        // The numbers of neighbouring cases must not be the same ones, shifted.
        let mut scrambled = Random(seed);
        Random(scrambled.next() ^ Random(case ^ 0x5851_f42d_4c95_7f2d).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// True so many times out of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several; `None` of none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// One of several, of which there is at least one.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn one<T: Clone>(&mut self, from: &[T]) -> T {
        self.pick(from).cloned().unwrap_or_else(|| unreachable!("nothing to pick from"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_names_the_same_numbers_for_ever() {
        let mut random = Random::new(1, 2);
        let numbers: Vec<_> = (0..4).map(|_| random.below(1000)).collect();
        assert_eq!(numbers, Vec::from(KNOWN));
    }

    const KNOWN: [usize; 4] = [274, 860, 962, 703];
}
