//! A model as code.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Ident, ItemFn, Pat, Path, Visibility, parse_quote_spanned};

use crate::model::{Body, Component, Input, Interface, Presence};

/// A component: its call, its outputs, its definition and its body.
pub(crate) fn component(component: &Component, function: &ItemFn) -> TokenStream {
    let Component { interface, .. } = component;
    let (krate, call) = (&interface.krate, call_path(interface));
    let outputs = interface.camel("Outputs");
    let (generics, arguments) = states(interface);
    let given = given(interface);
    let call_items = self::call(interface);
    let output_items = self::outputs(component, &outputs);
    let bound = returns_bound(component);
    let body = match component.body {
        Body::Imported { .. } => TokenStream::new(),
        Body::Rust | Body::Container => body(interface, body_function(component, function)),
    };
    let definition = definition(component, function);
    quote! {
        #call_items
        #output_items
        #body
        #[automatically_derived]
        impl<#given> #krate::__private::Call for #call<#arguments> #bound {
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
    let call = call_path(interface);
    let (generics, arguments) = states(interface);
    let module = module(interface);
    let docs = if docs.is_empty() { format!("Calls `{ident}`.") } else { docs.clone() };
    let setters = inputs.iter().enumerate().filter(|(_, i)| !matches!(i.presence, Presence::Engine));
    let setters = setters.map(|(slot, input)| setter(interface, slot, input));
    quote! {
        #[doc = #docs]
        #vis fn #ident() -> #call {
            #call { arguments: #krate::__private::Arguments::new(), state: ::core::marker::PhantomData }
        }
        #module
        #[automatically_derived]
        impl<#generics> #call<#arguments> { #(#setters)* }
    }
}

