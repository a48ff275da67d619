//! What the tasks of a program make.
#![expect(clippy::indexing_slicing, reason = "programs use only values that they have")]

use super::{Block, Condition, Items, Number, Step, Text, Trial};

/// The texts that the tasks of a run make, sorted.
///
/// # Panics
///
/// When the program uses values that it does not have.
pub fn expect(trial: &Trial) -> Vec<String> {
    let mut run = Run { trial, made: Vec::new() };
    let seen = Seen { texts: vec![trial.start.clone()], ..Seen::default() };
    run.block(&trial.main, seen);
    if trial.cleanup {
        run.make("cleanup", &format!("{}|none|plain|7|0.5", trial.start));
    }
    run.made.sort();
    run.made
}

/// The values that a block sees.
#[derive(Clone, Default)]
struct Seen {
    texts: Vec<String>,
    numbers: Vec<i64>,
    flags: Vec<bool>,
    halves: Vec<f64>,
    lists: Vec<Vec<String>>,
    files: Vec<String>,
}

struct Run<'t> {
    trial: &'t Trial,
    made: Vec<String>,
}

impl Run<'_> {
    /// Runs a block; gives all the texts it sees at its end.
    fn block(&mut self, block: &Block, mut seen: Seen) -> Vec<String> {
        for step in block {
            match step {
                Step::Make { name, a, b, c, n, x, .. } => {
                    let of = |text: &Option<Text>, default: &str| {
                        text.as_ref().map_or_else(|| default.to_owned(), |text| seen.text(text))
                    };
                    let n = match n {
                        None => 7,
                        Some(Number::Constant(n)) => *n,
                        Some(Number::Made(at)) => seen.numbers[*at],
                    };
                    let x = x.map_or(0.5, |at| seen.halves[at]);
                    let given = format!("{}|{}|{}|{n}|{x}", seen.text(a), of(b, "none"), of(c, "plain"));
                    let sum = self.make(name, &given);
                    seen.texts.push(format!("{name}-{sum}"));
                    seen.numbers.push(i64::from(sum % 5));
                    seen.flags.push(sum.is_multiple_of(2));
                    seen.halves.push(f64::from(sum % 7) / 2.0);
                    seen.lists.push(match sum % 3 {
                        0 => Vec::new(),
                        1 => vec![format!("{name}.{sum}")],
                        _ => vec![format!("x{sum}"), format!("y'{sum}")],
                    });
                    seen.files.push(format!("a file of {sum}"));
                }
                Step::Read { name, file } => {
                    let sum = self.make(name, &seen.files[*file]);
                    seen.texts.push(format!("{name}-{sum}"));
                }
                Step::Join { name, list } => {
                    let items: Vec<String> =
                        seen.lists[*list].iter().map(|item| format!("\"{item}\"")).collect();
                    let sum = self.make(name, &format!("[{}]", items.join(",")));
                    seen.texts.push(format!("{name}-{sum}"));
                }
                Step::Branch { arms, otherwise } => {
                    let taken = arms.iter().find(|(condition, ..)| seen.holds(condition));
                    let taken = taken.map(|(_, block, result)| (block, *result));
                    let other = otherwise.as_ref().map(|(block, result)| (block, *result));
                    let chosen = taken.or(other).map(|(block, result)| {
                        let texts = self.block(block, seen.clone());
                        texts.get(result).cloned()
                    });
                    if let (Some(_), Some(Some(text))) = (other, chosen) {
                        seen.texts.push(text);
                    }
                }
                Step::Loop { items, body, result, .. } => {
                    let items = match items {
                        Items::Constant(items) => items.clone(),
                        Items::Made(list) => seen.lists[*list].clone(),
                    };
                    let collected = items.into_iter().map(|item| {
                        let mut inside = seen.clone();
                        inside.texts.push(item);
                        self.block(body, inside)[*result].clone()
                    });
                    let collected = collected.collect();
                    seen.lists.push(collected);
                }
                Step::Call { inner, text } => {
                    let inner = &self.trial.inner[*inner];
                    let inside = Seen { texts: vec![seen.text(text)], ..Seen::default() };
                    let text = self.block(&inner.body, inside)[inner.result].clone();
                    seen.texts.push(text);
                }
            }
        }
        seen.texts
    }

    fn make(&mut self, name: &str, given: &str) -> u32 {
        let sum = checksum(format!("{name}|{given}").as_bytes());
        self.made.push(format!("{name}-{sum}"));
        sum
    }
}

impl Seen {
    fn text(&self, text: &Text) -> String {
        match text {
            Text::Constant(text) => text.clone(),
            Text::Made(at) => self.texts[*at].clone(),
            Text::Mixed(text, at, None) => format!("{text}{}", self.texts[*at]),
            Text::Mixed(text, at, Some((number, half))) => {
                format!("{text}{}/{}:{}", self.texts[*at], self.numbers[*number], self.halves[*half])
            }
        }
    }

    fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Less(number, than) => self.numbers[*number] < *than,
            Condition::Is(number, what) => self.numbers[*number] == *what,
            Condition::AtLeast(half, least) => self.halves[*half] >= *least,
            Condition::Flag(flag) => self.flags[*flag],
            Condition::Same(text, what) => self.texts[*text] == *what,
            Condition::Not(other) => !self.holds(other),
            Condition::And(a, b) => self.holds(a) && self.holds(b),
            Condition::Or(a, b) => self.holds(a) || self.holds(b),
        }
    }
}

/// The checksum of POSIX `cksum`: a CRC over the bytes and then over their number.
fn checksum(bytes: &[u8]) -> u32 {
    let mut length = bytes.len();
    let length = std::iter::from_fn(|| {
        let byte = (length > 0).then_some(length.to_le_bytes()[0]);
        length >>= 8;
        byte
    });
    let crc = bytes.iter().copied().chain(length).fold(0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte) << 24, |crc, _| {
            if crc >> 31 == 1 { crc << 1 ^ 0x04c1_1db7 } else { crc << 1 }
        })
    });
    !crc
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn checksums_are_those_of_cksum() {
        assert_eq!(checksum(b""), 4_294_967_295);
        assert_eq!(checksum(b"123456789"), 930_766_865);
    }
}
