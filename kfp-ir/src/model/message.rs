//! The one table behind a message: field, protobuf tag, JSON name. Every codec reads it.

/// Ties the fields of a struct to their protobuf tags and JSON names, in the order in which they are written.
///
/// From the table come the JSON and YAML form (`Serialize`, reading) and the binary form. A field of the
/// struct that is missing from the table does not compile.
///
/// A message that says `keeps unknown` has a field of that name, for fields that are not in the table.
macro_rules! message {
    ($name:ident inside Struct keeps unknown { $($table:tt)* }) => {
        message!(@ $name (true) [unknown] { $($table)* });
    };
    ($name:ident keeps unknown { $($table:tt)* }) => {
        message!(@ $name (false) [unknown] { $($table)* });
    };
    ($name:ident { $($table:tt)* }) => {
        message!(@ $name (false) [] { $($table)* });
    };
    (@ $name:ident ($inside:literal) [$($unknown:ident)?] { $($field:ident = $tag:literal, $json:literal;)* }) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::codec::field::serialize(self, serializer)
            }
        }

        impl $crate::codec::field::Message for $name {
            const NAME: &'static str = stringify!($name);
            const FIELDS: &'static [&'static str] = &[$($json),*];
            const INSIDE_STRUCT: bool = $inside;

            fn serialize_known<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct as _;
                use $crate::codec::field::{Field, Json};
                let $name { $($field,)* $($unknown: _,)? } = self;
                let len = 0 $(+ usize::from(!Field::is_absent($field)))*;
                let mut out = serializer.serialize_struct(stringify!($name), len)?;
                $(
                    if Field::is_absent($field) {
                        out.skip_field($json)?;
                    } else {
                        out.serialize_field($json, &Json($field))?;
                    }
                )*
                out.end()
            }

            $(
                fn unknown(&self) -> Option<&$crate::model::UnknownFields> {
                    Some(&self.$unknown)
                }

                fn unknown_mut(&mut self) -> Option<&mut $crate::model::UnknownFields> {
                    Some(&mut self.$unknown)
                }
            )?

            fn read_field(
                &mut self,
                name: &str,
                node: &mut $crate::codec::node::Node<'_>,
                at: $crate::path::At<'_>,
                cx: &mut $crate::codec::reading::Reading<'_>,
            ) -> bool {
                match name {
                    $($json => $crate::codec::field::Field::read(&mut self.$field, node, at, cx),)*
                    _ => return false,
                }
                true
            }

            #[cfg(feature = "proto")]
            fn encode_fields(
                &self,
                out: &mut $crate::codec::wire::Output,
            ) -> Result<(), $crate::codec::WriteError> {
                $(
                    $crate::codec::wire::WireField::encode(&self.$field, $tag, out)
                        .map_err(|e| e.within($json))?;
                )*
                Ok(())
            }

            #[cfg(feature = "proto")]
            fn merge_field(
                &mut self,
                tag: u32,
                payload: $crate::codec::wire::Payload<'_>,
                at: $crate::path::At<'_>,
                cx: &mut $crate::codec::reading::Reading<'_>,
            ) -> bool {
                match tag {
                    $($tag => $crate::codec::wire::WireField::merge(
                        &mut self.$field, payload, at.key($json), cx,
                    ),)*
                    _ => return false,
                }
                true
            }
        }
    };
}