/// `fn dataset(self, value: impl IntoInput<Dataset>) -> TrainCall<Set, ..>`.
fn setter(interface: &Interface, slot: usize, input: &Input) -> TokenStream {
    let Interface { krate, vis, .. } = interface;
    let Input { ident, kind, name, presence, docs, .. } = input;
    let call = call_path(interface);
    let docs = if docs.is_empty() { format!("Gives the input `{name}`.") } else { docs.clone() };
    // At the type of the argument, so that errors about what was given show it.
    let (span, place) = (kind.span(), at(krate, kind.span()));
    let takes = match presence {
        Presence::Optional => quote_spanned!(span=> impl #place::IntoInput<::core::option::Option<#kind>>),
        _ => quote_spanned!(span=> impl #place::IntoInput<#kind>),
    };
    let with = quote!(self.arguments.with(#slot, #krate::IntoInput::into_input(value)));
    match presence {
        Presence::Required => {
            let next = interface.required().map(|other| match other.ident == *ident {
                true => quote!(#krate::__private::Set),
                false => {
                    let state = other.state();
                    quote!(#state)
                }
            });
            let (state, marks, once) = (input.state(), call_module(interface), once(input));
            quote! {
                #[doc = #docs]
                #vis fn #ident(self, value: #takes) -> #call<#(#next),*>
                where
                    #state: #marks::#once,
                {
                    #call { arguments: #with, state: ::core::marker::PhantomData }
                }
            }
        }
        _ => quote! {
            #[doc = #docs]
            #vis fn #ident(self, value: #takes) -> Self {
                #call { arguments: #with, state: self.state }
            }
        },
    }
}

/// The path to kfp-dsl, shown by the compiler at `span`.
pub(crate) fn at(krate: &Path, span: Span) -> TokenStream {
    let respan = |mut token: TokenTree| {
        token.set_span(span.resolved_at(token.span()));
        token
    };
    krate.to_token_stream().into_iter().map(respan).collect()
}

/// The place of a span in messages, with names that are ours: a component may stand inside `macro_rules!`.
fn ours(span: Span) -> Span {
    span.resolved_at(Span::call_site())
}

/// The type parameters of a call, one for each required input, as parameters and as arguments.
pub(crate) fn states(interface: &Interface) -> (TokenStream, TokenStream) {
    let states: Vec<_> = interface.required().map(Input::state).collect();
    (quote!(#(#states),*), quote!(#(#states,)*))
}

/// The type parameters of a call that has all its inputs.
pub(crate) fn given(interface: &Interface) -> TokenStream {
    let marks = call_module(interface);
    let bounds = interface.required().map(|input| {
        let (state, ident) = (input.state(), &input.ident);
        quote!(#state: #marks::given::#ident)
    });
    quote!(#(#bounds),*)
}

pub(crate) fn call_module(interface: &Interface) -> Ident {
    format_ident!("{}_call", crate::model::plain(&interface.ident), span = interface.ident.span())
}

/// What a visibility is called one module further down.
pub(crate) fn from_inside(vis: &Visibility) -> TokenStream {
    match vis {
        Visibility::Inherited => quote!(pub(super)),
        Visibility::Restricted(inner) if inner.path.is_ident("self") => quote!(pub(super)),
        Visibility::Restricted(inner) if inner.path.segments.first().is_some_and(|s| s.ident == "super") => {
            let path = &inner.path;
            quote!(pub(in super::#path))
        }
        same => quote!(#same),
    }
}

/// The type of a call, wherever its name may mean something else.
pub(crate) fn call_path(interface: &Interface) -> TokenStream {
    let (module, call) = (call_module(interface), interface.call());
    quote!(#module::#call)
}

/// The trait that holds while an input was not given.
fn once(input: &Input) -> TokenStream {
    let name = format_ident!("{}_once", crate::model::plain(&input.ident), span = input.ident.span());
    quote!(once::#name)
}

/// The module of a call: its type, and for each required input two traits, one that holds when it was given and one
/// that holds when it was not. They are traits of their own so that the compiler's message names the input.
///
/// The type is in there so that a type of the author with the same name clashes once, with the `use`, and not with
/// everything that is said about it.
fn module(interface: &Interface) -> TokenStream {
    let Interface { krate, vis, ident, .. } = interface;
    let (call, module) = (interface.call(), call_module(interface));
    let about = format!("A call of [`{ident}()`], which `p.task(..)` turns into a task.");
    let must = format!("a call of `{ident}` does nothing until it is given to `p.task(..)`");
    let states: Vec<_> = interface.required().map(Input::state).collect();
    let (mut given, mut once) = (Vec::new(), Vec::new());
    for input in interface.required() {
        let Input { ident: field, name, .. } = input;
        let message = format!("`{ident}` is called without its input `{name}`");
        let (label, note) =
            (format!("`{name}` was not given"), format!("add `.{field}(..)` to the call of `{ident}`"));
        given.push(quote! {
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
            pub trait #field {}
            #[automatically_derived]
            impl #field for #krate::__private::Set {}
        });
        let message = format!("input `{name}` of `{ident}` is given twice");
        let label = format!("`{name}` was given before");
        let field = format_ident!("{}_once", crate::model::plain(field));
        once.push(quote! {
            #[diagnostic::on_unimplemented(message = #message, label = #label)]
            pub trait #field {}
            #[automatically_derived]
            impl #field for #krate::__private::Unset {}
        });
    }
    let (outer, keyword) = (from_inside(vis), quote_spanned!(ident.span()=> use));
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, unreachable_pub, reason = "the traits have the names of the inputs")]
        #vis mod #module {
            pub mod given { #(#given)* }
            pub mod once { #(#once)* }
            #[doc = #about]
            #[must_use = #must]
            #outer struct #call<#(#states = #krate::__private::Unset),*> {
                #[doc(hidden)]
                #outer arguments: #krate::__private::Arguments,
                #[doc(hidden)]
                #outer state: ::core::marker::PhantomData<(#(#states,)*)>,
            }
        }
        #[doc(inline)]
        #[allow(unused_imports, reason = "the author may have no use for the name")]
        #vis #keyword #module::#call;
    }
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
        Some(ty) => (
            quote!(#[doc = "What the function returned."] #vis output: <#ty as #krate::__private::Returns>::Handles,),
            quote!(output: __next.returned(),),
        ),
    };
    let bound = returns_bound(component);
    quote! {
        #[doc = #about]
        #[allow(dead_code, reason = "the author may have no use for some of the handles")]
        #vis struct #outputs #bound { #(#fields)* #returned }
        #[automatically_derived]
        impl #krate::__private::TaskOutputs for #outputs #bound {
            fn bind(__next: &mut #krate::__private::Outgoing) -> Self {
                let _ = &__next;
                #outputs { #(#binds)* #bind }
            }
        }
    }
}

/// `where R: Returns`, of the type that the function returns.
///
/// Here the compiler takes it as given, so that a type which is not `Returns` is reported once, where the definition
/// uses it. It has a lifetime because the compiler judges bounds without parameters on the spot.
fn returns_bound(component: &Component) -> TokenStream {
    let krate = &component.interface.krate;
    match &component.returns {
        Some(ty) => quote!(where for<'returned> #ty: #krate::__private::Returns),
        None => TokenStream::new(),
    }
}

pub(crate) fn field_docs(docs: &str, name: &str) -> String {
    if docs.is_empty() { format!("The output `{name}`.") } else { docs.to_owned() }
}

/// The function, as an associated function of the call.
pub(crate) fn body(interface: &Interface, function: ItemFn) -> TokenStream {
    let call = call_path(interface);
    let about = format!("The function behind [`{}`], for unit tests.", interface.ident);
    quote! {
        impl #call {
            #[doc = #about]
            #[allow(
                clippy::too_many_arguments,
                clippy::needless_pass_by_value,
                clippy::missing_errors_doc,
                clippy::unnecessary_wraps,
                reason = "the macro asks for this signature"
            )]
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
        Body::Container | Body::Imported { .. } => quote!(ContainerArgument),
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
    let task_config = match &component.task_config {
        Some(list) => quote_spanned!(list.span()=> &#list),
        None => quote!(&[]),
    };
    quote! {
        #krate::__private::ComponentDef {
            name: #name,
            docs: #docs,
            inputs: &[#(#inputs),*],
            outputs: &[#(#outputs),*],
            returns: #returns,
            body: #run,
            task_config: #task_config,
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
            let place = at(krate, expr.span());
            let value = quote_spanned!(expr.span()=> #place::IntoInput::<#kind>::into_input(#expr));
            quote!(::core::option::Option::Some(|| #value.into_default()))
        }
        Presence::Json(json) => {
            quote!(::core::option::Option::Some(|| #krate::__private::imported_default(#json)))
        }
        Presence::Required | Presence::Optional | Presence::Engine => quote!(::core::option::Option::None),
    };
    quote! {
        #krate::__private::InputDef {
            name: #name, kind: #described, optional: #optional, default: #default, docs: #docs,
        }
    }
}

/// `Body::Rust { .. }` or `Body::Container(..)`.
fn run(component: &Component, function: &ItemFn) -> TokenStream {
    let (krate, call) = (&component.interface.krate, call_path(&component.interface));
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
                |(name, ty)| quote_spanned!(ours(ty.span())=> <#ty as #krate::__private::Argument>::take(__cx, #name)?),
            );
            let image = &component.image;
            let code = match &component.code {
                Some((code, track)) => quote!({ #track ::core::option::Option::Some(#code) }),
                None => quote!(::core::option::Option::None),
            };
            let returned = match &component.returns {
                Some(ty) => {
                    quote_spanned!(ours(ty.span())=> <#ty as #krate::__private::Returns>::into_values(__returned))
                }
                None => quote!(#krate::__private::Returns::into_values(__returned)),
            };
            quote! {
                #krate::__private::Body::Rust {
                    image: #image,
                    code: #code,
                    run: |__cx| {
                        let __returned = #call::body(#(#arguments),*)?;
                        #krate::__private::finish(__cx, #returned)
                    },
                }
            }
        }
        Body::Imported { pipeline } => {
            let ir = &component.ir;
            quote!(#krate::__private::Body::Imported { ir: #ir, pipeline: #pipeline })
        }
        Body::Container => {
            let arguments = arguments.map(|(name, _)| quote!(#krate::Placeholder::new(#name)));
            quote!(#krate::__private::Body::Container(|| #call::body(#(#arguments),*)))
        }
    }
}
