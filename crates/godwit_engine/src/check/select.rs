//! The registry's rules as the selection sees them.

use godwit_lint::{Needs, RULES};

use crate::config::{Config, OWN_LINTER, RuleInfo};

/// The checks of revive that run where a configuration enables revive and says no more.
const REVIVE_DEFAULTS: &[&str] = &[
    "blank-imports",
    "context-as-argument",
    "context-keys-type",
    "dot-imports",
    "empty-block",
    "error-naming",
    "error-return",
    "error-strings",
    "errorf",
    "exported",
    "increment-decrement",
    "indent-error-flow",
    "package-comments",
    "range",
    "receiver-naming",
    "redefines-builtin-id",
    "superfluous-else",
    "time-naming",
    "unexported-return",
    "unreachable-code",
    "unused-parameter",
    "var-declaration",
    "var-naming",
];

/// One entry per rule of the registry, in its order.
pub fn rule_infos() -> Vec<RuleInfo<'static>> {
    RULES
        .iter()
        .map(|rule| RuleInfo {
            id: rule.id,
            category: rule.category().as_str(),
            default_on: rule.default,
            is_fast: rule.needs == Needs::Syntax,
            aliases: Vec::new(),
            upstream: rule
                .aliases
                .iter()
                .map(|&(linter, check)| {
                    // What revive runs without being told is known; Godwit's own choice may differ.
                    let default =
                        if linter == "revive" { REVIVE_DEFAULTS.contains(&check) } else { rule.default };
                    (linter, if check.is_empty() { linter } else { check }, default)
                })
                .collect(),
            tags: Vec::new(),
        })
        .collect()
}

/// Names the linters that the configuration enables and Godwit has no rule for yet: silence would look like a clean bill.
pub fn linters_without_rules(config: &Config, rules: &[RuleInfo<'_>]) -> Option<String> {
    let has = |linter: &str| {
        linter == OWN_LINTER
            || rules.iter().any(|r| r.upstream.iter().any(|u| u.0 == linter))
            || ((linter == "gosimple" || linter == "stylecheck") && has_staticcheck(rules))
    };
    let enabled = config.linters.enable.iter().chain(&config.formatters);
    let mut missing: Vec<&str> = enabled.map(String::as_str).filter(|l| !has(l)).collect();
    missing.sort_unstable();
    missing.dedup();
    let source = config.sources.first()?.file_name()?.to_string_lossy().into_owned();
    (!missing.is_empty())
        .then(|| format!("{source} enables linters that Godwit does not have yet: {}", missing.join(", ")))
}

fn has_staticcheck(rules: &[RuleInfo<'_>]) -> bool {
    rules.iter().any(|r| r.upstream.iter().any(|u| u.0 == "staticcheck"))
}
