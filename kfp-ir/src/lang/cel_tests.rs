//! Conditions read, printed and evaluated by another implementation of CEL.

use std::collections::HashMap;

use cel::{Context, Program, Value};
use proptest::prelude::*;

use crate::lang::cel::{self as text, CelErrorKind};
use crate::lang::condition::{Condition, Constant, Operand, Operator};
use crate::model::ParameterType;

#[derive(Clone, Debug)]
enum Given {
    Bool(bool),
    Number(f64),
    Text(String),
}

type Inputs = HashMap<String, Given>;

/// What KFP would find: all numbers arrive as doubles.
fn cel(condition: &str, inputs: &Inputs) -> Result<bool, String> {
    let program = Program::compile(condition).map_err(|e| e.to_string())?;
    let values: HashMap<String, Value> = inputs
        .iter()
        .map(|(name, given)| {
            let value = match given {
                Given::Bool(b) => Value::Bool(*b),
                Given::Number(n) => Value::Float(*n),
                Given::Text(s) => Value::String(s.clone().into()),
            };
            (name.clone(), value)
        })
        .collect();
    let mut context = Context::default();
    context.add_variable_from_value(
        "inputs",
        HashMap::from([("parameter_values".to_owned(), Value::from(values))]),
    );
    match program.execute(&context) {
        Ok(Value::Bool(result)) => Ok(result),
        other => Err(format!("{other:?}")),
    }
}

/// What the tree means.
fn meaning(condition: &Condition, inputs: &Inputs) -> bool {
    match condition {
        Condition::And(all) => all.iter().all(|c| meaning(c, inputs)),
        Condition::Or(any) => any.iter().any(|c| meaning(c, inputs)),
        Condition::Not(inner) => !meaning(inner, inputs),
        Condition::Value(operand) => matches!(value(operand, inputs), Given::Bool(true)),
        Condition::Compare { left, op, right } => {
            let ordering = match (value(left, inputs), value(right, inputs)) {
                (Given::Bool(a), Given::Bool(b)) => a.cmp(&b),
                (Given::Number(a), Given::Number(b)) => a.partial_cmp(&b).unwrap(),
                (Given::Text(a), Given::Text(b)) => a.cmp(&b),
                (Given::Text(a), Given::Number(b)) => a.cmp(&b.to_string()),
                (Given::Number(a), Given::Text(b)) => a.to_string().cmp(&b),
                (Given::Bool(a), Given::Number(b)) => f64::from(a).partial_cmp(&b).unwrap(),
                other => panic!("{other:?}"),
            };
            match op {
                Operator::Equal => ordering.is_eq(),
                Operator::NotEqual => ordering.is_ne(),
                Operator::Less => ordering.is_lt(),
                Operator::LessOrEqual => ordering.is_le(),
                Operator::Greater => ordering.is_gt(),
                Operator::GreaterOrEqual => ordering.is_ge(),
            }
        }
    }
}

fn value(operand: &Operand, inputs: &Inputs) -> Given {
    match operand {
        Operand::Input { name, .. } => inputs[name].clone(),
        Operand::Constant(Constant::Bool(b)) => Given::Bool(*b),
        Operand::Constant(Constant::Int(i)) => Given::Number(*i as f64),
        Operand::Constant(Constant::Double(d)) => Given::Number(*d),
        Operand::Constant(Constant::String(s)) => Given::Text(s.clone()),
    }
}

const NAMES: [(&str, ParameterType); 8] = [
    ("pipelinechannel--i", ParameterType::NumberInteger),
    ("j", ParameterType::NumberInteger),
    ("d'quoted\\\"", ParameterType::NumberDouble),
    ("e", ParameterType::NumberDouble),
    ("s", ParameterType::String),
    ("t {{x}}", ParameterType::String),
    ("b", ParameterType::Boolean),
    ("c", ParameterType::Boolean),
];

