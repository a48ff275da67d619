//! What holds for the generated code as text.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::{derive, imported, model::Body, parse, pipeline};

fn identifiers(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => found.push(ident.to_string()),
            TokenTree::Group(group) => identifiers(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Every macro once, with kfp-dsl at another path; `broken` gives each a mistake.
fn everything(broken: bool) -> Vec<TokenStream> {
    let (asynchronous, generics) = if broken { (quote!(async), quote!(<T>)) } else { (quote!(), quote!()) };
    let path = quote!(crate = other::place);
    vec![
        parse::component(
            quote!(image = "i", #path),
            quote! {
                #asynchronous fn train(a: Input<Model>, #[default(1)] b: i64, c: Option<String>, d: Output<Model>)
                    -> Result<Scores> { body() }
            },
            Body::Rust,
        ),
        parse::component(
            quote!(#path),
            quote!(#asynchronous fn push(a: Input<Model>, d: Output<String>) -> Container { body() }),
            Body::Container,
        ),
        pipeline::pipeline(
            quote!(#path),
            quote!(#asynchronous fn all(p: &mut Scope, #[default(1)] a: Value<i64>) -> Value<i64> { a }),
        ),
        derive::outputs(quote!(#[kfp(#path)] struct Scores #generics { a: f64 })),
        derive::bundle(quote!(#[kfp(#path)] struct Both #generics { a: Value<f64> })),
        derive::parameter(quote!(#[kfp(#path)] struct Config #generics { a: f64 })),
        derive::parameter(quote!(#[kfp(#path)] enum Kind #generics { A, B })),
        derive::artifact(quote!(#[artifact(title = "system.X", #path)] struct X #generics;)),
    ]
}

#[test]
fn the_path_of_kfp_dsl_is_used_everywhere() {
    for broken in [false, true] {
        for code in everything(broken) {
            let mut found = Vec::new();
            identifiers(code.clone(), &mut found);
            assert!(!found.iter().any(|i| i == "kfp_dsl"), "{code}");
            assert_eq!(found.iter().any(|i| i == "compile_error"), broken, "{code}");
        }
    }
}

/// No author writes this attribute, so there is no broken form of it that is of interest.
#[test]
fn imported_components_use_the_path_and_the_names_of_the_file() {
    let code = imported::attribute(
        quote!(pipeline, name = "Scale it", ir = "{}", crate = other::place),
        quote! {
            fn scale(
                #[kfp(name = "data")] data: other::place::Input<Dataset>,
                #[kfp(name = "2nd-rate", default = "[0.5]")] _2nd_rate: Vec<f64>,
                #[kfp(name = "data")] data: other::place::Output<Dataset>,
            ) {}
        },
    );
    syn::parse2::<syn::File>(code.clone()).unwrap_or_else(|e| panic!("{e}: {code}"));
    let mut found = Vec::new();
    identifiers(code.clone(), &mut found);
    assert!(!found.iter().any(|i| i == "kfp_dsl" || i == "kfp" || i == "compile_error"), "{code}");
    let text = code.to_string();
    for expected in ["\"Scale it\"", "\"2nd-rate\"", "\"[0.5]\"", "pipeline : true", "HasData"] {
        assert!(text.contains(expected), "{expected}: {code}");
    }
}

#[test]
fn generated_code_is_rust() {
    for broken in [false, true] {
        for code in everything(broken) {
            syn::parse2::<syn::File>(code.clone()).unwrap_or_else(|e| panic!("{e}: {code}"));
        }
    }
}

#[test]
fn equal_input_gives_equal_code() {
    let text = || everything(false).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(text(), text());
}

#[test]
fn all_options_are_looked_at() {
    let item = quote!(
        fn load() -> Result<()> {
            Ok(())
        }
    );
    let code =
        parse::component(quote!(img = "x", image = "i", image = "j", cached), item, Body::Rust).to_string();
    assert_eq!(code.matches("compile_error").count(), 3, "{code}");
}
