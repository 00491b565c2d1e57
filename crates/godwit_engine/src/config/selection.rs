//! Which rules run. Three layers, the later wins: what the configuration names, linters named on the command line, and
//! rules named on the command line. Rules know the linters and checks they answer for; see [`RuleInfo`].

use super::{Config, known, names};

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum DefaultSet {
    #[default]
    Standard,
    All,
    None,
    /// Linters that need no types.
    Fast,
}

impl DefaultSet {
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.to_ascii_lowercase().as_str() {
            "standard" => DefaultSet::Standard,
            "all" => DefaultSet::All,
            "none" => DefaultSet::None,
            "fast" => DefaultSet::Fast,
            _ => return None,
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinterSource {
    /// A `.golangci.yml` says which linters run.
    File,
}

/// Linters by name, as `.golangci.yml` and `-E`/`-D` choose them.
#[derive(Clone, Default, Debug)]
pub struct LinterChoice {
    /// `None`: no file was found, and Godwit's own defaults hold.
    pub source: Option<LinterSource>,
    pub version_1: bool,
    pub default: DefaultSet,
    pub enable: Vec<String>,
    pub disable: Vec<String>,
    /// Checks within a linter.
    pub checks: Vec<(String, CheckChoice)>,
}

/// Which checks of one linter are on.
#[derive(Clone, Default, Debug)]
pub struct CheckChoice {
    pub enable_all: bool,
    pub disable_all: bool,
    /// These and no others.
    pub only: Option<Vec<String>>,
    pub enable: Vec<String>,
    pub disable: Vec<String>,
    pub enable_tags: Vec<String>,
    pub disable_tags: Vec<String>,
    /// staticcheck's list: `all`, `SA*`, `-ST1003`; later entries win.
    pub patterns: Option<Vec<String>>,
}

/// staticcheck's checks that golangci-lint leaves off unless a file lists them.
const STATICCHECK_OFF: [&str; 6] = ["ST1000", "ST1003", "ST1016", "ST1020", "ST1021", "ST1022"];

/// The pseudo-linter of rules that no other linter has.
pub const OWN_LINTER: &str = "godwit";

/// What the selection must know of a rule.
#[derive(Clone, Debug)]
pub struct RuleInfo<'r> {
    pub id: &'r str,
    pub category: &'r str,
    /// On without any configuration.
    pub default_on: bool,
    /// Whether it runs without types.
    pub is_fast: bool,
    pub aliases: Vec<&'r str>,
    /// `(linter, check, on by default within the linter)` for each upstream check it answers for.
    pub upstream: Vec<(&'r str, &'r str, bool)>,
    pub tags: Vec<&'r str>,
}

/// What the command line adds.
#[derive(Clone, Default, Debug)]
pub struct Selection {
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    pub enable: Vec<String>,
    pub disable: Vec<String>,
}

/// A name on the command line, or in `godwit.toml`, that means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectionError {
    pub name: String,
    pub message: String,
}

