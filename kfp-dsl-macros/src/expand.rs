//! A model as code.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Ident, ItemFn, Pat, Path, parse_quote_spanned};

use crate::model::{Body, Component, Input, Interface, Presence};

/// A component: its call, its outputs, its definition and its body.
pub(crate) fn component(component: &Component, function: &ItemFn) -> TokenStream {
    let Component { interface, .. } = component;
    let (krate, call) = (&interface.krate, interface.call());
    let outputs = interface.camel("Outputs");
    let (generics, arguments) = states(interface);
    let given = given(interface);
    let call_items = self::call(interface);
    let output_items = self::outputs(component, &outputs);
    let body = body(interface, body_function(component, function));
    let definition = definition(component, function);
    quote! {
        #call_items
        #output_items
        #body
        #[automatically_derived]
        impl<#given> #krate::__private::Call for #call<#arguments> {
            type Outputs = #outputs;
            fn into_parts(self) -> #krate::__private::Parts {
                #krate::__private::Parts::component(
                    <Self as #krate::__private::ComponentCall>::DEF,
                    self.arguments,
                )
            }
        }
        #[automatically_derived]
        impl<#generics> #krate::__private::ComponentCall for #call<#arguments> {
            const DEF: &'static #krate::__private::ComponentDef = {
                static DEF: #krate::__private::ComponentDef = #definition;
                &DEF
            };
            fn arguments(self) -> #krate::__private::Arguments {
                self.arguments
            }
        }
    }
}

