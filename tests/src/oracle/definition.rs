//! A program as definitions: what the attributes of the library would make of its functions.
//!
//! Definitions are static and hold plain function pointers. So the program that is being built is kept per thread, and
//! each pointer, made of a generic function, knows only its position in it.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use kfp_dsl::author::{Body, ComponentDef, InputDef, Leaves, NamedOutputs, OutputDef, PipelineDef};
use kfp_dsl::{Container, Scope};
use kfp_ir::model::{Struct, Value as IrValue};

use super::check::Facts;
use super::program::{Component, Const, Input, Need, Program, Ty};
use super::words::{image, words};
use super::{build, kinds};

/// How many components, pipelines and defaults a program may have.
pub(super) const SLOTS: usize = 64;

/// A program with its definitions.
#[derive(Debug)]
pub(super) struct Definitions {
    pub(super) program: Program,
    pub(super) facts: Facts,
    pub(super) components: Vec<&'static ComponentDef>,
    pub(super) pipelines: Vec<&'static PipelineDef>,
    defaults: Vec<IrValue>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Definitions>>> = const { RefCell::new(None) };
}

/// The program that is being built on this thread.
pub(super) fn current() -> Rc<Definitions> {
    CURRENT
        .with_borrow(|current| current.clone())
        .unwrap_or_else(|| unreachable!("set while a pipeline is built"))
}

/// Makes the definitions, and calls what builds them while its function pointers know the program.
pub(super) fn with_definitions<T>(
    program: &Program,
    facts: Facts,
    build: impl FnOnce(&Definitions) -> T,
) -> T {
    let mut defaults = Vec::new();
    let components: Vec<_> =
        program.components.iter().enumerate().map(|(i, c)| component(c, i, &mut defaults)).collect();
    let pipelines = program.pipelines.iter().enumerate().map(|(i, pipeline)| {
        let definition = PipelineDef {
            name: leak(&pipeline.name),
            display_name: pipeline.display_name.as_deref().map(leak),
            docs: leak(pipeline.description.as_deref().unwrap_or_default()),
            inputs: inputs(&pipeline.inputs, &mut defaults),
            record: slot(i, &RECORD),
            at: Location::caller(),
        };
        &*Box::leak(Box::new(definition))
    });
    let pipelines = pipelines.collect();
    let definitions =
        Rc::new(Definitions { program: program.clone(), facts, components, pipelines, defaults });
    CURRENT.set(Some(Rc::clone(&definitions)));
    let result = build(&definitions);
    CURRENT.set(None);
    result
}

/// Text that lives as long as the process, as the text of definitions does.
pub(super) fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn component(component: &Component, index: usize, defaults: &mut Vec<IrValue>) -> &'static ComponentDef {
    let (mut outputs, mut returns) = (Vec::new(), Vec::new());
    for output in &component.outputs {
        let kind = kinds::kind(output.ty);
        let definition = OutputDef { name: leak(&output.name), kind, docs: "" };
        let list = if component.function && !output.ty.is_artifact() { &mut returns } else { &mut outputs };
        list.push(definition);
    }
    let body = if component.function {
        Body::Rust { image: "example.org/functions:1", code: None, run: |_| Ok(()) }
    } else if component.imported {
        Body::Imported { ir: leak(&super::imported::body(component)), pipeline: false }
    } else {
        Body::Container(slot(index, &CONTAINER))
    };
    Box::leak(Box::new(ComponentDef {
        name: leak(&component.name.to_lowercase().replace('_', "-")),
        docs: "",
        inputs: inputs(&component.inputs, defaults),
        outputs: Box::leak(outputs.into_boxed_slice()),
        returns: Box::leak(returns.into_boxed_slice()),
        body,
        task_config: &[],
        module: "oracle",
        file: file!(),
        line: u32::try_from(index).unwrap_or_default(),
    }))
}

fn inputs(inputs: &[Input], defaults: &mut Vec<IrValue>) -> &'static [InputDef] {
    let definitions = inputs.iter().map(|input| {
        let default = match &input.need {
            Need::Default(value) => {
                defaults.push(ir(value));
                Some(slot(defaults.len() - 1, &DEFAULT))
            }
            Need::Required | Need::Optional => None,
        };
        let optional = input.need != Need::Required || input.ty == Ty::Status;
        let docs = input.docs.as_deref().map_or("", leak);
        InputDef { name: leak(&input.name), kind: kinds::kind(input.ty), optional, default, docs }
    });
    let definitions: Vec<InputDef> = definitions.collect();
    Box::leak(definitions.into_boxed_slice())
}

/// A constant as the IR holds it.
pub(super) fn ir(value: &Const) -> IrValue {
    #[expect(clippy::cast_precision_loss, reason = "the generator keeps to integers that doubles hold")]
    match value {
        Const::Text(text) => IrValue::String(text.clone()),
        Const::Int(number) => IrValue::Number(*number as f64),
        Const::Num(number) => IrValue::Number(*number),
        Const::Flag(flag) => IrValue::Bool(*flag),
        Const::List(items) => IrValue::List(items.iter().map(ir).collect()),
        Const::Map(fields) => {
            IrValue::Struct(Struct(fields.iter().map(|(key, value)| (key.clone(), ir(value))).collect()))
        }
    }
}

fn slot<T: Copy>(index: usize, functions: &[T; SLOTS]) -> T {
    functions
        .get(index)
        .copied()
        .unwrap_or_else(|| unreachable!("a program has more than {SLOTS} of something"))
}

fn container<const SLOT: usize>() -> Container {
    let definitions = current();
    let component = definitions.program.components.get(SLOT);
    let component = component.unwrap_or_else(|| unreachable!("there is a component for each pointer"));
    Container::image(image(component))
        .command(["tool", component.name.as_str()])
        .args(words(component).iter().map(|word| word.rust()))
}

fn default<const SLOT: usize>() -> Result<IrValue, String> {
    current().defaults.get(SLOT).cloned().ok_or_else(|| "there is a default for each pointer".to_owned())
}

fn record<const SLOT: usize>(scope: &mut Scope, inputs: &mut Leaves) -> NamedOutputs {
    build::record(&current(), SLOT, scope, inputs)
}

macro_rules! slots {
    ($function:ident) => {
        slots!($function:
            0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
            32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63)
    };
    ($function:ident: $($slot:literal)*) => { [$($function::<$slot>),*] };
}

type Record = fn(&mut Scope, &mut Leaves) -> NamedOutputs;
static CONTAINER: [fn() -> Container; SLOTS] = slots!(container);
static DEFAULT: [fn() -> Result<IrValue, String>; SLOTS] = slots!(default);
static RECORD: [Record; SLOTS] = slots!(record);
