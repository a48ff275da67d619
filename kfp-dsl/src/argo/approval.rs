//! A step at which a person decides.

use std::marker::PhantomData;
use std::time::Duration;

use kfp_ir::model::platform::argo::{self as ir, ArgoExecutorConfig};
use kfp_ir::model::{ParameterType, Value as IrValue};

use super::Fragment;
use crate::author::graph::{Argument, Caching};
use crate::author::setting_text::SettingSource;
use crate::author::{
    Arguments, Body, Call, Comparable, ComponentDef, Constant as _, Container, Given, InputDef, IntoInput,
    Outgoing, OutputDef, Parts, Settings, TaskOutputs, Value,
};
use crate::kinds::{KindSpec, Parameter};

const TEXT: KindSpec = KindSpec::parameter(ParameterType::String);

const fn input(name: &'static str, kind: KindSpec, docs: &'static str) -> InputDef {
    InputDef { name, kind, optional: false, default: None, docs }
}

const fn output(name: &'static str, docs: &'static str) -> OutputDef {
    OutputDef { name, kind: TEXT, docs }
}

static INPUTS: [InputDef; 4] = [
    input("prompt", TEXT, "What is to be decided."),
    input("choices", KindSpec::parameter(ParameterType::List), "What can be decided."),
    input("timeout", KindSpec::parameter(ParameterType::NumberInteger), "Seconds to wait; 0 is for ever."),
    input("on_timeout", TEXT, "What counts as decided then."),
];

static APPROVAL: ComponentDef = ComponentDef {
    name: "approval",
    docs: "Waits until somebody decides.",
    inputs: &INPUTS,
    outputs: &[
        output("decision", "What was decided: one of the choices."),
        output("by", "Who decided, as that person says."),
    ],
    returns: &[],
    body: Body::Container(|| {
        let given = |name: &str| format!("{{{{$.inputs.parameters['{name}']}}}}");
        let file = |name: &str| format!("{{{{$.outputs.parameters['{name}'].output_file}}}}");
        let mut args = Vec::new();
        for name in INPUTS.iter().map(|input| input.name) {
            args.extend([format!("--{}", name.replace('_', "-")), given(name)]);
        }
        args.extend(["--decision-file".to_owned(), file("decision"), "--by-file".to_owned(), file("by")]);
        Container { args, argo: Some(Box::default()), ..Container::default() }
    }),
    task_config: &[],
    module: module_path!(),
    file: file!(),
    line: line!(),
};

/// What is decided where nothing else is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, crate::Parameter)]
#[kfp(crate = crate)]
pub enum Decision {
    /// Go on.
    Approve,
    /// Do not.
    Reject,
}

/// A step at which a person decides: a suspended node of Argo, without a pod.
///
/// The decision is the output `decision`, of an enum with [`Parameter`](derive@crate::Parameter): [`Decision`], or
/// one's own with [`Approval::choose`]. Ask whether it *equals* what lets the pipeline go on: Argo offers the choices in its
/// user interface, but takes any text, and none at all from somebody who resumes the node without a word. The output `by` is
/// who decided, as that person says: Argo knows nobody's name.
///
/// From a command line, with the name of the task in the place of `approval`:
///
/// ```text
/// argo node set RUN --node-field-selector displayName=approval --output-parameter decision=approve --output-parameter by=me
/// argo resume RUN --node-field-selector displayName=approval
/// ```
///
/// An approval is never cached.
///
/// ```
/// use std::time::Duration;
///
/// use kfp_dsl::argo::Approval;
/// use kfp_dsl::prelude::*;
///
/// #[derive(Parameter)]
/// enum Stage {
///     Production,
///     Staging,
///     Nowhere,
/// }
///
/// #[container_component]
/// fn deploy(to: String) -> Container {
///     Container::image("busybox").command(["deploy"]).args([to.to_string()])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     let day = Duration::from_secs(24 * 3600);
///     let asked = p.approval(Approval::choose("Where to?").timeout(day, Stage::Nowhere));
///     p.when(asked.decision.eq(Stage::Production), |p| {
///         p.task(deploy().to("production"));
///     });
/// }
/// ```
#[must_use = "nobody is asked until this is given to `p.approval(..)`"]
#[derive(Clone, Debug)]
pub struct Approval<T = Decision> {
    prompt: Given,
    timeout: Option<(Duration, Result<IrValue, String>)>,
    container: Option<(String, Vec<String>)>,
    kind: PhantomData<fn() -> T>,
}

