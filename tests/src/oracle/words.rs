//! The command line of a container component, which follows from its interface.

use kfp_dsl::{Input, Model, Output, Placeholder};

use super::program::{Component, Need, Ty};

/// A word of a command line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    /// Text behind which an input parameter is printed.
    Parameter(String, String),
    /// `--name=value` when an optional input parameter was given; else one word, or nothing.
    IfPresent(String, Option<String>),
    /// The URI of an input artifact.
    Uri(String),
    /// The path of an input artifact.
    Path(String),
    /// The URI of an output artifact.
    OutputUri(String),
    /// The file of an output.
    OutputPath(String, Ty),
}

/// The arguments of a component; all kinds of words occur, by the position of what they are about.
pub(super) fn words(component: &Component) -> Vec<Word> {
    let mut words = Vec::new();
    for (position, input) in component.inputs.iter().enumerate() {
        let name = input.name.clone();
        words.push(match (input.ty, &input.need) {
            // Nothing that names a list of artifacts, or one that may be missing, is filled in by KFP.
            (Ty::Arts(_), _) | (Ty::Art(_), Need::Optional) | (Ty::Status, _) => continue,
            (Ty::Art(_), _) if position % 2 == 0 => Word::Path(name),
            (Ty::Art(_), _) => Word::Uri(name),
            (_, Need::Optional) => Word::IfPresent(name, (position % 2 == 0).then(|| "--nothing".to_owned())),
            _ if position % 2 == 0 => Word::Parameter(format!("--{name}="), name),
            _ => Word::Parameter(String::new(), name),
        });
    }
    for output in &component.outputs {
        words.push(Word::OutputPath(output.name.clone(), output.ty));
        if output.ty.is_artifact() && component.inputs.is_empty() {
            words.push(Word::OutputUri(output.name.clone()));
        }
    }
    words
}

/// The image of a component. The name is also in the command, as a setting can replace the image: KFP files components
/// under their containers, so equal ones with different interfaces are told apart by a variable of ours, which the SDK
/// does not set.
pub(super) fn image(component: &Component) -> String {
    format!("example.org/{}:1", component.name.to_lowercase())
}

impl Word {
    /// The word as Python.
    pub(super) fn python(&self) -> String {
        match self {
            Word::Parameter(before, name) if before.is_empty() => name.clone(),
            Word::Parameter(before, name) => format!("f'{before}{{{name}}}'"),
            Word::IfPresent(name, otherwise) => {
                let otherwise = otherwise.iter().map(|word| format!(", else_=['{word}']"));
                let otherwise: String = otherwise.collect();
                format!(
                    "dsl.IfPresentPlaceholder(input_name='{name}', then=[f'--{name}={{{name}}}']{otherwise})"
                )
            }
            Word::Uri(name) | Word::OutputUri(name) => format!("{name}.uri"),
            Word::Path(name) => format!("{name}.path"),
            Word::OutputPath(name, ty) if ty.is_artifact() => format!("{name}.path"),
            Word::OutputPath(name, _) => name.clone(),
        }
    }

    /// The word as our placeholders print it. The names live as long as the process.
    pub(super) fn rust(&self) -> String {
        let leak = super::definition::leak;
        match self {
            Word::Parameter(before, name) => {
                format!("{before}{}", Placeholder::<String>::new(leak(name)))
            }
            Word::IfPresent(name, otherwise) => Placeholder::<Option<String>>::new(leak(name))
                .if_present_or(|value| [format!("--{name}={value}")], otherwise.clone()),
            Word::Uri(name) => Placeholder::<Input<Model>>::new(leak(name)).uri(),
            Word::Path(name) => Placeholder::<Input<Model>>::new(leak(name)).path(),
            Word::OutputUri(name) => Placeholder::<Output<Model>>::new(leak(name)).uri(),
            Word::OutputPath(name, ty) if ty.is_artifact() => {
                Placeholder::<Output<Model>>::new(leak(name)).path()
            }
            Word::OutputPath(name, _) => Placeholder::<Output<String>>::new(leak(name)).path(),
        }
    }
}
