//! What the macros emit beside an error: the interface, as far as it is known, so that one mistake gives one error.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, ItemFn};

use crate::expand;
use crate::model::{Component, Interface, Presence};
use crate::signature;

/// The attribute stands on something else.
pub(crate) fn not_a_function(item: &TokenStream, error: syn::Error, attribute: &str) -> TokenStream {
    let is_item = syn::parse2::<syn::Item>(item.clone()).is_ok();
    let error = match is_item {
        true => syn::Error::new_spanned(item, format!("`#[{attribute}]` stands on a function")),
        false => error,
    };
    let error = error.to_compile_error();
    match is_item {
        true => quote!(#item #error),
        false => error,
    }
}

/// A component whose signature has errors: a call that takes anything, and the outputs.
pub(crate) fn component(component: &Component, function: &ItemFn, errors: TokenStream) -> TokenStream {
    let Interface { krate, vis, .. } = &component.interface;
    let outputs = component.interface.camel("Outputs");
    let unknown = unknown(function, &component.interface);
    let mut seen: Vec<&Ident> = Vec::new();
    let fields = component.outputs.iter().filter(|o| {
        let new = !seen.contains(&&o.ident);
        seen.push(&o.ident);
        new && !signature::mentions(&o.kind, &unknown)
    });
    let mut fields: Vec<_> =
        fields.map(|o| (&o.ident, &o.kind)).map(|(f, k)| quote!(#vis #f: #krate::Value<#k>)).collect();
    if let Some(ty) = &component.returns
        && !seen.iter().any(|name| *name == "output")
        && !signature::mentions(ty, &unknown)
    {
        fields.push(quote!(#vis output: <#ty as #krate::__private::Returns>::Handles));
    }
    let (call, implementation) = call(&component.interface, &quote!(#outputs));
    quote! {
        #call
        // Out of the way of a type of the author with the same name.
        const _: () = {
            #vis struct #outputs { #(#fields),* }
            impl #krate::__private::TaskOutputs for #outputs {
                fn bind(_: &mut #krate::__private::Outgoing) -> Self { loop {} }
            }
            #implementation
        };
        #errors
    }
}

/// A call that takes anything, and that it is one.
pub(crate) fn call(interface: &Interface, outputs: &TokenStream) -> (TokenStream, TokenStream) {
    let Interface { krate, vis, ident, inputs, .. } = interface;
    let (name, call, outer) = (interface.call(), expand::call_path(interface), expand::from_inside(vis));
    let module = expand::call_module(interface);
    let mut seen: Vec<&Ident> = Vec::new();
    let setters = inputs.iter().filter(|input| {
        let new = !seen.contains(&&input.ident);
        seen.push(&input.ident);
        new && !matches!(input.presence, Presence::Engine)
    });
    let setters = setters.map(|i| &i.ident).map(|i| quote!(#vis fn #i<T>(self, _: T) -> Self { self }));
    let items = quote! {
        #[doc(hidden)]
        #vis fn #ident() -> #call { #call }
        #[doc(hidden)]
        #[allow(unreachable_pub, reason = "this stands in for code with an error")]
        #vis mod #module { #outer struct #name; }
        impl #call { #(#setters)* }
    };
    let implementation = quote! {
        impl #krate::__private::Call for #call {
            type Outputs = #outputs;
            fn into_parts(self) -> #krate::__private::Parts { loop {} }
        }
    };
    (items, implementation)
}

/// The type names that mean nothing outside of a broken function: its generics, and what the macro would make.
pub(crate) fn unknown(function: &ItemFn, interface: &Interface) -> Vec<Ident> {
    function.sig.generics.type_params().map(|p| p.ident.clone()).chain(interface.generated()).collect()
}
