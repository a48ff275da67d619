//! `#[component]` and `#[container_component]`: the function as a model.

use proc_macro2::TokenStream;
use syn::{FnArg, ItemFn, ReturnType, Type};

use crate::errors::Errors;
use crate::expand;
use crate::fallback;
use crate::model::{Body, Component, Input, Interface, Output, Presence};
use crate::options::{Allowed, Options};
use crate::signature::{self, Argument, inside};

const RUST: Allowed =
    Allowed { attribute: "component", options: &["image", "name", "task_config", "code", "crate"] };
const CONTAINER: Allowed =
    Allowed { attribute: "container_component", options: &["name", "task_config", "crate"] };

pub(crate) fn component(options: TokenStream, item: TokenStream, body: Body) -> TokenStream {
    let mut errors = Errors::default();
    let allowed = if body == Body::Rust { &RUST } else { &CONTAINER };
    let options = Options::parse(options, allowed, &mut errors);
    let mut function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => return fallback::not_a_function(&item, error, allowed.attribute),
    };
    let component = read(options, &mut function, body, &mut errors);
    match errors.finish() {
        None => expand::component(&component, &function),
        Some(errors) => fallback::component(&component, &function, errors),
    }
}

fn read(options: Options, function: &mut ItemFn, body: Body, errors: &mut Errors) -> Component {
    let ident = function.sig.ident.clone();
    if body == Body::Rust && options.image.is_none() {
        let option = r#"`#[component(image = "..")]`"#;
        errors.at(&ident, format!("`{ident}` runs in a container: say which image holds it, {option}"));
    }
    signature::check(function, "component", errors);
    let code = options.code.as_ref().map(|code| digest(code, function, errors));
    let mut inputs = Vec::new();
    let mut outputs = Vec::new();
    for argument in &mut function.sig.inputs {
        let FnArg::Typed(argument) = argument else { continue };
        let Some(argument) = signature::argument(argument, errors) else { continue };
        match inside(&argument.ty, "Output").cloned() {
            Some(kind) => outputs.push(output(argument, kind, errors)),
            None => inputs.push(input(argument, errors)),
        }
    }
    let returns = returns(function, body, errors);
    let interface = Interface {
        name: options.name(&ident, "component", errors),
        krate: options.krate,
        vis: function.vis.clone(),
        docs: signature::docs(&function.attrs),
        ident,
        inputs,
    };
    let Options { image, task_config, .. } = options;
    let component = Component { interface, image, task_config, code, ir: None, outputs, returns, body };
    check_names(&component, function, errors);
    component
}

#[cfg(feature = "code")]
use crate::code::digest;

#[cfg(not(feature = "code"))]
fn digest(code: &crate::options::Code, _: &ItemFn, errors: &mut Errors) -> (String, TokenStream) {
    errors.at(&code.path, "`code` needs the feature `code` of `kfp-dsl`");
    Default::default()
}

pub(crate) fn output(argument: Argument, kind: Type, errors: &mut Errors) -> Output {
    if let Some(default) = argument.default {
        errors.at(default, format!("`{}` is an output and has no default", argument.ident));
    }
    Output { ident: argument.ident, name: argument.name, ty: argument.ty, kind, docs: argument.docs }
}

pub(crate) fn input(argument: Argument, errors: &mut Errors) -> Input {
    let Argument { ident, name, ty, default, docs } = argument;
    let optional = inside(&ty, "Option").cloned();
    let value = optional.as_ref().unwrap_or(&ty);
    if inside(value, "Output").is_some() {
        errors.at(&ty, format!("the output `{ident}` cannot be optional: every output is always there"));
    }
    let artifact = inside(value, "Input").cloned();
    let is_artifact = artifact.is_some();
    let kind = artifact.unwrap_or_else(|| value.clone());
    let presence = match default {
        Some(default) if is_artifact => {
            errors.at(
                default,
                format!("the artifact `{ident}` cannot have a default; make it `Option<Input<..>>`"),
            );
            Presence::Optional
        }
        None if ["FinalStatus", "TaskConfig"].iter().any(|name| signature::is_named(&ty, name)) => {
            Presence::Engine
        }
        default => signature::presence(&ident, default, optional.is_some(), errors),
    };
    Input { ident, name, ty, kind, presence, docs }
}

/// The type of the output parameters.
fn returns(function: &ItemFn, body: Body, errors: &mut Errors) -> Option<Type> {
    let ident = &function.sig.ident;
    match (&function.sig.output, body) {
        (ReturnType::Type(_, ty), Body::Rust) => {
            let ok = inside(ty, "Result").cloned();
            if ok.is_none() {
                let shown = signature::shown(ty);
                errors.at(
                    ty,
                    format!("a component can fail, so `{ident}` returns a `Result`: `Result<{shown}>`"),
                );
            }
            ok.filter(|ty| !signature::is_unit(ty))
        }
        (ReturnType::Default, Body::Rust) => {
            errors
                .at(ident, format!("a component can fail, so `{ident}` returns a `Result`: `-> Result<()>`"));
            None
        }
        // They have no body and are no functions of the author.
        (_, Body::Imported { .. }) => None,
        (ReturnType::Type(_, ty), Body::Container) => {
            if !signature::is_named(ty, "Container") {
                let shown = signature::shown(ty);
                let message = "returns `Container`, and its outputs are arguments";
                errors.at(ty, format!("the container component `{ident}` {message}: found `{shown}`"));
            }
            None
        }
        (ReturnType::Default, Body::Container) => {
            errors.at(ident, format!("`{ident}` describes a container, so it returns one: `-> Container`"));
            None
        }
    }
}

/// Names of the author that would clash with names of the macro.
fn check_names(component: &Component, function: &ItemFn, errors: &mut Errors) {
    let Component { interface, outputs, returns, .. } = component;
    let call = interface.call();
    let generated = interface.generated();
    signature::clashes(&function.sig.inputs, &generated, errors);
    signature::clashes(&function.sig.output, &generated, errors);
    let names = interface.inputs.iter().map(|i| &i.ident).chain(outputs.iter().map(|o| &o.ident));
    signature::distinct(names, errors);
    for input in interface.inputs.iter().filter(|i| i.name == "body") {
        errors.at(
            &input.ident,
            format!("an input cannot be called `body`: `{call}::body` is the function itself"),
        );
    }
    if returns.is_some() {
        for output in outputs.iter().filter(|o| o.name == "output") {
            let message =
                "`output` is the handle of what the function returns; give this output another name";
            errors.at(&output.ident, message);
        }
    }
}
