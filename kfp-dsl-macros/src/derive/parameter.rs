//! `#[derive(Parameter)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DataEnum, DeriveInput, Fields, Ident, Path};

use crate::derive::fields::{self, Handles};
use crate::errors::Errors;
use crate::model::plain;
use crate::signature;

pub(crate) fn parameter(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let krate = fields::krate(&input.attrs, &mut errors);
    let code = match &input.data {
        Data::Enum(data) => literals(&input, data, &krate, &mut errors),
        _ => structure(&input, &krate, &mut errors),
    };
    let ident = &input.ident;
    match errors.finish() {
        None => {
            let constants = constants(&krate, ident);
            quote!(#code #constants)
        }
        Some(errors) if input.generics.params.is_empty() => {
            let constants = constants(&krate, ident);
            quote! {
                impl #krate::__private::Kind for #ident {
                    const KIND: #krate::__private::KindSpec =
                        #krate::__private::KindSpec::parameter(#krate::__private::ParameterType::Struct);
                }
                #[automatically_derived]
                impl #krate::__private::Parameter for #ident {
                    fn to_value(&self) -> ::core::result::Result<#krate::__private::IrValue, #krate::ValueError> {
                        loop {}
                    }
                    fn from_value(
                        _: &#krate::__private::IrValue,
                    ) -> ::core::result::Result<Self, #krate::ValueError> {
                        loop {}
                    }
                }
                #constants
                #errors
            }
        }
        Some(errors) => errors,
    }
}

/// A value of the type can be given for an input of the type, and be an item of a constant list.
///
/// The compiler keeps quiet about these impls when it lists what could be given for an input of another type.
fn constants(krate: &Path, ident: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #krate::__private::Constant<#ident> for #ident {
            fn constant(
                self,
            ) -> ::core::result::Result<#krate::__private::Literal, ::std::string::String> {
                #krate::__private::constant(&self)
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #krate::__private::Item for #ident {
            type Kind = #ident;
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #krate::IntoInput<#ident> for #ident {
            fn into_input(self) -> #krate::__private::Given {
                #krate::__private::Given::constant(#krate::__private::constant(&self))
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #krate::IntoInput<::core::option::Option<#ident>> for #ident {
            fn into_input(self) -> #krate::__private::Given {
                #krate::__private::Given::constant(#krate::__private::constant(&self))
            }
        }
    }
}

fn structure(input: &DeriveInput, krate: &Path, errors: &mut Errors) -> TokenStream {
    let fields = fields::of(input, "Parameter", errors);
    let ident = &input.ident;
    let handles = format_ident!("{ident}Fields");
    for field in &fields {
        signature::clashes(&field.ty, std::slice::from_ref(&handles), errors);
        for wrapper in ["Input", "Output"] {
            if signature::inside(&field.ty, wrapper).is_some() {
                errors.at(
                    &field.ty,
                    format!("`{}` is an artifact, and a parameter cannot hold one", field.name),
                );
            }
        }
    }
    let about = format!("Handles of the fields of a [`{ident}`].");
    let of = Handles { krate, vis: &input.vis, about, fields: &fields, values: true };
    let definition = of.definition(&handles, |f| {
        let ty = &f.ty;
        quote!(#krate::Value<#ty>)
    });
    let names: Vec<_> = fields.iter().map(|f| &f.ident).collect();
    let keys: Vec<_> = fields.iter().map(|f| &f.name).collect();
    let types: Vec<_> = fields.iter().map(|f| &f.ty).collect();
    let kinds =
        types.iter().map(|ty| quote_spanned!(ty.span()=> <#ty as #krate::__private::FieldParameter>::KIND));
    let puts =
        types.iter().map(|ty| quote_spanned!(ty.span()=> <#ty as #krate::__private::FieldParameter>::put));
    let takes =
        types.iter().map(|ty| quote_spanned!(ty.span()=> <#ty as #krate::__private::FieldParameter>::take));
    let nexts =
        types.iter().map(|ty| quote_spanned!(ty.span()=> <#ty as #krate::__private::FieldParameter>::handle));
    quote! {
        #definition
        #[automatically_derived]
        impl #krate::__private::Kind for #ident {
            const KIND: #krate::__private::KindSpec = #krate::__private::KindSpec::structure(|| {
                const { &[#(#krate::__private::FieldDef { key: #keys, kind: #kinds }),*] }
            });
        }
        #[automatically_derived]
        impl #krate::__private::StructParameter for #ident {
            type Fields = #handles;
            fn fields(__next: &mut #krate::__private::FieldCursor) -> #handles {
                #handles { #(#names: #nexts(__next)),* }
            }
        }
        #[automatically_derived]
        impl #krate::__private::Parameter for #ident {
            fn to_value(&self) -> ::core::result::Result<#krate::__private::IrValue, #krate::ValueError> {
                let mut __fields = #krate::__private::Struct::default();
                #(#puts(&self.#names, #keys, &mut __fields)?;)*
                ::core::result::Result::Ok(#krate::__private::IrValue::Struct(__fields))
            }
            fn from_value(
                __value: &#krate::__private::IrValue,
            ) -> ::core::result::Result<Self, #krate::ValueError> {
                let __fields = #krate::__private::struct_fields(__value, &[#(#keys),*])?;
                ::core::result::Result::Ok(#ident { #(#names: #takes(__fields, #keys)?),* })
            }
        }
    }
}

fn literals(input: &DeriveInput, data: &DataEnum, krate: &Path, errors: &mut Errors) -> TokenStream {
    fields::generics(input, "Parameter", errors);
    let ident = &input.ident;
    if data.variants.is_empty() {
        errors.at(
            ident,
            format!("`{ident}` has no variants, so it has no values; a parameter needs at least one"),
        );
    }
    let mut names: Vec<String> = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let name = &variant.ident;
            errors.at(
                &variant.fields,
                format!("`{name}` cannot have fields: the IR has enumerations of text only"),
            );
        }
        let name = fields::name(&variant.attrs, snake(&plain(&variant.ident)), errors);
        if names.contains(&name) {
            errors.at(&variant.ident, format!("two variants have the name `{name}`"));
        }
        names.push(name);
    }
    let variants: Vec<_> = data.variants.iter().map(|v| &v.ident).collect();
    quote! {
        #[automatically_derived]
        impl #krate::__private::Kind for #ident {
            const KIND: #krate::__private::KindSpec = #krate::__private::KindSpec::literals(|| {
                #krate::__private::literals(&[#(#names),*])
            });
        }
        #[automatically_derived]
        impl #krate::__private::Comparable for #ident {}
        #[automatically_derived]
        impl #krate::__private::Parameter for #ident {
            fn to_value(&self) -> ::core::result::Result<#krate::__private::IrValue, #krate::ValueError> {
                let __name = match self { #(#ident::#variants => #names),* };
                ::core::result::Result::Ok(#krate::__private::IrValue::String(::std::string::String::from(__name)))
            }
            fn from_value(
                __value: &#krate::__private::IrValue,
            ) -> ::core::result::Result<Self, #krate::ValueError> {
                match #krate::__private::literal(__value, &[#(#names),*])? {
                    #(#names => ::core::result::Result::Ok(#ident::#variants),)*
                    _ => ::core::result::Result::Err(#krate::__private::not_a_literal(__value, &[#(#names),*])),
                }
            }
        }
    }
}

/// `AdamW` as `adam_w`.
fn snake(camel: &str) -> String {
    let mut snake = String::with_capacity(camel.len() + 4);
    for (i, letter) in camel.char_indices() {
        if letter.is_uppercase() && i > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
