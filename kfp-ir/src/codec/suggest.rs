//! "Did you mean": the known name closest to a mistyped one.

/// The nearest of `known`, when it is near enough to be meant.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // A long foreign key is no typing mistake, and comparing it would cost its length.
    if name.len() > 64 {
        return None;
    }
    let limit = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|k| (distance(&name.to_lowercase(), &k.to_lowercase()), k))
        .filter(|(d, _)| *d <= limit)
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k)
}

/// The number of edits between two texts: characters added, removed, changed, or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX);
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut two_above = Vec::new();
    let mut last = None;
    for (i, ca) in a.chars().enumerate() {
        let mut row = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let changed = cell(&above, j) + usize::from(ca != *cb);
            let added = cell(&row, j) + 1;
            let removed = cell(&above, j + 1) + 1;
            let mut best = changed.min(added).min(removed);
            if j > 0 && last == Some(*cb) && b.get(j - 1) == Some(&ca) {
                best = best.min(cell(&two_above, j - 1) + 1);
            }
            row.push(best);
        }
        two_above = std::mem::replace(&mut above, row);
        last = Some(ca);
    }
    cell(&above, b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["parameters", "artifacts", "isOptional"];
        assert_eq!(nearest("paramters", known), Some("parameters"));
        assert_eq!(nearest("isoptional", known), Some("isOptional"));
        assert_eq!(nearest("volumes", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("nmae", ["name", "description"]), Some("name"));
        let distances =
            [("kitten", "sitting"), ("", "abc"), ("abc", ""), ("ab", "ba"), ("abcd", "acbd"), ("a", "a")]
                .map(|(a, b)| distance(a, b));
        assert_eq!(distances, [3, 3, 3, 1, 1, 0]);
    }
}
