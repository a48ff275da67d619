//! From pipelines to files: build all, set defaults, check and emit all, and report everything that is wrong at once.

use std::collections::BTreeMap;

use kfp_dsl::author::{
    self, Body, BuildError, BuildErrors, BuildOptions, ComponentDef, IntoPipeline, Pipeline,
};
use kfp_ir::Document;
use kfp_ir::codec::nearest;
use kfp_ir::pass::pin::Lock;

use crate::pin::pin;
use crate::text::listing;
use crate::{App, Compiled, Error, File, Format, Kind, Place, Problem, Request, Target, params};

impl App {
    /// Emits what the request asks for, in memory.
    ///
    /// # Errors
    /// Names that no pipeline or input has, and everything that is wrong with the selected pipelines. Then nothing is
    /// emitted.
    pub fn compile(&self, request: &Request) -> Result<Compiled, Error> {
        let targets = request.resolved_targets()?;
        self.check_names()?;
        let mut documents = self.build(&self.select(&request.pipelines)?, request)?;
        params::apply(&mut documents, &request.params)?;
        if let Some((name, lock)) = &request.lock {
            pin_all(&mut documents, lock, name)?;
        }
        let mut compiled = Compiled::default();
        let mut failed = false;
        let mut problems = Vec::new();
        for (name, document) in &documents {
            for target in &targets {
                let found = match crate::emit::emit(document, name, *target, request.format, &self.argo) {
                    Ok((files, warnings)) => {
                        compiled.files.extend(files);
                        warnings
                    }
                    Err(found) => {
                        failed = true;
                        found
                    }
                };
                // Two targets often have the same to say.
                for problem in found {
                    let problem = problem.pipeline(name);
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                }
            }
        }
        if failed {
            return Err(Error { kind: Kind::Invalid, problems });
        }
        compiled.warnings = problems;
        Ok(compiled)
    }

    /// The pipelines of those names, all of them without names, in the order in which they were added.
    pub(crate) fn select(&self, names: &[String]) -> Result<Vec<&Pipeline>, Error> {
        let known = || self.pipelines.iter().map(|p| p.name());
        let mut problems = Vec::new();
        for name in names.iter().filter(|name| !known().any(|k| k == **name)) {
            let help = match nearest(name, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if self.pipelines.is_empty() => "this program has no pipelines".to_owned(),
                None => format!("the pipelines are {}", listing(known())),
            };
            problems.push(Problem::new(format!("there is no pipeline `{name}`")).help(help));
        }
        Error::check(Kind::Usage, problems)?;
        Ok(self
            .pipelines
            .iter()
            .filter(|p| names.is_empty() || names.iter().any(|n| n == p.name()))
            .collect())
    }

    /// Files and `--pipeline` tell pipelines apart by name.
    fn check_names(&self) -> Result<(), Error> {
        let mut by_name: BTreeMap<&str, Vec<&Pipeline>> = BTreeMap::new();
        for pipeline in &self.pipelines {
            by_name.entry(pipeline.name()).or_default().push(pipeline);
        }
        let problems = by_name
            .into_iter()
            .filter(|(_, entries)| entries.len() > 1)
            .map(|(name, entries)| {
                let places = entries.iter().map(|entry| place(entry.place(), None)).collect();
                let problem =
                    Problem { places, ..Problem::new(format!("two pipelines are called `{name}`")) };
                problem.help(
                    "give one of them another name with `#[pipeline(name = \"..\")]`, or add it only once",
                )
            })
            .collect();
        Error::check(Kind::Invalid, problems)
    }

