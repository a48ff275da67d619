//! Components from files: a function without a body, whose interface and IR come from the file.

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::{Attribute, FnArg, ItemFn, LitStr, Path, parse_quote};

use crate::errors::Errors;
use crate::model::{Body, Component, Interface, Presence};
use crate::signature::{self, inside};
use crate::{expand, parse};

/// What the attribute says.
pub(crate) struct Options {
    /// The name in the IR.
    pub(crate) name: String,
    /// The component as the JSON of a document.
    pub(crate) ir: LitStr,
    /// Whether it is a pipeline.
    pub(crate) pipeline: bool,
    /// Where kfp-dsl is.
    pub(crate) krate: Path,
}

/// `#[imported_component(name = "..", ir = "..")]`, as build scripts write it.
pub(crate) fn attribute(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut found = Options {
        name: String::new(),
        ir: LitStr::new("", proc_macro2::Span::call_site()),
        pipeline: false,
        krate: parse_quote!(::kfp_dsl),
    };
    let parser = syn::meta::parser(|meta| {
        match meta.path.get_ident().map(ToString::to_string).as_deref() {
            Some("name") => found.name = meta.value()?.parse::<LitStr>()?.value(),
            Some("ir") => found.ir = meta.value()?.parse()?,
            Some("pipeline") => found.pipeline = true,
            Some("crate") => found.krate = meta.value()?.parse()?,
            _ => return Err(meta.error("no option of `#[imported_component(..)]`, which kfp-import writes")),
        }
        Ok(())
    });
    match parser.parse2(options).and_then(|()| syn::parse2::<ItemFn>(item)) {
        Ok(function) => component(found, function),
        Err(error) => error.to_compile_error(),
    }
}

/// The code of an imported component.
pub(crate) fn component(options: Options, mut function: ItemFn) -> TokenStream {
    let mut errors = Errors::default();
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    for argument in &mut function.sig.inputs {
        let FnArg::Typed(argument) = argument else { continue };
        let file = errors.ok(of_file(&mut argument.attrs)).unwrap_or_default();
        let Some(mut argument) = signature::argument(argument, &mut errors) else { continue };
        if let Some(name) = file.name {
            argument.name = name;
        }
        match inside(&argument.ty, "Output").cloned() {
            Some(kind) => outputs.push(parse::output(argument, kind, &mut errors)),
            None => {
                let mut input = parse::input(argument, &mut errors);
                if let Some(default) = file.default {
                    input.presence = Presence::Json(default);
                }
                inputs.push(input);
            }
        }
    }
    let interface = Interface {
        name: options.name,
        krate: options.krate,
        vis: function.vis.clone(),
        docs: signature::docs(&function.attrs),
        ident: function.sig.ident.clone(),
        inputs,
    };
    let body = Body::Imported { pipeline: options.pipeline };
    let component = Component {
        interface,
        image: None,
        task_config: None,
        code: None,
        ir: Some(options.ir),
        outputs,
        returns: None,
        body,
    };
    let code = expand::component(&component, &function);
    match errors.finish() {
        None => code,
        Some(errors) => errors,
    }
}

/// What the file says about an argument.
#[derive(Default)]
struct OfFile {
    /// The name in the IR.
    name: Option<String>,
    /// The default, as JSON.
    default: Option<String>,
}

/// Reads `#[kfp(name = "..", default = "..")]`, and takes it off.
fn of_file(attributes: &mut Vec<Attribute>) -> syn::Result<OfFile> {
    let mut found = OfFile::default();
    for attribute in attributes.iter().filter(|a| a.path().is_ident("kfp")) {
        attribute.parse_nested_meta(|meta| {
            let value = meta.value()?.parse::<LitStr>()?.value();
            match meta.path.is_ident("name") {
                true => found.name = Some(value),
                false => found.default = Some(value),
            }
            Ok(())
        })?;
    }
    attributes.retain(|a| !a.path().is_ident("kfp"));
    Ok(found)
}
