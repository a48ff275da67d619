//! Random pipelines that can be run: what they are, what their tasks must make, and the same as a [`Pipeline`].
//!
//! A program is a block of steps. Values are known by their position: every block sees those of the blocks around it, and
//! adds its own behind them. Every text is the name of the step that made it and a checksum over all that the step was given,
//! so a text is right only when everything before it was.
//!
//! [`Pipeline`]: kfp_dsl::Pipeline

// Most types are not public: where another crate has a public type of one name, rustc writes longer paths in messages, and
// those of the compile-fail tests would not be what a user sees.

mod expect;
mod generate;
mod pipeline;

pub use expect::expect;
pub use generate::generate;
pub use pipeline::pipeline;

/// A program: the main block, and pipelines that it and earlier ones of them call.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// The pipelines that are called; each takes a text and gives one back.
    pub(crate) inner: Vec<Inner>,
    /// The text that the run is given.
    pub start: String,
    /// The steps.
    pub(crate) main: Block,
    /// Whether a last task runs after everything else.
    pub(crate) cleanup: bool,
}

/// A pipeline with an input and an output.
#[derive(Clone, Debug)]
pub(crate) struct Inner {
    /// The steps; the first text is the input.
    pub(crate) body: Block,
    /// Which text it gives back.
    pub(crate) result: usize,
}

/// Steps, one after the other.
pub(crate) type Block = Vec<Step>;

/// A step.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Makes a text, a number, a truth value, a half of a number, a list, and a file.
    Make {
        /// Its name.
        name: String,
        /// Required.
        a: Text,
        /// Optional.
        b: Option<Text>,
        /// Has a default.
        c: Option<Text>,
        /// Has a default.
        n: Option<Number>,
        /// Has a default; which half of a number.
        x: Option<usize>,
        /// Whether it fails once before it works.
        retries: bool,
        /// How many of the tasks of this block came first that it waits for.
        after: Option<usize>,
    },
    /// Makes a text of a file.
    Read {
        /// Its name.
        name: String,
        /// Which file.
        file: usize,
    },
    /// Makes a text of a list.
    Join {
        /// Its name.
        name: String,
        /// Which list.
        list: usize,
    },
    /// Runs the first block whose condition holds.
    Branch {
        /// The blocks, and the text that each gives back when there is one for all other cases.
        arms: Vec<(Condition, Block, usize)>,
        /// What runs otherwise, and the text it gives back; then the whole makes a text.
        otherwise: Option<(Block, usize)>,
    },
    /// Runs a block for every item, a text that the block sees, and makes a list of one text of each.
    Loop {
        /// The items.
        items: Items,
        /// How many run at the same time.
        at_most: Option<u32>,
        /// What runs.
        body: Block,
        /// Which text is collected.
        result: usize,
    },
    /// Calls a pipeline, and makes a text.
    Call {
        /// Which one.
        inner: usize,
        /// What it is given.
        text: Text,
    },
}

/// A text for an input.
#[derive(Clone, Debug)]
pub(crate) enum Text {
    /// One of the program.
    Constant(String),
    /// One that was made before.
    Made(usize),
    /// One that the engine puts together: a text of the program, one that was made, and a number and a half.
    Mixed(String, usize, Option<(usize, usize)>),
}

/// A number for an input.
#[derive(Clone, Debug)]
pub(crate) enum Number {
    /// One of the program.
    Constant(i64),
    /// One that was made before.
    Made(usize),
}

/// The items of a loop.
#[derive(Clone, Debug)]
pub(crate) enum Items {
    /// Those of the program.
    Constant(Vec<String>),
    /// Those of a list that was made before.
    Made(usize),
}

/// Whether a branch is taken.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    /// A number is less than a constant.
    Less(usize, i64),
    /// A number is a constant.
    Is(usize, i64),
    /// A half of a number is not less than a constant.
    AtLeast(usize, f64),
    /// A truth value holds.
    Flag(usize),
    /// A text is a constant.
    Same(usize, String),
    /// It is not so.
    Not(Box<Condition>),
    /// Both are so.
    And(Box<Condition>, Box<Condition>),
    /// At least one is so.
    Or(Box<Condition>, Box<Condition>),
}

/// How many values of each kind a block sees.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    texts: usize,
    /// Of tasks that make one of everything: numbers, truth values, halves, files.
    made: usize,
    lists: usize,
    /// The tasks of this block only that make one of everything.
    tasks: usize,
}
