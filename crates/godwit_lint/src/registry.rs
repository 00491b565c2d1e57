//! The table of rules. Written by `cargo xtask gen` from the files under `rules`; do not edit.

use crate::rule::RuleDef;

#[path = "rules/style/increment_decrement.rs"]
mod style_increment_decrement;

/// Every rule, sorted by id.
pub static RULES: &[&RuleDef] = &[
    &style_increment_decrement::RULE,
];

/// The page of every rule, sorted by id.
#[cfg(feature = "pages")]
pub static PAGES: &[(&str, &str)] = &[
    ("style/increment-decrement", include_str!("rules/style/increment_decrement.md")),
];