impl Selection {
    /// The rules that run, as indices into `rules`, and the names nobody knows.
    pub fn resolve(&self, config: &Config, rules: &[RuleInfo<'_>]) -> (Vec<usize>, Vec<SelectionError>) {
        let mut errors = Vec::new();
        for name in self.enable.iter().chain(&self.disable) {
            let name = name.to_lowercase();
            let known_name =
                known::LINTERS.contains(&name.as_str()) || known::MERGED.contains(&name.as_str());
            if known::FORMATTERS.contains(&name.as_str()) {
                let message = format!(
                    "{name} is a formatter: choose it in [format] of godwit.toml or \"formatters\" of .golangci.yml, or with \
                     --select {name}"
                );
                errors.push(SelectionError { message, name });
            } else if !known_name && name != OWN_LINTER {
                let candidates = known::LINTERS.iter().copied().chain([OWN_LINTER]);
                errors.push(SelectionError { message: names::unknown("linter", &name, candidates), name });
            }
        }
        let selectors = [&config.select, &config.extend_select, &config.ignore, &self.select, &self.ignore];
        for name in selectors.into_iter().flatten() {
            if name != "ALL" && !rules.iter().any(|r| r.answers_to(name)) {
                let mut candidates: Vec<&str> = rules.iter().flat_map(|r| r.names()).collect();
                candidates.sort_unstable();
                errors.push(SelectionError {
                    message: names::unknown("rule", name, candidates),
                    name: name.clone(),
                });
            }
        }
        errors.dedup();
        let on = (0..rules.len()).filter(|&i| self.is_on(config, &rules[i])).collect();
        (on, errors)
    }

    /// Whether a rule runs; with some of its checks left out, whether those that are left would.
    pub fn is_on(&self, config: &Config, rule: &RuleInfo<'_>) -> bool {
        // All rules are all that lint. Layout is asked for by name, as in golangci-lint.
        let is_all = |n: &String| n == "ALL" && !rule.is_formatter();
        let any = |names: &[String]| names.iter().any(|n| is_all(n) || rule.answers_to(n));
        if any(&self.ignore) {
            return false;
        }
        if !self.select.is_empty() {
            return any(&self.select);
        }
        if any(&config.ignore) {
            return false;
        }
        if !config.select.is_empty() || any(&config.extend_select) {
            return any(&config.select) || any(&config.extend_select);
        }
        self.by_linter(config, rule)
    }

    fn by_linter(&self, config: &Config, rule: &RuleInfo<'_>) -> bool {
        if rule.is_formatter() {
            return config.formatters.iter().any(|f| rule.upstream.iter().any(|u| u.0 == f));
        }
        let named = |list: &[String], linter: &str, check: &str| {
            list.iter().any(|n| {
                n.eq_ignore_ascii_case(linter)
                    || (linter == "staticcheck"
                        && ((n == "gosimple" && is_simple(check))
                            || (n == "stylecheck" && check.starts_with("ST"))))
            })
        };
        let own = [(OWN_LINTER, rule.id, rule.default_on)];
        let upstream: &[(&str, &str, bool)] = if rule.upstream.is_empty() { &own } else { &rule.upstream };
        upstream.iter().any(|&(linter, check, default)| {
            if named(&self.disable, linter, check) {
                return false;
            }
            let choice = &config.linters;
            let from_command = named(&self.enable, linter, check);
            let linter_on = from_command
                || match choice.source {
                    None => return rule.default_on,
                    Some(LinterSource::File) if named(&choice.disable, linter, check) => false,
                    Some(LinterSource::File) => {
                        named(&choice.enable, linter, check)
                            || match choice.default {
                                _ if linter == OWN_LINTER => true,
                                DefaultSet::All => true,
                                DefaultSet::None => false,
                                DefaultSet::Fast => rule.is_fast,
                                DefaultSet::Standard => {
                                    known::STANDARD.contains(&linter)
                                        && (!choice.version_1 || check_is_standard_in_v1(linter, check))
                                }
                            }
                    }
                };
            linter_on && check_on(choice, linter, check, default, &rule.tags)
        })
    }
}

fn is_simple(check: &str) -> bool {
    check.strip_prefix('S').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// In version 1, staticcheck had the SA checks, gosimple (on) the S checks, stylecheck (off) the ST checks.
fn check_is_standard_in_v1(linter: &str, check: &str) -> bool {
    linter != "staticcheck" || check.starts_with("SA") || is_simple(check)
}

fn check_on(choice: &LinterChoice, linter: &str, check: &str, default: bool, tags: &[&str]) -> bool {
    let section = match (linter, choice.version_1) {
        ("staticcheck", true) if is_simple(check) => "gosimple",
        ("staticcheck", true) if check.starts_with("ST") => "stylecheck",
        _ => linter,
    };
    let settings = choice.checks.iter().find(|(name, _)| name == section).map(|(_, c)| c);
    if linter == "staticcheck" {
        return match settings.and_then(|s| s.patterns.as_ref()) {
            Some(patterns) => pattern_on(patterns, check),
            None => !STATICCHECK_OFF.contains(&check),
        };
    }
    let Some(settings) = settings else { return default };
    let has = |list: &[String]| list.iter().any(|n| n == check);
    let has_tag = |list: &[String]| list.iter().any(|t| tags.contains(&t.as_str()));
    if has(&settings.disable) {
        return false;
    }
    if let Some(only) = &settings.only {
        return has(only);
    }
    if has(&settings.enable) || settings.enable_all || has_tag(&settings.enable_tags) {
        return true;
    }
    default && !settings.disable_all && !has_tag(&settings.disable_tags)
}

fn pattern_on(patterns: &[String], check: &str) -> bool {
    let mut on = false;
    for pattern in patterns {
        let (wanted, pattern) = match pattern.strip_prefix('-') {
            Some(rest) => (false, rest),
            None => (true, pattern.as_str()),
        };
        let matches = match pattern.strip_suffix('*') {
            // `S*` means the S checks, not SA and ST as well.
            Some(prefix) if prefix.chars().all(|c| c.is_ascii_alphabetic()) => {
                check.trim_end_matches(|c: char| c.is_ascii_digit()) == prefix
            }
            Some(prefix) => check.starts_with(prefix),
            None => pattern == "all" || pattern.eq_ignore_ascii_case(check),
        };
        if matches {
            on = wanted;
        }
    }
    on
}

impl<'r> RuleInfo<'r> {
    /// Rule id, its name without the family, category, family, alias, linter, or `linter:check`.
    pub fn answers_to(&self, name: &str) -> bool {
        let (family, short) = self.id.split_once('/').unwrap_or(("", self.id));
        let is = |n: &str| n.eq_ignore_ascii_case(name);
        is(self.id)
            || is(self.category)
            || is(family)
            || is(short)
            || self.aliases.iter().any(|a| is(a))
            || self.upstream.iter().any(|(linter, check, _)| {
                is(linter)
                    || is(check)
                    || name
                        .split_once(':')
                        .is_some_and(|(l, c)| l.eq_ignore_ascii_case(linter) && c.eq_ignore_ascii_case(check))
            })
            || (self.upstream.is_empty() && is(OWN_LINTER))
    }

    /// Whether it answers for formatters, which are chosen apart from linters.
    pub fn is_formatter(&self) -> bool {
        !self.upstream.is_empty() && self.upstream.iter().all(|u| known::FORMATTERS.contains(&u.0))
    }

    fn names(&self) -> Vec<&'r str> {
        let mut names = vec![self.id, self.category];
        names.extend(self.aliases.iter().copied());
        names.extend(self.upstream.iter().flat_map(|&(linter, check, _)| [linter, check]));
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule<'r>(id: &'r str, category: &'r str, upstream: &[(&'r str, &'r str, bool)]) -> RuleInfo<'r> {
        let default_on = category != "pedantic";
        RuleInfo {
            id,
            category,
            default_on,
            is_fast: true,
            aliases: vec![],
            upstream: upstream.to_vec(),
            tags: vec!["style"],
        }
    }

    fn rules() -> Vec<RuleInfo<'static>> {
        vec![
            rule("style/receiver-naming", "style", &[("revive", "receiver-naming", true)]),
            rule("style/error-strings", "style", &[("staticcheck", "ST1005", true)]),
            rule("style/package-comment", "pedantic", &[("staticcheck", "ST1000", false)]),
            rule("correctness/unreachable", "correctness", &[("govet", "unreachable", true)]),
            rule("suspicious/log-and-return", "suspicious", &[]),
        ]
    }

    fn on(selection: &Selection, config: &Config) -> Vec<&'static str> {
        let rules = rules();
        let (on, errors) = selection.resolve(config, &rules);
        assert_eq!(errors, []);
        on.into_iter().map(|i| rules[i].id).collect()
    }

