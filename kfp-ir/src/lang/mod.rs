//! The small languages inside the IR: placeholders and conditions.

pub mod condition;
