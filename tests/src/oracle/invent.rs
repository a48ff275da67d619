//! Random names, inputs, components and settings.

use super::constants::{compared, constant};
use super::definition::SLOTS;
use super::generate::{Generator, Scope};
use super::program::{Art, Base, Callee, Component, Const, Importer, Input, Need, Output, Ty, URI};
use super::settings::{Caching, Kubernetes, Retry, Settings};

const COMPONENTS: &[&str] = &[
    "step",
    "train",
    "make_data",
    "step_2",
    "evaluate",
    "Publish",
    "load_CSV",
    "x1",
    "notify",
    "split",
    "score",
    "train_3",
    "a",
    "merge_all",
    "check_it",
    "fetch",
    "for_all",
    "report",
    "clean",
    "tune",
    "b2",
];
const INPUTS: &[&str] = &[
    "text", "n", "rate", "flag", "items", "options", "data", "model", "value", "in_1", "x", "y", "no", "on",
    "URL",
];
/// Names that are no part of others: see [`Cut`](super::check).
const PIPELINE_INPUTS: &[&str] =
    &["text_q", "size_q", "rate_q", "flag_q", "list_q", "config_q", "data_q", "URL_q", "yes_q"];
pub(super) const OUTPUTS: &[&str] = &["result", "model", "out", "count", "y", "data_2", "said", "Score"];
const METADATA: &[&str] = &["owner", "y", "two words", "uri-2", "metadata"];
const SHOWN: &[&str] = &["All of it", "the \"name\"", "yes", "a: b", "x", "Übung", "3.0", "it's"];
const BASES: &[Base] = &[Base::Text, Base::Text, Base::Int, Base::Num, Base::Flag, Base::Map, Base::Job];
const ARTS: &[Art] = &[Art::Artifact, Art::Dataset, Art::Model, Art::Metrics, Art::Html, Art::Markdown];

