//! Random programs.

use super::{Block, Condition, Count, Inner, Items, Number, Step, Text, Trial};
use crate::oracle::Random;

/// How deep blocks stand in each other.
const DEPTH: usize = 3;

/// Texts with what shells, YAML, JSON, Argo and KFP know.
const TEXTS: &[&str] = &[
    "a",
    "two words",
    "it's",
    "\"q\"",
    "$HOME `id` $(id)",
    "{{workflow.name}}",
    "x\\n\ty",
    "",
    "1e3",
    "ä€",
    "[1]",
    "-n",
];

/// The program of that number.
pub fn generate(seed: u64, number: u64) -> Trial {
    let mut random = Random::new(seed, number);
    let pipelines = random.below(3);
    let mut trial = Trial { start: start(&mut random), ..Trial::default() };
    let mut maker = Maker { random, steps: 0, callable: pipelines..pipelines };
    // Later ones first: a pipeline calls only those behind it.
    for inner in (0..pipelines).rev() {
        let mut count = Count { texts: 1, ..Count::default() };
        let (body, result) = maker.with_result(&mut count, 1);
        trial.inner.insert(0, Inner { body, result });
        maker.callable.start = inner;
    }
    let mut count = Count { texts: 1, ..Count::default() };
    trial.main = maker.block(&mut count, 0);
    trial.cleanup = maker.random.chance(30);
    trial
}

/// A text that a run is given. Argo replaces what stands in braces there, before any task.
fn start(random: &mut Random) -> String {
    let texts: Vec<_> = TEXTS.iter().filter(|text| !text.contains("{{")).collect();
    (*random.one(&texts)).to_owned()
}

fn text(random: &mut Random) -> String {
    random.one(TEXTS).to_owned()
}

struct Maker {
    random: Random,
    /// How many there are, for their names.
    steps: usize,
    /// The pipelines that may be called.
    callable: std::ops::Range<usize>,
}

impl Maker {
    /// A block, which adds to the count what it makes.
    fn block(&mut self, count: &mut Count, depth: usize) -> Block {
        count.tasks = 0;
        let length = 1 + self.random.below(if depth == 0 { 5 } else { 3 });
        (0..length).map(|_| self.step(count, depth)).collect()
    }

    /// A block and one of the texts that are made in it.
    fn with_result(&mut self, count: &mut Count, depth: usize) -> (Block, usize) {
        let before = count.texts;
        let mut block = self.block(count, depth);
        if count.texts == before {
            block.push(self.make(count));
        }
        (block, before + self.random.below(count.texts - before))
    }

    fn step(&mut self, count: &mut Count, depth: usize) -> Step {
        match self.random.below(10) {
            0 | 1 if depth < DEPTH && count.made > 0 => self.branch(count, depth),
            2 | 3 if depth < DEPTH => self.repeat(count, depth),
            4 | 5 if !self.callable.is_empty() => {
                let inner = self.callable.start + self.random.below(self.callable.len());
                // A pipeline may ask for the text in a condition, before anybody could put it together.
                let text = match self.text(count) {
                    Text::Mixed(_, at, _) => Text::Made(at),
                    whole => whole,
                };
                let step = Step::Call { inner, text };
                count.texts += 1;
                step
            }
            6 if count.made > 0 => {
                let step = Step::Read { name: self.name("read"), file: self.random.below(count.made) };
                count.texts += 1;
                step
            }
            7 | 8 if count.lists > 0 => {
                let step = Step::Join { name: self.name("join"), list: self.random.below(count.lists) };
                count.texts += 1;
                step
            }
            _ => self.make(count),
        }
    }

    fn make(&mut self, count: &mut Count) -> Step {
        let after = (count.tasks > 0 && self.random.chance(30)).then(|| self.random.below(count.tasks));
        let step = Step::Make {
            name: self.name("make"),
            a: self.text(count),
            b: self.random.chance(60).then(|| self.text(count)),
            c: self.random.chance(30).then(|| self.text(count)),
            n: self.random.chance(50).then(|| match count.made {
                made if made > 0 && self.random.chance(70) => Number::Made(self.random.below(made)),
                _ => Number::Constant(self.random.below(9) as i64 - 4),
            }),
            x: (count.made > 0 && self.random.chance(50)).then(|| self.random.below(count.made)),
            retries: self.random.chance(8),
            after,
        };
        count.texts += 1;
        count.made += 1;
        count.lists += 1;
        count.tasks += 1;
        step
    }

    fn branch(&mut self, count: &mut Count, depth: usize) -> Step {
        let chosen = self.random.chance(60);
        let arms = (0..1 + self.random.below(2)).map(|_| {
            let condition = self.condition(*count, 2);
            let (block, result) = self.with_result(&mut count.clone(), depth + 1);
            (condition, block, result)
        });
        let arms = arms.collect();
        let otherwise = chosen.then(|| self.with_result(&mut count.clone(), depth + 1));
        count.texts += usize::from(chosen);
        Step::Branch { arms, otherwise }
    }

    fn repeat(&mut self, count: &mut Count, depth: usize) -> Step {
        let items = if count.lists > 0 && self.random.chance(60) {
            Items::Made(self.random.below(count.lists))
        } else {
            Items::Constant((0..1 + self.random.below(3)).map(|_| text(&mut self.random)).collect())
        };
        let at_most = self.random.chance(30).then_some(2);
        let mut inside = *count;
        inside.texts += 1;
        let (body, result) = self.with_result(&mut inside, depth + 1);
        count.lists += 1;
        Step::Loop { items, at_most, body, result }
    }

    fn text(&mut self, count: &Count) -> Text {
        match self.random.below(10) {
            0 | 1 => Text::Constant(text(&mut self.random)),
            2 => {
                let numbers =
                    (count.made > 0).then(|| (self.random.below(count.made), self.random.below(count.made)));
                Text::Mixed(text(&mut self.random), self.random.below(count.texts), numbers)
            }
            _ => Text::Made(self.random.below(count.texts)),
        }
    }

    fn condition(&mut self, count: Count, depth: usize) -> Condition {
        let kind = self.random.below(if depth == 0 { 5 } else { 8 });
        let made = self.random.below(count.made);
        let mut other = || Box::new(self.condition(count, depth - 1));
        match kind {
            5 => Condition::Not(other()),
            6 => Condition::And(other(), other()),
            7 => Condition::Or(other(), other()),
            0 => Condition::Is(made, self.random.below(5) as i64),
            1 => Condition::Flag(made),
            2 => Condition::AtLeast(made, self.random.below(4) as f64),
            3 => Condition::Same(self.random.below(count.texts), text(&mut self.random)),
            _ => Condition::Less(made, self.random.below(5) as i64),
        }
    }

    fn name(&mut self, kind: &str) -> String {
        self.steps += 1;
        format!("{kind}{}", self.steps)
    }
}
