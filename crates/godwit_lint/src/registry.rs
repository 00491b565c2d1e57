//! The table of rules. Written by `cargo xtask gen` from the files under `rules`; do not edit.

use crate::rule::RuleDef;

#[path = "rules/correctness/bad_flag_name.rs"]
mod correctness_bad_flag_name;
#[path = "rules/correctness/cancelling_pointer_operators.rs"]
mod correctness_cancelling_pointer_operators;
#[path = "rules/correctness/contradictory_condition.rs"]
mod correctness_contradictory_condition;
#[path = "rules/correctness/copied_lock.rs"]
mod correctness_copied_lock;
#[path = "rules/correctness/defer_in_endless_loop.rs"]
mod correctness_defer_in_endless_loop;
#[path = "rules/correctness/double_negation.rs"]
mod correctness_double_negation;
#[path = "rules/correctness/duplicate_case.rs"]
mod correctness_duplicate_case;
#[path = "rules/correctness/errors_as_target.rs"]
mod correctness_errors_as_target;
#[path = "rules/correctness/flag_dereference.rs"]
mod correctness_flag_dereference;
#[path = "rules/correctness/identical_operands.rs"]
mod correctness_identical_operands;
#[path = "rules/correctness/index_at_length.rs"]
mod correctness_index_at_length;
#[path = "rules/correctness/malformed_build_tag.rs"]
mod correctness_malformed_build_tag;
#[path = "rules/correctness/malformed_struct_tag.rs"]
mod correctness_malformed_struct_tag;
#[path = "rules/correctness/misplaced_directive.rs"]
mod correctness_misplaced_directive;
#[path = "rules/correctness/pointless_call.rs"]
mod correctness_pointless_call;
#[path = "rules/correctness/printf_mismatch.rs"]
mod correctness_printf_mismatch;
#[path = "rules/correctness/spinning_select.rs"]
mod correctness_spinning_select;
#[path = "rules/correctness/suspicious_map_key.rs"]
mod correctness_suspicious_map_key;
#[path = "rules/correctness/unbuffered_signal_channel.rs"]
mod correctness_unbuffered_signal_channel;
#[path = "rules/correctness/unchecked_error.rs"]
mod correctness_unchecked_error;
#[path = "rules/correctness/untrappable_signal.rs"]
mod correctness_untrappable_signal;
#[path = "rules/correctness/unused_result.rs"]
mod correctness_unused_result;
#[path = "rules/correctness/unwrapped_error.rs"]
mod correctness_unwrapped_error;
#[path = "rules/pedantic/builtin_name.rs"]
mod pedantic_builtin_name;
#[path = "rules/pedantic/capitalized_error_text.rs"]
mod pedantic_capitalized_error_text;
#[path = "rules/pedantic/comment_spacing.rs"]
mod pedantic_comment_spacing;
#[path = "rules/pedantic/constant_format.rs"]
mod pedantic_constant_format;
#[path = "rules/pedantic/context_after_testing.rs"]
mod pedantic_context_after_testing;
#[path = "rules/pedantic/dot_import_in_test.rs"]
mod pedantic_dot_import_in_test;
#[path = "rules/pedantic/duration_variable_name.rs"]
mod pedantic_duration_variable_name;
#[path = "rules/pedantic/empty_branch.rs"]
mod pedantic_empty_branch;
#[path = "rules/pedantic/environment_outside_config.rs"]
mod pedantic_environment_outside_config;
#[path = "rules/pedantic/error_before_bool.rs"]
mod pedantic_error_before_bool;
#[path = "rules/pedantic/error_text_noise.rs"]
mod pedantic_error_text_noise;
#[path = "rules/pedantic/exit_outside_entry_point.rs"]
mod pedantic_exit_outside_entry_point;
#[path = "rules/pedantic/export_comment_form.rs"]
mod pedantic_export_comment_form;
#[path = "rules/pedantic/idle_block.rs"]
mod pedantic_idle_block;
#[path = "rules/pedantic/import_under_two_names.rs"]
mod pedantic_import_under_two_names;
#[path = "rules/pedantic/package_comment.rs"]
mod pedantic_package_comment;
#[path = "rules/pedantic/repeated_import.rs"]
mod pedantic_repeated_import;
#[path = "rules/pedantic/switch_without_default.rs"]
mod pedantic_switch_without_default;
#[path = "rules/pedantic/undocumented_export.rs"]
mod pedantic_undocumented_export;
#[path = "rules/pedantic/undocumented_package.rs"]
mod pedantic_undocumented_package;
#[path = "rules/pedantic/unnecessary_statement.rs"]
mod pedantic_unnecessary_statement;
#[path = "rules/pedantic/unused_parameter.rs"]
mod pedantic_unused_parameter;
#[path = "rules/performance/case_converting_comparison.rs"]
mod performance_case_converting_comparison;
#[path = "rules/security/bidirectional_text.rs"]
mod security_bidirectional_text;
#[path = "rules/security/default_serve_mux.rs"]
mod security_default_serve_mux;
#[path = "rules/security/exposed_pprof.rs"]
mod security_exposed_pprof;
#[path = "rules/security/server_without_timeouts.rs"]
mod security_server_without_timeouts;
#[path = "rules/security/weak_tls.rs"]
mod security_weak_tls;
#[path = "rules/security/xss_protection_header.rs"]
mod security_xss_protection_header;
#[path = "rules/style/assignment_operator.rs"]
mod style_assignment_operator;
#[path = "rules/style/blank_import.rs"]
mod style_blank_import;
#[path = "rules/style/blank_range.rs"]
mod style_blank_range;
#[path = "rules/style/boolean_literal_operand.rs"]
mod style_boolean_literal_operand;
#[path = "rules/style/capitalized_parameter.rs"]
mod style_capitalized_parameter;
#[path = "rules/style/checked_constant_regexp.rs"]
mod style_checked_constant_regexp;
#[path = "rules/style/comment_without_space.rs"]
mod style_comment_without_space;
#[path = "rules/style/context_not_first.rs"]
mod style_context_not_first;
#[path = "rules/style/default_case_in_middle.rs"]
mod style_default_case_in_middle;
#[path = "rules/style/dot_import.rs"]
mod style_dot_import;
#[path = "rules/style/doubly_escaped_regexp.rs"]
mod style_doubly_escaped_regexp;
#[path = "rules/style/duplicate_import.rs"]
mod style_duplicate_import;
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
#[path = "rules/style/format.rs"]
mod style_format;
#[path = "rules/style/http_status_number.rs"]
mod style_http_status_number;
#[path = "rules/style/if_else_chain.rs"]
mod style_if_else_chain;
#[path = "rules/style/increment_decrement.rs"]
mod style_increment_decrement;
#[path = "rules/style/index_containment.rs"]
mod style_index_containment;
#[path = "rules/style/infinite_loop_condition.rs"]
mod style_infinite_loop_condition;
#[path = "rules/style/interface_name_affix.rs"]
mod style_interface_name_affix;
#[path = "rules/style/manual_since.rs"]
mod style_manual_since;
#[path = "rules/style/manual_swap.rs"]
mod style_manual_swap;
#[path = "rules/style/mixed_receiver_names.rs"]
mod style_mixed_receiver_names;
#[path = "rules/style/nested_else_if.rs"]
mod style_nested_else_if;
#[path = "rules/style/new_dereference.rs"]
mod style_new_dereference;
#[path = "rules/style/package_name_form.rs"]
mod style_package_name_form;
#[path = "rules/style/receiver_name.rs"]
mod style_receiver_name;
#[path = "rules/style/redundant_blank_assignment.rs"]
mod style_redundant_blank_assignment;
#[path = "rules/style/redundant_bool_comparison.rs"]
mod style_redundant_bool_comparison;
#[path = "rules/style/redundant_control_flow.rs"]
mod style_redundant_control_flow;
#[path = "rules/style/redundant_count_argument.rs"]
mod style_redundant_count_argument;
#[path = "rules/style/redundant_declaration.rs"]
mod style_redundant_declaration;
#[path = "rules/style/redundant_make_argument.rs"]
mod style_redundant_make_argument;
#[path = "rules/style/redundant_range_value.rs"]
mod style_redundant_range_value;
#[path = "rules/style/redundant_sprint.rs"]
mod style_redundant_sprint;
#[path = "rules/style/returned_condition.rs"]
mod style_returned_condition;
#[path = "rules/style/single_case_select.rs"]
mod style_single_case_select;
#[path = "rules/style/single_case_switch.rs"]
mod style_single_case_switch;
#[path = "rules/style/slice_to_length.rs"]
mod style_slice_to_length;
#[path = "rules/style/split_declaration.rs"]
mod style_split_declaration;
#[path = "rules/style/sprint_of_string.rs"]
mod style_sprint_of_string;
#[path = "rules/style/sprintf_in_test_error.rs"]
mod style_sprintf_in_test_error;
#[path = "rules/style/stuttering_name.rs"]
mod style_stuttering_name;
#[path = "rules/style/superfluous_else.rs"]
mod style_superfluous_else;
#[path = "rules/style/switch_true.rs"]
mod style_switch_true;
#[path = "rules/style/type_switch_without_variable.rs"]
mod style_type_switch_without_variable;
#[path = "rules/style/unconventional_name.rs"]
mod style_unconventional_name;
#[path = "rules/style/unexported_return.rs"]
mod style_unexported_return;
#[path = "rules/style/yoda_condition.rs"]
mod style_yoda_condition;
#[path = "rules/suspicious/abandoned_import.rs"]
mod suspicious_abandoned_import;
#[path = "rules/suspicious/basic_context_key.rs"]
mod suspicious_basic_context_key;
#[path = "rules/suspicious/context_todo.rs"]
mod suspicious_context_todo;
#[path = "rules/suspicious/duplicate_argument.rs"]
mod suspicious_duplicate_argument;
#[path = "rules/suspicious/duplicate_branch.rs"]
mod suspicious_duplicate_branch;
#[path = "rules/suspicious/empty_block.rs"]
mod suspicious_empty_block;
#[path = "rules/suspicious/exit_after_defer.rs"]
mod suspicious_exit_after_defer;
#[path = "rules/suspicious/exit_outside_main.rs"]
mod suspicious_exit_outside_main;
#[path = "rules/suspicious/invisible_character.rs"]
mod suspicious_invisible_character;
#[path = "rules/suspicious/logged_and_returned.rs"]
mod suspicious_logged_and_returned;
#[path = "rules/suspicious/malformed_deprecation.rs"]
mod suspicious_malformed_deprecation;
#[path = "rules/suspicious/malformed_generated_marker.rs"]
mod suspicious_malformed_generated_marker;
#[path = "rules/suspicious/obvious_length_comparison.rs"]
mod suspicious_obvious_length_comparison;
#[path = "rules/suspicious/redefined_builtin.rs"]
mod suspicious_redefined_builtin;
#[path = "rules/suspicious/repeated_switch_condition.rs"]
mod suspicious_repeated_switch_condition;
#[path = "rules/suspicious/server_closed_comparison.rs"]
mod suspicious_server_closed_comparison;
#[path = "rules/suspicious/sleep_in_test.rs"]
mod suspicious_sleep_in_test;
#[path = "rules/suspicious/statement_after_exit.rs"]
mod suspicious_statement_after_exit;
#[path = "rules/suspicious/unreachable_code.rs"]
mod suspicious_unreachable_code;
#[path = "rules/suspicious/useless_break.rs"]
mod suspicious_useless_break;

