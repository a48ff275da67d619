//! How a recorded pipeline is turned into IR, and what comes out.

use kfp_ir::Document;
use kfp_ir::target::Target;
use kfp_ir::valid::{Finding, Info};

use crate::author::ComponentDef;

/// How a pipeline is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildOptions {
    /// The program that runs Rust components: its path in their images.
    ///
    /// The default is `/usr/local/bin/pipelines`. Containers are started as `<executable> exec <component>
    /// --executor-input <JSON>`; the entry point of the image plays no part, because KFP ignores it.
    pub executable: String,
    /// How components are named, and whether equal ones are shared.
    pub names: Names,
    /// The engine that the pipeline has to be right for: KFP 2.17 unless said otherwise.
    pub target: Target,
}

impl Default for BuildOptions {
    fn default() -> Self {
        BuildOptions {
            executable: "/usr/local/bin/pipelines".to_owned(),
            names: Names::default(),
            target: Target::Kfp217,
        }
    }
}

/// How components are named in the IR.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Names {
    /// Each component is written once, however many tasks use it.
    #[default]
    Shared,
    /// Each task has a component of its own, named as the KFP SDK 2.17 names it.
    Sdk,
}

/// A pipeline as IR, with the components that its containers must be able to run.
#[derive(Clone, Debug)]
pub struct Built {
    /// The IR.
    pub document: Document,
    /// Every component that a task uses, also in nested pipelines, in the order of first use.
    pub components: Vec<&'static ComponentDef>,
    /// What the check of the IR warns of.
    pub warnings: Vec<Finding>,
    /// The outcome of that check, which back ends ask for.
    pub info: Info,
}
