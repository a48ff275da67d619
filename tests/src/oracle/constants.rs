//! Random constants, with those among them that have gone wrong somewhere: in YAML, in JSON, in Python.

use super::program::{Base, Const, Field, Ty};
use super::random::Random;

/// Texts that some reader or writer may take for something else.
const TEXTS: &[&str] = &[
    "",
    " ",
    " both ends ",
    "yes",
    "y",
    "NO",
    "null",
    "~",
    "1e3",
    "012",
    "1:30",
    "0x1F",
    "2001-01-01",
    "3.0",
    "true",
    "it's",
    "\"quoted\"",
    "a \\ b",
    "two\nlines\n",
    "\n",
    "tab\there",
    "# no comment",
    "key: value",
    "- item",
    "{brace}",
    "%s %(x)s",
    "é ü ß",
    "日本",
    "\u{1f600}",
    "\u{85}\u{2028}",
    "\u{7}",
    "a long text that a writer of YAML may want to fold, because it does not fit into the width of a line at all",
    "@at",
    "!tag",
    "&anchor *alias",
    "[1, 2]",
    "|",
    "$HOME ${x}",
];

/// Texts that the SDK can compare with: it does not escape quotes, backslashes and line breaks in a condition.
const PLAIN: &[&str] = &["a", "two words", "", "é", "3", "true", "x-1_y.z", "<&>", "{}"];

const INTEGERS: &[i64] =
    &[0, 1, -1, 2, 7, 42, -300, 65_536, 1_000_000, 9_007_199_254_740_992, -9_007_199_254_740_991];

const NUMBERS: &[f64] = &[
    0.0,
    0.5,
    1.0,
    -0.25,
    0.1,
    3.0,
    100.0,
    1e-7,
    0.0001,
    1e15,
    1e16,
    1e21,
    1.5e300,
    123_456_789.125,
    -2.5e-10,
    0.333_333_333_333_333_3,
];

const KEYS: &[&str] = &["a", "b", "y", "no", "with space", "1", "é", "deep", "it's"];

/// A constant of a type.
pub(super) fn constant(random: &mut Random, ty: Ty) -> Const {
    match ty {
        Ty::One(base) => single(random, base),
        Ty::List(base) => items(random, Ty::One(base), 0),
        Ty::Deep(base) => items(random, Ty::List(base), 0),
        other => unreachable!("there are no constants of type {other:?}"),
    }
}

/// Constants for a loop, of which there is at least one.
pub(super) fn loop_items(random: &mut Random, ty: Ty) -> Vec<Const> {
    match items(random, ty, 1) {
        Const::List(items) => items,
        _ => Vec::new(),
    }
}

fn items(random: &mut Random, ty: Ty, least: usize) -> Const {
    let count = least + random.below(3);
    Const::List((0..count).map(|_| constant(random, ty)).collect())
}

fn single(random: &mut Random, base: Base) -> Const {
    match base {
        Base::Text => Const::Text(random.one(TEXTS).to_owned()),
        Base::Int => Const::Int(random.one(INTEGERS)),
        Base::Num => Const::Num(random.one(NUMBERS)),
        Base::Flag => Const::Flag(random.chance(50)),
        Base::Map => Const::Map(fields(random, 2)),
        Base::Job => Const::Map(
            Field::ALL.iter().map(|field| (field.key().to_owned(), constant(random, field.ty()))).collect(),
        ),
    }
}

fn fields(random: &mut Random, depth: usize) -> Vec<(String, Const)> {
    let mut fields: Vec<(String, Const)> = Vec::new();
    for _ in 0..random.below(4) {
        let key = random.one(KEYS);
        if fields.iter().any(|(other, _)| other == key) {
            continue;
        }
        let value = match random.below(if depth == 0 { 4 } else { 6 }) {
            0 => single(random, Base::Text),
            1 => single(random, Base::Int),
            2 => single(random, Base::Num),
            3 => single(random, Base::Flag),
            4 => Const::List((0..random.below(3)).map(|_| single(random, Base::Text)).collect()),
            _ => Const::Map(self::fields(random, depth - 1)),
        };
        fields.push((key.to_owned(), value));
    }
    fields
}

/// A piece of a text; some that need care among them.
pub(super) fn piece(random: &mut Random) -> String {
    random.one(TEXTS).to_owned()
}

/// A constant to compare with.
pub(super) fn compared(random: &mut Random, base: Base) -> Const {
    match base {
        Base::Text => Const::Text(random.one(PLAIN).to_owned()),
        other => single(random, other),
    }
}

/// Whether a text is one that needs care.
pub(super) fn is_odd(text: &str) -> bool {
    TEXTS.contains(&text)
}