fn declared(name: &str) -> Option<ParameterType> {
    NAMES.iter().find(|(n, _)| *n == name).map(|(_, kind)| *kind)
}

fn inputs() -> impl Strategy<Value = Inputs> {
    let number = || prop_oneof![-3..4i32, any::<i32>()].prop_map(f64::from);
    let double = || prop_oneof![number(), (-4..4i32).prop_map(|i| f64::from(i) / 2.0)];
    let word = || prop_oneof!["[ab'\"\\\\]{0,2}", ".{0,3}"];
    (number(), number(), double(), double(), word(), word(), any::<bool>(), any::<bool>()).prop_map(
        |(i, j, d, e, s, t, b, c)| {
            let values = [
                Given::Number(i),
                Given::Number(j),
                Given::Number(d),
                Given::Number(e),
                Given::Text(s),
                Given::Text(t),
                Given::Bool(b),
                Given::Bool(c),
            ];
            NAMES.iter().map(|(n, _)| (*n).to_owned()).zip(values).collect()
        },
    )
}

fn operands() -> impl Strategy<Value = (Operand, Operand)> {
    let of = |from: usize, to: usize| {
        prop::sample::select(NAMES[from..to].to_vec()).prop_map(|(name, kind)| Operand::input(name, kind))
    };
    let int = prop_oneof![-3..4i64, any::<i32>().prop_map(i64::from)].prop_map(Operand::from);
    let double = prop_oneof![
        (-4..4i32).prop_map(|i| f64::from(i) / 2.0),
        any::<f64>().prop_filter("finite", |d| d.is_finite()),
    ]
    .prop_map(Operand::from);
    let word = prop_oneof!["[ab'\"\\\\{]{0,3}", ".{0,3}"].prop_map(|s| Operand::from(s.as_str()));
    prop_oneof![
        (of(0, 4), prop_oneof![of(0, 4), int, double]),
        (of(4, 6), prop_oneof![of(4, 6), word]),
        (of(6, 8), prop_oneof![of(6, 8), any::<bool>().prop_map(Operand::from)]),
    ]
}

fn conditions() -> impl Strategy<Value = Condition> {
    let compare =
        (operands(), prop::sample::select(Operator::ALL), any::<bool>()).prop_map(|((a, b), op, swap)| {
            let (left, right) = if swap { (b, a) } else { (a, b) };
            Condition::Compare { left, op, right }
        });
    let truth = prop_oneof![
        prop::sample::select(vec!["b", "c"]).prop_map(|n| Operand::input(n, ParameterType::Boolean)),
        any::<bool>().prop_map(Operand::from),
    ];
    let leaf = prop_oneof![4 => compare, 1 => truth.prop_map(Condition::from)];
    leaf.prop_recursive(4, 20, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::Or),
            inner.prop_map(Condition::negate),
        ]
    })
}

proptest! {
    #[test]
    fn printed_conditions_read_back(condition in conditions()) {
        let printed = text::print(&condition);
        let mut read = text::parse(&printed).unwrap();
        read.resolve(&declared);
        prop_assert_eq!(read, condition, "{}", printed);
    }

    #[test]
    fn printed_conditions_mean_what_the_tree_means(condition in conditions(), inputs in inputs()) {
        let printed = text::print(&condition);
        prop_assert!(!printed.contains("{{"));
        prop_assert_eq!(cel(&printed, &inputs), Ok(meaning(&condition, &inputs)), "{}", printed);
    }

    #[test]
    fn reading_never_panics(condition in "[a-z0-9'\"()!&|=<>. \\[\\]\\\\-]{0,40}") {
        if let Ok(read) = text::parse(&condition) {
            let printed = text::print(&read);
            prop_assert_eq!(text::print(&text::parse(&printed).unwrap()), printed);
        }
    }
}

