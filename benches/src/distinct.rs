//! Any number of components, without writing as many functions.
//!
//! They are what `#[container_component]` would make of functions called `step_0`, `step_1` and so on. A definition lives as
//! long as the process, so it is made once and used by every pipeline.

use std::sync::{Mutex, PoisonError};

use kfp_dsl::IntoInput;
use kfp_dsl::author::{Arguments, Body, Call, ComponentCall, ComponentDef, Parts, Value};

use crate::shape::step;

/// A call of one of the components.
pub(crate) struct Distinct {
    pub(crate) def: &'static ComponentDef,
    pub(crate) text: Value<String>,
}

impl Call for Distinct {
    type Outputs = ();

    fn into_parts(self) -> Parts {
        let text = IntoInput::<String>::into_input(self.text);
        Parts::component(self.def, Arguments::new().with(0, text))
    }
}

/// The first `count` components.
pub(crate) fn components(count: usize) -> Vec<&'static ComponentDef> {
    static MADE: Mutex<Vec<&'static ComponentDef>> = Mutex::new(Vec::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    for index in made.len()..count {
        made.push(component(definition(step()), index));
    }
    made.iter().take(count).copied().collect()
}

fn definition<C: ComponentCall>(_: C) -> &'static ComponentDef {
    C::DEF
}

fn component(like: &'static ComponentDef, index: usize) -> &'static ComponentDef {
    let body = match like.body {
        Body::Container(make) => Body::Container(make),
        Body::Imported { ir, pipeline } => Body::Imported { ir, pipeline },
        Body::Rust { image, code, run } => Body::Rust { image, code, run },
    };
    let name = Box::leak(format!("step-{index}").into_boxed_str());
    Box::leak(Box::new(ComponentDef {
        name,
        docs: like.docs,
        inputs: like.inputs,
        outputs: like.outputs,
        returns: like.returns,
        body,
        task_config: &[],
        module: like.module,
        file: like.file,
        line: like.line,
    }))
}
