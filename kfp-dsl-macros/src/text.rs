//! `text!`: a format string over values of a pipeline.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, Ident, LitStr, Path, Token};

use crate::errors::Errors;

/// What stands in the parentheses of the macro.
struct Text {
    krate: Path,
    format: LitStr,
    arguments: Vec<Argument>,
}

struct Argument {
    name: Option<Ident>,
    value: Expr,
}

impl Parse for Text {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let krate = input.call(Path::parse_mod_style)?;
        input.parse::<Token![;]>()?;
        let format = input.parse().map_err(|e| syn::Error::new(e.span(), "`text!` starts with a string"))?;
        let mut arguments = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let named = input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]);
            let name = named.then(|| input.parse::<Ident>()).transpose()?;
            if name.is_some() {
                input.parse::<Token![=]>()?;
            }
            arguments.push(Argument { name, value: input.parse()? });
        }
        Ok(Text { krate, format, arguments })
    }
}

/// A piece of the format string.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// `{}`
    Next,
    /// `{0}`
    Position(usize),
    /// `{name}`
    Name(String),
}

pub(crate) fn text(tokens: TokenStream) -> TokenStream {
    let Text { krate, format, arguments } = match syn::parse2(tokens) {
        Ok(text) => text,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let span = format.span();
    let mut next = 0;
    let mut used = vec![false; arguments.len()];
    let mut parts = Vec::new();
    for piece in pieces(&format.value(), span, &mut errors) {
        let position = match piece {
            Piece::Text(text) => {
                parts.push(quote!(.with(#text)));
                continue;
            }
            Piece::Next => {
                next += 1;
                next - 1
            }
            Piece::Position(position) => position,
            Piece::Name(name) => {
                match arguments.iter().position(|a| a.name.as_ref().is_some_and(|n| *n == name)) {
                    Some(position) => position,
                    None => {
                        let value = Ident::new(&name, span);
                        parts.push(part(&krate, span, &quote!(#value)));
                        continue;
                    }
                }
            }
        };
        match (arguments.get(position), used.get_mut(position)) {
            (Some(Argument { value, .. }), Some(used)) => {
                *used = true;
                parts.push(part(&krate, value.span(), &quote!(#value)));
            }
            _ => errors.at(
                &format,
                format!(
                    "`{}` has a place {position}, counted from 0, and no value is given for it",
                    format.value()
                ),
            ),
        }
    }
    for argument in arguments.iter().zip(used).filter(|(_, used)| !used).map(|(argument, _)| argument) {
        let value = crate::signature::shown(&argument.value);
        errors.at(&argument.value, format!("the text has no place for `{value}`; add `{{}}`"));
    }
    match errors.finish() {
        None => quote!(#krate::__private::Text::new()#(#parts)*),
        Some(errors) => quote!({ #errors #krate::__private::Text::new() }),
    }
}

/// At the tokens of the value, so that an error shows them.
fn part(krate: &Path, span: Span, value: &TokenStream) -> TokenStream {
    let place = crate::expand::at(krate, span);
    let into = quote_spanned!(span=> #place::__private::InText::into_text(#value));
    quote!(.with(#into))
}

fn pieces(format: &str, span: Span, errors: &mut Errors) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = format.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '{' | '}' if rest.peek() == Some(&c) => {
                rest.next();
                text.push(c);
            }
            '}' => errors.push(syn::Error::new(
                span,
                format!("`{text}}}` has a `}}` without `{{`; write `}}}}` for a brace"),
            )),
            '{' => {
                let mut inside = String::new();
                let mut closed = false;
                for c in rest.by_ref() {
                    closed = c == '}';
                    if closed {
                        break;
                    }
                    inside.push(c);
                }
                if !closed {
                    errors.push(syn::Error::new(
                        span,
                        format!("`{{{inside}` has no `}}`; write `{{{{` for a brace"),
                    ));
                    break;
                }
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                match place(inside.trim()) {
                    Ok(piece) => pieces.push(piece),
                    Err(message) => errors.push(syn::Error::new(span, message)),
                }
            }
            c => text.push(c),
        }
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    pieces
}

/// What stands between two braces.
fn place(inside: &str) -> Result<Piece, String> {
    if inside.is_empty() {
        return Ok(Piece::Next);
    }
    if let Ok(position) = inside.parse() {
        return Ok(Piece::Position(position));
    }
    if syn::parse_str::<Ident>(inside).is_ok() {
        return Ok(Piece::Name(inside.to_owned()));
    }
    Err(match inside.split_once(':') {
        Some((name, _)) => {
            format!("`{{{inside}}}`: the engine prints values in one way only; write `{{{}}}`", name.trim())
        }
        None => format!("`{{{inside}}}` is no name; write `{{}}` and give the value behind the text"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(format: &str) -> (Vec<Piece>, bool) {
        let mut errors = Errors::default();
        let pieces = pieces(format, Span::call_site(), &mut errors);
        (pieces, errors.finish().is_some())
    }

    #[test]
    fn format_strings_are_split() {
        let text = |t: &str| Piece::Text(t.to_owned());
        let (found, wrong) = split("a{{b}}{x}/{}{0}é");
        assert_eq!(
            found,
            [text("a{b}"), Piece::Name("x".into()), text("/"), Piece::Next, Piece::Position(0), text("é")]
        );
        assert!(!wrong);
        for bad in ["{", "}", "{x:?}", "{a.b}", "a } b", "{x} {y", "{x"] {
            assert!(split(bad).1, "{bad}");
        }
    }
}
