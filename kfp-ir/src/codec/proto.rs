//! The protobuf binary form of the model, both ways.

use crate::codec::field::Message;
use crate::codec::reading::Reading;
use crate::codec::wire::{Output, merge_message};
use crate::codec::{ReadError, WriteError};
use crate::path::At;

/// Writes a message in protobuf's binary form. Maps are in the order of their keys: equal messages give equal bytes.
///
/// The deployment spec of a pipeline and the executors of a platform travel as `google.protobuf.Struct`.
///
/// # Errors
///
/// For NaN and infinities inside values, and for messages nested deeper than the 100 levels that protobuf libraries
/// read. A map inside a value takes three levels, a list two.
///
/// ```
/// use kfp_ir::{codec::proto, model::PipelineInfo};
/// let info = PipelineInfo { name: "hello".into(), ..Default::default() };
/// let bytes = proto::encode(&info)?;
/// assert_eq!(bytes, b"\x0a\x05hello");
/// assert_eq!(proto::decode::<PipelineInfo>(&bytes)?, info);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn encode<M: Message>(message: &M) -> Result<Vec<u8>, WriteError> {
    let mut out = Output::default();
    message.encode_fields(&mut out)?;
    Ok(out.bytes)
}

/// Reads a message from protobuf's binary form.
///
/// # Errors
///
/// Everything that does not fit the message, with its path: see [`ReadError`]. Unknown fields are errors, as they are in
/// the text forms.
pub fn decode<M: Message>(bytes: &[u8]) -> Result<M, ReadError> {
    let mut cx = Reading::default();
    let mut message = M::default();
    merge_message(&mut message, bytes, At::default(), &mut cx);
    if cx.failed() { Err(ReadError { findings: cx.findings }) } else { Ok(message) }
}
