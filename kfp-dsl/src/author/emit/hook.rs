//! What tasks that run after failures wait for. KFP starts them from hooks of those tasks, and some tasks get none.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::hook::{Hookless, awaited};
use kfp_ir::model::{ExecutorSpec, PipelineTaskSpec};
use kfp_ir::target::Engine;

use super::flow::Flow;
use super::hop::Around;
use super::pipeline::{Emitter, Tasks};
use super::plan::Plan;
use crate::author::graph::GroupId;
use crate::author::{BuildError, Names, Place};

impl Emitter<'_> {
    /// Gives tasks a graph of their own, which takes a hook, where a task after failures waits for nothing else that does.
    /// In the form of the SDK that is an error.
    pub(super) fn make_hooks(
        &mut self,
        plan: &Plan<'_>,
        dag: GroupId,
        tasks: &mut Tasks,
        flow: &mut Flow<'_, '_>,
    ) {
        if !tasks.iter().any(|(_, task)| task.runs_after_failure()) {
            return;
        }
        let by_name: BTreeMap<&str, &PipelineTaskSpec> =
            tasks.iter().map(|(name, task)| (name.as_str(), task)).collect();
        let mut alone = BTreeSet::new();
        for (name, task) in tasks.iter().filter(|(_, task)| task.runs_after_failure()) {
            let hookless = self.hookless(task, &by_name);
            if self.options.names != Names::Sdk {
                alone.extend(hookless.into_iter().map(str::to_owned));
            } else if self.options.target.capabilities().engine == Engine::Kfp
                && let Some(first) = hookless.first()
            {
                let mut same_dag = plan.tasks().filter(|(id, _)| plan.task_dag[*id] == dag);
                let node = same_dag.find(|(id, _)| plan.names.tasks[*id] == *name);
                let message =
                    format!("{} starts nothing after `{first}`, so `{name}` never runs", self.options.target);
                let error = BuildError::new("B123", message, node.map(|(_, node)| Place::from(node.at)));
                let help = format!("leave `--sdk-names` out: then `{first}` gets a graph of its own");
                flow.problems.push(error.help(help));
            }
        }
        for (name, task) in tasks.iter_mut().filter(|(name, _)| alone.contains(name)) {
            let component = task.component_ref.as_ref().map_or("", |r| r.name.as_str());
            let interface = self.registry.components.get(component).cloned().unwrap_or_default();
            *task = self.hop(name, interface, std::mem::take(task), Around::new(), flow);
        }
    }

    /// What a task waits for, where none of it takes a hook. Of loops and others it is the loops: KFP runs a task after
    /// failures once for every hook.
    fn hookless<'t>(
        &self,
        task: &'t PipelineTaskSpec,
        tasks: &BTreeMap<&str, &PipelineTaskSpec>,
    ) -> Vec<&'t str> {
        let before = awaited(task).into_iter().filter_map(|name| Some((name, tasks.get(name)?)));
        let before: Vec<_> =
            before.map(|(name, task)| (name, Hookless::of(task, self.executor(task)))).collect();
        if before.iter().any(|(_, why)| why.is_none()) {
            return Vec::new();
        }
        let loops = before.iter().any(|(_, why)| *why == Some(Hookless::Loop));
        let chosen = before.into_iter().filter(|(_, why)| match why {
            Some(Hookless::Loop) => true,
            Some(Hookless::Importer | Hookless::Claim) => !loops,
            Some(Hookless::Exit) | None => false,
        });
        chosen.map(|(name, _)| name).collect()
    }

    fn executor(&self, task: &PipelineTaskSpec) -> Option<&ExecutorSpec> {
        self.registry.executor(&task.component_ref.as_ref()?.name)
    }
}
