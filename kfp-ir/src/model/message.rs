//! The one table behind a message: field, protobuf tag, JSON name. Every codec reads it.

/// Ties the fields of a struct to their protobuf tags and JSON names, in the order in which they are written.
///
/// A field of the struct that is missing from the table does not compile.
macro_rules! message {
    ($name:ident { $($field:ident = $tag:literal, $json:literal;)* }) => {
        const _: () = {
            #[expect(dead_code, reason = "exists to compare the table with the struct")]
            fn every_field_is_listed($name { $($field: _),* }: $name) {}
        };
    };
}
