//! The interface of a component as Rust has it.

use std::collections::BTreeMap;

use kfp_ir::import::Form;
use kfp_ir::model::{ArtifactTypeKind, ArtifactTypeSchema, ComponentInputParameter, ParameterType, Value};

use crate::ident::{camel, identifier};
use crate::{Error, Import};

/// The types that the caller gives for inputs and outputs, by their names as Rust identifiers.
///
/// A file says `LIST` and `STRUCT`, and not of what; and types of artifacts beyond those of KFP are new types for each
/// file, unless they are given here.
#[derive(Clone, Debug, Default)]
pub struct Types(BTreeMap<String, String>);

impl Types {
    /// The same, with that type for an input or output: `rates`, `Vec<f64>`. For artifacts it is the artifact type.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, ty: impl Into<String>) -> Self {
        self.0.insert(name.into(), ty.into());
        self
    }

    fn get(&self, ident: &str) -> Option<&str> {
        self.0.get(plain(ident)).map(String::as_str)
    }
}

/// The type of an input or output.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A type that the caller gave.
    Given {
        /// The type as Rust.
        ty: String,
        /// Whether it is the type of an artifact, and whether of a list of them.
        artifact: Option<bool>,
    },
    /// A parameter type that Rust has.
    Parameter(ParameterType),
    /// Text that may only be one of the variants of a generated enum.
    Literals(String),
    /// An artifact.
    Artifact {
        /// The artifact type of kfp-dsl, or the generated one.
        name: String,
        /// Whether the type is generated.
        generated: bool,
        /// Whether it is a list of artifacts.
        list: bool,
    },
}

/// Whether a call must give an input.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// It must.
    Required,
    /// It may be left out.
    Optional,
    /// It may be left out, and is this value then.
    Default(Value),
    /// The engine fills it in.
    Engine,
}

/// An input.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The Rust identifier.
    pub ident: String,
    /// The name in the IR.
    pub name: String,
    /// The type.
    pub kind: Kind,
    /// The parameter type; `Unspecified` for artifacts.
    pub parameter: ParameterType,
    /// Whether a call must give it.
    pub presence: Presence,
    /// What it is, for humans.
    pub docs: String,
}

/// An output.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// The Rust identifier.
    pub ident: String,
    /// The name in the IR.
    pub name: String,
    /// The type.
    pub kind: Kind,
    /// What it is, for humans.
    pub docs: String,
}

/// A type that is made for the component.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeDef {
    /// The values of a parameter that allows only some: variants, each with its text.
    Literals {
        /// The name of the enum.
        name: String,
        /// The input that it is for.
        input: String,
        /// The variants.
        variants: Vec<(String, String)>,
    },
    /// A type of artifact that kfp-dsl has no name for.
    Artifact {
        /// The name of the struct.
        name: String,
        /// The schema title.
        title: String,
        /// The schema version.
        version: String,
    },
}

/// A component as a Rust function.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// The name of the function.
    pub function: String,
    /// The name of the component in the IR.
    pub name: String,
    /// What it does, for humans.
    pub docs: String,
    /// The inputs, those that must be given first.
    pub inputs: Vec<Input>,
    /// The outputs.
    pub outputs: Vec<Output>,
    /// The types that are made for it.
    pub types: Vec<TypeDef>,
    /// Whether it is a pipeline, which runs as a graph.
    pub pipeline: bool,
    /// The component as JSON, for kfp-dsl.
    pub ir: String,
}

impl Signature {
    pub(crate) fn of(import: &Import, function: &str, types: &Types) -> Result<Self, Error> {
        let component = import.component();
        let mut made = Maker { function, types, made: Vec::new(), problems: Vec::new() };
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        let declared = component.input_definitions.unwrap_or_default();
        for (name, parameter) in declared.parameters {
            // A configuration comes from the engine, whole, and no call gives it.
            if parameter.parameter_type == ParameterType::TaskConfig {
                continue;
            }
            inputs.push(made.parameter(name, *parameter));
        }
        for (name, artifact) in declared.artifacts {
            let presence = if artifact.is_optional { Presence::Optional } else { Presence::Required };
            let ident = identifier(&name);
            let kind =
                made.artifact(&ident, &name, artifact.artifact_type.as_ref(), artifact.is_artifact_list);
            let (parameter, docs) = (ParameterType::Unspecified, artifact.description);
            inputs.push(Input { ident, name, kind, parameter, presence, docs });
        }
        inputs.sort_by_key(|input| input.presence != Presence::Required);
        let declared = component.output_definitions.unwrap_or_default();
        for (name, parameter) in declared.parameters {
            let ident = identifier(&name);
            let kind = made.plain_parameter(&ident, parameter.parameter_type);
            outputs.push(Output { ident, name, kind, docs: parameter.description });
        }
        for (name, artifact) in declared.artifacts {
            let ident = identifier(&name);
            let kind =
                made.artifact(&ident, &name, artifact.artifact_type.as_ref(), artifact.is_artifact_list);
            outputs.push(Output { ident, name, kind, docs: artifact.description });
        }
        made.check_names("inputs", inputs.iter().map(|input| (&input.ident, &input.name)));
        made.check_names("outputs", outputs.iter().map(|output| (&output.ident, &output.name)));
        made.check_given(&inputs, &outputs);
        let Maker { made, problems, .. } = made;
        if let Some(first) = problems.first() {
            let more = problems.iter().skip(1).map(|p| format!("\n{p}")).collect::<String>();
            return Err(Error::plain(format!("`{}` cannot be imported: {first}{more}", import.file), None));
        }
        Ok(Signature {
            function: function.to_owned(),
            name: import.name().to_owned(),
            docs: import.inner.description().to_owned(),
            inputs,
            outputs,
            types: made,
            pipeline: import.form() == Form::Pipeline,
            ir: import.ir()?,
        })
    }
}

