//! Whether one of several conditions always holds.
//!
//! Comparisons count as independent truth values, except that `!=`, `<` and `>` are the opposites of `==`, `>=` and `<=`.
//! That decides the chains of `If`, `Elif` and `Else`; what it cannot decide may be reported although it never happens.

use std::collections::BTreeMap;

use crate::lang::cel;
use crate::lang::condition::{Condition, Operand, Operator};

/// More distinct comparisons than this are not tried out: every one doubles the work.
const MAX_ATOMS: usize = 10;

/// A case in which none of the conditions holds, in words; `None` when there is none, or when that cannot be told.
pub(crate) fn uncovered(conditions: &[String]) -> Option<String> {
    if conditions.is_empty() || conditions.iter().any(String::is_empty) {
        return None;
    }
    let conditions: Vec<Condition> = conditions.iter().map(|c| cel::parse(c).ok()).collect::<Option<_>>()?;
    let mut atoms: BTreeMap<String, usize> = BTreeMap::new();
    for condition in &conditions {
        collect(condition, &mut atoms);
        if atoms.len() > MAX_ATOMS {
            return None;
        }
    }
    // Trying "everything false" first gives the most natural example.
    let case = (0..1u32 << atoms.len()).find(|case| !conditions.iter().any(|c| holds(c, &atoms, *case)))?;
    let words = atoms
        .iter()
        .map(|(atom, bit)| if case >> bit & 1 == 1 { atom.clone() } else { format!("not {atom}") });
    Some(words.collect::<Vec<_>>().join(" and "))
}

/// A comparison without negation, and whether it was negated.
fn atom(left: &Operand, operator: Operator, right: &Operand) -> (String, bool) {
    let (operator, negated) = match operator {
        Operator::NotEqual => (Operator::Equal, true),
        Operator::Less => (Operator::GreaterOrEqual, true),
        Operator::Greater => (Operator::LessOrEqual, true),
        plain => (plain, false),
    };
    (name(&Condition::compare(left.clone(), operator, right.clone())), negated)
}

fn name(condition: &Condition) -> String {
    let text = cel::print(condition);
    format!("`{}`", text.replace("inputs.parameter_values['", "").replace("']", ""))
}

fn collect(condition: &Condition, atoms: &mut BTreeMap<String, usize>) {
    let mut add = |name: String| {
        let next = atoms.len();
        atoms.entry(name).or_insert(next);
    };
    match condition {
        Condition::Compare { left, op, right } => add(atom(left, *op, right).0),
        Condition::Value(Operand::Constant(_)) => {}
        Condition::Value(_) => add(name(condition)),
        Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| collect(part, atoms)),
        Condition::Not(inner) => collect(inner, atoms),
    }
}

fn holds(condition: &Condition, atoms: &BTreeMap<String, usize>, case: u32) -> bool {
    let value = |name: &str| atoms.get(name).is_some_and(|bit| case >> bit & 1 == 1);
    match condition {
        Condition::Compare { left, op, right } => {
            let (name, negated) = atom(left, *op, right);
            value(&name) != negated
        }
        Condition::Value(Operand::Constant(constant)) => {
            *constant == crate::lang::condition::Constant::Bool(true)
        }
        Condition::Value(_) => value(&name(condition)),
        Condition::And(parts) => parts.iter().all(|part| holds(part, atoms, case)),
        Condition::Or(parts) => parts.iter().any(|part| holds(part, atoms, case)),
        Condition::Not(inner) => !holds(inner, atoms, case),
    }
}

#[cfg(test)]
mod tests {
    use super::uncovered;

    fn case(conditions: &[&str]) -> Option<String> {
        let x = |c: &str| {
            c.replace('x', "inputs.parameter_values['x']").replace('y', "inputs.parameter_values['y']")
        };
        uncovered(&conditions.iter().map(|c| x(c)).collect::<Vec<_>>())
    }

    #[test]
    fn chains_with_an_else_cover_everything() {
        assert_eq!(case(&["x == 'a'", "!(x == 'a')"]), None);
        assert_eq!(case(&["x == 'a'", "!(x == 'a') && x == 'b'", "!(x == 'a') && !(x == 'b')"]), None);
        assert_eq!(case(&["int(x) < 3", "int(x) >= 3"]), None);
        assert_eq!(case(&["x == 'a'", ""]), None);
        assert_eq!(case(&["x == 'a' || y", "!(y)", "true"]), None);
    }

    #[test]
    fn a_forgotten_branch_is_found() {
        assert_eq!(case(&["x == 'a'"]).as_deref(), Some("not `x == 'a'`"));
        let two = case(&["x == 'a'", "!(x == 'a') && x == 'b'"]);
        assert_eq!(two.as_deref(), Some("not `x == 'a'` and not `x == 'b'`"));
        assert_eq!(
            case(&["!(x == 'a') && !(x == 'b')", "x == 'a'"]).as_deref(),
            Some("not `x == 'a'` and `x == 'b'`")
        );
    }

    #[test]
    fn what_cannot_be_told_is_not_reported() {
        assert_eq!(case(&[]), None);
        assert_eq!(case(&["size(x) == 1"]), None);
        let many: Vec<String> = (0..40).map(|i| format!("x == '{i}'")).collect();
        assert_eq!(uncovered(&many), None);
    }
}
