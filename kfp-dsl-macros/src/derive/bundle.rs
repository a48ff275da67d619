//! `#[derive(Bundle)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

use crate::derive::fields::{self, Handles};
use crate::errors::Errors;
use crate::signature;

/// Types that are written where a `Value` of them is meant.
const SCALARS: &[&str] =
    &["bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "String"];

pub(crate) fn bundle(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let krate = fields::krate(&input.attrs, &mut errors);
    let fields = fields::of(&input, "Bundle", &mut errors);
    let ident = &input.ident;
    let collected = format_ident!("{ident}Collected");
    for field in &fields {
        signature::clashes(&field.ty, std::slice::from_ref(&collected), &mut errors);
    }
    for field in fields.iter().filter(|f| SCALARS.iter().any(|name| signature::is_named(&f.ty, name))) {
        let (name, ty) = (&field.name, signature::shown(&field.ty));
        let message = "is known only when the pipeline runs, so it is a handle";
        errors.at(&field.ty, format!("`{name}` {message}: `{name}: Value<{ty}>`"));
    }
    if let Some(errors) = errors.finish() {
        return quote! {
            impl #krate::__private::Bundle for #ident {
                type Collected = ();
                fn leaves(&self, _: &mut #krate::__private::Leaves) {}
                fn rebuild(_: &mut #krate::__private::Leaves) -> Self { loop {} }
                fn collected(_: &mut #krate::__private::Leaves) {}
            }
            #errors
        };
    }
    let about = format!("The lists that a loop makes of a [`{ident}`].");
    let handles = Handles { krate: &krate, vis: &input.vis, about, fields: &fields, values: false };
    let lists = handles.definition(&collected, |f| {
        let ty = &f.ty;
        quote_spanned!(ty.span()=> <#ty as #krate::__private::Bundle>::Collected)
    });
    let impls = handles.bundle(ident, &collected, |f| {
        let ident = &f.ident;
        quote!(#krate::__private::Bundle::leaves(&self.#ident, __leaves))
    });
    let is_value = |ty| ["Value", "Collected"].iter().any(|name| signature::inside(ty, name).is_some());
    let named = fields.iter().all(|f| is_value(&f.ty));
    let returns = named.then(|| {
        handles.returns(ident, |f| {
            let (name, docs, ident) = (&f.name, &f.docs, &f.ident);
            quote!(__outputs.with(#name, #docs, self.#ident))
        })
    });
    quote!(#lists #impls #returns)
}
