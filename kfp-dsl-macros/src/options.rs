//! The options of the attributes: `#[component(image = "..", name = "..")]`.

use proc_macro2::TokenStream;
use syn::meta::ParseNestedMeta;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, LitStr, Path, Token, bracketed, parse_quote};

use crate::errors::Errors;

/// Which options an attribute takes, in the order in which a message lists them.
pub(crate) struct Allowed {
    pub(crate) attribute: &'static str,
    pub(crate) options: &'static [&'static str],
}

/// What an attribute said.
pub(crate) struct Options {
    pub(crate) image: Option<Expr>,
    pub(crate) name: Option<LitStr>,
    pub(crate) display_name: Option<LitStr>,
    pub(crate) task_config: Option<Expr>,
    pub(crate) code: Option<Code>,
    pub(crate) krate: Path,
}

/// `code`, or `code(sources = [..], version = "..")`.
pub(crate) struct Code {
    /// Where it stands, for messages.
    pub(crate) path: Path,
    pub(crate) sources: Vec<LitStr>,
    pub(crate) version: Option<LitStr>,
}

impl Code {
    fn parse(meta: &ParseNestedMeta<'_>) -> syn::Result<Self> {
        let mut code = Code { path: meta.path.clone(), sources: Vec::new(), version: None };
        if !meta.input.peek(syn::token::Paren) {
            return Ok(code);
        }
        meta.parse_nested_meta(|inner| {
            if inner.path.is_ident("sources") {
                let list;
                let value = inner.value()?;
                bracketed!(list in value);
                let paths: Punctuated<LitStr, Token![,]> = list.parse_terminated(|i| i.parse(), Token![,])?;
                code.sources.extend(paths);
            } else if inner.path.is_ident("version") {
                code.version = Some(inner.value()?.parse()?);
            } else {
                return Err(inner.error("`code` takes `sources = [\"..\"]` and `version = \"..\"`"));
            }
            Ok(())
        })?;
        Ok(code)
    }
}

impl Options {
    pub(crate) fn parse(tokens: TokenStream, allowed: &Allowed, errors: &mut Errors) -> Self {
        let mut options = Options {
            image: None,
            name: None,
            display_name: None,
            task_config: None,
            code: None,
            krate: parse_quote!(::kfp_dsl),
        };
        let mut seen: Vec<String> = Vec::new();
        let parser = syn::meta::parser(|meta| {
            let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            if !allowed.options.contains(&key.as_str()) {
                let shown = |option: &&str| match *option {
                    "code" => "`code`".to_owned(),
                    option => format!("`{option} = ..`"),
                };
                let list = allowed.options.iter().map(shown).collect::<Vec<_>>().join(", ");
                let option = crate::signature::shown(&meta.path);
                let message = format!("`#[{}]` takes {list}, not `{option}`", allowed.attribute);
                errors.at(&meta.path, message);
                // Read over the value, so that later options are looked at, too.
                if meta.input.peek(syn::Token![=]) {
                    meta.value()?.parse::<Expr>()?;
                } else if meta.input.peek(syn::token::Paren) {
                    meta.input.parse::<proc_macro2::Group>()?;
                }
                return Ok(());
            }
            if seen.contains(&key) {
                errors.at(&meta.path, format!("`{key}` is given twice"));
            }
            if key == "code" {
                options.code = Some(Code::parse(&meta)?);
                seen.push(key);
                return Ok(());
            }
            let value = meta.value()?;
            match key.as_str() {
                "image" => options.image = Some(value.parse()?),
                "name" => options.name = Some(value.parse()?),
                "display_name" => options.display_name = Some(value.parse()?),
                "task_config" => options.task_config = Some(value.parse()?),
                _ => options.krate = value.parse()?,
            }
            seen.push(key);
            Ok(())
        });
        if let Err(error) = parser.parse2(tokens) {
            errors.push(error);
        }
        options
    }

    /// The name in the IR: the option, or the function's name with `-` for `_`.
    pub(crate) fn name(&self, ident: &syn::Ident, what: &str, errors: &mut Errors) -> String {
        let rule =
            "start with a lower-case letter and have only lower-case letters, digits and `-`, at most 128";
        match &self.name {
            Some(name) => {
                let text = name.value();
                if !is_name(&text) {
                    errors.at(name, format!("the name of a {what} must {rule}: found `{text}`"));
                }
                text
            }
            None => {
                let text = crate::model::plain(ident).replace('_', "-");
                let text = text.trim_matches('-').to_owned();
                if !is_name(&text) {
                    let message = format!(
                        "`{ident}` is no name of a {what}, which must {rule}; give one: `name = \"..\"`"
                    );
                    errors.at(ident, message);
                }
                text
            }
        }
    }
}

fn is_name(text: &str) -> bool {
    let body = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    body && text.len() <= 128 && text.starts_with(|c: char| c.is_ascii_lowercase()) && !text.ends_with('-')
}
