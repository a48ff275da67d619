//! Reading signatures: wrappers by name, doc comments, defaults, clashes with generated names.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Expr, FnArg, GenericArgument, Ident, ItemFn, Pat, PatType, PathArguments, Type};

use crate::errors::Errors;
use crate::model::{Presence, plain};

/// Tokens as an author would write them, near enough for a message.
pub(crate) fn shown(tokens: impl ToTokens) -> String {
    let spaced = tokens.to_token_stream().to_string();
    [(" :: ", "::"), (" < ", "<"), (" >", ">"), (" ,", ","), ("( ", "("), (" )", ")"), ("& ", "&")]
        .iter()
        .fold(spaced, |text, (from, to)| text.replace(from, to))
}

/// `Wrapper<T>` as `T`, when the last segment has that name.
pub(crate) fn inside<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) if last.ident == wrapper => Some(inner),
        _ => None,
    }
}

/// Whether it is a type of that name without arguments.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|s| s.ident == name))
}

/// Whether it is `()`.
pub(crate) fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// The doc comment, without the space behind `///`.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attribute in attributes {
        if let syn::Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(literal) = &pair.value
            && let syn::Lit::Str(text) = &literal.lit
        {
            for line in text.value().split('\n') {
                lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned());
            }
        }
    }
    lines.join("\n").trim().to_owned()
}

/// An argument that names an input or output.
pub(crate) struct Argument {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) default: Option<Expr>,
    pub(crate) docs: String,
}

/// Reads one argument and takes our attributes off it.
pub(crate) fn argument(argument: &mut PatType, errors: &mut Errors) -> Option<Argument> {
    let docs = docs(&argument.attrs);
    let mut default = None;
    argument.attrs.retain(|attribute| {
        if attribute.path().is_ident("doc") {
            return false;
        }
        if !attribute.path().is_ident("default") {
            return true;
        }
        if default.is_some() {
            errors.at(&attribute.meta, format!("`{}` has two defaults", shown(&argument.pat)));
        }
        default = errors.ok(attribute.parse_args::<Expr>()).or(default.take());
        false
    });
    match &*argument.pat {
        Pat::Ident(pattern) if pattern.subpat.is_none() && pattern.by_ref.is_none() => Some(Argument {
            name: plain(&pattern.ident),
            ident: pattern.ident.clone(),
            ty: (*argument.ty).clone(),
            default,
            docs,
        }),
        other => {
            let pattern = shown(other);
            errors
                .at(other, format!("an argument names an input or output, and `{pattern}` is no plain name"));
            None
        }
    }
}

/// Whether a call must give an argument, of which `optional` says that its type is an `Option`.
pub(crate) fn presence(
    ident: &Ident,
    default: Option<Expr>,
    optional: bool,
    errors: &mut Errors,
) -> Presence {
    match (default, optional) {
        (Some(default), true) => {
            errors.at(
                default,
                format!("`{ident}` has a default, so it is always there: drop the `Option`, or the default"),
            );
            Presence::Optional
        }
        (Some(default), false) => Presence::Default(Box::new(default)),
        (None, true) => Presence::Optional,
        (None, false) => Presence::Required,
    }
}

/// What no function may have, whatever the macro.
pub(crate) fn check(function: &ItemFn, what: &str, errors: &mut Errors) {
    let (signature, ident) = (&function.sig, &function.sig.ident);
    if let Some(keyword) = &signature.asyncness {
        let why = match what {
            "pipeline" => "it only records tasks",
            _ => "it runs to its end in a container of its own",
        };
        errors.at(keyword, format!("the {what} `{ident}` cannot be `async`: {why}"));
    }
    let generic = format!("the {what} `{ident}` cannot be generic: its interface is a fixed document");
    if !signature.generics.params.is_empty() {
        errors.at(&signature.generics, generic);
    } else if let Some(clause) = &signature.generics.where_clause {
        errors.at(clause, generic);
    }
    for attribute in function.attrs.iter().filter(|a| a.path().is_ident("cfg")) {
        errors.at(attribute, format!("put `#[cfg(..)]` above the attribute that makes `{ident}` a {what}"));
    }
    if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
        errors.at(receiver, format!("the {what} `{ident}` is a free function; it cannot take `self`"));
    }
}

/// Reports a user's type that has the name of a type that the macro makes.
pub(crate) fn clashes(tokens: impl ToTokens, generated: &[Ident], errors: &mut Errors) {
    walk(tokens.into_token_stream(), &mut |ident| {
        if generated.iter().any(|name| ident == name) {
            let message = format!(
                "the macro makes a type `{ident}`, too; rename yours or import it under another name"
            );
            errors.at(ident, message);
        }
    });
}

/// Whether one of these names occurs in the tokens.
pub(crate) fn mentions(tokens: impl ToTokens, names: &[Ident]) -> bool {
    let mut found = false;
    walk(tokens.into_token_stream(), &mut |ident| found |= names.contains(ident));
    found
}

fn walk(tokens: TokenStream, visit: &mut impl FnMut(&Ident)) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => visit(&ident),
            TokenTree::Group(group) => walk(group.stream(), visit),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Reports two arguments of one name.
pub(crate) fn distinct<'a>(names: impl Iterator<Item = &'a Ident>, errors: &mut Errors) {
    let mut seen: Vec<&Ident> = Vec::new();
    for name in names {
        if seen.contains(&name) {
            errors.at(name, format!("there are two arguments called `{name}`"));
        }
        seen.push(name);
    }
}
