//! Settings of the configuration files become options of rules.

use godwit_lint::options::OptionDefault;
use godwit_lint::{OptionDef, OptionValue, RULES, RuleDef, Settings};

use crate::config::{Config, ConfigProblem, Level, Setting, SettingValue, unknown};
use crate::exclusions::GeneratedMode;

pub fn settings(config: &Config, problems: &mut Vec<ConfigProblem>) -> Settings {
    let mut settings = Settings::default();
    // The linter leaves out what carries the strict marker; the other two modes are decided on its findings.
    settings.generated = config.exclusions.generated == GeneratedMode::Disable;
    for setting in &config.settings {
        if let Err(message) = apply(setting, &mut settings) {
            let (file, line) = (setting.file.clone(), setting.line);
            problems.push(ConfigProblem { level: Level::Warning, file, line, column: 1, message });
        }
    }
    settings
}

fn apply(setting: &Setting, settings: &mut Settings) -> Result<(), String> {
    // Only godwit.toml names rules by id; a setting of another linter that no rule has is simply not there yet.
    let is_own = setting.file.ends_with("godwit.toml");
    let rules: Vec<&'static RuleDef> = RULES.iter().copied().filter(|r| owns(r, &setting.owner)).collect();
    if rules.is_empty() {
        return if is_own {
            Err(unknown("rule", &setting.owner, RULES.iter().map(|r| r.id)))
        } else {
            Ok(())
        };
    }
    for rule in rules {
        let option = match setting.key.as_str() {
            // revive's positional arguments: a rule's first option is the first argument.
            "arguments" if !is_own => rule.options.first(),
            key if !is_own && key.starts_with("arguments.") => {
                key["arguments.".len()..].parse().ok().and_then(|i: usize| rule.options.get(i))
            }
            key => rule
                .options
                .iter()
                .find(|o| o.name.eq_ignore_ascii_case(key) || squash(o.name) == squash(key)),
        };
        let Some(option) = option else {
            if is_own {
                return Err(unknown("option", &setting.key, rule.options.iter().map(|o| o.name))
                    + " of "
                    + rule.id);
            }
            continue;
        };
        let value = value(option, &setting.value, is_own)
            .ok_or_else(|| format!("{} of {} must be a {}", option.name, rule.id, option.type_name()))?;
        // The type was matched above.
        let _ = settings.set(rule, option.name, value);
    }
    Ok(())
}

fn owns(rule: &RuleDef, owner: &str) -> bool {
    rule.id == owner
        || rule.aliases.iter().any(|&(linter, check)| match owner.split_once(':') {
            Some((l, c)) => l == linter && c == check,
            None => owner == linter,
        })
}

/// `maxLines`, `max-lines` and `max_lines` are one option.
fn squash(name: &str) -> String {
    name.chars().filter(|c| *c != '-' && *c != '_').flat_map(char::to_lowercase).collect()
}

/// The linters also write a list as one text with commas.
fn value(option: &OptionDef, value: &SettingValue, is_own: bool) -> Option<OptionValue> {
    let scalar = match value {
        SettingValue::Scalar(text) => Some(text.as_str()),
        SettingValue::List(items) if items.len() == 1 => items.first().map(String::as_str),
        SettingValue::List(_) => None,
    };
    Some(match option.default {
        OptionDefault::Bool(_) => OptionValue::Bool(scalar?.parse().ok()?),
        OptionDefault::Int(_) => OptionValue::Int(scalar?.parse().ok()?),
        OptionDefault::Str(_) => OptionValue::Str(scalar?.to_owned()),
        OptionDefault::List(_) => OptionValue::List(match value {
            SettingValue::List(items) => items.clone(),
            SettingValue::Scalar(text) if is_own => vec![text.clone()],
            SettingValue::Scalar(text) => text.split(',').map(|item| item.trim().to_owned()).collect(),
        }),
    })
}
