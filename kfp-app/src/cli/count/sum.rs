//! Sums over graphs that contain graphs.

use std::collections::{BTreeMap, BTreeSet};

use super::Counts;

/// A part of a graph, and how often it runs.
pub(super) struct Part<K> {
    pub(super) key: K,
    pub(super) times: u64,
}

struct Frame<K> {
    key: K,
    counts: Counts,
    parts: Vec<Part<K>>,
}

/// The counts of `start` with everything in it. `open` gives the own counts of a graph, and its parts; it is called
/// once for each. A graph inside itself is not followed. No recursion: graphs may be nested as deep as there are names.
pub(super) fn sum<K: Ord + Copy>(start: K, mut open: impl FnMut(K) -> (Counts, Vec<Part<K>>)) -> Counts {
    let mut known: BTreeMap<K, Counts> = BTreeMap::new();
    let mut active = BTreeSet::from([start]);
    let (counts, parts) = open(start);
    let mut stack = vec![Frame { key: start, counts, parts }];
    while let Some(frame) = stack.last_mut() {
        match frame.parts.pop() {
            Some(part) => match known.get(&part.key) {
                Some(inner) => {
                    let counts = &mut frame.counts;
                    counts.tasks = counts.tasks.saturating_add(inner.tasks);
                    counts.pods = counts.pods.saturating_add(inner.pods.saturating_mul(part.times));
                    counts.open_loops |= inner.open_loops;
                }
                None => {
                    let key = part.key;
                    if active.insert(key) {
                        // It is added when it is known.
                        frame.parts.push(part);
                        let (counts, parts) = open(key);
                        stack.push(Frame { key, counts, parts });
                    }
                }
            },
            None => {
                active.remove(&frame.key);
                known.insert(frame.key, frame.counts);
                stack.pop();
            }
        }
    }
    known.get(&start).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiplies_shares_and_survives_circles_and_depth() {
        let own = Counts { tasks: 1, pods: 1, ..Counts::default() };
        let part = |key, times| Part { key, times };
        let counts = sum(0, |k| match k {
            0 => (own, vec![part(1, 3), part(2, 1)]),
            1 => (own, vec![part(2, 2)]),
            _ => (own, vec![part(0, 9)]),
        });
        assert_eq!((counts.tasks, counts.pods), (4, 1 + 3 * 3 + 1));
        let deep = sum(0_u32, |k| (own, if k < 100_000 { vec![part(k + 1, 1)] } else { vec![] }));
        assert_eq!(deep.pods, 100_001);
        let wide = sum(0_u32, |k| (own, if k < 70 { vec![part(k + 1, 2)] } else { vec![] }));
        assert_eq!(wide.pods, u64::MAX);
    }
}
