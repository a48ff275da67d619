//! Files of objects.

use serde::ser::{Serialize, Serializer};

use kfp_ir::codec::Format;
use kfp_ir::codec::ReadError;
use kfp_ir::codec::tree::{Node, Shape, Tree};
use kfp_ir::model::Value;
use kfp_ir::valid::Finding;

use super::message::Element as _;
use super::reader::Reader;
use super::{ClusterWorkflowTemplate, CronWorkflow, Workflow, WorkflowSpec, WorkflowTemplate};

/// One object of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// A run.
    Workflow(Box<Workflow>),
    /// Templates of a namespace.
    WorkflowTemplate(Box<WorkflowTemplate>),
    /// Templates of all namespaces.
    ClusterWorkflowTemplate(Box<ClusterWorkflowTemplate>),
    /// Runs at certain times.
    CronWorkflow(Box<CronWorkflow>),
    /// An object of another kind, as it is.
    Other(Value),
}

impl Object {
    /// The spec of the workflow in it.
    pub fn spec(&self) -> Option<&WorkflowSpec> {
        match self {
            Self::Workflow(object) => object.spec.as_ref(),
            Self::WorkflowTemplate(object) => object.spec.as_ref(),
            Self::ClusterWorkflowTemplate(object) => object.spec.as_ref(),
            Self::CronWorkflow(object) => object.spec.as_ref()?.workflow_spec.as_ref(),
            Self::Other(_) => None,
        }
    }

    /// A field of its metadata, if that is text.
    pub fn metadata(&self, field: &str) -> Option<&str> {
        let metadata = match self {
            Self::Workflow(object) => &object.metadata.as_ref()?.0,
            Self::WorkflowTemplate(object) => &object.metadata.as_ref()?.0,
            Self::ClusterWorkflowTemplate(object) => &object.metadata.as_ref()?.0,
            Self::CronWorkflow(object) => &object.metadata.as_ref()?.0,
            Self::Other(Value::Struct(fields)) => fields.get("metadata")?,
            Self::Other(_) => return None,
        };
        match metadata {
            Value::Struct(fields) => match fields.get(field)? {
                Value::String(text) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    fn read(node: &Node<'_>, cx: &mut Reader) -> Option<Self> {
        let Shape::Map(fields) = node.shape() else { return Some(Self::Other(node.to_value())) };
        let kind = match fields.get("kind").map(Node::shape) {
            Some(Shape::Text(kind)) => kind,
            _ => "",
        };
        Some(match kind {
            "Workflow" => Self::Workflow(Box::new(Workflow::read(node, cx)?)),
            "WorkflowTemplate" => Self::WorkflowTemplate(Box::new(WorkflowTemplate::read(node, cx)?)),
            "ClusterWorkflowTemplate" => {
                Self::ClusterWorkflowTemplate(Box::new(ClusterWorkflowTemplate::read(node, cx)?))
            }
            "CronWorkflow" => Self::CronWorkflow(Box::new(CronWorkflow::read(node, cx)?)),
            _ => Self::Other(node.to_value()),
        })
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Workflow(object) => object.serialize(serializer),
            Self::WorkflowTemplate(object) => object.serialize(serializer),
            Self::ClusterWorkflowTemplate(object) => object.serialize(serializer),
            Self::CronWorkflow(object) => object.serialize(serializer),
            Self::Other(value) => crate::to_json(value).serialize(serializer),
        }
    }
}

/// The objects of a text, and what is wrong with them.
#[derive(Debug)]
pub struct Source<'t> {
    /// The text as a tree, one document for each object.
    pub tree: Tree<'t>,
    /// The objects. Where something does not fit, the field is left out, and there is a finding.
    pub objects: Vec<Object>,
    /// What does not fit, with line and column.
    pub findings: Vec<Finding>,
}

/// Reads all objects of a text, YAML or JSON.
///
/// # Errors
/// The text is neither YAML nor JSON. What is wrong with an object is among the findings.
pub fn read(text: &str, format: Option<Format>) -> Result<Source<'_>, ReadError> {
    let tree = Tree::parse(text, format)?;
    let mut objects = Vec::new();
    let mut findings = Vec::new();
    for (i, node) in tree.documents().iter().enumerate() {
        let mut cx = Reader::default();
        objects.push(Object::read(node, &mut cx).unwrap_or(Object::Other(Value::Null)));
        tree.locate(i, &mut cx.findings);
        findings.append(&mut cx.findings);
    }
    Ok(Source { tree, objects, findings })
}
