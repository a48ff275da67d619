//! Which nodes a task wants or needs.

use kfp_ir::model::platform::kubernetes::NodeAffinityTerm;

use super::json::{Json, SettingJson};
use super::requirement::{Requirement, checked, weight};
use super::{Fragment, KubernetesSetting, Slot};

/// Nodes that a task needs or prefers: KFP's `add_node_affinity` and `add_node_affinity_json`.
///
/// ```
/// use kfp_dsl::kubernetes::{NodeAffinity, Requirement};
///
/// let needed = NodeAffinity::required([Requirement::exists("nvidia.com/gpu.product")]);
/// let wanted = NodeAffinity::preferred(80, [Requirement::is_in("zone", ["a", "b"])]);
/// # let _ = (needed, wanted);
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct NodeAffinity(Term);

#[derive(Clone, Debug)]
enum Term {
    Typed { labels: Vec<Requirement>, fields: Vec<Requirement>, weight: Option<u8> },
    Json(Json),
}

impl NodeAffinity {
    /// Only nodes whose labels meet all of these. Of several such affinities one is enough.
    pub fn required(labels: impl IntoIterator<Item = Requirement>) -> Self {
        NodeAffinity(Term::Typed { labels: labels.into_iter().collect(), fields: Vec::new(), weight: None })
    }

    /// Rather nodes whose labels meet all of these; the weight, 1 to 100, says how much rather.
    pub fn preferred(weight: u8, labels: impl IntoIterator<Item = Requirement>) -> Self {
        let (labels, weight) = (labels.into_iter().collect(), Some(weight));
        NodeAffinity(Term::Typed { labels, fields: Vec::new(), weight })
    }

    /// A node affinity as Kubernetes writes it in JSON. A task has one of these; the last one counts.
    ///
    /// In plain Argo, one from the run has to be the only affinity of the task (`AR115`).
    pub fn json(affinity: impl SettingJson) -> Self {
        NodeAffinity(Term::Json(affinity.json()))
    }

    /// Nodes whose fields, such as `metadata.name`, also meet all of these.
    ///
    /// An affinity that is given as JSON says everything itself and stays as it is.
    pub fn and_fields(mut self, fields: impl IntoIterator<Item = Requirement>) -> Self {
        if let Term::Typed { fields: all, .. } = &mut self.0 {
            all.extend(fields);
        }
        self
    }
}

impl KubernetesSetting for NodeAffinity {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        let term = match self.0 {
            Term::Typed { labels, fields, weight: given } => {
                if labels.is_empty() && fields.is_empty() {
                    let help = "give a condition, such as `Requirement::exists(\"gpu\")`";
                    fragment.fault("a node affinity without conditions matches no node", help);
                }
                NodeAffinityTerm {
                    match_expressions: checked(labels, &mut fragment),
                    match_fields: checked(fields, &mut fragment),
                    weight: weight(&mut fragment, given),
                    node_affinity_json: None,
                }
            }
            Term::Json(json) => {
                let node_affinity_json = json.input(&mut fragment, Slot::NodeAffinity);
                NodeAffinityTerm { node_affinity_json, ..NodeAffinityTerm::default() }
            }
        };
        fragment.config.node_affinity.push(term);
        fragment
    }
}
