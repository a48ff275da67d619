//! Conditions as a tree, before any back end prints them.

use crate::model::ParameterType;

/// When a task runs.
///
/// Build chains with [`and`](Self::and), [`or`](Self::or) and [`negate`](Self::negate): they keep the tree flat.
///
/// ```
/// use kfp_ir::lang::condition::{Operator, Condition, Constant, Operand};
/// use kfp_ir::model::ParameterType;
///
/// let accuracy = Operand::input("accuracy", ParameterType::NumberDouble);
/// let good = Condition::compare(accuracy, Operator::GreaterOrEqual, 0.9);
/// let wanted = Condition::from(Operand::input("deploy", ParameterType::Boolean));
/// assert_eq!(
///     kfp_ir::lang::cel::print(&good.and(wanted)),
///     "inputs.parameter_values['accuracy'] >= 0.9 && inputs.parameter_values['deploy']",
/// );
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A comparison of two values.
    Compare {
        /// The value on the left.
        left: Operand,
        /// How they are compared.
        op: Operator,
        /// The value on the right.
        right: Operand,
    },
    /// A value that is true or false by itself.
    Value(Operand),
    /// All of them; true when there is none.
    And(Vec<Condition>),
    /// At least one of them; false when there is none.
    Or(Vec<Condition>),
    /// The opposite.
    Not(Box<Condition>),
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Operator {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Equal, Self::NotEqual, Self::Less, Self::LessOrEqual, Self::Greater, Self::GreaterOrEqual];

    /// The sign, the same in CEL, Argo expressions and Rust.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// Whether it asks for more than equality.
    pub fn orders(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// A value in a condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// An input parameter of the task that has the condition.
    Input {
        /// The name of the input.
        name: String,
        /// As what it is read; `Unspecified` when the text of a condition does not say.
        kind: ParameterType,
    },
    /// A fixed value.
    Constant(Constant),
}

/// A fixed value in a condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A double.
    Double(f64),
    /// Text.
    String(String),
}

impl Operand {
    /// An input of that name and type.
    pub fn input(name: impl Into<String>, kind: ParameterType) -> Self {
        Self::Input { name: name.into(), kind }
    }

    /// As what the value is read.
    pub fn kind(&self) -> ParameterType {
        match self {
            Self::Input { kind, .. } => *kind,
            Self::Constant(constant) => constant.kind(),
        }
    }
}

impl Constant {
    /// The parameter type that such values have.
    pub fn kind(&self) -> ParameterType {
        match self {
            Self::Bool(_) => ParameterType::Boolean,
            Self::Int(_) => ParameterType::NumberInteger,
            Self::Double(_) => ParameterType::NumberDouble,
            Self::String(_) => ParameterType::String,
        }
    }
}

impl From<bool> for Operand {
    fn from(value: bool) -> Self {
        Self::Constant(Constant::Bool(value))
    }
}

impl From<i64> for Operand {
    fn from(value: i64) -> Self {
        Self::Constant(Constant::Int(value))
    }
}

impl From<f64> for Operand {
    fn from(value: f64) -> Self {
        Self::Constant(Constant::Double(value))
    }
}

impl From<&str> for Operand {
    fn from(value: &str) -> Self {
        Self::Constant(Constant::String(value.to_owned()))
    }
}

impl From<Operand> for Condition {
    fn from(operand: Operand) -> Self {
        Self::Value(operand)
    }
}

impl Condition {
    /// A comparison.
    pub fn compare(left: impl Into<Operand>, op: Operator, right: impl Into<Operand>) -> Self {
        Self::Compare { left: left.into(), op, right: right.into() }
    }

    /// This and the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut all = match self {
            Self::And(all) => all,
            one => vec![one],
        };
        match other {
            Self::And(more) => all.extend(more),
            one => all.push(one),
        }
        Self::And(all)
    }

    /// This or the other.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let mut any = match self {
            Self::Or(any) => any,
            one => vec![one],
        };
        match other {
            Self::Or(more) => any.extend(more),
            one => any.push(one),
        }
        Self::Or(any)
    }

    /// The opposite, as the SDK spells it for `Elif` and `Else`.
    #[must_use]
    pub fn negate(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// Every value in it, from left to right.
    pub fn operands(&self) -> Vec<&Operand> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(condition) = open.pop() {
            match condition {
                Self::Compare { left, right, .. } => found.extend([left, right]),
                Self::Value(operand) => found.push(operand),
                Self::And(all) | Self::Or(all) => open.extend(all.iter().rev()),
                Self::Not(inner) => open.push(inner),
            }
        }
        found
    }

    /// Every comparison in it, from left to right.
    pub fn comparisons(&self) -> Vec<(&Operand, Operator, &Operand)> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(condition) = open.pop() {
            match condition {
                Self::Compare { left, op, right } => found.push((left, *op, right)),
                Self::Value(_) => {}
                Self::And(all) | Self::Or(all) => open.extend(all.iter().rev()),
                Self::Not(inner) => open.push(inner),
            }
        }
        found
    }

    /// Gives every input the type that it is declared with; inputs without one keep what the text said.
    ///
    /// A cast in the text (`int(...)`) that differs from the declared type stays, since it decides what is compared.
    pub fn resolve(&mut self, declared: &dyn Fn(&str) -> Option<ParameterType>) {
        let mut open = vec![self];
        while let Some(condition) = open.pop() {
            match condition {
                Self::Compare { left, right, .. } => {
                    left.resolve(declared);
                    right.resolve(declared);
                }
                Self::Value(operand) => operand.resolve(declared),
                Self::And(all) | Self::Or(all) => open.extend(all.iter_mut()),
                Self::Not(inner) => open.push(inner),
            }
        }
    }
}

impl Operand {
    fn resolve(&mut self, declared: &dyn Fn(&str) -> Option<ParameterType>) {
        if let Self::Input { name, kind } = self
            && *kind == ParameterType::Unspecified
        {
            *kind = declared(name).unwrap_or_default();
        }
    }
}
