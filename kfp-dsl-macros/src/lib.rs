//! The attribute and derive macros of kfp-dsl; use them through that crate.
//!
//! `parse` turns the tokens of the author into `model`, `expand` turns that into code. Every error of one macro call is
//! reported at once (`errors`). The code calls ordinary functions of `kfp_dsl::__private`, so that little of it is
//! compiled at each use.

#[cfg(feature = "code")]
mod code;
mod derive;
mod errors;
mod expand;
mod fallback;
#[cfg(feature = "import")]
mod import;
mod imported;
mod model;
mod options;
mod parse;
mod pipeline;
mod signature;
#[cfg(test)]
mod tests;
mod text;

use proc_macro::TokenStream;

/// Makes a Rust function a component: its body runs inside a container.
///
/// The arguments are its inputs and output artifacts, the value that it returns its output parameters:
///
/// | argument | meaning |
/// |---|---|
/// | `x: T` | a parameter: `bool`, integers, `f64`, `String`, `Vec`, maps, or `#[derive(Parameter)]` |
/// | `x: Input<Model>`, `x: Input<Vec<Model>>` | an artifact, a list of artifacts |
/// | `x: Option<..>` | an input that a task may leave out |
/// | `#[default(10)] x: i64` | an input with a default |
/// | `x: Output<Model>` | an artifact that the function makes |
/// | `x: TaskConfig` | the settings of the task that `task_config = [..]` names; filled in by KFP |
/// | `x: FinalStatus` | how the body of `p.finally(..)` ended; filled in by the engine |
///
/// It returns `Result<()>`, `Result<T>` of a parameter type, or `Result<Scores>` of a struct with `#[derive(Outputs)]`.
///
/// The macro makes a call with one setter for each input, under the name of the function, and two types: `TrainCall`,
/// whose associated function `body` is the function itself, for unit tests, and `TrainOutputs`, the handles of its
/// outputs. Doc comments of the function and of its arguments become descriptions.
///
/// Options: `image = EXPR`, the container image with the binary that defines the pipeline (required); `name = ".."`,
/// the name in the IR (the name of the function with `-` for `_`); `task_config = [..]`, the settings of a task that the
/// function receives as a `TaskConfig` (see `TaskConfigPassthrough`); `code`, see below; `crate = PATH`, where kfp-dsl is.
///
/// # Results that outlive an image
///
/// All components of a program are in one image, so a new one makes all of their earlier results count as made by
/// something else. `code` (feature `code`) lets the code of the component count instead, in the content digest:
///
/// ```text
/// #[component(image = IMAGE, code(sources = ["src/features.rs", "Cargo.lock"], version = "2"))]
/// ```
///
/// What counts is what the macro can see: the tokens of the arguments, of the result and of the body, the content of the
/// `sources` (files, by their paths from the folder of `Cargo.toml`), and `version`. Functions and types that the body uses
/// count only if their files are among the `sources`; crates, with `Cargo.lock`; the compiler and the rest of the image
/// not at all: change `version` when they matter. The digest is part of the command, and the program refuses to run
/// when its own is another one.
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// /// Counts lines.
/// #[component(image = "ghcr.io/acme/text:1.0.0")]
/// fn count(
///     text: Input<Dataset>,
///     /// Lines that start with it do not count.
///     #[default("#")] comment: String,
/// ) -> Result<i64> {
///     let text = std::fs::read_to_string(text.path())?;
///     Ok(text.lines().filter(|line| !line.starts_with(&comment)).count() as i64)
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope, text: Value<Dataset>) {
///     let lines: Value<i64> = p.task(count().text(text)).output;
///     # let _ = lines;
/// }
///
/// # fn main() -> Result<()> {
/// let file = std::env::temp_dir().join("kfp-dsl-count.txt");
/// std::fs::write(&file, "# title\none\ntwo\n")?;
/// assert_eq!(CountCall::body(Input::at(&file), "#".to_owned())?, 2);
/// # Ok(())
/// # }
/// ```
#[proc_macro_attribute]
pub fn component(options: TokenStream, item: TokenStream) -> TokenStream {
    parse::component(options.into(), item.into(), model::Body::Rust).into()
}

/// Makes a function that describes a container a component.
///
/// The function runs while the pipeline is built, on a `Placeholder` for each argument, and returns a `Container`. The
/// arguments are as for `#[component]`; an output parameter is an argument, too: `version: Output<String>`.
///
/// Options: `name = ".."`, the name in the IR; `task_config = [..]`, the settings of a task that the container receives
/// (see `TaskConfigPassthrough`); `crate = PATH`, where kfp-dsl is.
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// /// Registers a model.
/// #[container_component]
/// fn register(model: Input<Model>, name: String, version: Output<String>) -> Container {
///     Container::image("ghcr.io/acme/registry-cli:3").command(["registry", "push"]).args([
///         format!("--name={name}"),
///         format!("--model={}", model.uri()),
///         format!("--version-to={}", version.path()),
///     ])
/// }
/// ```
#[proc_macro_attribute]
pub fn container_component(options: TokenStream, item: TokenStream) -> TokenStream {
    parse::component(options.into(), item.into(), model::Body::Container).into()
}

/// What build scripts write for a component from a file; see `kfp-import`.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn imported_component(options: TokenStream, item: TokenStream) -> TokenStream {
    imported::attribute(options.into(), item.into()).into()
}

