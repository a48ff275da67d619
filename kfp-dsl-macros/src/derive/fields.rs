//! What the derive macros read of a struct, and its `#[kfp(..)]` options.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Path, Type, Visibility, parse_quote};

use crate::errors::Errors;
use crate::model::plain;
use crate::signature::{self, shown};

pub(crate) struct Field {
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    /// The name in the IR.
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) docs: String,
}

/// `#[kfp(crate = ..)]` on a type.
pub(crate) fn krate(attributes: &[Attribute], errors: &mut Errors) -> Path {
    let mut krate = parse_quote!(::kfp_dsl);
    for attribute in attributes.iter().filter(|a| a.path().is_ident("kfp")) {
        let parsed = attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("crate") {
                let option = shown(&meta.path);
                return Err(meta.error(format!("`#[kfp(..)]` on a type takes `crate = ..`, not `{option}`")));
            }
            krate = meta.value()?.parse()?;
            Ok(())
        });
        errors.ok(parsed);
    }
    krate
}

/// `#[kfp(rename = "..")]` on a field or variant, or its own name.
pub(crate) fn name(attributes: &[Attribute], own: String, errors: &mut Errors) -> String {
    let mut name = own;
    for attribute in attributes.iter().filter(|a| a.path().is_ident("kfp")) {
        let parsed = attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("rename") {
                let option = shown(&meta.path);
                return Err(meta.error(format!("`#[kfp(..)]` here takes `rename = \"..\"`, not `{option}`")));
            }
            let text: LitStr = meta.value()?.parse()?;
            if text.value().is_empty() {
                return Err(syn::Error::new(text.span(), "a name cannot be empty"));
            }
            name = text.value();
            Ok(())
        });
        errors.ok(parsed);
    }
    name
}

/// The named fields of a struct without generics.
pub(crate) fn of(input: &DeriveInput, derive: &str, errors: &mut Errors) -> Vec<Field> {
    generics(input, derive, errors);
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            _ => {
                errors.at(
                    &input.ident,
                    format!(
                        "`{}` needs named fields for `#[derive({derive})]`: the names are in the IR",
                        input.ident
                    ),
                );
                return Vec::new();
            }
        },
        _ => {
            let message = format!("`#[derive({derive})]` stands on a struct with named fields");
            errors.at(&input.ident, format!("`{}` is no struct: {message}", input.ident));
            return Vec::new();
        }
    };
    let mut found: Vec<Field> = Vec::new();
    for field in fields {
        let Some(ident) = field.ident.clone() else { continue };
        let name = name(&field.attrs, plain(&ident), errors);
        if found.iter().any(|f| f.name == name) {
            errors.at(&ident, format!("two fields have the name `{name}`"));
        }
        let docs = signature::docs(&field.attrs);
        found.push(Field { vis: field.vis.clone(), ident, name, ty: field.ty.clone(), docs });
    }
    if found.is_empty() {
        errors.at(&input.ident, format!("`{}` needs a field for `#[derive({derive})]`", input.ident));
    }
    found
}

pub(crate) fn generics(input: &DeriveInput, derive: &str, errors: &mut Errors) {
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            format!(
                "`{}` cannot be generic with `#[derive({derive})]`: the IR has no generic types",
                input.ident
            ),
        );
    }
}

/// A struct of the same fields with other types, and `Bundle` for it.
pub(crate) struct Handles<'a> {
    pub(crate) krate: &'a Path,
    pub(crate) vis: &'a Visibility,
    pub(crate) about: String,
    pub(crate) fields: &'a [Field],
    /// Whether the fields are handles of the types that the author wrote, and not these types.
    pub(crate) values: bool,
}

impl Handles<'_> {
    /// The struct; `ty` is the type of each field.
    pub(crate) fn definition(&self, ident: &Ident, ty: impl Fn(&Field) -> TokenStream) -> TokenStream {
        let (vis, about) = (self.vis, &self.about);
        let fields = self.fields.iter().map(|field| {
            let (vis, ident, ty) = (&field.vis, &field.ident, ty(field));
            let docs = crate::expand::field_docs(&field.docs, &field.name);
            quote!(#[doc = #docs] #vis #ident: #ty)
        });
        quote! {
            #[doc = #about]
            #[allow(dead_code, reason = "the author may have no use for some of the handles")]
            #vis struct #ident { #(#fields),* }
        }
    }

    /// `impl Bundle for ident`; `leaf` adds a field to `__leaves`.
    pub(crate) fn bundle(
        &self,
        ident: &Ident,
        collected: &Ident,
        leaf: impl Fn(&Field) -> TokenStream,
    ) -> TokenStream {
        let krate = self.krate;
        let part = |field: &Field, function: &str| {
            let (ty, function) = (&field.ty, Ident::new(function, field.ident.span()));
            quote!(<#ty as #krate::__private::Bundle>::#function(__leaves))
        };
        let leaf = self.fields.iter().map(leaf);
        let names: Vec<_> = self.fields.iter().map(|f| &f.ident).collect();
        let next = self.fields.iter().map(|f| match self.values {
            true => quote!(__leaves.next()),
            false => part(f, "rebuild"),
        });
        let lists = self.fields.iter().map(|f| match self.values {
            true => quote!(__leaves.next()),
            false => part(f, "collected"),
        });
        quote! {
            #[automatically_derived]
            impl #krate::__private::Bundle for #ident {
                type Collected = #collected;
                fn leaves(&self, __leaves: &mut #krate::__private::Leaves) {
                    #(#leaf;)*
                }
                fn rebuild(__leaves: &mut #krate::__private::Leaves) -> Self {
                    #ident { #(#names: #next),* }
                }
                fn collected(__leaves: &mut #krate::__private::Leaves) -> #collected {
                    #collected { #(#names: #lists),* }
                }
            }
        }
    }

    /// `impl PipelineReturns for ident`; `named` adds a field to `__outputs`.
    pub(crate) fn returns(&self, ident: &Ident, named: impl Fn(&Field) -> TokenStream) -> TokenStream {
        let krate = self.krate;
        let named = self.fields.iter().map(named);
        quote! {
            #[automatically_derived]
            impl #krate::__private::PipelineReturns for #ident {
                fn outputs(&self) -> #krate::__private::NamedOutputs {
                    let __outputs = <#krate::__private::NamedOutputs as ::core::default::Default>::default();
                    #(let __outputs = #named;)*
                    __outputs
                }
            }
        }
    }
}
