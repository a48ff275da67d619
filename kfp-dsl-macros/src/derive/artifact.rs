//! `#[derive(Artifact)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, LitStr, Path, parse_quote};

use crate::derive::fields;
use crate::errors::Errors;
use crate::signature::shown;

pub(crate) fn artifact(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    fields::generics(&input, "Artifact", &mut errors);
    let (mut title, mut version): (Option<LitStr>, Option<LitStr>) = (None, None);
    let mut krate: Path = parse_quote!(::kfp_dsl);
    let mut readable = true;
    for attribute in input.attrs.iter().filter(|a| a.path().is_ident("artifact")) {
        let parsed = attribute.parse_nested_meta(|meta| {
            match meta.path.get_ident().map(ToString::to_string).as_deref() {
                Some("title") => title = Some(meta.value()?.parse()?),
                Some("version") => version = Some(meta.value()?.parse()?),
                Some("crate") => krate = meta.value()?.parse()?,
                _ => {
                    let options = "`title = \"..\"`, `version = \"..\"`, `crate = ..`";
                    let option = shown(&meta.path);
                    return Err(meta.error(format!("`#[artifact(..)]` takes {options}, not `{option}`")));
                }
            }
            Ok(())
        });
        readable &= errors.ok(parsed).is_some();
    }
    let ident = &input.ident;
    match &title {
        None if readable => errors
            .at(ident, format!("`{ident}` needs a schema title: `#[artifact(title = \"system.{ident}\")]`")),
        Some(title) if !is_title(&title.value()) => errors.at(
            title,
            format!(
                "the schema title of `{ident}` is `system.Name` or `google.Name`, not `{}`: \
                 KFP's SDK refuses other namespaces",
                title.value()
            ),
        ),
        _ => {}
    }
    if let Some(version) = &version
        && !is_version(&version.value())
    {
        let found = version.value();
        errors.at(
            version,
            format!("the schema version of `{ident}` has three numbers, such as `1.0.0`, not `{found}`"),
        );
    }
    let title = title.map(|t| t.value()).unwrap_or_default();
    let version = version.map_or_else(|| "0.0.1".to_owned(), |v| v.value());
    let errors = errors.finish();
    quote! {
        #[automatically_derived]
        impl #krate::__private::Kind for #ident {
            const KIND: #krate::__private::KindSpec =
                #krate::__private::KindSpec::Artifact { title: #title, version: #version };
        }
        #[automatically_derived]
        impl #krate::__private::ArtifactType for #ident {}
        #[automatically_derived]
        impl #krate::__private::SpecificArtifact for #ident {}
        #errors
    }
}

fn is_title(text: &str) -> bool {
    let name = text.strip_prefix("system.").or_else(|| text.strip_prefix("google."));
    name.is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 3 && parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
}
