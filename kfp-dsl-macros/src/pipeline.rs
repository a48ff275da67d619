//! `#[pipeline]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, ItemFn, ReturnType, Type};

use crate::errors::Errors;
use crate::model::{Input, Interface};
use crate::options::{Allowed, Options};
use crate::signature::{self, Argument, inside};
use crate::{expand, fallback};

const ALLOWED: Allowed = Allowed { attribute: "pipeline", options: &["name", "display_name", "crate"] };

pub(crate) fn pipeline(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = Options::parse(options, &ALLOWED, &mut errors);
    let mut function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => return fallback::not_a_function(&item, error, ALLOWED.attribute),
    };
    let display_name = options.display_name.clone();
    let interface = read(options, &mut function, &mut errors);
    let returns = match &function.sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some((**ty).clone()).filter(|ty| !signature::is_unit(ty)),
    };
    match errors.finish() {
        None => expand_pipeline(&interface, &function, returns.as_ref(), display_name.as_ref()),
        Some(errors) => {
            let unknown = fallback::unknown(&function, &interface);
            let returns =
                returns.filter(|ty| !signature::mentions(ty, &unknown)).map_or(quote!(()), |ty| quote!(#ty));
            let krate = &interface.krate;
            let (call, implementation) = fallback::call(&interface, &quote!(#krate::Returned<#returns>));
            quote!(#call #implementation #errors)
        }
    }
}

fn read(options: Options, function: &mut ItemFn, errors: &mut Errors) -> Interface {
    let ident = function.sig.ident.clone();
    signature::check(function, "pipeline", errors);
    let mut arguments = function.sig.inputs.iter_mut();
    match arguments.next() {
        Some(FnArg::Typed(first)) if is_scope(&first.ty) => {}
        Some(FnArg::Receiver(_)) => {}
        Some(other) => {
            let message = "is `p: &mut Scope`, where tasks are added";
            errors.at(other, format!("the first argument of the pipeline `{ident}` {message}"))
        }
        None => {
            errors.at(&ident, format!("the pipeline `{ident}` takes `p: &mut Scope`, where tasks are added"))
        }
    }
    let mut inputs = Vec::new();
    for argument in arguments {
        let FnArg::Typed(argument) = argument else { continue };
        if let Some(argument) = signature::argument(argument, errors) {
            inputs.extend(input(argument, errors));
        }
    }
    let interface = Interface {
        name: options.name(&ident, "pipeline", errors),
        krate: options.krate,
        vis: function.vis.clone(),
        docs: signature::docs(&function.attrs),
        ident,
        inputs,
    };
    let call = interface.call();
    let generated = interface.generated();
    signature::clashes(&function.sig.inputs, &generated, errors);
    signature::clashes(&function.sig.output, &generated, errors);
    signature::distinct(interface.inputs.iter().map(|i| &i.ident), errors);
    for input in interface.inputs.iter().filter(|i| i.name == "body") {
        errors.at(
            &input.ident,
            format!("an input cannot be called `body`: `{call}::body` is the function itself"),
        );
    }
    interface
}

fn is_scope(ty: &Type) -> bool {
    matches!(ty, Type::Reference(to) if to.mutability.is_some() && signature::is_named(&to.elem, "Scope"))
}

fn input(argument: Argument, errors: &mut Errors) -> Option<Input> {
    let Argument { ident, name, ty, default, docs } = argument;
    let Some(value) = inside(&ty, "Value").cloned() else {
        let shown = signature::shown(&ty);
        errors.at(
            &ty,
            format!("an input of a pipeline is a value that exists when it runs: `{name}: Value<{shown}>`"),
        );
        return None;
    };
    let optional = inside(&value, "Option").cloned();
    let presence = signature::presence(&ident, default, optional.is_some(), errors);
    Some(Input { ident, name, ty, kind: optional.unwrap_or(value), presence, docs })
}

fn expand_pipeline(
    interface: &Interface,
    function: &ItemFn,
    returns: Option<&Type>,
    display_name: Option<&syn::LitStr>,
) -> TokenStream {
    let Interface { krate, name, docs, inputs, .. } = interface;
    let call = expand::call_path(interface);
    let (generics, arguments) = expand::states(interface);
    let given = expand::given(interface);
    let call_items = expand::call(interface);
    let body = expand::body(interface, expand::as_body(function));
    let argument = quote!(PipelineArgument);
    let defs = inputs.iter().map(|input| expand::input_def(krate, input, &argument));
    let next = inputs.iter().map(|_| quote!(__inputs.next()));
    let display_name = match display_name {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    };
    let outputs = match returns {
        Some(ty) => {
            quote_spanned!(ty.span()=> <#ty as #krate::__private::PipelineReturns>::outputs(&__returned))
        }
        None => quote!(#krate::__private::PipelineReturns::outputs(&__returned)),
    };
    let returned = match returns {
        Some(ty) => quote!(#ty),
        None => quote!(()),
    };
    quote! {
        #call_items
        #body
        #[automatically_derived]
        impl<#given> #krate::__private::Call for #call<#arguments> {
            type Outputs = #krate::__private::Returned<#returned>;
            fn into_parts(self) -> #krate::__private::Parts {
                #krate::__private::Parts::pipeline(
                    <Self as #krate::__private::PipelineCall>::DEF,
                    self.arguments,
                )
            }
        }
        #[automatically_derived]
        impl<#generics> #krate::__private::PipelineCall for #call<#arguments> {
            const DEF: &'static #krate::__private::PipelineDef = {
                static DEF: #krate::__private::PipelineDef = #krate::__private::PipelineDef {
                    name: #name,
                    display_name: #display_name,
                    docs: #docs,
                    inputs: &[#(#defs),*],
                    record: |__p, __inputs| {
                        let _ = &__inputs;
                        let __returned = #call::body(__p, #(#next),*);
                        #outputs
                    },
                    at: ::core::panic::Location::caller(),
                };
                &DEF
            };
        }
    }
}