impl Approval<Decision> {
    /// Asks for [`Decision::Approve`] or [`Decision::Reject`].
    pub fn ask(prompt: impl IntoInput<String>) -> Self {
        Approval::choose(prompt)
    }
}

impl<T: Comparable + Parameter> Approval<T> {
    /// Asks for one of the variants of an enum.
    pub fn choose(prompt: impl IntoInput<String>) -> Self {
        Approval { prompt: prompt.into_input(), timeout: None, container: None, kind: PhantomData }
    }

    /// Waits no longer than that; then `decided` counts as decided. Whole seconds count.
    pub fn timeout(mut self, wait: Duration, decided: T) -> Self {
        self.timeout = Some((wait, decided.to_value().map_err(|error| error.to_string())));
        self
    }

    /// What KFP runs instead, which has no approvals: a program that waits for the decision.
    ///
    /// Behind the command it is given `--prompt TEXT --choices JSON --timeout SECONDS --on-timeout TEXT --decision-file PATH
    /// --by-file PATH`, and it writes what was decided, and who did, to the two files.
    pub fn container<S: Into<String>>(
        mut self,
        image: impl Into<String>,
        command: impl IntoIterator<Item = S>,
    ) -> Self {
        self.container = Some((image.into(), command.into_iter().map(Into::into).collect()));
        self
    }

    fn fragment(&self) -> Fragment {
        let mut approval = ir::Approval::default();
        if let Some(Argument::Constant(Ok(IrValue::String(prompt)))) = &self.prompt.0 {
            approval.prompt.clone_from(prompt);
        }
        if let KindSpec::Parameter { literals: Some(literals), .. } = T::KIND {
            approval.choices = literals().iter().filter_map(text).collect();
        }
        let mut faults = Vec::new();
        if approval.choices.len() < 2 {
            faults.push((
                "a decision is one of two choices or more",
                "give an enum with `#[derive(Parameter)]`",
            ));
        }
        if let Some((wait, decided)) = &self.timeout {
            approval.timeout_seconds = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX);
            approval.on_timeout = decided.as_ref().ok().and_then(text).unwrap_or_default();
            if approval.timeout_seconds == 0 {
                faults
                    .push(("nobody can decide within less than a second", "wait longer, or without an end"));
            }
        }
        let config = ArgoExecutorConfig { approval: Some(Box::new(approval)), ..Default::default() };
        let mut fragment = Fragment::of("an approval", config);
        for (message, help) in faults {
            fragment.fault(message, help);
        }
        // Without a container the check of the image tells it.
        fragment.best_effort = true;
        fragment
    }
}

fn text(value: &IrValue) -> Option<String> {
    match value {
        IrValue::String(text) => Some(text.clone()),
        _ => None,
    }
}

#[diagnostic::do_not_recommend]
impl<T: Comparable + Parameter> Call for Approval<T> {
    type Outputs = ApprovalOutputs<T>;

    fn into_parts(self) -> Parts {
        let fragment = self.fragment();
        let approval = fragment.config.approval.clone().unwrap_or_default();
        let timeout = Given::constant(approval.timeout_seconds.constant());
        let on_timeout = Given::constant(approval.on_timeout.as_str().constant());
        let choices = Given::constant(approval.choices.clone().constant());
        let (image, command) = self.container.unzip();
        let arguments =
            Arguments::new().with(0, self.prompt).with(1, choices).with(2, timeout).with(3, on_timeout);
        let mut parts = Parts::component(&APPROVAL, arguments);
        parts.settings = Some(Box::new(Settings {
            image: image.map(SettingSource::from),
            command,
            caching: Some(Caching::Off),
            argo: vec![fragment],
            ..Settings::default()
        }));
        parts
    }
}

/// The outputs of an [`Approval`].
#[derive(Debug)]
pub struct ApprovalOutputs<T> {
    /// What was decided.
    pub decision: Value<T>,
    /// Who decided, as that person says; empty when nobody says.
    pub by: Value<String>,
}

impl<T> TaskOutputs for ApprovalOutputs<T> {
    fn bind(next: &mut Outgoing) -> Self {
        ApprovalOutputs { decision: next.output(), by: next.output() }
    }
}
