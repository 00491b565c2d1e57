//! The generators. Each reads sources of the repository and returns [`Generated`] files; none writes.

mod registry;

use super::Generated;
use crate::{Result, repo};

pub fn all() -> Result<Vec<Generated>> {
    Ok(vec![registry::generate(&repo::root())?])
}
