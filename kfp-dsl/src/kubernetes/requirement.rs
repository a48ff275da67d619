//! Conditions on labels.

use kfp_ir::model::platform::kubernetes::SelectorRequirement;

use super::{Fragment, check};

/// A condition on a label, for affinities.
///
/// ```
/// use kfp_dsl::kubernetes::Requirement;
///
/// let near = Requirement::is_in("topology.kubernetes.io/zone", ["eu-1a", "eu-1b"]);
/// let large = Requirement::greater_than("gpu-memory", 40);
/// # let _ = (near, large);
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct Requirement {
    key: String,
    operator: &'static str,
    values: Vec<String>,
}

impl Requirement {
    /// The label has one of these values.
    pub fn is_in<S: Into<String>>(key: impl Into<String>, values: impl IntoIterator<Item = S>) -> Self {
        Requirement::new(key, "In", values)
    }

    /// The label has none of these values, or is missing.
    pub fn not_in<S: Into<String>>(key: impl Into<String>, values: impl IntoIterator<Item = S>) -> Self {
        Requirement::new(key, "NotIn", values)
    }

    /// The label is there.
    pub fn exists(key: impl Into<String>) -> Self {
        Requirement::new(key, "Exists", Vec::<String>::new())
    }

    /// The label is missing.
    pub fn does_not_exist(key: impl Into<String>) -> Self {
        Requirement::new(key, "DoesNotExist", Vec::<String>::new())
    }

    /// The label is an integer above that one. For nodes only.
    pub fn greater_than(key: impl Into<String>, number: i64) -> Self {
        Requirement::new(key, "Gt", [number.to_string()])
    }

    /// The label is an integer below that one. For nodes only.
    pub fn less_than(key: impl Into<String>, number: i64) -> Self {
        Requirement::new(key, "Lt", [number.to_string()])
    }

    fn new<S: Into<String>>(
        key: impl Into<String>,
        operator: &'static str,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        Requirement { key: key.into(), operator, values }
    }

    /// For the IR.
    pub(super) fn checked(self, fragment: &mut Fragment) -> SelectorRequirement {
        check::key(fragment, "a label", &self.key);
        if matches!(self.operator, "In" | "NotIn") && self.values.is_empty() {
            let message = format!("a condition on `{}` has no values to compare with", self.key);
            fragment.fault(message, "give one value at least, or use `exists` or `does_not_exist`");
        }
        let Requirement { key, operator, values } = self;
        SelectorRequirement { key, operator: operator.to_owned(), values }
    }
}

/// All of them for the IR.
pub(super) fn checked(requirements: Vec<Requirement>, fragment: &mut Fragment) -> Vec<SelectorRequirement> {
    requirements.into_iter().map(|requirement| requirement.checked(fragment)).collect()
}

/// How much something is wanted.
pub(super) fn weight(fragment: &mut Fragment, weight: Option<u8>) -> Option<i32> {
    let weight = weight.map(i32::from);
    if weight.is_some_and(|weight| !(1..=100).contains(&weight)) {
        fragment.fault("the weight of an affinity is between 1 and 100", "give a number from 1 to 100");
    }
    weight
}
