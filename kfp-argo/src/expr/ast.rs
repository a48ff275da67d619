//! The tree.

use kfp_ir::lang::condition::Operator;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// The text of an input parameter of the template.
    Input(String),
    /// The text of an output parameter of a task of the same graph.
    Output {
        /// The task.
        task: String,
        /// The output parameter.
        parameter: String,
    },
    /// All output parameters of a task that runs many times.
    Outputs(String),
    /// The phase of a task: `Succeeded`, `Failed`, `Error`, `Skipped` or `Omitted`.
    Status(String),
    /// An artifact of a task; only where Argo expects an artifact.
    Artifact {
        /// The task.
        task: String,
        /// The output artifact.
        artifact: String,
    },
    /// Something that Argo knows about the run.
    Variable(Variable),
    /// `nil`.
    Nil,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Expr>),
    /// A map, in the order in which it is printed.
    Map(Vec<(String, Expr)>),
    /// Safe JSON text of a value: what may travel between templates.
    ///
    /// In compact JSON `{{` can only stand inside texts, so it may be escaped blindly; DEL is the one byte that Argo's
    /// own quoting breaks on.
    SafeJson(Box<Expr>),
    /// A call of a function.
    Call(&'static str, Vec<Expr>),
    /// A value of a map; `nil` when the map is `nil` or has no such key.
    Get(Box<Expr>, String),
    /// An item of a list.
    At(Box<Expr>, Box<Expr>),
    /// An operation on two values.
    Binary(Op, Box<Expr>, Box<Expr>),
    /// The opposite of a truth value.
    Not(Box<Expr>),
    /// The second when the first is true, else the third.
    If(Box<[Expr; 3]>),
    /// The item at hand, inside `map` and `filter`.
    Item,
    /// The result so far, inside `reduce`.
    Accumulator,
}

/// Something that Argo knows about the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// The name of the workflow.
    WorkflowName,
    /// The id of the workflow.
    WorkflowUid,
    /// When the workflow was created.
    WorkflowCreated,
    /// For when the workflow was scheduled.
    WorkflowScheduled,
    /// The name of the workflow that started this one.
    RunName,
    /// The id of it.
    RunUid,
    /// When it was created.
    RunCreated,
    /// For when it was scheduled.
    RunScheduled,
    /// The number of the iteration.
    LoopIndex,
    /// The name of the node.
    NodeName,
}

impl Variable {
    /// The text in an expression.
    pub fn name(self) -> &'static str {
        match self {
            Self::WorkflowName => "workflow.name",
            Self::WorkflowUid => "workflow.uid",
            Self::WorkflowCreated => "workflow.creationTimestamp.RFC3339",
            Self::WorkflowScheduled => "workflow.scheduledTime",
            Self::RunName => "workflow.parameters['kfp-run-name']",
            Self::RunUid => "workflow.parameters['kfp-run-uid']",
            Self::RunCreated => "workflow.parameters['kfp-run-created']",
            Self::RunScheduled => "workflow.parameters['kfp-run-scheduled']",
            Self::LoopIndex => "item",
            Self::NodeName => "node.name",
        }
    }

    /// The text in a plain tag.
    pub fn plain_name(self) -> &'static str {
        match self {
            Self::RunName => "workflow.parameters.kfp-run-name",
            Self::RunUid => "workflow.parameters.kfp-run-uid",
            Self::RunCreated => "workflow.parameters.kfp-run-created",
            Self::RunScheduled => "workflow.parameters.kfp-run-scheduled",
            other => other.name(),
        }
    }
}

/// An operator between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// A comparison, as in conditions of the IR.
    Compare(Operator),
    /// Both.
    And,
    /// At least one.
    Or,
    /// Sum, or text behind text.
    Plus,
    /// The first unless it is `nil`.
    Else,
    /// Whether a list holds a value.
    In,
}

impl Op {
    /// The text in an expression.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Compare(operator) => operator.sign(),
            Self::And => "&&",
            Self::Or => "||",
            Self::Plus => "+",
            Self::Else => "??",
            Self::In => "in",
        }
    }
}

impl Expr {
    /// Calls `f` for every node, inner ones first, so that what `f` puts in is not visited again.
    pub fn visit_mut(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        self.for_each_part(&mut |part| part.visit_mut(f));
        f(self);
    }

    /// Whether the test holds for a node.
    pub fn any(&self, test: &dyn Fn(&Expr) -> bool) -> bool {
        test(self)
            || match self {
                Self::List(parts) | Self::Call(_, parts) => parts.iter().any(|part| part.any(test)),
                Self::Map(fields) => fields.iter().any(|(_, part)| part.any(test)),
                Self::Get(of, _) | Self::Not(of) | Self::SafeJson(of) => of.any(test),
                Self::At(of, at) | Self::Binary(_, of, at) => of.any(test) || at.any(test),
                Self::If(parts) => parts.iter().any(|part| part.any(test)),
                _ => false,
            }
    }

    fn for_each_part(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        match self {
            Self::List(parts) | Self::Call(_, parts) => parts.iter_mut().for_each(f),
            Self::Map(fields) => fields.iter_mut().for_each(|(_, v)| f(v)),
            Self::Get(of, _) | Self::Not(of) | Self::SafeJson(of) => f(of),
            Self::At(of, at) | Self::Binary(_, of, at) => {
                f(of);
                f(at);
            }
            Self::If(parts) => parts.iter_mut().for_each(f),
            _ => {}
        }
    }
}
