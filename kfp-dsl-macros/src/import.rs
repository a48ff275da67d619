//! `import_component!`: a component from a file, at the place of the macro.

use std::path::{Path as FilePath, PathBuf};

use kfp_import::{Import, Types};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, FnArg, GenericArgument, Ident, ItemFn, LitStr, Pat, Path, PathArguments, Token, Type,
    Visibility, parse_quote,
};

use crate::imported::{self, Options};
use crate::model::plain;

/// `pub fn scale(rates: Vec<f64>) = "components/scale.yaml"`.
struct Request {
    attributes: Vec<Attribute>,
    vis: Visibility,
    ident: Ident,
    types: Vec<(Ident, Type)>,
    path: LitStr,
    krate: Path,
}

impl Parse for Request {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        input.parse::<Token![fn]>()?;
        let ident = input.parse()?;
        let mut types = Vec::new();
        if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            let pair = |input: ParseStream<'_>| {
                let name = input.call(Ident::parse_any)?;
                input.parse::<Token![:]>()?;
                Ok((name, input.parse::<Type>()?))
            };
            let pairs: Punctuated<_, Token![,]> = content.parse_terminated(pair, Token![,])?;
            types.extend(pairs);
        }
        input.parse::<Token![=]>()?;
        let path = input.parse()?;
        let mut krate = parse_quote!(::kfp_dsl);
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            if input.peek(Token![crate]) {
                input.parse::<Token![crate]>()?;
                input.parse::<Token![=]>()?;
                krate = input.parse()?;
            }
        }
        input.parse::<Option<Token![;]>>()?;
        Ok(Request { attributes, vis, ident, types, path, krate })
    }
}

pub(crate) fn import_component(tokens: TokenStream) -> TokenStream {
    let request: Request = match syn::parse2(tokens) {
        Ok(request) => request,
        Err(error) => {
            let form = r#"write `import_component!(pub fn name = "path/of/the/file.yaml")`"#;
            return syn::Error::new(error.span(), format!("{error}: {form}")).to_compile_error();
        }
    };
    let file = find(&request.path);
    match expand(&request, &file) {
        Ok(code) => {
            // Makes the compiler read the file, so that a change of it is a change of the crate.
            let tracked = file.to_string_lossy();
            quote!(#code const _: &[u8] = ::core::include_bytes!(#tracked);)
        }
        Err(message) => {
            let error = syn::Error::new(request.path.span(), message).to_compile_error();
            let Request { vis, ident, .. } = &request;
            // The error stands inside of the type, so that the compiler has nothing more to say about calls.
            quote!(#[doc(hidden)] #vis fn #ident() -> [(); #error] { loop {} })
        }
    }
}

/// Where the file is: the path starts at the folder of `Cargo.toml`, else at that of the source file.
fn find(path: &LitStr) -> PathBuf {
    let text = path.value();
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let from_root = root.join(&text);
    if from_root.exists() {
        return from_root;
    }
    let source = path.span().unwrap().local_file();
    let beside = source.and_then(|file| {
        // The compiler gives it as cargo named it, which is from the folder of the workspace.
        let folder = std::env::current_dir().ok()?.join(file.parent()?);
        Some(folder.join(&text)).filter(|path| path.exists())
    });
    beside.unwrap_or(from_root)
}

fn expand(request: &Request, file: &FilePath) -> Result<TokenStream, String> {
    let Request { attributes, vis, ident, types, path, krate } = request;
    let shown = path.value();
    if !file.exists() {
        return Err(format!(
            "`{shown}` cannot be read: no such file\n  = help: the path starts at the folder of `Cargo.toml`, or at that of this file"
        ));
    }
    let import = Import::read(file, &shown).map_err(|e| e.to_string())?;
    let mut given = Types::default();
    for (name, ty) in types {
        given = given.with(plain(name), ty.to_token_stream().to_string());
    }
    let signature = import.signature(&ident.to_string(), &given).map_err(|e| e.to_string())?;
    let prefix = krate.to_token_stream().to_string();
    let broken = |e: syn::Error| format!("`{shown}` cannot be imported: {e}");
    let items: TokenStream =
        syn::parse_str(&signature.items(&vis.to_token_stream().to_string(), &prefix)).map_err(broken)?;
    let mut function: ItemFn = syn::parse_str(&signature.function("", &prefix)).map_err(broken)?;
    function.sig.ident = ident.clone();
    function.vis = vis.clone();
    if !attributes.is_empty() {
        function.attrs.clone_from(attributes);
    }
    for argument in &mut function.sig.inputs {
        if let FnArg::Typed(argument) = argument
            && let Pat::Ident(pattern) = &*argument.pat
            && let Some((_, ty)) = types.iter().find(|(name, _)| plain(name) == plain(&pattern.ident))
        {
            at_author(&mut argument.ty, ty);
        }
    }
    let options = Options {
        name: signature.name.clone(),
        ir: LitStr::new(&signature.ir, Span::call_site()),
        pipeline: signature.pipeline,
        krate: krate.clone(),
    };
    let code = imported::component(options, function);
    Ok(quote!(#items #code))
}

/// Puts the tokens of the author in the place of the same type made from text, so that errors are shown there.
fn at_author(ty: &mut Type, author: &Type) {
    if ty.to_token_stream().to_string() == author.to_token_stream().to_string() {
        *ty = author.clone();
        return;
    }
    let Type::Path(path) = ty else { return };
    let Some(last) = path.path.segments.last_mut() else { return };
    if let PathArguments::AngleBracketed(arguments) = &mut last.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.first_mut()
    {
        at_author(inner, author);
    }
}
