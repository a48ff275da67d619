//! What stands for a value in the command line of a container.

use std::fmt;
use std::marker::PhantomData;

use kfp_ir::lang::argument::{Argument, Branch};

use crate::kinds::{ArtifactType, Kind, KindSpec, Parameter};
use crate::run::{Input, Output};

/// Stands for a value in the command line of a container: what the arguments of a `#[container_component]` function
/// are while the pipeline is built.
///
/// A parameter can be printed (`format!("--name={name}")`); an artifact has a [`uri`](Placeholder::uri) and a
/// [`path`](Placeholder::path); an output parameter has the path of the file that the container writes it to.
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn register(model: Input<Model>, name: String, tag: Option<String>, version: Output<String>) -> Container {
///     Container::image("ghcr.io/acme/registry-cli:3").command(["registry", "push"]).args([
///         format!("--name={name}"),
///         format!("--model={}", model.uri()),
///         format!("--version-to={}", version.path()),
///         tag.if_present(|tag| [format!("--tag={tag}")]),
///     ])
/// }
/// ```
pub struct Placeholder<T> {
    pub(crate) name: &'static str,
    kind: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Placeholder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Placeholder({})", self.name)
    }
}

impl<T> Placeholder<T> {
    #[doc(hidden)]
    pub const fn new(name: &'static str) -> Self {
        Placeholder { name, kind: PhantomData }
    }
}

/// A type that an argument of a `#[container_component]` function may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a container component",
    label = "not an input or output type",
    note = "parameters are `bool`, integers, `f64`, `String`, lists and maps of these, and types with `#[derive(Parameter)]`",
    note = "artifacts are taken as `Input<T>`; whatever the container makes is an `Output<T>`, of an artifact or parameter type"
)]
pub trait ContainerArgument {
    /// How the IR describes it.
    const KIND: KindSpec;
}

#[diagnostic::do_not_recommend]
impl<T: Parameter> ContainerArgument for T {
    const KIND: KindSpec = T::KIND;
}

#[diagnostic::do_not_recommend]
impl<T: ContainerArgument> ContainerArgument for Option<T> {
    const KIND: KindSpec = T::KIND;
}

#[diagnostic::do_not_recommend]
impl<T: ArtifactType> ContainerArgument for Input<T> {
    const KIND: KindSpec = T::KIND;
}

#[diagnostic::do_not_recommend]
impl<T: ArtifactType> ContainerArgument for Input<Vec<T>> {
    const KIND: KindSpec = T::KIND.list();
}

#[diagnostic::do_not_recommend]
impl<T: Kind> ContainerArgument for Output<T> {
    const KIND: KindSpec = T::KIND;
}

/// What prints as its placeholder: parameters.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no text of its own",
    label = "cannot be printed",
    note = "use `.uri()` or `.path()` of an artifact, `.path()` of an output, `.if_present(..)` of an optional input"
)]
pub trait Printed {}

#[diagnostic::do_not_recommend]
impl<T: Parameter> Printed for T {}

impl<T: Printed> fmt::Display for Placeholder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{{$.inputs.parameters['{}']}}}}", self.name)
    }
}

impl<T: Parameter> From<Placeholder<T>> for String {
    fn from(placeholder: Placeholder<T>) -> String {
        placeholder.to_string()
    }
}

impl<T: Parameter> Placeholder<Option<T>> {
    /// These arguments when the input was given, and none otherwise (KFP's `IfPresentPlaceholder`).
    ///
    /// The result is one whole element of [`Container::args`](crate::Container::args): KFP does not resolve it inside
    /// of a longer text.
    pub fn if_present<S: Into<String>, A: IntoIterator<Item = S>>(
        &self,
        then: impl FnOnce(Placeholder<T>) -> A,
    ) -> String {
        self.if_present_or(then, Vec::<String>::new())
    }

    /// These arguments when the input was given, and `otherwise` when it was not.
    pub fn if_present_or<S: Into<String>, A: IntoIterator<Item = S>, O: Into<String>>(
        &self,
        then: impl FnOnce(Placeholder<T>) -> A,
        otherwise: impl IntoIterator<Item = O>,
    ) -> String {
        conditional(self.name, many(then(Placeholder::new(self.name))), Some(many(otherwise)))
    }

    /// One text when the input was given, and another one when it was not: a part of [`concat()`], or one whole argument.
    pub fn text_if_present(
        &self,
        then: impl FnOnce(Placeholder<T>) -> String,
        otherwise: impl Into<String>,
    ) -> String {
        conditional(self.name, one(then(Placeholder::new(self.name))), Some(one(otherwise)))
    }
}

impl<T: ArtifactType> Placeholder<Option<Input<T>>> {
    /// These arguments when the artifact was given, and none otherwise.
    ///
    /// Whether it was given has to be known when the pipeline is built: KFP 2.17 asks only for parameters.
    pub fn if_present<S: Into<String>, A: IntoIterator<Item = S>>(
        &self,
        then: impl FnOnce(Placeholder<Input<T>>) -> A,
    ) -> String {
        conditional(self.name, many(then(Placeholder::new(self.name))), None)
    }
}

fn one(text: impl Into<String>) -> Branch {
    Branch::One(Box::new(Argument::parse(&text.into())))
}

fn many<S: Into<String>>(words: impl IntoIterator<Item = S>) -> Branch {
    Branch::Many(words.into_iter().map(|word| Argument::parse(&word.into())).collect())
}

fn conditional(input: &str, then: Branch, otherwise: Option<Branch>) -> String {
    let otherwise = otherwise.filter(|branch| !branch.arguments().is_empty());
    Argument::IfPresent { input: input.to_owned(), then, otherwise }.to_string()
}

/// These texts one behind the other, as one argument (KFP's `ConcatPlaceholder`).
///
/// `format!` does the same for texts that are always there; this takes parts that depend on what was given, too. Where
/// every task says what it gives, the parts are put together when the pipeline is built. KFP's own backend does not do it
/// in the run, of which a check warns.
///
/// ```
/// use kfp_dsl::{concat, prelude::*};
///
/// #[container_component]
/// fn pull(image: String, tag: Option<String>) -> Container {
///     let tag = tag.text_if_present(|tag| format!(":{tag}"), ":latest");
///     Container::image("docker").command(["docker", "pull"]).args([concat([image.to_string(), tag])])
/// }
/// ```
pub fn concat<S: Into<String>>(parts: impl IntoIterator<Item = S>) -> String {
    Argument::Concat(parts.into_iter().map(|part| Argument::parse(&part.into())).collect()).to_string()
}

impl<T: ArtifactType> Placeholder<Input<T>> {
    /// The URI of the artifact.
    pub fn uri(&self) -> String {
        format!("{{{{$.inputs.artifacts['{}'].uri}}}}", self.name)
    }

    /// Where the artifact is in the container.
    pub fn path(&self) -> String {
        format!("{{{{$.inputs.artifacts['{}'].path}}}}", self.name)
    }
}

impl<T: ArtifactType> Placeholder<Output<T>> {
    /// The URI that the artifact will have.
    pub fn uri(&self) -> String {
        format!("{{{{$.outputs.artifacts['{}'].uri}}}}", self.name)
    }
}

impl<T: Kind> Placeholder<Output<T>> {
    /// The file that the container writes the artifact or the parameter to.
    pub fn path(&self) -> String {
        match T::KIND {
            KindSpec::Parameter { .. } => {
                format!("{{{{$.outputs.parameters['{}'].output_file}}}}", self.name)
            }
            _ => format!("{{{{$.outputs.artifacts['{}'].path}}}}", self.name),
        }
    }
}