impl Generator<'_> {
    /// Different names.
    pub(super) fn names(&mut self, pool: &[&str], count: usize) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        while names.len() < count.min(pool.len()) {
            let name = self.random.one(pool).to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    pub(super) fn shown(&mut self, percent: usize) -> Option<String> {
        self.random.chance(percent).then(|| self.random.one(SHOWN).to_owned())
    }

    pub(super) fn parameter_type(&mut self) -> Ty {
        let base = self.random.one(BASES);
        if self.random.chance(25) { Ty::List(base) } else { Ty::One(base) }
    }

    pub(super) fn inputs(&mut self, count: usize, scope: &Scope, pipeline: bool) -> Vec<Input> {
        let names = self.names(if pipeline { PIPELINE_INPUTS } else { INPUTS }, count);
        let there: Vec<Ty> = scope.values.iter().filter(|v| !v.optional).map(|v| v.ty).collect();
        let mut inputs = Vec::new();
        for name in names {
            let ty = match self.random.pick(&there).copied() {
                Some(Ty::Art(_)) if self.random.chance(25) => Ty::Art(Art::Artifact),
                Some(ty) if self.random.chance(65) => ty,
                _ if pipeline && self.random.chance(25) => Ty::Art(self.random.one(ARTS)),
                _ if pipeline && self.random.chance(7) => Ty::Arts(self.random.one(ARTS)),
                _ if pipeline && self.random.chance(10) => Ty::Deep(self.random.one(BASES)),
                _ => self.parameter_type(),
            };
            let missing: Vec<Ty> = scope.values.iter().filter(|v| v.optional).map(|v| v.ty).collect();
            let missing = self.random.pick(&missing).copied().filter(|_| self.random.chance(30));
            let ty = missing.unwrap_or(ty);
            let need = match self.random.below(10) {
                _ if missing.is_some() => Need::Optional,
                0..=1 => Need::Optional,
                2..=4 if ty.has_constants() && self.defaults < SLOTS => {
                    self.defaults += 1;
                    let value = match (pipeline, ty) {
                        // The SDK writes it into a comment, which a line break ends.
                        (true, Ty::One(Base::Text)) => compared(self.random, Base::Text),
                        _ => constant(self.random, ty),
                    };
                    Need::Default(value)
                }
                _ => Need::Required,
            };
            let docs = self.random.chance(10).then(|| "What it is.".to_owned());
            inputs.push(Input { name, ty, need, docs });
        }
        inputs
    }

    /// A new component that can be called with what is visible; an exit task needs nothing that tasks make.
    pub(super) fn component(&mut self, scope: &Scope, exit: Option<()>) -> Callee {
        let function = exit.is_some() || self.random.chance(35);
        let count = self.random.below(4);
        let mut inputs = self.inputs(count, scope, false);
        if exit.is_some() && self.random.chance(70) {
            inputs.push(Input {
                name: "status".to_owned(),
                ty: Ty::Status,
                need: Need::Optional,
                docs: None,
            });
        }
        let count = self.random.below(4);
        let mut outputs: Vec<Output> = Vec::new();
        for name in self.names(OUTPUTS, count) {
            if inputs.iter().any(|input| input.name == name) {
                continue;
            }
            let ty =
                if self.random.chance(40) { Ty::Art(self.random.one(ARTS)) } else { self.parameter_type() };
            outputs.push(Output { name, ty });
        }
        let mut returned = outputs.iter_mut().filter(|output| !output.ty.is_artifact());
        if let (true, Some(output), None) = (function, returned.next(), returned.next()) {
            output.name = "Output".to_owned();
        }
        let taken = |name: &str| self.program.components.iter().any(|other| other.name == name);
        let free: Vec<&str> = COMPONENTS.iter().copied().filter(|name| !taken(name)).collect();
        let index = self.program.components.len();
        let name = self.random.pick(&free).map_or_else(|| format!("c{index}"), |name| (*name).to_owned());
        let imported = !function && self.random.chance(20);
        self.program.components.push(Component { name, function, imported, inputs, outputs });
        Callee::Component(index)
    }

    /// A new importer; its metadata are of types that are there.
    pub(super) fn importer(&mut self, scope: &Scope) -> Callee {
        let required = |name: &str, ty| Input { name: name.to_owned(), ty, need: Need::Required, docs: None };
        let mut inputs = vec![required(URI, Ty::One(Base::Text))];
        let there: Vec<Ty> = scope.values.iter().map(|v| v.ty).filter(|ty| ty.has_constants()).collect();
        let count = self.random.below(4);
        for key in self.names(METADATA, count) {
            let ty = match self.random.pick(&there) {
                Some(ty) if self.random.chance(50) => *ty,
                _ => self.random.one(&[Ty::One(Base::Text), Ty::List(Base::Text), Ty::One(Base::Map)]),
            };
            inputs.push(required(&key, ty));
        }
        let (reimport, workspace) = (self.random.chance(40), self.main && self.random.chance(30));
        let index = self.program.importers.len();
        self.program.importers.push(Importer { art: self.random.one(ARTS), reimport, workspace, inputs });
        Callee::Importer(index)
    }

    pub(super) fn settings(&mut self, container: bool) -> Settings {
        let mut settings = Settings::default();
        let random = &mut *self.random;
        if random.chance(25) {
            settings.display_name = Some(random.one(SHOWN).to_owned());
        }
        if random.chance(30) {
            let waiting =
                random.chance(50).then(|| (random.one(&[0, 5, 30]), random.one(&[1.0, 1.5, 2.0]), 600));
            settings.retry = Some(Retry { times: random.one(&[1, 2, 5]), waiting });
        }
        if random.chance(30) {
            let key = Caching::Key("key: 'x'".to_owned());
            settings.caching = Some(random.one(&[Caching::On, Caching::Off, key]));
        }
        if !container {
            return settings;
        }
        let text = |text: &str| Some(text.to_owned());
        if random.chance(25) {
            settings.cpu_request = text(random.one(&["500m", "0.5", "1"]));
        }
        if random.chance(25) {
            settings.cpu_limit = text(random.one(&["2", "1500m", "1.5"]));
        }
        if random.chance(25) {
            settings.memory_request = text(random.one(&["512Mi", "1G", "900000Ki"]));
        }
        if random.chance(25) {
            settings.memory_limit = text(random.one(&["2Gi", "3G", "4000000Ki"]));
        }
        if random.chance(20) {
            settings.accelerator = Some((random.one(&["nvidia.com/gpu", "amd.com/gpu"]).to_owned(), 2));
        }
        for _ in 0..random.below(3) {
            let value = match constant(random, Ty::One(Base::Text)) {
                Const::Text(value) => value,
                _ => String::new(),
            };
            settings.env.push((random.one(&["A", "LOG_LEVEL", "x"]).to_owned(), value));
        }
        if random.chance(20) {
            settings.image = text(random.one(&["example.org/other:2", "busybox"]));
        }
        while random.chance(60) {
            let one = random.one(Kubernetes::ALL);
            if !settings.kubernetes.contains(&one) {
                settings.kubernetes.push(one);
            }
        }
        if random.chance(20) {
            settings.timeout = Some(random.one(&[1, 60, 86_400]));
        }
        settings
    }
}