/// Each text is what the SDK 2.17 writes (`pipeline_spec_builder.py`).
#[test]
fn the_spelling_of_the_sdk() {
    for condition in [
        "inputs.parameter_values['pipelinechannel--S'] == 'a'",
        "int(inputs.parameter_values['pipelinechannel--I']) == 1",
        "double(int(inputs.parameter_values['I'])) < 1.5",
        "inputs.parameter_values['F'] == double(1)",
        "inputs.parameter_values['F'] == double(int(inputs.parameter_values['I']))",
        "inputs.parameter_values['F'] < 1e-07",
        "inputs.parameter_values['F'] < 1e+30",
        "inputs.parameter_values['B'] == true",
        "!(inputs.parameter_values['S'] == 'heads') && inputs.parameter_values['S'] != 'tails'",
        "!(int(inputs.parameter_values['I']) >= -3) && !(inputs.parameter_values['S'] == '')",
    ] {
        assert_eq!(text::print(&text::parse(condition).unwrap()), condition);
    }
}

#[test]
fn where_the_sdk_is_wrong() {
    let input = |kind| Operand::input("x", kind);
    let eq = |kind, right: Operand| text::print(&Condition::compare(input(kind), Operator::Equal, right));
    use ParameterType::{Boolean, NumberDouble, NumberInteger, String};
    let one = |value| Inputs::from([("x".to_owned(), value)]);

    for (printed, expected, given) in [
        (eq(String, "it's".into()), r"inputs.parameter_values['x'] == 'it\'s'", Given::Text("it's".into())),
        (eq(String, 1.into()), "inputs.parameter_values['x'] == '1'", Given::Text("1".into())),
        (eq(String, true.into()), "inputs.parameter_values['x'] == 'true'", Given::Text("true".into())),
        (
            eq(NumberInteger, "3".into()),
            "string(int(inputs.parameter_values['x'])) == '3'",
            Given::Number(3.0),
        ),
        (eq(NumberDouble, "1.5".into()), "string(inputs.parameter_values['x']) == '1.5'", Given::Number(1.5)),
        (eq(Boolean, 1.into()), "inputs.parameter_values['x'] == true", Given::Bool(true)),
        (eq(Boolean, 0.into()), "inputs.parameter_values['x'] == false", Given::Bool(false)),
    ] {
        assert_eq!(printed, expected);
        assert_eq!(cel(&printed, &one(given)), Ok(true), "{printed}");
    }

    let both =
        Condition::compare(Operand::input("i", NumberInteger), Operator::Equal, Operand::input("s", String));
    let printed = text::print(&both);
    assert_eq!(printed, "string(int(inputs.parameter_values['i'])) == inputs.parameter_values['s']");
    assert_eq!(text::parse(&printed), Ok(both));
}

#[test]
fn parentheses_only_where_they_are_needed() {
    let x = |name: &str| Condition::from(Operand::input(name, ParameterType::Boolean));
    let short = |c: &Condition| text::print(c).replace("inputs.parameter_values['", "").replace("']", "");
    assert_eq!(short(&x("a").and(x("b")).or(x("c"))), "a && b || c");
    assert_eq!(short(&x("a").and(x("b").or(x("c")))), "a && (b || c)");
    assert_eq!(short(&x("a").or(x("b")).negate().and(x("c"))), "!(a || b) && c");
    assert_eq!(short(&x("a").and(x("b")).and(x("c").and(x("d")))), "a && b && c && d");
    assert_eq!(short(&x("a").negate().negate()), "!(!(a))");
    assert_eq!(
        (short(&Condition::And(vec![])), short(&Condition::Or(vec![]))),
        ("true".into(), "false".into())
    );
}

