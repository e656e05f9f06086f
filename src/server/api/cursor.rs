//! How far somebody has read the list of changes: a place in the order of time, not a number of rows.
//!
//! A page that changes while somebody reads moves to the end of that order. So nothing before the
//! place is missed, whatever is published meanwhile; at most a page is given twice. To who reads it, a
//! cursor means nothing: it is hexadecimal, with a short hash that tells a cursor from what is not one.

use std::fmt::Write;

use jiff::Timestamp;

use crate::server::history::{Change, History};

/// Bytes of the hash.
const HASH: usize = 4;

/// Bytes of a time.
const TIME: usize = size_of::<i128>();

/// The longest that is read: ids are much shorter.
pub(super) const MAX_LEN: usize = 1024;

/// A cursor that stands behind `change`.
pub(super) fn encode(change: &Change) -> String {
    let mut bytes = change.at.as_nanosecond().to_be_bytes().to_vec();
    bytes.extend_from_slice(change.id.as_bytes());
    let hash = blake3::hash(&bytes);
    let all = hash.as_bytes()[..HASH].iter().chain(&bytes);
    all.fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The change behind which a cursor stands; none if this is no cursor.
pub(super) fn decode(text: &str) -> Option<Change> {
    if text.len() > MAX_LEN || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let digits = text.as_bytes().chunks_exact(2);
    let whole = digits.remainder().is_empty();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = digits.map(byte).collect();
    let bytes = bytes.filter(|_| whole)?;
    let (hash, rest) = bytes.split_at_checked(HASH)?;
    if blake3::hash(rest).as_bytes()[..HASH] != *hash {
        return None;
    }
    let (at, id) = rest.split_at_checked(TIME)?;
    let at = i128::from_be_bytes(at.try_into().ok()?);
    Some(Change {
        at: Timestamp::from_nanosecond(at).ok()?,
        id: String::from_utf8(id.to_vec()).ok()?,
    })
}

/// The number of the first change in a history that comes after the cursor. One that lies past the
/// newest change is of a history that was lost: then everything counts as changed.
pub(super) fn after(history: &History, cursor: &Change) -> usize {
    let changes = history.changes();
    match changes.last() {
        Some(newest) if newest < cursor => 0,
        _ => changes.partition_point(|change| change <= cursor),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_is_read_back(second in -60_000_000_000_i64..200_000_000_000, id in ".{0,40}") {
            let change = Change { at: Timestamp::from_second(second).unwrap(), id };
            let text = encode(&change);
            prop_assert_eq!(decode(&text), Some(change));
            prop_assert_eq!(decode(&text[1..]), None);
            prop_assert_eq!(decode(&text[..text.len() - 2]), None);
        }

        #[test]
        fn anything_else_is_none(text in "[0-9a-f]{0,90}|.{0,40}") {
            prop_assert_eq!(decode(&text), None);
        }
    }
}
