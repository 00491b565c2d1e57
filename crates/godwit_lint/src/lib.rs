//! The rules and what runs them: registry, dispatcher, suppression by comments.
//!
//! In: the parsed files of one package, the enabled rules, their options. Out: findings with fixes. Left out: reading files
//! and configuration, exclusions by path, applying fixes, printing. A rule lives in `rules/<family>/<rule>.rs` with its
//! page beside it; everything else here serves the rules.

pub mod callee;
pub mod comment_text;
mod dispatch;
pub mod enclosing;
pub mod error_names;
pub mod imports;
pub mod layout;
pub mod literal;
pub mod names;
mod nolint;
pub mod options;
mod package;
mod pass;
mod print_foreign;
pub mod print_format;
mod print_interfaces;
pub mod print_operand;
mod print_package;
pub mod print_wrappers;
#[rustfmt::skip]
mod registry;
mod rule;
pub mod same;
pub mod selection;
pub mod signature;
pub mod terminates;
pub mod types;

pub use dispatch::{Outcome, RuleSet, lint_file, lint_package, lint_package_and};
pub use nolint::{Directive, Match};
pub use options::{OptionDef, OptionValue, Settings};
pub use package::{Package, SourceUnit};
pub use pass::{Cx, Reported};
#[cfg(feature = "pages")]
pub use registry::PAGES;
pub use registry::RULES;
pub use rule::{Alias, Category, Check, FixKind, Needs, RuleDef, rule};

/// The page of a rule: its documentation and its test.
#[cfg(feature = "pages")]
pub fn page(id: &str) -> Option<&'static str> {
    PAGES.binary_search_by_key(&id, |p| p.0).ok().map(|i| PAGES[i].1)
}
