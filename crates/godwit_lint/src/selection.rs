//! From names that users write to rules: ids, categories, linters, upstream checks.

use crate::nolint::is_linter;
use crate::registry::RULES;
use crate::rule::{Category, RuleDef};

/// The rules that a name means: `all`, an id, a rule's name, a category, a linter, `linter:check`, a check (`ST1005`), a
/// prefix of checks (`ST`). Empty where nothing has the name.
pub fn select(name: &str) -> Vec<&'static RuleDef> {
    let pick = |f: &dyn Fn(&RuleDef) -> bool| -> Vec<&'static RuleDef> {
        RULES.iter().copied().filter(|r| f(r)).collect()
    };
    if name == "all" {
        return RULES.to_vec();
    }
    if let Some(category) = Category::from_name(name) {
        return pick(&|r| r.category() == category);
    }
    if let Some((linter, check)) = name.split_once(':') {
        return pick(&|r| {
            r.aliases.iter().any(|a| is_linter(linter, a.0) && a.1.eq_ignore_ascii_case(check))
        });
    }
    let exact = pick(&|r| r.id == name || r.name() == name || r.aliases.iter().any(|a| a.1 == name));
    if !exact.is_empty() {
        return exact;
    }
    let linter = pick(&|r| r.aliases.iter().any(|a| is_linter(name, a.0)));
    if !linter.is_empty() {
        return linter;
    }
    // Families of checks are named by their letters and leading digits.
    let is_family = !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    pick(&|r| is_family && r.aliases.iter().any(|a| a.1.starts_with(name)))
}

/// The rules of one linter, as golangci-lint's `enable` and `disable` name it.
pub fn of_linter(linter: &str) -> Vec<&'static RuleDef> {
    RULES.iter().copied().filter(|r| r.aliases.iter().any(|a| is_linter(linter, a.0))).collect()
}

/// Every name that [`select`] knows, sorted: for completion and for "did you mean".
pub fn all_names() -> Vec<String> {
    let mut names: Vec<String> = vec!["all".to_owned()];
    names.extend(Category::ALL.iter().map(|c| c.as_str().to_owned()));
    for rule in RULES {
        names.push(rule.id.to_owned());
        for (linter, check) in rule.aliases {
            names.push((*linter).to_owned());
            if !check.is_empty() {
                names.push((*check).to_owned());
                names.push(format!("{linter}:{check}"));
            }
        }
    }
    names.sort();
    names.dedup();
    names
}
