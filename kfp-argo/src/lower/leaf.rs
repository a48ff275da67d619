//! What is known about a container before anything is emitted: its command, what it reads, what Argo does instead.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::lang::argument::Argument;
use kfp_ir::lang::placeholder::{ArtifactPart, Placeholder, Template};
use kfp_ir::model::ContainerSpec;
use kfp_ir::model::platform::argo::{Approval, ArgoExecutorConfig, ResourceStep};
use kfp_ir::path::IrPath;

use crate::loss::Report;
use crate::lower::argo;
use crate::lower::chosen::Chosen;
use crate::lower::claim::Claim;
use crate::lower::ports::{DIR, INDEX, ITEMS, Ports, REPORT};
use crate::names::{self, Names};

/// The words by which a Rust component is started, between and behind its program and name.
const RUST: (&str, &str, &str) = ("exec", "--executor-input", "{{$}}");

/// A container.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    pub(super) label: &'a str,
    pub(super) path: IrPath,
    pub(super) container: &'a ContainerSpec,
    pub(super) command: Vec<Argument>,
    pub(super) args: Vec<Argument>,
    /// Whether it receives the whole executor input.
    pub(super) whole: bool,
    /// Whether it is a Rust component: it reads the executor input from a file, too.
    pub(super) reads_file: bool,
    /// What it does about the places of its outputs.
    pub(super) chosen: Chosen,
    /// What it is instead of a container.
    pub(super) instead: Option<Instead<'a>>,
}

impl<'a> Leaf<'a> {
    pub(super) fn new(
        label: &'a str,
        path: IrPath,
        container: &'a ContainerSpec,
        settings: Option<&'a ArgoExecutorConfig>,
        report: &mut Report,
    ) -> Self {
        let instead = Instead::of(container, settings);
        let parse = |texts: &'a [String]| texts.iter().map(|t| Argument::parse(t)).collect::<Vec<_>>();
        let mut command = parse(&container.command);
        let mut args = parse(&container.args);
        if instead.is_some() {
            command.clear();
            args.clear();
        } else if command.is_empty() {
            // The KFP launcher runs the first argument then, never the entry point of the image.
            if args.is_empty() {
                report.error(
                    "AR105",
                    &path,
                    "the container has neither a command nor arguments",
                    "name the program: neither KFP nor this workflow runs the entry point of an image",
                );
            } else {
                command.push(args.remove(0));
            }
        }
        let whole = command
            .iter()
            .chain(&args)
            .flat_map(Argument::templates)
            .flat_map(Template::placeholders)
            .any(|p| *p == Placeholder::ExecutorInput);
        let reads_file = match (container.command.as_slice(), container.args.as_slice()) {
            ([_, exec, _, flag, input], []) => (exec.as_str(), flag.as_str(), input.as_str()) == RUST,
            _ => false,
        };
        let chosen = if whole { Chosen::of(container) } else { Chosen::default() };
        Leaf { label, path, container, command, args, whole, reads_file, chosen, instead }
    }

    /// Command and arguments.
    pub(super) fn arguments(&self) -> impl Iterator<Item = &Argument> {
        self.command.iter().chain(&self.args)
    }

    /// The input artifacts of which its texts ask for uri, type or metadata.
    pub(super) fn asks(&self) -> BTreeSet<String> {
        let env: Vec<Template> = self.container.env.iter().map(|e| Template::parse(&e.value)).collect();
        let object = match self.instead {
            Some(Instead::Resource(step)) => argo::texts(step),
            _ => Vec::new(),
        };
        let templates = self.arguments().flat_map(Argument::templates).chain(&env).chain(&object);
        templates
            .flat_map(Template::placeholders)
            .filter_map(|p| match p {
                Placeholder::InputArtifact(_, ArtifactPart::Path) => None,
                Placeholder::InputArtifact(name, _) => Some(name.clone()),
                _ => None,
            })
            .collect()
    }

    /// What a container reads that is no input of its component.
    pub(super) fn undeclared(&self, inputs: &Ports) -> BTreeMap<String, String> {
        let mut names = Names::taken(&[DIR, INDEX, ITEMS, REPORT]);
        for name in inputs.parameters.values().chain(inputs.records.values()) {
            names.unique(name.clone());
        }
        let container = self.container;
        let mut texts: Vec<&str> = vec![&container.image];
        if let Some(resources) = &container.resources {
            texts.extend([
                resources.resource_cpu_limit.as_str(),
                &resources.resource_memory_limit,
                &resources.resource_cpu_request,
                &resources.resource_memory_request,
            ]);
            let accelerator = resources.accelerator.iter();
            texts.extend(accelerator.flat_map(|a| [a.resource_type.as_str(), &a.resource_count]));
        }
        let mut found = BTreeMap::new();
        for template in texts.into_iter().map(Template::parse) {
            for placeholder in template.placeholders() {
                if let Placeholder::InputParameter(name) = placeholder
                    && !inputs.parameters.contains_key(name)
                    && !found.contains_key(name)
                {
                    found.insert(name.clone(), names.unique(names::argument(name)));
                }
            }
        }
        found
    }
}

/// What Argo does instead of running a container.
#[derive(Clone, Copy, Debug)]
pub(super) enum Instead<'a> {
    Claim(Claim),
    Approval(&'a Approval),
    Resource(&'a ResourceStep),
}

impl<'a> Instead<'a> {
    fn of(container: &ContainerSpec, settings: Option<&'a ArgoExecutorConfig>) -> Option<Self> {
        let approval = || settings?.approval.as_deref().map(Self::Approval);
        let resource = || settings?.resource.as_deref().map(Self::Resource);
        Claim::of_image(&container.image).map(Self::Claim).or_else(approval).or_else(resource)
    }
}
