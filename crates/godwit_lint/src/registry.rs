//! The table of rules. Written by `cargo xtask gen` from the files under `rules`; do not edit.

use crate::rule::RuleDef;

#[path = "rules/pedantic/unused_parameter.rs"]
mod pedantic_unused_parameter;
#[path = "rules/style/blank_import.rs"]
mod style_blank_import;
#[path = "rules/style/context_not_first.rs"]
mod style_context_not_first;
#[path = "rules/style/dot_import.rs"]
mod style_dot_import;
#[path = "rules/style/duration_unit_suffix.rs"]
mod style_duration_unit_suffix;
#[path = "rules/style/else_after_return.rs"]
mod style_else_after_return;
#[path = "rules/style/error_not_last.rs"]
mod style_error_not_last;
#[path = "rules/style/error_string_form.rs"]
mod style_error_string_form;
#[path = "rules/style/error_variable_name.rs"]
mod style_error_variable_name;
#[path = "rules/style/errors_new_sprintf.rs"]
mod style_errors_new_sprintf;
#[path = "rules/style/increment_decrement.rs"]
mod style_increment_decrement;
#[path = "rules/style/receiver_name.rs"]
mod style_receiver_name;
#[path = "rules/style/redundant_declaration.rs"]
mod style_redundant_declaration;
#[path = "rules/style/redundant_range_value.rs"]
mod style_redundant_range_value;
#[path = "rules/style/superfluous_else.rs"]
mod style_superfluous_else;
#[path = "rules/style/unexported_return.rs"]
mod style_unexported_return;
#[path = "rules/suspicious/basic_context_key.rs"]
mod suspicious_basic_context_key;
#[path = "rules/suspicious/empty_block.rs"]
mod suspicious_empty_block;
#[path = "rules/suspicious/redefined_builtin.rs"]
mod suspicious_redefined_builtin;
#[path = "rules/suspicious/unreachable_code.rs"]
mod suspicious_unreachable_code;

/// Every rule, sorted by id.
pub static RULES: &[&RuleDef] = &[
    &pedantic_unused_parameter::RULE,
    &style_blank_import::RULE,
    &style_context_not_first::RULE,
    &style_dot_import::RULE,
    &style_duration_unit_suffix::RULE,
    &style_else_after_return::RULE,
    &style_error_not_last::RULE,
    &style_error_string_form::RULE,
    &style_error_variable_name::RULE,
    &style_errors_new_sprintf::RULE,
    &style_increment_decrement::RULE,
    &style_receiver_name::RULE,
    &style_redundant_declaration::RULE,
    &style_redundant_range_value::RULE,
    &style_superfluous_else::RULE,
    &style_unexported_return::RULE,
    &suspicious_basic_context_key::RULE,
    &suspicious_empty_block::RULE,
    &suspicious_redefined_builtin::RULE,
    &suspicious_unreachable_code::RULE,
];

/// The page of every rule, sorted by id.
#[cfg(feature = "pages")]
pub static PAGES: &[(&str, &str)] = &[
    ("pedantic/unused-parameter", include_str!("rules/pedantic/unused_parameter.md")),
    ("style/blank-import", include_str!("rules/style/blank_import.md")),
    ("style/context-not-first", include_str!("rules/style/context_not_first.md")),
    ("style/dot-import", include_str!("rules/style/dot_import.md")),
    ("style/duration-unit-suffix", include_str!("rules/style/duration_unit_suffix.md")),
    ("style/else-after-return", include_str!("rules/style/else_after_return.md")),
    ("style/error-not-last", include_str!("rules/style/error_not_last.md")),
    ("style/error-string-form", include_str!("rules/style/error_string_form.md")),
    ("style/error-variable-name", include_str!("rules/style/error_variable_name.md")),
    ("style/errors-new-sprintf", include_str!("rules/style/errors_new_sprintf.md")),
    ("style/increment-decrement", include_str!("rules/style/increment_decrement.md")),
    ("style/receiver-name", include_str!("rules/style/receiver_name.md")),
    ("style/redundant-declaration", include_str!("rules/style/redundant_declaration.md")),
    ("style/redundant-range-value", include_str!("rules/style/redundant_range_value.md")),
    ("style/superfluous-else", include_str!("rules/style/superfluous_else.md")),
    ("style/unexported-return", include_str!("rules/style/unexported_return.md")),
    ("suspicious/basic-context-key", include_str!("rules/suspicious/basic_context_key.md")),
    ("suspicious/empty-block", include_str!("rules/suspicious/empty_block.md")),
    ("suspicious/redefined-builtin", include_str!("rules/suspicious/redefined_builtin.md")),
    ("suspicious/unreachable-code", include_str!("rules/suspicious/unreachable_code.md")),
];