/// Makes a component or pipeline from a file a component of this crate: compiled v2 components and pipelines, also those
/// that KFP's SDK compiled from Python functions and notebooks, and v1 `component.yaml` files.
///
/// ```text
/// import_component!(pub fn scale = "components/scale.yaml");
///
/// import_component! {
///     /// Another doc comment than that of the file.
///     pub fn train(rates: Vec<f64>, model: ForestModel) = "components/train.yaml"
/// }
/// ```
///
/// The path starts at the folder of `Cargo.toml`, else at that of the source file. The file is read when the crate is
/// compiled, and again when it changes; a running program does not need it.
///
/// The call is that of `#[component]`: a setter for each input, `ScaleOutputs` with a field for each output. Names become
/// snake case (`learning-rate` is `learning_rate`, `type` is `r#type`). Types:
///
/// | in the file | in Rust |
/// |---|---|
/// | `STRING`, `NUMBER_INTEGER`, `NUMBER_DOUBLE`, `BOOLEAN` | `String`, `i64`, `f64`, `bool` |
/// | `STRING` with allowed values | an enum, `ScaleMode` for the input `mode` |
/// | `LIST`, `STRUCT` | `Vec<serde_json::Value>`, `serde_json::Value` |
/// | `TASK_FINAL_STATUS` | filled in by the engine; give the call to `p.finally(..)` |
/// | artifacts of KFP | `Dataset`, `Model`, .. |
/// | other artifacts | a new type: `ScaleVertexModel` for `google.VertexModel` |
///
/// A file does not say what is in a list or struct, and the same artifact type in two files is two new types. So types
/// may be given, in parentheses: a parameter type for a parameter, an artifact type for an artifact.
///
/// What a file leaves out gets its default as a constant, as everywhere in kfp-dsl. A component keeps its resources and
/// environment; a task may overwrite them. A pipeline is used as a task, with all its components and platform settings
/// under names of their own; settings for all of a run (time to live, workspace) are those of the pipeline around it.
///
/// `crate = PATH` behind the path says where kfp-dsl is.
#[cfg(feature = "import")]
#[proc_macro]
pub fn import_component(tokens: TokenStream) -> TokenStream {
    import::import_component(tokens.into()).into()
}