/// An identifier without `r#`.
pub(crate) fn plain(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

/// Finds the types of inputs and outputs, and makes those that are new.
struct Maker<'a> {
    function: &'a str,
    types: &'a Types,
    made: Vec<TypeDef>,
    problems: Vec<String>,
}

impl Maker<'_> {
    fn parameter(&mut self, name: String, parameter: ComponentInputParameter) -> Input {
        let ident = identifier(&name);
        let ty = parameter.parameter_type;
        let presence = match parameter.default_value {
            _ if ty == ParameterType::TaskFinalStatus => Presence::Engine,
            Some(value) if value != Value::Null => Presence::Default(value),
            _ if parameter.is_optional => Presence::Optional,
            _ => Presence::Required,
        };
        let kind = match self.literals(&ident, &name, &parameter.literals) {
            Some(kind) => kind,
            None => self.plain_parameter(&ident, ty),
        };
        Input { ident, name, kind, parameter: ty, presence, docs: parameter.description }
    }

    fn plain_parameter(&self, ident: &str, ty: ParameterType) -> Kind {
        match self.types.get(ident) {
            Some(given) => Kind::Given { ty: given.to_owned(), artifact: None },
            None => Kind::Parameter(ty),
        }
    }

    /// A generated enum, when all values that are allowed are texts with different names in Rust.
    fn literals(&mut self, ident: &str, input: &str, literals: &[Value]) -> Option<Kind> {
        if literals.is_empty() || self.types.get(ident).is_some() {
            return None;
        }
        let mut variants: Vec<(String, String)> = Vec::new();
        for literal in literals {
            let Value::String(text) = literal else { return None };
            let variant = camel(text);
            if variant.is_empty() || variants.iter().any(|(other, _)| *other == variant) {
                return None;
            }
            variants.push((variant, text.clone()));
        }
        let name = self.type_name(plain(ident));
        self.made.push(TypeDef::Literals { name: name.clone(), input: input.to_owned(), variants });
        Some(Kind::Literals(name))
    }

    fn artifact(&mut self, ident: &str, name: &str, schema: Option<&ArtifactTypeSchema>, list: bool) -> Kind {
        if let Some(given) = self.types.get(ident) {
            return Kind::Given { ty: given.to_owned(), artifact: Some(list) };
        }
        let version = schema.map_or("", |schema| schema.schema_version.as_str());
        let title = match schema.and_then(ArtifactTypeSchema::kind) {
            None => "system.Artifact",
            Some(ArtifactTypeKind::Title(title)) => title,
            Some(ArtifactTypeKind::Instance(_) | ArtifactTypeKind::Uri(_)) => {
                self.problems.push(format!(
                    "the artifact `{name}` has a schema of its own, and no title\n  = help: compile it with KFP 2"
                ));
                "system.Artifact"
            }
        };
        let own = |name: &str| Kind::Artifact { name: name.to_owned(), generated: false, list };
        match title {
            "system.Artifact" => return own("Artifact"),
            "system.Dataset" => return own("Dataset"),
            "system.Model" => return own("Model"),
            "system.Metrics" => return own("Metrics"),
            "system.ClassificationMetrics" => return own("ClassificationMetrics"),
            "system.SlicedClassificationMetrics" => return own("SlicedClassificationMetrics"),
            "system.HTML" => return own("Html"),
            "system.Markdown" => return own("Markdown"),
            _ => {}
        }
        let short = title.strip_prefix("system.").or_else(|| title.strip_prefix("google."));
        let short = short.map(camel).unwrap_or_default();
        if short.is_empty() {
            self.problems.push(format!(
                "the artifact `{name}` has the type `{title}`\n  = help: KFP's SDK takes `system.Name` and `google.Name` only"
            ));
            return own("Artifact");
        }
        let type_name = self.type_name(&short);
        let def = TypeDef::Artifact {
            name: type_name.clone(),
            title: title.to_owned(),
            version: if version.is_empty() { "0.0.1".to_owned() } else { version.to_owned() },
        };
        if !self.made.contains(&def) {
            self.made.push(def);
        }
        Kind::Artifact { name: type_name, generated: true, list }
    }

    fn type_name(&self, name: &str) -> String {
        format!("{}{}", camel(plain(self.function)), camel(name))
    }

    fn check_names<'n>(&mut self, what: &str, names: impl Iterator<Item = (&'n String, &'n String)>) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (ident, name) in names {
            if ident.is_empty() {
                self.problems.push(format!(
                    "the name `{name}` has no letter or digit that an identifier can have\n  = help: rename it in the file"
                ));
            } else if let Some(other) = seen.insert(ident, name) {
                self.problems.push(format!(
                    "two {what} are called `{ident}` in Rust: `{other}` and `{name}`\n  = help: rename one of them in the file"
                ));
            }
        }
    }

    fn check_given(&mut self, inputs: &[Input], outputs: &[Output]) {
        let idents = || {
            let outputs = outputs.iter().map(|output| output.ident.as_str());
            inputs.iter().map(|input| input.ident.as_str()).chain(outputs).map(plain)
        };
        for name in self.types.0.keys() {
            if idents().all(|ident| ident != name) {
                let help = match kfp_ir::codec::nearest(name, idents()) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!(
                        "it has {}",
                        idents().map(|i| format!("`{i}`")).collect::<Vec<_>>().join(", ")
                    ),
                };
                self.problems.push(format!("there is no input or output `{name}`\n  = help: {help}"));
            }
        }
    }
}
