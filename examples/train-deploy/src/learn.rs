//! The machine learning of the recipe: data, logistic regression, scores. Plain Rust, nothing about pipelines.

use std::{fmt::Write, io, path::Path};

/// One labelled row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The measurements.
    pub features: [f64; FEATURES],
    /// Whether the customer left.
    pub churned: bool,
}

/// How many measurements a row has.
pub const FEATURES: usize = 3;

/// A small, fast, seeded generator (`SplitMix64`): equal seeds give equal data on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Evenly distributed in `0..1`.
    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Normally distributed around 0 with deviation 1 (sum of twelve uniform numbers).
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// Makes rows whose label follows from the features, up to `noise` (the deviation of an error added to the score).
pub fn generate(rows: usize, noise: f64, seed: u64) -> Vec<Row> {
    let mut random = Random(seed);
    (0..rows)
        .map(|_| {
            let features = [random.normal(), random.normal(), random.normal()];
            let score = 1.5 * features[0] - 2.0 * features[1] + 0.5 * features[2] + noise * random.normal();
            Row { features, churned: score > 0.0 }
        })
        .collect()
}

/// A linear model of the log-odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    /// One weight per feature.
    pub weights: [f64; FEATURES],
    /// The log-odds of a row of zeros.
    pub bias: f64,
}

impl Logistic {
    /// Fits by full-batch gradient descent.
    pub fn fit(rows: &[Row], learning_rate: f64, epochs: u32) -> Self {
        let mut model = Logistic { weights: [0.0; FEATURES], bias: 0.0 };
        let scale = learning_rate / rows.len().max(1) as f64;
        for _ in 0..epochs {
            let mut gradient = [0.0; FEATURES];
            let mut bias = 0.0;
            for row in rows {
                let error = model.probability(row) - f64::from(u8::from(row.churned));
                for (g, x) in gradient.iter_mut().zip(row.features) {
                    *g += error * x;
                }
                bias += error;
            }
            for (w, g) in model.weights.iter_mut().zip(gradient) {
                *w -= scale * g;
            }
            model.bias -= scale * bias;
        }
        model
    }

    /// The probability that the customer leaves.
    pub fn probability(&self, row: &Row) -> f64 {
        let score = self.bias + self.weights.iter().zip(row.features).map(|(w, x)| w * x).sum::<f64>();
        1.0 / (1.0 + (-score).exp())
    }

    /// Writes the model as one line of numbers: the bias, then the weights.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let numbers: Vec<String> = [self.bias].iter().chain(&self.weights).map(f64::to_string).collect();
        std::fs::write(path, numbers.join(" ") + "\n")
    }

    /// Reads what [`Logistic::save`] wrote.
    pub fn load(path: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        match numbers(&text, ' ')?.as_slice() {
            [bias, a, b, c] => Ok(Logistic { weights: [*a, *b, *c], bias: *bias }),
            other => Err(bad(format!("a model has {} numbers, this file has {}", FEATURES + 1, other.len()))),
        }
    }
}

/// How a model does on rows that it has not seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The share of rows whose label the model guesses.
    pub accuracy: f64,
    /// The chance that a row that churned scores higher than one that did not (area under the ROC curve).
    pub auc: f64,
    /// Rows by label and guess: `confusion[churned][guessed]`.
    pub confusion: [[u32; 2]; 2],
}

/// Scores a model.
pub fn evaluate(model: &Logistic, rows: &[Row]) -> Evaluation {
    let mut scored: Vec<(f64, bool)> = rows.iter().map(|row| (model.probability(row), row.churned)).collect();
    let count = |label: bool, guess: bool| {
        let hits =
            scored.iter().filter(|(probability, churned)| (*churned, *probability > 0.5) == (label, guess));
        hits.map(|_| 1).sum()
    };
    let confusion @ [[right_stays, _], [_, right_leaves]]: [[u32; 2]; 2] =
        [false, true].map(|label| [false, true].map(|guess| count(label, guess)));
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut stayed, mut ordered_pairs) = (0_u64, 0_u64);
    for &(_, churned) in &scored {
        if churned {
            ordered_pairs += stayed;
        } else {
            stayed += 1;
        }
    }
    let pairs = stayed * (rows.len() as u64 - stayed);
    Evaluation {
        accuracy: f64::from(right_stays + right_leaves) / rows.len().max(1) as f64,
        auc: if pairs == 0 { 0.5 } else { ordered_pairs as f64 / pairs as f64 },
        confusion,
    }
}

/// Writes rows as CSV: the features, then `1` or `0`.
pub fn save_rows(rows: &[Row], path: &Path) -> io::Result<()> {
    let mut text = String::new();
    for Row { features: [a, b, c], churned } in rows {
        let _ = writeln!(text, "{a},{b},{c},{}", u8::from(*churned));
    }
    std::fs::write(path, text)
}

/// Reads what [`save_rows`] wrote.
pub fn load_rows(path: &Path) -> io::Result<Vec<Row>> {
    std::fs::read_to_string(path)?
        .lines()
        .map(|line| match numbers(line, ',')?.as_slice() {
            [a, b, c, label] => Ok(Row { features: [*a, *b, *c], churned: *label == 1.0 }),
            other => Err(bad(format!("a row has {} columns, not {}", FEATURES + 1, other.len()))),
        })
        .collect()
}

fn numbers(line: &str, separator: char) -> io::Result<Vec<f64>> {
    line.trim().split(separator).map(|n| n.parse().map_err(|e| bad(format!("`{n}`: {e}")))).collect()
}

fn bad(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_what_there_is_to_learn() {
        let model = Logistic::fit(&generate(2000, 0.5, 1), 0.5, 200);
        let evaluation = evaluate(&model, &generate(1000, 0.5, 2));
        assert!(evaluation.accuracy > 0.9, "{evaluation:?}");
        assert!(evaluation.auc > 0.95, "{evaluation:?}");
    }

    #[test]
    fn pure_noise_teaches_nothing() {
        let model = Logistic::fit(&generate(2000, 1000.0, 1), 0.5, 200);
        assert!(evaluate(&model, &generate(1000, 1000.0, 2)).accuracy < 0.6);
    }
}