#[test]
fn what_is_not_understood_says_where() {
    let unsupported = |what: &str| CelErrorKind::Unsupported(what.to_owned());
    let x = "inputs.parameter_values['x']";
    for (condition, offset, kind) in [
        (String::new(), 0, None),
        (format!("{x} == 'it's'"), 36, None),
        (format!("{x} == 'open"), 32, Some(CelErrorKind::OpenString)),
        (format!("{x} == '\\q'"), 33, Some(CelErrorKind::Escape)),
        (format!("{x} == '\\ud800'"), 33, Some(CelErrorKind::Escape)),
        (format!("{x} == 99999999999999999999"), 32, None),
        (format!("{x} == 1 == 2"), 34, Some(unsupported("a chain of comparisons"))),
        (format!("({x} == 1) == true"), 0, Some(unsupported("comparing the result of a condition"))),
        (format!("{x} + 1 == 2"), 29, None),
        (format!("{x}['a'] == 1"), 28, Some(unsupported("a part of an input"))),
        (format!("size({x}) == 1"), 0, Some(unsupported("`size`"))),
        (format!("{x} == 1 ? true : false"), 34, None),
        ("1".to_owned(), 0, None),
        ("outputs.parameters".to_owned(), 0, Some(unsupported("`outputs`"))),
        ("'int(inputs.parameter_values['x'])' == 1".to_owned(), 30, None),
        (format!("{x} == '''a'''"), 32, Some(unsupported("text in triple quotes"))),
        (format!("{x} &&"), 31, None),
    ] {
        let error = text::parse(&condition).unwrap_err();
        assert_eq!(error.offset, offset, "{condition}: {error}");
        if let Some(kind) = kind {
            assert_eq!(error.kind, kind, "{condition}");
        }
    }
}

#[test]
fn hostile_nesting_is_refused() {
    for part in ["(", "!", "!(", "int("] {
        let error = text::parse(&part.repeat(1_000_000)).unwrap_err();
        assert_eq!(error.kind, CelErrorKind::TooDeep, "{part}");
    }
    let deep = format!("{}true{}", "(".repeat(90), ")".repeat(90));
    assert_eq!(text::print(&text::parse(&deep).unwrap()), "true");
    let long = vec!["true"; 100_000].join(" && ");
    assert_eq!(text::print(&text::parse(&long).unwrap()), long);
}

#[test]
fn what_is_read_at_the_limit_can_be_printed_and_read() {
    let input = "int(inputs.parameter_values['x']) == 1.5";
    let negated = format!("{}inputs.parameter_values['x']", "!".repeat(text::MAX_DEPTH));
    let widened = format!("{}({input})", "!".repeat(text::MAX_DEPTH));
    let wrapped = format!("{}{input}{}", "(".repeat(text::MAX_DEPTH), ")".repeat(text::MAX_DEPTH));
    for deep in [negated, widened, wrapped] {
        let condition = text::parse(&deep).unwrap();
        assert_eq!(text::parse(&text::print(&condition)).unwrap(), condition);
    }
}

#[test]
fn an_input_made_a_text_stays_one() {
    for text in [
        "string(inputs.parameter_values['x']) != 'a'",
        "'a' < string(inputs.parameter_values['x'])",
        "inputs.parameter_values['y'] == string(inputs.parameter_values['x'])",
        "string(int(inputs.parameter_values['x'])) == 'a'",
    ] {
        assert_eq!(text::print(&text::parse(text).unwrap()), text);
    }
    let input = "inputs.parameter_values['x']";
    for text in [
        format!("string({input}) != 1"),
        format!("string({input}) < string({input})"),
        format!("int({input}) == string({input})"),
        format!("!string({input})"),
    ] {
        assert!(matches!(text::parse(&text).unwrap_err().kind, CelErrorKind::Unsupported(_)), "{text}");
    }
}

#[test]
fn other_spellings_of_an_input() {
    let plain = text::parse("inputs.parameter_values['x'] == 0x10").unwrap();
    for spelling in ["inputs.parameter_values.x == 16", "(inputs.parameter_values[\"\\x78\"])==16"] {
        assert_eq!(text::parse(spelling), Ok(plain.clone()));
    }
}
