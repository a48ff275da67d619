//! The codecs from outside: what is read and written, and what is refused.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code; the exemption for tests covers test functions only"
)]

mod corpus;
mod forms;
mod hostile_files;
mod hostile_strings;
mod layout;
mod mutations;
mod planting;
mod round_trip;