/// Makes a function that adds tasks a pipeline.
///
/// The first argument is `p: &mut Scope`; the others are the inputs of the pipeline: `Value<T>`, `Value<Option<T>>` for
/// an input that may be left out, `#[default(0.1)] rate: Value<f64>` for one with a default. It returns nothing, one
/// `Value<T>`, or a struct with `#[derive(Bundle)]` whose fields name the outputs.
///
/// The macro makes a call with one setter for each input, under the name of the function, so that pipelines run inside
/// pipelines as components do: `p.task(inner().x(v))`. What the inner function returned is `task.output`.
///
/// Options: `name = ".."`, the name in the IR; `display_name = ".."`, the name that user interfaces show;
/// `crate = PATH`, where kfp-dsl is.
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn train(data: Input<Dataset>, rate: f64, model: Output<Model>) -> Container {
///     Container::image("busybox").command(["train"]).args([data.path(), format!("{rate}"), model.path()])
/// }
///
/// /// Trains one model.
/// #[pipeline(name = "train-one", display_name = "Train one model")]
/// fn train_one(p: &mut Scope, data: Value<Dataset>, #[default(0.1)] rate: Value<f64>) -> Value<Model> {
///     p.task(train().data(data).rate(rate)).model
/// }
///
/// #[pipeline]
/// fn train_two(p: &mut Scope, data: Value<Dataset>) {
///     let first: Value<Model> = p.task(train_one().data(data)).output;
///     let second = p.task(train_one().data(data).rate(0.01)).output;
///     # let _ = (first, second);
/// }
/// ```
#[proc_macro_attribute]
pub fn pipeline(options: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::pipeline(options.into(), item.into()).into()
}

/// Makes a struct of parameters the result of a component: one named output for each field.
///
/// The handles of the outputs are a struct of the same fields, `ScoresHandles`; it may leave branches and loops, and be
/// the result of a pipeline. Doc comments of the fields become descriptions.
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[derive(Outputs)]
/// struct Scores {
///     /// The share of right answers.
///     accuracy: f64,
///     auc: f64,
/// }
///
/// #[component(image = "ghcr.io/acme/text:1.0.0")]
/// fn evaluate(model: Input<Model>) -> Result<Scores> {
///     let _ = model.path();
///     Ok(Scores { accuracy: 0.9, auc: 0.8 })
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope, model: Value<Model>) -> Value<f64> {
///     p.task(evaluate().model(model)).output.accuracy
/// }
/// ```
#[proc_macro_derive(Outputs, attributes(kfp))]
pub fn derive_outputs(item: TokenStream) -> TokenStream {
    derive::outputs(item.into()).into()
}

/// Makes a struct or an enum without fields a parameter type.
///
/// A struct is a STRUCT; `value.fields()` gives handles of its fields. An enum is a STRING that may only be one of the
/// names of its variants, in snake case; `#[kfp(rename = "..")]` changes the name of a field or variant.
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Parameter)]
/// enum Optimizer {
///     Sgd,
///     #[kfp(rename = "adam-w")]
///     AdamW,
/// }
///
/// #[derive(Debug, PartialEq, Parameter)]
/// struct Config {
///     learning_rate: f64,
///     optimizer: Optimizer,
/// }
///
/// let config = Config { learning_rate: 0.1, optimizer: Optimizer::AdamW };
/// let value = config.to_value().unwrap();
/// assert_eq!(Config::from_value(&value).unwrap(), config);
/// ```
#[proc_macro_derive(Parameter, attributes(kfp))]
pub fn derive_parameter(item: TokenStream) -> TokenStream {
    derive::parameter(item.into()).into()
}

/// Makes a type the name of an artifact type.
///
/// `#[artifact(title = "system.FeatureTable")]` is the schema title; KFP's SDK takes the namespaces `system` and
/// `google` only. `version = "1.0.0"` is the schema version, `0.0.1` when it is left out.
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[derive(Artifact)]
/// #[artifact(title = "system.FeatureTable", version = "1.0.0")]
/// struct FeatureTable;
///
/// #[container_component]
/// fn load(table: Output<FeatureTable>) -> Container {
///     Container::image("busybox").command(["load"]).args([table.path()])
/// }
/// ```
#[proc_macro_derive(Artifact, attributes(artifact))]
pub fn derive_artifact(item: TokenStream) -> TokenStream {
    derive::artifact(item.into()).into()
}

/// Lets a struct of values leave branches and loops, and be the result of a pipeline.
///
/// A loop gives a struct of lists with the same fields, here `TrainedCollected`.
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[derive(Bundle)]
/// struct Trained {
///     /// The best model.
///     model: Value<Model>,
///     accuracy: Value<f64>,
/// }
///
/// fn lists(of: TrainedCollected) -> Value<Vec<Model>> {
///     of.model
/// }
/// ```
#[proc_macro_derive(Bundle, attributes(kfp))]
pub fn derive_bundle(item: TokenStream) -> TokenStream {
    derive::bundle(item.into()).into()
}

/// `kfp_dsl::text!`, which hands over the path of its crate: `text!(path; "..", values)`.
#[doc(hidden)]
#[proc_macro]
pub fn text(tokens: TokenStream) -> TokenStream {
    text::text(tokens.into()).into()
}