/// The function that makes a call, the type of the call, and its setters.
pub(crate) fn call(interface: &Interface) -> TokenStream {
    let Interface { krate, vis, ident, docs, inputs, .. } = interface;
    let call = interface.call();
    let (generics, arguments) = states(interface);
    let marks = marks(interface);
    let mark_items = mark_items(interface);
    let defaults = interface.required().enumerate().map(|(i, _)| {
        let state = state(i);
        quote!(#state = #krate::__private::Unset)
    });
    let docs = if docs.is_empty() { format!("Calls `{ident}`.") } else { docs.clone() };
    let about = format!("A call of [`{ident}`], which `p.task(..)` turns into a task.");
    let must = format!("a call of `{ident}` does nothing until it is given to `p.task(..)`");
    let mut position = 0;
    let setters = inputs.iter().enumerate().filter(|(_, i)| !matches!(i.presence, Presence::Engine)).map(
        |(slot, input)| {
            let required = matches!(input.presence, Presence::Required).then(|| {
                position += 1;
                position - 1
            });
            setter(interface, slot, input, required)
        },
    );
    let setters: Vec<_> = setters.collect();
    quote! {
        #[doc = #docs]
        #vis fn #ident() -> #call {
            #call { arguments: #krate::__private::Arguments::new(), state: ::core::marker::PhantomData }
        }
        #mark_items
        #[doc = #about]
        #[must_use = #must]
        #vis struct #call<#(#defaults),*> {
            arguments: #krate::__private::Arguments,
            state: ::core::marker::PhantomData<(#arguments)>,
        }
        #[automatically_derived]
        impl<#generics> #call<#arguments> { #(#setters)* }
        const _: () = { #marks };
    }
}

/// `fn dataset(self, value: impl IntoInput<Dataset>) -> TrainCall<Set, ..>`.
fn setter(interface: &Interface, slot: usize, input: &Input, required: Option<usize>) -> TokenStream {
    let Interface { krate, vis, .. } = interface;
    let Input { ident, kind, name, presence, docs, .. } = input;
    let call = interface.call();
    let docs = if docs.is_empty() { format!("Gives the input `{name}`.") } else { docs.clone() };
    // At the type of the argument, so that errors about what was given show it.
    let takes = match presence {
        Presence::Optional => quote_spanned!(kind.span()=> #krate::IntoInput<::core::option::Option<#kind>>),
        _ => quote_spanned!(kind.span()=> #krate::IntoInput<#kind>),
    };
    let with = quote!(self.arguments.with(#slot, #krate::IntoInput::into_input(value)));
    match required {
        None => quote! {
            #[doc = #docs]
            #vis fn #ident(self, value: impl #takes) -> Self {
                #call { arguments: #with, state: self.state }
            }
        },
        Some(position) => {
            let next = interface.required().enumerate().map(|(i, _)| match i == position {
                true => quote!(#krate::__private::Set),
                false => {
                    let state = state(i);
                    quote!(#state)
                }
            });
            let (state, marks) = (state(position), marks_module(interface));
            quote! {
                #[doc = #docs]
                #vis fn #ident(self, value: impl #takes) -> #call<#(#next),*>
                where
                    #state: #marks::once::#ident,
                {
                    #call { arguments: #with, state: ::core::marker::PhantomData }
                }
            }
        }
    }
}

/// The type parameters of a call, one for each required input, as parameters and as arguments.
pub(crate) fn states(interface: &Interface) -> (TokenStream, TokenStream) {
    let states: Vec<_> = interface.required().enumerate().map(|(i, _)| state(i)).collect();
    (quote!(#(#states),*), quote!(#(#states,)*))
}

/// The type parameters of a call that has all its inputs.
pub(crate) fn given(interface: &Interface) -> TokenStream {
    let marks = marks_module(interface);
    let bounds = interface.required().enumerate().map(|(i, input)| {
        let (state, ident) = (state(i), &input.ident);
        quote!(#state: #marks::given::#ident)
    });
    quote!(#(#bounds),*)
}

fn state(position: usize) -> Ident {
    format_ident!("__S{position}")
}

fn marks_module(interface: &Interface) -> Ident {
    format_ident!("__{}", crate::model::plain(&interface.ident), span = interface.ident.span())
}

/// For each required input two traits: one holds when it was given, the other when it was not.
///
/// They are traits of their own so that the compiler's message names the input.
fn mark_items(interface: &Interface) -> TokenStream {
    if interface.required().next().is_none() {
        return TokenStream::new();
    }
    let (vis, module, of) = (&interface.vis, marks_module(interface), &interface.ident);
    let given = interface.required().map(|Input { ident, name, .. }| {
        let message = format!("`{of}` is called without its input `{name}`");
        let (label, note) =
            (format!("`{name}` was not given"), format!("add `.{ident}(..)` to the call of `{of}`"));
        quote! {
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
            pub trait #ident {}
        }
    });
    let once = interface.required().map(|Input { ident, name, .. }| {
        let message = format!("input `{name}` of `{of}` is given twice");
        let label = format!("`{name}` was given before");
        quote! {
            #[diagnostic::on_unimplemented(message = #message, label = #label)]
            pub trait #ident {}
        }
    });
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, unreachable_pub, reason = "the traits have the names of the inputs")]
        #vis mod #module {
            pub mod given { #(#given)* }
            pub mod once { #(#once)* }
        }
    }
}

/// Where the traits hold.
fn marks(interface: &Interface) -> TokenStream {
    let (krate, module) = (&interface.krate, marks_module(interface));
    let impls = interface.required().map(|Input { ident, .. }| {
        quote! {
            #[automatically_derived]
            impl #module::given::#ident for #krate::__private::Set {}
            #[automatically_derived]
            impl #module::once::#ident for #krate::__private::Unset {}
        }
    });
    quote!(#(#impls)*)
}

/// The handles of the outputs.
fn outputs(component: &Component, outputs: &Ident) -> TokenStream {
    let Interface { krate, vis, ident, .. } = &component.interface;
    let about = format!("The handles of the outputs of a task of [`{ident}`].");
    let fields = component.outputs.iter().map(|o| {
        let (field, kind, docs) = (&o.ident, &o.kind, field_docs(&o.docs, &o.name));
        quote!(#[doc = #docs] #vis #field: #krate::Value<#kind>,)
    });
    let binds = component.outputs.iter().map(|o| {
        let field = &o.ident;
        quote!(#field: __next.output(),)
    });
    let (returned, bind) = match &component.returns {
        None => (TokenStream::new(), TokenStream::new()),
        Some(ty) => {
            let handles = quote_spanned!(ty.span()=> <#ty as #krate::__private::Returns>::Handles);
            (
                quote!(#[doc = "What the function returned."] #vis output: #handles,),
                quote!(output: __next.returned(),),
            )
        }
    };
    quote! {
        #[doc = #about]
        #vis struct #outputs { #(#fields)* #returned }
        #[automatically_derived]
        impl #krate::__private::TaskOutputs for #outputs {
            fn bind(__next: &mut #krate::__private::Outgoing) -> Self {
                let _ = &__next;
                #outputs { #(#binds)* #bind }
            }
        }
    }
}

pub(crate) fn field_docs(docs: &str, name: &str) -> String {
    if docs.is_empty() { format!("The output `{name}`.") } else { docs.to_owned() }
}

/// The function, as an associated function of the call.
pub(crate) fn body(interface: &Interface, function: ItemFn) -> TokenStream {
    let call = interface.call();
    let about = format!("The function behind [`{}`], for unit tests.", interface.ident);
    quote! {
        impl #call {
            #[doc = #about]
            #[allow(clippy::too_many_arguments, clippy::needless_pass_by_value, reason = "the arguments are the interface")]
            #function
        }
    }
}

fn body_function(component: &Component, function: &ItemFn) -> ItemFn {
    let mut function = as_body(function);
    if component.body == Body::Container {
        let krate = &component.interface.krate;
        for argument in &mut function.sig.inputs {
            if let FnArg::Typed(argument) = argument {
                let ty = &argument.ty;
                argument.ty = parse_quote_spanned!(ty.span()=> #krate::Placeholder<#ty>);
            }
        }
    }
    function
}

/// The function under the name that it has in the call, without its doc comment.
pub(crate) fn as_body(function: &ItemFn) -> ItemFn {
    let mut function = function.clone();
    function.sig.ident = Ident::new("body", function.sig.ident.span());
    function.attrs.retain(|a| !a.path().is_ident("doc"));
    function
}

/// `ComponentDef { .. }`.
fn definition(component: &Component, function: &ItemFn) -> TokenStream {
    let Interface { krate, name, docs, inputs, .. } = &component.interface;
    let argument = match component.body {
        Body::Rust => quote!(Argument),
        Body::Container => quote!(ContainerArgument),
    };
    let inputs = inputs.iter().map(|input| input_def(krate, input, &argument));
    let outputs = component.outputs.iter().map(|o| {
        let (name, ty, docs) = (&o.name, &o.ty, &o.docs);
        let kind = quote_spanned!(ty.span()=> <#ty as #krate::__private::#argument>::KIND);
        quote!(#krate::__private::OutputDef { name: #name, kind: #kind, docs: #docs })
    });
    let returns = match &component.returns {
        Some(ty) => quote_spanned!(ty.span()=> <#ty as #krate::__private::Returns>::OUTPUTS),
        None => quote!(&[]),
    };
    let run = run(component, function);
    quote! {
        #krate::__private::ComponentDef {
            name: #name,
            docs: #docs,
            inputs: &[#(#inputs),*],
            outputs: &[#(#outputs),*],
            returns: #returns,
            body: #run,
            module: ::core::module_path!(),
            file: ::core::file!(),
            line: ::core::line!(),
        }
    }
}

/// `InputDef { .. }`; `argument` is the trait of the types that it may have.
pub(crate) fn input_def(krate: &Path, input: &Input, argument: &TokenStream) -> TokenStream {
    let Input { name, ty, kind, presence, docs, .. } = input;
    let described = quote_spanned!(ty.span()=> <#ty as #krate::__private::#argument>::KIND);
    let optional = matches!(presence, Presence::Optional | Presence::Engine);
    let default = match presence {
        Presence::Default(expr) => {
            let value = quote_spanned!(expr.span()=> #krate::__private::default::<#kind>(#expr));
            quote!(::core::option::Option::Some(|| #value))
        }
        _ => quote!(::core::option::Option::None),
    };
    quote! {
        #krate::__private::InputDef {
            name: #name, kind: #described, optional: #optional, default: #default, docs: #docs,
        }
    }
}

/// `Body::Rust { .. }` or `Body::Container(..)`.
fn run(component: &Component, function: &ItemFn) -> TokenStream {
    let (krate, call) = (&component.interface.krate, component.interface.call());
    let arguments = function.sig.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(argument) => match &*argument.pat {
            Pat::Ident(pattern) => Some((crate::model::plain(&pattern.ident), &argument.ty)),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    match component.body {
        Body::Rust => {
            let arguments = arguments.map(
                |(name, ty)| quote_spanned!(ty.span()=> <#ty as #krate::__private::Argument>::take(__cx, #name)?),
            );
            let image = &component.image;
            let returned = match &component.returns {
                Some(ty) => {
                    quote_spanned!(ty.span()=> <#ty as #krate::__private::Returns>::into_values(__returned))
                }
                None => quote!(#krate::__private::Returns::into_values(__returned)),
            };
            quote! {
                #krate::__private::Body::Rust {
                    image: #image,
                    run: |__cx| {
                        let __returned = #call::body(#(#arguments),*)?;
                        #krate::__private::finish(__cx, #returned)
                    },
                }
            }
        }
        Body::Container => {
            let arguments = arguments.map(|(name, _)| quote!(#krate::Placeholder::new(#name)));
            quote!(#krate::__private::Body::Container(|| #call::body(#(#arguments),*)))
        }
    }
}
