//! A component about to be run in a test.

use std::fs;
use std::path::{Path, PathBuf};

use kfp_ir::codec::{json, nearest};
use kfp_ir::model::{
    ArtifactList, ArtifactTypeSchema, ExecutorInput, ExecutorInputs, ExecutorOutputs, OutputParameter,
    RuntimeArtifact, Struct, Value,
};

use crate::author::graph::Argument;
use crate::author::{Arguments, ComponentCall, ComponentDef};
use crate::kinds::{ArtifactType, KindSpec};
use crate::run::{Failure, Input, IntoValue, execute};
use crate::testing::Outcome;
use crate::testing::directory::Directory;

/// One run of a component in a temporary directory.
///
/// Parameters are given by the setters of the call, artifacts by name. Mistakes are reported by [`run`](Trial::run),
/// all at once.
///
/// ```
/// use kfp_dsl::prelude::*;
/// use kfp_dsl::testing::Trial;
///
/// #[component(image = "ghcr.io/acme/text:1.0.0")]
/// fn shorten(text: Input<Dataset>, lines: u32, short: Output<Dataset>) -> Result<i64> {
///     let text = text.read_to_string()?;
///     let kept: Vec<_> = text.lines().take(lines as usize).collect();
///     short.write(kept.join("\n"))?;
///     short.set_metadata("lines", kept.len());
///     Ok(text.lines().count() as i64)
/// }
///
/// # fn main() -> Result<()> {
/// let made = Trial::of(shorten().lines(2)).artifact("text", "a\nb\nc\n").run()?;
/// assert_eq!(made.parameter::<i64>("Output")?, 3);
/// let short = made.artifact::<Dataset>("short")?;
/// assert_eq!(short.read_to_string()?, "a\nb");
/// assert_eq!(short.get_metadata::<u32>("lines")?, Some(2));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Trial {
    component: &'static ComponentDef,
    parameters: Vec<(String, Value)>,
    artifacts: Vec<Given>,
    problems: Vec<String>,
}

#[derive(Debug)]
struct Given {
    name: String,
    content: Content,
    metadata: Struct,
}

#[derive(Debug)]
enum Content {
    Bytes(Vec<u8>),
    At(PathBuf),
}

impl Trial {
    /// A run of that component.
    pub fn new(component: &'static ComponentDef) -> Self {
        Trial { component, parameters: Vec::new(), artifacts: Vec::new(), problems: Vec::new() }
    }

    /// A run of the component that is called, with the constants that the call gives.
    pub fn of(call: impl ComponentCall) -> Self {
        let mut trial = Trial::new(component_of(&call));
        let Arguments { given, twice } = call.arguments();
        for (def, argument) in trial.component.inputs.iter().zip(given) {
            match argument {
                Some(Argument::Constant(Ok(value))) => trial.parameters.push((def.name.to_owned(), value)),
                Some(Argument::Constant(Err(problem))) => {
                    trial.problems.push(format!("input `{}`: {problem}", def.name));
                }
                Some(Argument::Omitted) => {}
                Some(Argument::Value(_) | Argument::Composed(_)) => {
                    let problem = "is a value of a pipeline, which a trial does not have; give a constant";
                    trial.problems.push(format!("input `{}` {problem}", def.name));
                }
                None => {}
            }
        }
        let twice = twice.into_iter().filter_map(|position| trial.component.inputs.get(position));
        trial.problems.extend(twice.map(|def| format!("parameter `{}` is given twice", def.name)));
        trial
    }