    fn golangci(text: &str) -> Config {
        let mut config = Config::default();
        super::super::golangci::read(text, ".golangci.yml", std::path::Path::new(""), &mut config);
        assert_eq!(config.problems, []);
        config
    }

    #[test]
    fn without_files_all_but_pedantic_rules_run() {
        let all = on(&Selection::default(), &Config::default());
        assert_eq!(all.len(), 4);
        let select = Selection { select: vec!["pedantic".into(), "ST1005".into()], ..Selection::default() };
        assert_eq!(on(&select, &Config::default()), ["style/error-strings", "style/package-comment"]);
        let ignore = Selection { ignore: vec!["govet:unreachable".into()], ..Selection::default() };
        assert_eq!(on(&ignore, &Config::default()).len(), 3);
    }

    #[test]
    fn a_golangci_file_names_the_linters() {
        let none = golangci("version: \"2\"\nlinters:\n  default: none\n  enable: [revive]\n");
        assert_eq!(on(&Selection::default(), &none), ["style/receiver-naming", "suspicious/log-and-return"]);
        let standard = golangci("version: \"2\"\n");
        assert_eq!(
            on(&Selection::default(), &standard)[..2],
            ["style/error-strings", "correctness/unreachable"]
        );
        let v1 = golangci("linters:\n  enable: [stylecheck]\n  disable: [govet]\n");
        assert_eq!(on(&Selection::default(), &v1)[0], "style/error-strings");
        let command = Selection {
            disable: vec!["staticcheck".into()],
            enable: vec!["revive".into()],
            ..Selection::default()
        };
        assert_eq!(on(&command, &standard)[..2], ["style/receiver-naming", "correctness/unreachable"]);
    }

    #[test]
    fn checks_are_chosen_within_linters() {
        let file = golangci(
            "version: \"2\"\nlinters:\n  settings:\n    staticcheck:\n      checks: [all, -ST1005]\n    govet:\n      disable: [unreachable]\n",
        );
        assert_eq!(on(&Selection::default(), &file), ["style/package-comment", "suspicious/log-and-return"]);
        assert!(pattern_on(&["S*".into()], "S1000") && !pattern_on(&["S*".into()], "SA1000"));
    }

    #[test]
    fn strangers_are_reported_with_the_nearest_name() {
        let selection =
            Selection { select: vec!["stile".into()], enable: vec!["revve".into()], ..Selection::default() };
        let (_, errors) = selection.resolve(&Config::default(), &rules());
        let messages: Vec<&str> = errors.iter().map(|e| e.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "unknown linter \"revve\"; did you mean \"revive\"?",
                "unknown rule \"stile\"; did you mean \"style\"?"
            ]
        );
    }
}
