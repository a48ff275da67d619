//! Which pods a task wants beside it.

use std::collections::BTreeMap;

use kfp_ir::model::platform::kubernetes::PodAffinityTerm;

use super::requirement::{Requirement, checked, weight};
use super::{Fragment, KubernetesSetting, check};

/// Pods that a task wants beside it, or elsewhere.
///
/// The IR can say it, but KFP's backend ignores it (2.17 and before; kubeflow/pipelines issue 13810) and its SDK has no
/// function for it: `check` warns (`IR212`). Plain Argo output leaves it out and reports that (`AR211`).
///
/// ```
/// use kfp_dsl::kubernetes::PodAffinity;
///
/// let apart = PodAffinity::required("kubernetes.io/hostname").pod_label("app", "trainer").anti();
/// # let _ = apart;
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct PodAffinity {
    topology_key: String,
    labels: BTreeMap<String, String>,
    pods: Vec<Requirement>,
    namespaces: Vec<String>,
    namespace_labels: BTreeMap<String, String>,
    in_namespaces: Vec<Requirement>,
    weight: Option<u8>,
    anti: bool,
}

impl PodAffinity {
    /// Only where such pods are: on nodes with the same value of that label, such as `kubernetes.io/hostname`.
    pub fn required(topology_key: impl Into<String>) -> Self {
        PodAffinity {
            topology_key: topology_key.into(),
            labels: BTreeMap::new(),
            pods: Vec::new(),
            namespaces: Vec::new(),
            namespace_labels: BTreeMap::new(),
            in_namespaces: Vec::new(),
            weight: None,
            anti: false,
        }
    }

    /// Rather where such pods are; the weight, 1 to 100, says how much rather.
    pub fn preferred(weight: u8, topology_key: impl Into<String>) -> Self {
        PodAffinity { weight: Some(weight), ..PodAffinity::required(topology_key) }
    }

    /// Pods with that label.
    pub fn pod_label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }

    /// Pods whose labels meet all of these.
    pub fn pods(mut self, requirements: impl IntoIterator<Item = Requirement>) -> Self {
        self.pods.extend(requirements);
        self
    }

    /// Pods of these namespaces, not of that of the task.
    pub fn namespaces<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.namespaces.extend(names.into_iter().map(Into::into));
        self
    }

    /// Pods of namespaces with that label.
    pub fn namespace_label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.namespace_labels.insert(key.into(), value.into());
        self
    }

    /// Pods of namespaces whose labels meet all of these.
    pub fn in_namespaces(mut self, requirements: impl IntoIterator<Item = Requirement>) -> Self {
        self.in_namespaces.extend(requirements);
        self
    }

    /// Where such pods are not.
    pub fn anti(self) -> Self {
        PodAffinity { anti: true, ..self }
    }
}

impl KubernetesSetting for PodAffinity {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        check::key(&mut fragment, "a label", &self.topology_key);
        for (key, value) in self.labels.iter().chain(&self.namespace_labels) {
            check::key(&mut fragment, "a label", key);
            check::label_value(&mut fragment, value);
        }
        let term = PodAffinityTerm {
            match_pod_expressions: checked(self.pods, &mut fragment),
            match_pod_labels: self.labels,
            topology_key: self.topology_key,
            namespaces: self.namespaces,
            match_namespace_expressions: checked(self.in_namespaces, &mut fragment),
            match_namespace_labels: self.namespace_labels,
            weight: weight(&mut fragment, self.weight),
            anti: self.anti.then_some(true),
        };
        fragment.config.pod_affinity.push(term);
        fragment
    }
}