    pub(crate) fn build(
        &self,
        entries: &[&Pipeline],
        request: &Request,
    ) -> Result<Vec<(String, Document)>, Error> {
        let executable = request.executable.clone().or_else(|| self.executable.clone());
        let mut options = BuildOptions { names: request.names, ..BuildOptions::default() };
        options.executable = executable.unwrap_or(options.executable);
        if let [target] = *request.targets.as_slice() {
            options.target = crate::emit::engine(target, &self.argo);
        }
        let mut documents = Vec::new();
        let mut components = self.components.clone();
        let mut problems = Vec::new();
        for entry in entries {
            match entry.build(&options) {
                Ok(built) => {
                    components.extend(built.components);
                    documents.push((entry.name().to_owned(), built.document));
                }
                Err(BuildErrors(errors)) => {
                    problems.extend(errors.into_iter().map(|e| Problem::from(e).pipeline(entry.name())));
                }
            }
        }
        problems.extend(ambiguous(&components));
        Error::check(Kind::Invalid, problems)?;
        Ok(documents)
    }
}

/// An image is often missing in several pipelines, and told once.
fn pin_all(documents: &mut [(String, Document)], lock: &Lock, name: &str) -> Result<(), Error> {
    let mut problems = Vec::new();
    for (_, document) in documents {
        if let Err(error) = pin(document, lock, name) {
            let new: Vec<_> = error.problems.into_iter().filter(|p| !problems.contains(p)).collect();
            problems.extend(new);
        }
    }
    Error::check(Kind::Invalid, problems)
}

/// `exec` finds a component by its name, so two pipelines of one program must mean the same by it.
fn ambiguous(components: &[&'static ComponentDef]) -> Vec<Problem> {
    let mut by_name: BTreeMap<&str, Vec<&ComponentDef>> = BTreeMap::new();
    for component in components.iter().filter(|c| matches!(c.body, Body::Rust { .. })) {
        let same = |other: &&ComponentDef| (other.module, other.line) == (component.module, component.line);
        let others = by_name.entry(component.name).or_default();
        if !others.iter().any(same) {
            others.push(component);
        }
    }
    let several = by_name.into_iter().filter(|(_, components)| components.len() > 1);
    several
        .map(|(name, components)| {
            let places = components
                .iter()
                .map(|c| place(author::Place { file: c.file.to_owned(), line: c.line, column: 0 }, None))
                .collect();
            let problem = Problem { places, ..Problem::new(format!("two components are called `{name}`")) };
            problem.help(
                "names are unique in a program, as `exec` finds a component by its name alone; give one of them \
                 another with `#[component(name = \"..\")]`",
            )
        })
        .collect()
}

fn place(at: author::Place, label: Option<String>) -> Place {
    let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    Place { line: number(at.line), column: number(at.column), file: at.file, label }
}

impl From<BuildError> for Problem {
    fn from(error: BuildError) -> Self {
        let mut message = error.message;
        let mut places: Vec<_> = error.at.into_iter().map(|at| place(at, None)).collect();
        for note in error.notes {
            match note.at {
                Some(at) => places.push(place(at, Some(note.message))),
                None => {
                    message.push_str("\nnote: ");
                    message.push_str(&note.message);
                }
            }
        }
        Problem { code: Some(error.code.to_owned()), places, help: error.help, ..Problem::new(message) }
    }
}

/// One pipeline, for one engine, in one form.
///
/// ```
/// # use kfp_dsl::prelude::*;
/// use kfp_app::{Format, Target, emit};
///
/// #[container_component]
/// fn hello() -> Container {
///     Container::image("busybox").command(["echo", "hello"])
/// }
///
/// #[pipeline]
/// fn greet(p: &mut Scope) {
///     p.task(hello());
/// }
///
/// let yaml = emit(greet, Target::Kfp, Format::Yaml)?;
/// assert!(yaml.starts_with(b"# PIPELINE DEFINITION\n# Name: greet\n"));
/// # Ok::<(), kfp_app::Error>(())
/// ```
///
/// In protobuf's form this is the `PipelineSpec`; platform settings are a message of their own, which
/// [`App::compile`] gives, too.
///
/// # Errors
/// As [`App::compile`].
pub fn emit(pipeline: impl IntoPipeline, target: Target, format: Format) -> Result<Vec<u8>, Error> {
    let request = Request { targets: vec![target], format, ..Request::default() };
    let compiled = App::new().pipeline(pipeline).compile(&request)?;
    Ok(compiled.files.into_iter().next().map(|file: File| file.bytes).unwrap_or_default())
}
