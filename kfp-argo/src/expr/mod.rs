//! Expressions of expr-lang, Argo's expression language, as a tree.
//!
//! All expression text is printed from the tree, so it is quoted right, never holds `{{` or `}}` (which would end an
//! expression tag early), and task and parameter names are always written in brackets.

mod ast;
mod build;
mod print;

pub use ast::{Expr, Op, Variable};
