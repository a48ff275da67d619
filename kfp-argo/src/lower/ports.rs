//! The names of inputs and outputs in Argo, and of what the lowering itself passes around beside them.

use std::collections::BTreeMap;

use crate::lower::children;
use crate::names::{self, Names};

/// The parameters that the lowering itself passes around.
pub(super) const DIR: &str = "kfp-dir";
pub(super) const INDEX: &str = "kfp-index";
pub(crate) const ITEMS: &str = "kfp-items";
pub(super) const REPORT: &str = "kfp-out";

/// The input artifact with the executor input, of programs that read it from a file.
pub(super) const INPUT_FILE: &str = "kfp-in";

/// The names of inputs or outputs in Argo, by their names in the IR.
#[derive(Debug, Default)]
pub(super) struct Ports {
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) artifacts: BTreeMap<String, String>,
    /// The parameters that carry uri, type and metadata of an artifact.
    pub(super) records: BTreeMap<String, String>,
}

impl Ports {
    pub(super) fn new<'n>(
        parameters: impl Iterator<Item = &'n String>,
        artifacts: impl Iterator<Item = &'n String> + Clone,
    ) -> Self {
        let mut names = Names::taken(&[DIR, INDEX, ITEMS, REPORT]);
        children::take_names(&mut names);
        let mut files = Names::taken(&[INPUT_FILE]);
        let parameters = parameters.map(|p| (p.clone(), names.unique(names::argument(p)))).collect();
        let records =
            artifacts.clone().map(|a| (a.clone(), names.unique(names::argument(a) + "-artifact"))).collect();
        let artifacts = artifacts.map(|a| (a.clone(), files.unique(names::argument(a)))).collect();
        Ports { parameters, artifacts, records }
    }

    /// Of the pipeline itself: its runs are given artifacts by their uris.
    pub(super) fn take_uris(&mut self) {
        let mut names = Names::default();
        for name in self.parameters.values() {
            names.unique(name.clone());
        }
        for (artifact, record) in &mut self.records {
            *record = names.unique(names::argument(artifact) + "-uri");
        }
    }

    /// Whether there is an input or output of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parameters.contains_key(name) || self.records.contains_key(name)
    }
}
