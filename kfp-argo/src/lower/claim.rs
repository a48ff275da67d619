//! Volume claims that a pipeline creates and deletes: what KFP's driver does itself is one `resource` template here.

use crate::expr::{Expr, Variable};
use crate::lower::Context;
use crate::lower::entry::{Entry, object};
use crate::lower::facts::Facts;
use crate::lower::instance::Use;
use crate::lower::leaf::Leaf;
use crate::model::{Inputs, Parameter, ResourceAction, Template, ValueFrom};

/// What stands for a claim instead of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    Create,
    Delete,
}

impl Claim {
    /// The images by which KFP tells them (`backend/src/v2/driver/k8s.go`).
    pub(super) fn of_image(image: &str) -> Option<Self> {
        match image {
            "argostub/createpvc" => Some(Self::Create),
            "argostub/deletepvc" => Some(Self::Delete),
            _ => None,
        }
    }
}

/// The template that creates or deletes the claim.
pub(super) fn lower(
    cx: &mut Context<'_>,
    facts: &Facts<'_>,
    leaf: &Leaf<'_>,
    claim: Claim,
    use_: &Use,
    template: Template,
) -> Template {
    let input = |name: &str| Given::new(facts, use_, name);
    let name = match claim {
        Claim::Create => {
            let suffix = input("pvc_name_suffix").or(Expr::text(""));
            // Unique within the run, for loops and for several claims with one suffix.
            let node = Expr::Call("sprig.adler32sum", vec![Expr::Variable(Variable::NodeName)]);
            let run = cx.run(Variable::WorkflowName);
            let made = Expr::concat([run, Expr::text("-"), node, suffix]);
            match input("pvc_name") {
                Given::Never => made,
                given => {
                    // An empty name is none, as in KFP.
                    let given = given.or(Expr::text(""));
                    Expr::choose(given.clone().equals(Expr::text("")), made, given)
                }
            }
        }
        Claim::Delete => {
            let name = input("pvc_name");
            if matches!(name, Given::Never) {
                let help = "give the task the name of a claim";
                cx.report.error("AR113", &leaf.path, "the claim to delete has no name", help);
            }
            name.or(Expr::text(""))
        }
    };
    let mut metadata = vec![field("name", name)];
    let mut manifest =
        vec![field("apiVersion", Expr::text("v1")), field("kind", Expr::text("PersistentVolumeClaim"))];
    if claim == Claim::Create {
        metadata.extend(input("annotations").entry("annotations"));
        let storage = Expr::Map(vec![("storage".into(), input("size").or(Expr::text("")))]);
        let mut spec = vec![
            field("accessModes", input("access_modes").or(Expr::List(Vec::new()))),
            field("resources", Expr::Map(vec![("requests".into(), storage)])),
            // As in KFP, an empty name is no class at all, which only fits a volume that exists.
            field("storageClassName", input("storage_class_name").or(Expr::text(""))),
        ];
        spec.extend(input("volume_name").entry("volumeName"));
        spec.extend(input("data_source").entry("dataSource"));
        manifest.push(field("spec", object(spec)));
    }
    manifest.push(field("metadata", object(metadata)));
    let names = facts.outputs.parameters.values().map(|output| Parameter {
        value_from: Some(Box::new(ValueFrom {
            json_path: Some("{.metadata.name}".into()),
            ..ValueFrom::default()
        })),
        ..Parameter::named(output)
    });
    Template {
        outputs: Inputs { parameters: names.collect(), artifacts: Vec::new() },
        resource: Some(Box::new(ResourceAction {
            action: match claim {
                Claim::Create => "create",
                Claim::Delete => "delete",
            }
            .into(),
            manifest: object(manifest).carried().tag(),
            ..ResourceAction::default()
        })),
        ..template
    }
}

fn field(key: &'static str, value: Expr) -> (&'static str, Entry) {
    (key, Entry::Always(value))
}

/// An input of the component.
enum Given {
    Never,
    Always(Expr),
    /// The JSON text of the input, which may be `null`.
    Maybe(Expr),
}

impl Given {
    fn new(facts: &Facts<'_>, use_: &Use, name: &str) -> Self {
        match facts.inputs.parameters.get(name) {
            Some(argument) if !use_.absent.contains(name) => {
                let json = Expr::Input(argument.clone());
                if facts.nullable(name) && !use_.given.contains(name) {
                    Self::Maybe(json)
                } else {
                    Self::Always(json)
                }
            }
            _ => Self::Never,
        }
    }

    fn or(self, otherwise: Expr) -> Expr {
        match self {
            Self::Never => otherwise,
            Self::Always(json) => json.parsed(),
            Self::Maybe(json) => json.parsed().or_else(otherwise),
        }
    }

    fn entry(self, key: &'static str) -> Option<(&'static str, Entry)> {
        match self {
            Self::Never => None,
            Self::Always(json) => Some((key, Entry::Always(json.parsed()))),
            Self::Maybe(json) => Some((key, Entry::unless_null(&json, json.clone().parsed()))),
        }
    }
}
