//! What the macros know of a component: one static value each.

use kfp_ir::model::Value;

use crate::author::{Arguments, Container, TaskConfigPassthrough};
use crate::kinds::KindSpec;

/// A component: its interface and its body. `#[component]` and `#[container_component]` make one.
#[derive(Debug)]
pub struct ComponentDef {
    /// The name in the IR, such as `train-model`; also the name that `exec` takes.
    pub name: &'static str,
    /// The doc comment of the function.
    pub docs: &'static str,
    /// The inputs, in the order of the arguments.
    pub inputs: &'static [InputDef],
    /// The outputs that are arguments (`Output<T>`), in their order.
    pub outputs: &'static [OutputDef],
    /// The outputs that the body returns.
    pub returns: &'static [OutputDef],
    /// What runs.
    pub body: Body,
    /// The settings of a task that the body receives as a [`TaskConfig`](crate::kinds::TaskConfig).
    pub task_config: &'static [TaskConfigPassthrough],
    /// The module path of the function, to tell two components of one name apart.
    pub module: &'static str,
    /// The source file of the function.
    pub file: &'static str,
    /// The line of the function.
    pub line: u32,
}

/// One input of a component.
#[derive(Debug)]
pub struct InputDef {
    /// The name in the IR.
    pub name: &'static str,
    /// The type.
    pub kind: KindSpec,
    /// Whether a task may leave it out and the body then sees `None`.
    pub optional: bool,
    /// Makes the value that a task passes when it leaves the input out.
    pub default: Option<fn() -> Result<Value, String>>,
    /// The doc comment.
    pub docs: &'static str,
}

/// One output of a component.
#[derive(Debug)]
pub struct OutputDef {
    /// The name in the IR.
    pub name: &'static str,
    /// The type.
    pub kind: KindSpec,
    /// The doc comment.
    pub docs: &'static str,
}

/// What a component runs.
#[derive(Debug)]
pub enum Body {
    /// A Rust function in the binary that defined the pipeline.
    Rust {
        /// The container image that holds the binary.
        image: &'static str,
        /// The digest of its code, where that counts in place of the image; see `#[component]`.
        code: Option<&'static str>,
        /// Runs the function inside the container.
        run: fn(&crate::run::Context) -> crate::run::Result<()>,
    },
    /// A command line, made at build time from placeholders.
    Container(fn() -> Container),
    /// What a file holds, as the JSON form of a document whose root is the component.
    Imported {
        /// The document.
        ir: &'static str,
        /// Whether it is a pipeline, which runs as a graph.
        pipeline: bool,
    },
}

/// A call of a component, in whatever state.
#[doc(hidden)]
pub trait ComponentCall {
    /// The component.
    const DEF: &'static ComponentDef;

    /// What was given so far.
    fn arguments(self) -> Arguments;
}