/// Every rule, sorted by id.
pub static RULES: &[&RuleDef] = &[
    &correctness_bad_flag_name::RULE,
    &correctness_cancelling_pointer_operators::RULE,
    &correctness_contradictory_condition::RULE,
    &correctness_copied_lock::RULE,
    &correctness_defer_in_endless_loop::RULE,
    &correctness_double_negation::RULE,
    &correctness_duplicate_case::RULE,
    &correctness_errors_as_target::RULE,
    &correctness_flag_dereference::RULE,
    &correctness_identical_operands::RULE,
    &correctness_index_at_length::RULE,
    &correctness_malformed_build_tag::RULE,
    &correctness_malformed_struct_tag::RULE,
    &correctness_misplaced_directive::RULE,
    &correctness_pointless_call::RULE,
    &correctness_printf_mismatch::RULE,
    &correctness_spinning_select::RULE,
    &correctness_suspicious_map_key::RULE,
    &correctness_unbuffered_signal_channel::RULE,
    &correctness_unchecked_error::RULE,
    &correctness_untrappable_signal::RULE,
    &correctness_unused_result::RULE,
    &correctness_unwrapped_error::RULE,
    &pedantic_builtin_name::RULE,
    &pedantic_capitalized_error_text::RULE,
    &pedantic_comment_spacing::RULE,
    &pedantic_constant_format::RULE,
    &pedantic_context_after_testing::RULE,
    &pedantic_dot_import_in_test::RULE,
    &pedantic_duration_variable_name::RULE,
    &pedantic_empty_branch::RULE,
    &pedantic_environment_outside_config::RULE,
    &pedantic_error_before_bool::RULE,
    &pedantic_error_text_noise::RULE,
    &pedantic_exit_outside_entry_point::RULE,
    &pedantic_export_comment_form::RULE,
    &pedantic_idle_block::RULE,
    &pedantic_import_under_two_names::RULE,
    &pedantic_package_comment::RULE,
    &pedantic_repeated_import::RULE,
    &pedantic_switch_without_default::RULE,
    &pedantic_undocumented_export::RULE,
    &pedantic_undocumented_package::RULE,
    &pedantic_unnecessary_statement::RULE,
    &pedantic_unused_parameter::RULE,
    &performance_case_converting_comparison::RULE,
    &security_bidirectional_text::RULE,
    &security_default_serve_mux::RULE,
    &security_exposed_pprof::RULE,
    &security_server_without_timeouts::RULE,
    &security_weak_tls::RULE,
    &security_xss_protection_header::RULE,
    &style_assignment_operator::RULE,
    &style_blank_import::RULE,
    &style_blank_range::RULE,
    &style_boolean_literal_operand::RULE,
    &style_capitalized_parameter::RULE,
    &style_checked_constant_regexp::RULE,
    &style_comment_without_space::RULE,
    &style_context_not_first::RULE,
    &style_default_case_in_middle::RULE,
    &style_dot_import::RULE,
    &style_doubly_escaped_regexp::RULE,
    &style_duplicate_import::RULE,
    &style_duration_unit_suffix::RULE,
    &style_else_after_return::RULE,
    &style_error_not_last::RULE,
    &style_error_string_form::RULE,
    &style_error_variable_name::RULE,
    &style_errors_new_sprintf::RULE,
    &style_format::RULE,
    &style_http_status_number::RULE,
    &style_if_else_chain::RULE,
    &style_increment_decrement::RULE,
    &style_index_containment::RULE,
    &style_infinite_loop_condition::RULE,
    &style_interface_name_affix::RULE,
    &style_manual_since::RULE,
    &style_manual_swap::RULE,
    &style_mixed_receiver_names::RULE,
    &style_nested_else_if::RULE,
    &style_new_dereference::RULE,
    &style_package_name_form::RULE,
    &style_receiver_name::RULE,
    &style_redundant_blank_assignment::RULE,
    &style_redundant_bool_comparison::RULE,
    &style_redundant_control_flow::RULE,
    &style_redundant_count_argument::RULE,
    &style_redundant_declaration::RULE,
    &style_redundant_make_argument::RULE,
    &style_redundant_range_value::RULE,
    &style_redundant_sprint::RULE,
    &style_returned_condition::RULE,
    &style_single_case_select::RULE,
    &style_single_case_switch::RULE,
    &style_slice_to_length::RULE,
    &style_split_declaration::RULE,
    &style_sprint_of_string::RULE,
    &style_sprintf_in_test_error::RULE,
    &style_stuttering_name::RULE,
    &style_superfluous_else::RULE,
    &style_switch_true::RULE,
    &style_type_switch_without_variable::RULE,
    &style_unconventional_name::RULE,
    &style_unexported_return::RULE,
    &style_yoda_condition::RULE,
    &suspicious_abandoned_import::RULE,
    &suspicious_basic_context_key::RULE,
    &suspicious_context_todo::RULE,
    &suspicious_duplicate_argument::RULE,
    &suspicious_duplicate_branch::RULE,
    &suspicious_empty_block::RULE,
    &suspicious_exit_after_defer::RULE,
    &suspicious_exit_outside_main::RULE,
    &suspicious_invisible_character::RULE,
    &suspicious_logged_and_returned::RULE,
    &suspicious_malformed_deprecation::RULE,
    &suspicious_malformed_generated_marker::RULE,
    &suspicious_obvious_length_comparison::RULE,
    &suspicious_redefined_builtin::RULE,
    &suspicious_repeated_switch_condition::RULE,
    &suspicious_server_closed_comparison::RULE,
    &suspicious_sleep_in_test::RULE,
    &suspicious_statement_after_exit::RULE,
    &suspicious_unreachable_code::RULE,
    &suspicious_useless_break::RULE,
];

