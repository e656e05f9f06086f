//! Answers.

use crate::content::PageId;

/// Words of the guide that answer outright.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The page they stand on.
    pub id: PageId,
}
