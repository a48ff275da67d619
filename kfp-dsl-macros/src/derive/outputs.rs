//! `#[derive(Outputs)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Ident};

use crate::derive::fields::{self, Field, Handles};
use crate::errors::Errors;
use crate::signature;

pub(crate) fn outputs(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let krate = fields::krate(&input.attrs, &mut errors);
    let fields = fields::of(&input, "Outputs", &mut errors);
    let ident = &input.ident;
    let (handles, collected) = (format_ident!("{ident}Handles"), format_ident!("{ident}Collected"));
    for field in &fields {
        signature::clashes(&field.ty, &[handles.clone(), collected.clone()], &mut errors);
        for wrapper in ["Input", "Output"] {
            if signature::inside(&field.ty, wrapper).is_some() {
                let (name, ty) = (&field.name, signature::shown(&field.ty));
                let message =
                    "is an artifact, and fields are parameters; take it as an argument of the component";
                errors.at(&field.ty, format!("`{name}` {message}: `{name}: {ty}`"));
            }
        }
    }
    if let Some(errors) = errors.finish() {
        return fallback(&krate, ident, errors);
    }
    let handles_of = |about| Handles { krate: &krate, vis: &input.vis, about, fields: &fields, values: true };
    let of_task = handles_of(format!("The handles of a [`{ident}`] that a task returns."));
    let of_loop = handles_of(format!("The handles of the lists of a [`{ident}`] that a loop returns."));
    let definitions = [
        of_task.definition(&handles, |f| {
            let ty = &f.ty;
            quote!(#krate::Value<#ty>)
        }),
        of_loop.definition(&collected, |f| {
            let ty = &f.ty;
            quote!(#krate::Value<::std::vec::Vec<#ty>>)
        }),
    ];
    // All about a field goes through one trait, so that a wrong type gives one error.
    let with = |f: &Field, function: &str| {
        let (ty, function) = (&f.ty, Ident::new(function, f.ident.span()));
        quote_spanned!(ty.span()=> <#ty as #krate::__private::OutputParameter>::#function)
    };
    let bundle = of_task.bundle(&handles, &collected, |f| {
        let (leaf, ident) = (with(f, "leaf"), &f.ident);
        quote!(#leaf(self.#ident, __leaves))
    });
    let returns = of_task.returns(&handles, |f| {
        let (named, name, docs, ident) = (with(f, "named"), &f.name, &f.docs, &f.ident);
        quote!(#named(__outputs, #name, #docs, self.#ident))
    });
    let defs = fields.iter().map(|f| {
        let (name, kind, docs) = (&f.name, with(f, "KIND"), &f.docs);
        quote!(#krate::__private::OutputDef { name: #name, kind: #kind, docs: #docs })
    });
    let values = fields.iter().map(|f| {
        let (name, value, ident) = (&f.name, with(f, "output"), &f.ident);
        quote!((#name, #value(&self.#ident, #name)?))
    });
    quote! {
        #(#definitions)*
        #[automatically_derived]
        impl ::core::clone::Clone for #handles {
            fn clone(&self) -> Self {
                *self
            }
        }
        #[automatically_derived]
        impl ::core::marker::Copy for #handles {}
        #bundle
        #returns
        #[automatically_derived]
        impl #krate::__private::Returns for #ident {
            type Handles = #handles;
            const OUTPUTS: &'static [#krate::__private::OutputDef] = &[#(#defs),*];
            fn into_values(self) -> #krate::__private::Values {
                ::core::result::Result::Ok(::std::vec![#(#values),*])
            }
        }
    }
}

/// Something that a component can return, so that its own macro has nothing more to say.
fn fallback(krate: &syn::Path, ident: &syn::Ident, errors: TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl #krate::__private::Returns for #ident {
            type Handles = ();
            const OUTPUTS: &'static [#krate::__private::OutputDef] = &[];
            fn into_values(self) -> #krate::__private::Values { loop {} }
        }
        #errors
    }
}
