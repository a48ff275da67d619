//! A comparison as text, Markdown and JSON.

use std::fmt::Write as _;

use kfp_argo::PodCount;
use serde_json::{Value, json};

use crate::compare::{Comparison, Side};
use crate::plan::cell;

impl Comparison {
    /// A number, and what it comes to where the lists are known.
    fn shown(&self, count: &PodCount) -> String {
        match count.at(&self.items) {
            Some(number) if !count.per_item.is_empty() => format!("{count} = {number}"),
            _ => count.to_string(),
        }
    }

    /// Name and both numbers of all that is counted.
    fn rows(&self) -> Vec<(&'static str, String, String)> {
        let row = |name: &'static str, of: &dyn Fn(&Side) -> String| {
            let argo = self.argo.as_ref().map_or_else(|_| "-".to_owned(), of);
            (name, of(&self.kfp), argo)
        };
        let size =
            |bytes: usize| format!("{bytes} ({} %)", bytes.saturating_mul(100) / self.limit_bytes.max(1));
        let mut rows = vec![
            row("pods", &|side| self.shown(&side.totals.pods)),
            row("pods on the longest way", &|side| side.totals.critical_pods.to_string()),
            row("nodes of the status", &|side| self.shown(&side.totals.nodes)),
            row("templates", &|side| side.templates.to_string()),
            row("tasks of its graphs", &|side| side.tasks.to_string()),
            row("extra containers", &|side| self.shown(&side.totals.extra_containers)),
            row("volumes", &|side| self.shown(&side.totals.volumes)),
            row("calls of KFP's services, at least", &|side| self.shown(&side.totals.metadata_calls)),
            row("bytes of the file", &|side| side.yaml_bytes.to_string()),
        ];
        rows.push((
            "bytes stored (of the limit)",
            format!("at least {}", size(self.kfp.stored_bytes)),
            self.argo.as_ref().map_or_else(|_| "-".to_owned(), |side| size(side.stored_bytes)),
        ));
        rows.push(row("services", &|side| side.services.len().to_string()));
        rows
    }

    fn lists(&self) -> Vec<(String, Vec<String>)> {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let mut lists = Vec::new();
        let sides = [("KFP 2.17", Some(&self.kfp)), ("Argo", self.argo.as_ref().ok())];
        for (name, side) in sides.into_iter().filter_map(|(name, side)| Some((name, side?))) {
            lists.push((format!("{name} needs"), owned(&side.services)));
            lists.push((format!("pods on {name} may use"), owned(&side.rights)));
            lists.push((format!("{name} does not do as written"), side.losses.clone()));
        }
        if let Err(errors) = &self.argo {
            lists.push(("Argo cannot run it".to_owned(), errors.clone()));
        }
        lists.retain(|(_, list)| !list.is_empty());
        lists
    }

    /// The comparison for people at a terminal.
    pub fn to_text(&self) -> String {
        let rows = self.rows();
        let mut out = String::new();
        let _ = writeln!(out, "`{}` on KFP and on Argo\n", self.pipeline);
        let width = |of: &dyn Fn(&(&'static str, String, String)) -> usize| {
            rows.iter().map(of).max().unwrap_or_default()
        };
        let (first, second) = (width(&|row| row.0.len()), width(&|row| row.1.len()).max("KFP 2.17".len()));
        let _ = writeln!(out, "  {:first$}  {:second$}  Argo", "", "KFP 2.17");
        for (name, kfp, argo) in &rows {
            let _ = writeln!(out, "  {name:first$}  {kfp:second$}  {argo}");
        }
        for (name, list) in self.lists() {
            let _ = writeln!(out, "\n{name}");
            list.iter().for_each(|text| _ = writeln!(out, "  {text}"));
        }
        out
    }

    /// The comparison as a part of a document.
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "### `{}` on KFP and on Argo\n\n| | KFP 2.17 | Argo |\n|---|---|---|",
            self.pipeline
        );
        for (name, kfp, argo) in self.rows() {
            let _ = writeln!(out, "| {name} | {} | {} |", cell(&kfp), cell(&argo));
        }
        for (name, list) in self.lists() {
            let _ = writeln!(out, "\n{name}:\n");
            list.iter().for_each(|text| _ = writeln!(out, "- {text}"));
        }
        out
    }

    /// The comparison for programs; `docs/review.md` describes it.
    pub fn to_json(&self) -> Value {
        let side = |side: &Side| {
            let count =
                |count: &PodCount| json!({"text": count.to_string(), "number": count.at(&self.items)});
            json!({
                "pods": count(&side.totals.pods),
                "criticalPods": side.totals.critical_pods,
                "nodes": count(&side.totals.nodes),
                "templates": side.templates,
                "tasks": side.tasks,
                "extraContainers": count(&side.totals.extra_containers),
                "volumes": count(&side.totals.volumes),
                "metadataCalls": count(&side.totals.metadata_calls),
                "yamlBytes": side.yaml_bytes,
                "storedBytes": side.stored_bytes,
                "services": side.services,
                "rights": side.rights,
                "losses": side.losses,
            })
        };
        let (argo, errors) = match &self.argo {
            Ok(argo) => (side(argo), Vec::new()),
            Err(errors) => (Value::Null, errors.clone()),
        };
        json!({
            "pipeline": self.pipeline, "limitBytes": self.limit_bytes, "items": self.items,
            "kfp": side(&self.kfp), "argo": argo, "argoErrors": errors,
        })
    }
}