    /// Gives a parameter by its name.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl IntoValue) -> Self {
        let name = name.into();
        match value.into_value() {
            Ok(value) => self.parameters.push((name, value)),
            Err(problem) => self.problems.push(format!("input `{name}`: {problem}")),
        }
        self
    }

    /// Gives an artifact: a file with that content. For a list of artifacts, each call adds one.
    #[must_use]
    pub fn artifact(self, name: impl Into<String>, content: impl AsRef<[u8]>) -> Self {
        self.given(name.into(), Content::Bytes(content.as_ref().to_owned()), Struct::default())
    }

    /// Gives an artifact: a file or directory that is there already.
    #[must_use]
    pub fn artifact_at(self, name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.given(name.into(), Content::At(path.into()), Struct::default())
    }

    /// Gives an artifact that another trial made, with its metadata: see [`Outcome::artifact`].
    #[must_use]
    pub fn artifact_from<T: ArtifactType>(self, name: impl Into<String>, made: &Input<T>) -> Self {
        let metadata = Struct(made.metadata().clone());
        self.given(name.into(), Content::At(made.path().to_owned()), metadata)
    }

    /// Notes something about the artifact given last.
    #[must_use]
    pub fn metadata(mut self, key: impl Into<String>, value: impl IntoValue) -> Self {
        let key = key.into();
        match (value.into_value(), self.artifacts.last_mut()) {
            (Ok(value), Some(given)) => _ = given.metadata.0.insert(key, value),
            (Ok(_), None) => self.problems.push(format!("metadata `{key}` is given before any artifact")),
            (Err(problem), _) => self.problems.push(format!("metadata `{key}`: {problem}")),
        }
        self
    }

    fn given(mut self, name: String, content: Content, metadata: Struct) -> Self {
        self.artifacts.push(Given { name, content, metadata });
        self
    }

    /// Runs the component in this process, through the JSON and the files of the executor contract.
    ///
    /// # Errors
    /// What was given does not fit the component, or the component failed.
    pub fn run(mut self) -> Result<Outcome, Failure> {
        let name = self.component.name;
        let failed =
            |what: &str, error: &dyn std::fmt::Display| Failure::new(name, format!("{what}: {error}"));
        self.check();
        if !self.problems.is_empty() {
            return Err(Failure::new(name, "what the test gives does not fit").with_problems(self.problems));
        }
        let directory = Directory::new().map_err(|e| failed("no temporary directory", &e))?;
        let input = self.executor_input(directory.path()).map_err(|e| failed("its inputs", &e))?;
        let text = json::to_string(&input).map_err(|e| failed("its executor input", &e))?;
        let input: ExecutorInput = json::from_str(&text).map_err(|e| failed("its executor input", &e))?;
        let output_file = input.outputs.as_ref().map(|o| o.output_file.clone()).unwrap_or_default();
        execute(self.component, input)?;
        let text = fs::read_to_string(&output_file).map_err(|e| failed("its executor output", &e))?;
        let output = json::from_str(&text).map_err(|e| failed("its executor output", &e))?;
        Ok(Outcome::new(name, output, directory))
    }

    /// Names that the component does not have, and things given twice.
    fn check(&mut self) {
        let inputs = self.component.inputs;
        let is_parameter = |kind: &KindSpec| matches!(kind, KindSpec::Parameter { .. });
        let given = self
            .parameters
            .iter()
            .map(|(name, _)| (name, true))
            .chain(self.artifacts.iter().map(|given| (&given.name, false)));
        let mut seen = Vec::new();
        for (name, parameter) in given {
            let what = if parameter { "parameter" } else { "artifact" };
            let known = inputs.iter().filter(|def| is_parameter(&def.kind) == parameter);
            match known.clone().find(|def| def.name == name) {
                None => {
                    let near = nearest(name, known.map(|def| def.name));
                    let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    self.problems.push(format!("the component has no input {what} `{name}`{hint}"));
                }
                Some(def) if matches!(def.kind, KindSpec::ArtifactList { .. }) => {}
                Some(_) if seen.contains(&name) => {
                    self.problems.push(format!("{what} `{name}` is given twice"))
                }
                Some(_) => seen.push(name),
            }
        }
    }

    fn executor_input(&self, root: &Path) -> std::io::Result<ExecutorInput> {
        let mut inputs = ExecutorInputs {
            parameter_values: self.parameters.iter().cloned().collect(),
            ..Default::default()
        };
        for (number, given) in self.artifacts.iter().enumerate() {
            let path = match &given.content {
                Content::At(path) => path.clone(),
                Content::Bytes(bytes) => {
                    let directory = root.join("inputs").join(number.to_string());
                    fs::create_dir_all(&directory)?;
                    let path = directory.join(&given.name);
                    fs::write(&path, bytes)?;
                    path
                }
            };
            let kind = self.component.inputs.iter().find(|def| def.name == given.name).map(|def| def.kind);
            let artifact = RuntimeArtifact {
                name: number.to_string(),
                r#type: kind.and_then(schema),
                uri: path.display().to_string(),
                metadata: Some(given.metadata.clone()),
                ..Default::default()
            };
            inputs.artifacts.entry(given.name.clone()).or_default().artifacts.push(artifact);
        }
        let outputs = root.join("outputs");
        let place = |name: &str| outputs.join(name).display().to_string();
        let artifacts = self.component.outputs.iter().map(|def| {
            let artifact = RuntimeArtifact {
                name: def.name.to_owned(),
                r#type: schema(def.kind),
                uri: place(def.name),
                ..Default::default()
            };
            (def.name.to_owned(), ArtifactList { artifacts: vec![artifact] })
        });
        let parameters = self.component.returns.iter().map(|def| {
            let path = root.join("parameters").join(def.name).display().to_string();
            (def.name.to_owned(), OutputParameter { output_file: path })
        });
        Ok(ExecutorInput {
            inputs: Some(inputs),
            outputs: Some(ExecutorOutputs {
                parameters: parameters.collect(),
                artifacts: artifacts.collect(),
                output_file: root.join("output_metadata.json").display().to_string(),
            }),
        })
    }
}

fn component_of<C: ComponentCall>(_: &C) -> &'static ComponentDef {
    C::DEF
}

fn schema(kind: KindSpec) -> Option<ArtifactTypeSchema> {
    match kind {
        KindSpec::Artifact { title, version } | KindSpec::ArtifactList { title, version } => {
            Some(ArtifactTypeSchema {
                schema_title: Some(title.to_owned()),
                schema_version: version.to_owned(),
                ..Default::default()
            })
        }
        KindSpec::Parameter { .. } => None,
    }
}
