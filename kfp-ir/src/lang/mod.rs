//! The small languages inside the strings of the IR: placeholders, conditional arguments, conditions, selectors.

pub mod argument;
pub mod cel;
pub mod condition;
pub mod exec;
mod lexer;
mod parser;
pub mod placeholder;
pub mod selector;

#[cfg(test)]
mod cel_tests;