/// The page of every rule, sorted by id.
#[cfg(feature = "pages")]
pub static PAGES: &[(&str, &str)] = &[
    ("correctness/bad-flag-name", include_str!("rules/correctness/bad_flag_name.md")),
    ("correctness/cancelling-pointer-operators", include_str!("rules/correctness/cancelling_pointer_operators.md")),
    ("correctness/contradictory-condition", include_str!("rules/correctness/contradictory_condition.md")),
    ("correctness/copied-lock", include_str!("rules/correctness/copied_lock.md")),
    ("correctness/defer-in-endless-loop", include_str!("rules/correctness/defer_in_endless_loop.md")),
    ("correctness/double-negation", include_str!("rules/correctness/double_negation.md")),
    ("correctness/duplicate-case", include_str!("rules/correctness/duplicate_case.md")),
    ("correctness/errors-as-target", include_str!("rules/correctness/errors_as_target.md")),
    ("correctness/flag-dereference", include_str!("rules/correctness/flag_dereference.md")),
    ("correctness/identical-operands", include_str!("rules/correctness/identical_operands.md")),
    ("correctness/index-at-length", include_str!("rules/correctness/index_at_length.md")),
    ("correctness/malformed-build-tag", include_str!("rules/correctness/malformed_build_tag.md")),
    ("correctness/malformed-struct-tag", include_str!("rules/correctness/malformed_struct_tag.md")),
    ("correctness/misplaced-directive", include_str!("rules/correctness/misplaced_directive.md")),
    ("correctness/pointless-call", include_str!("rules/correctness/pointless_call.md")),
    ("correctness/printf-mismatch", include_str!("rules/correctness/printf_mismatch.md")),
    ("correctness/spinning-select", include_str!("rules/correctness/spinning_select.md")),
    ("correctness/suspicious-map-key", include_str!("rules/correctness/suspicious_map_key.md")),
    ("correctness/unbuffered-signal-channel", include_str!("rules/correctness/unbuffered_signal_channel.md")),
    ("correctness/unchecked-error", include_str!("rules/correctness/unchecked_error.md")),
    ("correctness/untrappable-signal", include_str!("rules/correctness/untrappable_signal.md")),
    ("correctness/unused-result", include_str!("rules/correctness/unused_result.md")),
    ("correctness/unwrapped-error", include_str!("rules/correctness/unwrapped_error.md")),
    ("pedantic/builtin-name", include_str!("rules/pedantic/builtin_name.md")),
    ("pedantic/capitalized-error-text", include_str!("rules/pedantic/capitalized_error_text.md")),
    ("pedantic/comment-spacing", include_str!("rules/pedantic/comment_spacing.md")),
    ("pedantic/constant-format", include_str!("rules/pedantic/constant_format.md")),
    ("pedantic/context-after-testing", include_str!("rules/pedantic/context_after_testing.md")),
    ("pedantic/dot-import-in-test", include_str!("rules/pedantic/dot_import_in_test.md")),
    ("pedantic/duration-variable-name", include_str!("rules/pedantic/duration_variable_name.md")),
    ("pedantic/empty-branch", include_str!("rules/pedantic/empty_branch.md")),
    ("pedantic/environment-outside-config", include_str!("rules/pedantic/environment_outside_config.md")),
    ("pedantic/error-before-bool", include_str!("rules/pedantic/error_before_bool.md")),
    ("pedantic/error-text-noise", include_str!("rules/pedantic/error_text_noise.md")),
    ("pedantic/exit-outside-entry-point", include_str!("rules/pedantic/exit_outside_entry_point.md")),
    ("pedantic/export-comment-form", include_str!("rules/pedantic/export_comment_form.md")),
    ("pedantic/idle-block", include_str!("rules/pedantic/idle_block.md")),
    ("pedantic/import-under-two-names", include_str!("rules/pedantic/import_under_two_names.md")),
    ("pedantic/package-comment", include_str!("rules/pedantic/package_comment.md")),
    ("pedantic/repeated-import", include_str!("rules/pedantic/repeated_import.md")),
    ("pedantic/switch-without-default", include_str!("rules/pedantic/switch_without_default.md")),
    ("pedantic/undocumented-export", include_str!("rules/pedantic/undocumented_export.md")),
    ("pedantic/undocumented-package", include_str!("rules/pedantic/undocumented_package.md")),
    ("pedantic/unnecessary-statement", include_str!("rules/pedantic/unnecessary_statement.md")),
    ("pedantic/unused-parameter", include_str!("rules/pedantic/unused_parameter.md")),
    ("performance/case-converting-comparison", include_str!("rules/performance/case_converting_comparison.md")),
    ("security/bidirectional-text", include_str!("rules/security/bidirectional_text.md")),
    ("security/default-serve-mux", include_str!("rules/security/default_serve_mux.md")),
    ("security/exposed-pprof", include_str!("rules/security/exposed_pprof.md")),
    ("security/server-without-timeouts", include_str!("rules/security/server_without_timeouts.md")),
    ("security/weak-tls", include_str!("rules/security/weak_tls.md")),
    ("security/xss-protection-header", include_str!("rules/security/xss_protection_header.md")),
    ("style/assignment-operator", include_str!("rules/style/assignment_operator.md")),
    ("style/blank-import", include_str!("rules/style/blank_import.md")),
    ("style/blank-range", include_str!("rules/style/blank_range.md")),
    ("style/boolean-literal-operand", include_str!("rules/style/boolean_literal_operand.md")),
    ("style/capitalized-parameter", include_str!("rules/style/capitalized_parameter.md")),
    ("style/checked-constant-regexp", include_str!("rules/style/checked_constant_regexp.md")),
    ("style/comment-without-space", include_str!("rules/style/comment_without_space.md")),
    ("style/context-not-first", include_str!("rules/style/context_not_first.md")),
    ("style/default-case-in-middle", include_str!("rules/style/default_case_in_middle.md")),
    ("style/dot-import", include_str!("rules/style/dot_import.md")),
    ("style/doubly-escaped-regexp", include_str!("rules/style/doubly_escaped_regexp.md")),
    ("style/duplicate-import", include_str!("rules/style/duplicate_import.md")),
    ("style/duration-unit-suffix", include_str!("rules/style/duration_unit_suffix.md")),
    ("style/else-after-return", include_str!("rules/style/else_after_return.md")),
    ("style/error-not-last", include_str!("rules/style/error_not_last.md")),
    ("style/error-string-form", include_str!("rules/style/error_string_form.md")),
    ("style/error-variable-name", include_str!("rules/style/error_variable_name.md")),
    ("style/errors-new-sprintf", include_str!("rules/style/errors_new_sprintf.md")),
    ("style/format", include_str!("rules/style/format.md")),
    ("style/http-status-number", include_str!("rules/style/http_status_number.md")),
    ("style/if-else-chain", include_str!("rules/style/if_else_chain.md")),
    ("style/increment-decrement", include_str!("rules/style/increment_decrement.md")),
    ("style/index-containment", include_str!("rules/style/index_containment.md")),
    ("style/infinite-loop-condition", include_str!("rules/style/infinite_loop_condition.md")),
    ("style/interface-name-affix", include_str!("rules/style/interface_name_affix.md")),
    ("style/manual-since", include_str!("rules/style/manual_since.md")),
    ("style/manual-swap", include_str!("rules/style/manual_swap.md")),
    ("style/mixed-receiver-names", include_str!("rules/style/mixed_receiver_names.md")),
    ("style/nested-else-if", include_str!("rules/style/nested_else_if.md")),
    ("style/new-dereference", include_str!("rules/style/new_dereference.md")),
    ("style/package-name-form", include_str!("rules/style/package_name_form.md")),
    ("style/receiver-name", include_str!("rules/style/receiver_name.md")),
    ("style/redundant-blank-assignment", include_str!("rules/style/redundant_blank_assignment.md")),
    ("style/redundant-bool-comparison", include_str!("rules/style/redundant_bool_comparison.md")),
    ("style/redundant-control-flow", include_str!("rules/style/redundant_control_flow.md")),
    ("style/redundant-count-argument", include_str!("rules/style/redundant_count_argument.md")),
    ("style/redundant-declaration", include_str!("rules/style/redundant_declaration.md")),
    ("style/redundant-make-argument", include_str!("rules/style/redundant_make_argument.md")),
    ("style/redundant-range-value", include_str!("rules/style/redundant_range_value.md")),
    ("style/redundant-sprint", include_str!("rules/style/redundant_sprint.md")),
    ("style/returned-condition", include_str!("rules/style/returned_condition.md")),
    ("style/single-case-select", include_str!("rules/style/single_case_select.md")),
    ("style/single-case-switch", include_str!("rules/style/single_case_switch.md")),
    ("style/slice-to-length", include_str!("rules/style/slice_to_length.md")),
    ("style/split-declaration", include_str!("rules/style/split_declaration.md")),
    ("style/sprint-of-string", include_str!("rules/style/sprint_of_string.md")),
    ("style/sprintf-in-test-error", include_str!("rules/style/sprintf_in_test_error.md")),
    ("style/stuttering-name", include_str!("rules/style/stuttering_name.md")),
    ("style/superfluous-else", include_str!("rules/style/superfluous_else.md")),
    ("style/switch-true", include_str!("rules/style/switch_true.md")),
    ("style/type-switch-without-variable", include_str!("rules/style/type_switch_without_variable.md")),
    ("style/unconventional-name", include_str!("rules/style/unconventional_name.md")),
    ("style/unexported-return", include_str!("rules/style/unexported_return.md")),
    ("style/yoda-condition", include_str!("rules/style/yoda_condition.md")),
    ("suspicious/abandoned-import", include_str!("rules/suspicious/abandoned_import.md")),
    ("suspicious/basic-context-key", include_str!("rules/suspicious/basic_context_key.md")),
    ("suspicious/context-todo", include_str!("rules/suspicious/context_todo.md")),
    ("suspicious/duplicate-argument", include_str!("rules/suspicious/duplicate_argument.md")),
    ("suspicious/duplicate-branch", include_str!("rules/suspicious/duplicate_branch.md")),
    ("suspicious/empty-block", include_str!("rules/suspicious/empty_block.md")),
    ("suspicious/exit-after-defer", include_str!("rules/suspicious/exit_after_defer.md")),
    ("suspicious/exit-outside-main", include_str!("rules/suspicious/exit_outside_main.md")),
    ("suspicious/invisible-character", include_str!("rules/suspicious/invisible_character.md")),
    ("suspicious/logged-and-returned", include_str!("rules/suspicious/logged_and_returned.md")),
    ("suspicious/malformed-deprecation", include_str!("rules/suspicious/malformed_deprecation.md")),
    ("suspicious/malformed-generated-marker", include_str!("rules/suspicious/malformed_generated_marker.md")),
    ("suspicious/obvious-length-comparison", include_str!("rules/suspicious/obvious_length_comparison.md")),
    ("suspicious/redefined-builtin", include_str!("rules/suspicious/redefined_builtin.md")),
    ("suspicious/repeated-switch-condition", include_str!("rules/suspicious/repeated_switch_condition.md")),
    ("suspicious/server-closed-comparison", include_str!("rules/suspicious/server_closed_comparison.md")),
    ("suspicious/sleep-in-test", include_str!("rules/suspicious/sleep_in_test.md")),
    ("suspicious/statement-after-exit", include_str!("rules/suspicious/statement_after_exit.md")),
    ("suspicious/unreachable-code", include_str!("rules/suspicious/unreachable_code.md")),
    ("suspicious/useless-break", include_str!("rules/suspicious/useless_break.md")),
];
