//! `.golangci.yml`, version 1 and 2. Keys are matched without case, as golangci-lint's reader does.
//! Left out: `output`, `severity` rules and the `new*` keys, which change nothing that is found.

use std::path::Path;

use godwit_assess::yaml::{self, Value, Yaml};

use super::selection::{CheckChoice, DefaultSet, LinterChoice, LinterSource};
use super::{Config, ConfigProblem, Level, Setting, SettingValue, known, names};
use crate::exclusions::{ExclusionRule, GeneratedMode, Preset};

/// Reads the text of `file` into `config`. `dir` is the file's folder, relative to which its paths are meant.
pub fn read(text: &str, file: &str, dir: &Path, config: &mut Config) {
    let root = match yaml::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let message = format!("not valid YAML: {}", error.message);
            let (line, column) = (error.line, error.column);
            config.problems.push(ConfigProblem {
                level: Level::Error,
                file: file.into(),
                line,
                column,
                message,
            });
            return;
        }
    };
    let mut reader = Reader { file, config, version: 1 };
    match &root.value {
        Value::Map(_) => {}
        Value::Null => return,
        _ => return reader.error(&root, "expected a mapping at the top level".into()),
    }
    reader.config.exclusions.base = dir.to_path_buf();
    reader.version = match reader.get(&root, "version").and_then(Yaml::as_str) {
        Some("2") => 2,
        Some("1") | None => 1,
        Some(other) => {
            let at = reader.get(&root, "version").cloned().unwrap_or_else(|| root.clone());
            reader.error(&at, format!("unsupported version \"{other}\"; 1 and 2 are known"));
            2
        }
    };
    reader.check_keys(&root, &[]);
    reader.run(&root);
    reader.linters(&root);
    if reader.version == 2 {
        reader.exclusions_v2(&root);
    } else {
        reader.exclusions_v1(&root);
    }
    reader.settings(&root);
    reader.limits(&root);
}

struct Reader<'r> {
    file: &'r str,
    config: &'r mut Config,
    version: u32,
}

impl Reader<'_> {
    fn get<'y>(&self, node: &'y Yaml, key: &str) -> Option<&'y Yaml> {
        node.entries().iter().find(|(k, _)| k.text.eq_ignore_ascii_case(key)).map(|(_, v)| v)
    }

    fn path<'y>(&self, node: &'y Yaml, keys: &[&str]) -> Option<&'y Yaml> {
        keys.iter().try_fold(node, |at, key| self.get(at, key))
    }

    fn problem(&mut self, level: Level, line: u32, column: u32, message: String) {
        self.config.problems.push(ConfigProblem { level, file: self.file.into(), line, column, message });
    }

    fn error(&mut self, at: &Yaml, message: String) {
        self.problem(Level::Error, at.line, at.column, message);
    }

    /// Reports keys that mean nothing in the place `path`, and descends into the places whose keys are known.
    fn check_keys(&mut self, node: &Yaml, path: &[&str]) {
        let Some(keys) = known::keys(self.version, path) else { return };
        if let Value::Scalar(_) = node.value {
            self.error(node, format!("expected a mapping under \"{}\"", path.join(".")));
            return;
        }
        for item in node.items() {
            self.check_keys(item, path);
        }
        for (key, value) in node.entries() {
            let name = key.text.to_lowercase();
            // Keys that start with a dot or x- carry anchors, by convention.
            if path.is_empty() && (name.starts_with('.') || name.starts_with("x-")) {
                continue;
            }
            let Some(&known_key) = keys.iter().find(|k| **k == name) else {
                let mut message = names::unknown("key", &key.text, keys.iter().copied());
                if path.is_empty()
                    && self.version == 1
                    && known::keys(2, &[]).is_some_and(|k| k.contains(&name.as_str()))
                {
                    message = format!("\"{}\" needs version: \"2\" at the top of the file", key.text);
                }
                self.problem(Level::Warning, key.line, key.column, message);
                continue;
            };
            if matches!((path, known_key), ([], "linters-settings") | (["linters"], "settings")) {
                self.check_settings(value);
                continue;
            }
            let mut below = path.to_vec();
            below.push(known_key);
            self.check_keys(value, &below);
        }
    }

    fn check_settings(&mut self, settings: &Yaml) {
        for (key, value) in settings.entries() {
            let name = key.text.to_lowercase();
            let formatter = self.version == 1 && known::FORMATTERS.contains(&name.as_str());
            if !self.is_linter(&name) && !formatter && name != "custom" {
                let names = known::LINTERS.iter().copied();
                let message = names::unknown("linter", &key.text, names) + " in the settings";
                self.problem(Level::Warning, key.line, key.column, message);
                continue;
            }
            self.check_keys(value, &["settings", &name]);
        }
    }

    fn is_linter(&self, name: &str) -> bool {
        known::LINTERS.contains(&name)
            || (self.version == 1 && (known::MERGED.contains(&name) || known::RETIRED.contains(&name)))
    }

    fn run(&mut self, root: &Yaml) {
        self.config.tests = self.path(root, &["run", "tests"]).and_then(Yaml::as_bool);
        if let Some(tags) = self.path(root, &["run", "build-tags"]) {
            self.config.build_tags = tags.strings().iter().map(|t| t.to_string()).collect();
        }
    }

    fn linters(&mut self, root: &Yaml) {
        let mut choice = LinterChoice { source: Some(LinterSource::File), ..LinterChoice::default() };
        choice.version_1 = self.version == 1;
        let empty = Yaml { value: Value::Null, line: 1, column: 1 };
        let linters = self.get(root, "linters").unwrap_or(&empty);
        if self.version == 2 {
            if let Some(default) = self.get(linters, "default") {
                match default.as_str().and_then(DefaultSet::parse) {
                    Some(set) => choice.default = set,
                    None => {
                        let text = default.as_str().unwrap_or("");
                        let message =
                            names::unknown("value of default", text, ["standard", "all", "none", "fast"]);
                        self.error(default, format!("{message} (standard, all, none, fast)"));
                    }
                }
            }
        } else {
            let flag = |key| self.get(linters, key).and_then(Yaml::as_bool).unwrap_or(false);
            let (all, none) = (flag("enable-all"), flag("disable-all"));
            choice.default = match (all, none) {
                (true, _) => DefaultSet::All,
                (_, true) => DefaultSet::None,
                _ if flag("fast") => DefaultSet::Fast,
                _ => DefaultSet::Standard,
            };
        }
        self.formatters(root, linters);
        choice.enable = self.linter_names(linters, "enable");
        choice.disable = self.linter_names(linters, "disable");
        self.config.linters = choice;
    }

    /// Formatters are no linters: version 2 has a section for them, version 1 has them among the linters. How each of them
    /// is set up, `fmt` reads.
    fn formatters(&mut self, root: &Yaml, linters: &Yaml) {
        let list = if self.version == 2 {
            self.path(root, &["formatters", "enable"])
        } else {
            self.get(linters, "enable")
        };
        let disabled = if self.version == 2 { None } else { self.get(linters, "disable") };
        let names = |list: Option<&Yaml>| -> Vec<String> {
            list.map(|l| l.strings().iter().map(|n| n.to_lowercase()).collect()).unwrap_or_default()
        };
        let disabled = names(disabled);
        let is_on = |n: &String| known::FORMATTERS.contains(&n.as_str()) && !disabled.contains(n);
        self.config.formatters = names(list).into_iter().filter(is_on).collect();
        if self.version == 2 {
            for item in list.map(Yaml::items).unwrap_or(&[]) {
                let name = item.as_str().unwrap_or("");
                if !known::FORMATTERS.contains(&name.to_lowercase().as_str()) {
                    let message = names::unknown("formatter", name, known::FORMATTERS.iter().copied());
                    self.error(item, message);
                }
            }
        }
    }

    /// The valid names under `key`, with version 1's old names translated.
    fn linter_names(&mut self, linters: &Yaml, key: &str) -> Vec<String> {
        let mut names = Vec::new();
        let Some(list) = self.get(linters, key) else { return names };
        let single = std::slice::from_ref(list);
        let items = if list.as_str().is_some() { single } else { list.items() };
        for item in items {
            let Some(text) = item.as_str() else {
                self.error(item, format!("expected the name of a linter in \"linters.{key}\""));
                continue;
            };
            let name = text.to_lowercase();
            if self.is_linter(&name) {
                names.push(name);
            } else if known::FORMATTERS.contains(&name.as_str()) {
                if self.version == 2 {
                    self.error(item, format!("{name} is a formatter; name it in \"formatters.{key}\""));
                }
            } else if name == "typecheck" {
                self.error(item, "typecheck is not a linter, it cannot be enabled or disabled".into());
            } else if known::MERGED.contains(&name.as_str()) {
                self.error(item, format!("{name} is part of staticcheck in version 2; remove it"));
            } else {
                let message = names::unknown("linter", text, known::LINTERS.iter().copied());
                self.error(item, message);
            }
        }
        names
    }

    fn limits(&mut self, root: &Yaml) {
        let limit = |key| {
            let n = self.path(root, &["issues", key])?.as_u64()? as usize;
            (n > 0).then_some(n)
        };
        (self.config.max_per_linter, self.config.max_same) =
            (limit("max-issues-per-linter"), limit("max-same-issues"));
    }

    fn exclusions_v2(&mut self, root: &Yaml) {
        let Some(exclusions) = self.path(root, &["linters", "exclusions"]) else { return };
        if let Some(mode) = self.get(exclusions, "generated") {
            self.generated(mode);
        }
        if let Some(presets) = self.get(exclusions, "presets") {
            for item in presets.items() {
                let text = item.as_str().unwrap_or("");
                match Preset::parse(text) {
                    Some(preset) => self.config.exclusions.presets.push(preset),
                    None => {
                        let message = names::unknown("preset", text, Preset::NAMES.iter().copied());
                        self.error(item, message);
                    }
                }
            }
        }
        self.rules(self.get(exclusions, "rules"), 2);
        for (key, except) in [("paths", false), ("paths-except", true)] {
            let items = self.get(exclusions, key).map(Yaml::items).unwrap_or(&[]);
            for item in items {
                if let Some(pattern) = self.regex(item, true) {
                    let exclusions = &mut self.config.exclusions;
                    if except { &mut exclusions.paths_except } else { &mut exclusions.paths }.push(pattern);
                }
            }
        }
    }

    fn exclusions_v1(&mut self, root: &Yaml) {
        let issues =
            self.get(root, "issues").cloned().unwrap_or(Yaml { value: Value::Null, line: 1, column: 1 });
        self.config.exclusions.ignore_case =
            !self.get(&issues, "exclude-case-sensitive").and_then(Yaml::as_bool).unwrap_or(false);
        if let Some(mode) = self.get(&issues, "exclude-generated") {
            self.generated(mode);
        } else {
            self.config.exclusions.generated = GeneratedMode::Lax;
        }
        // Version 1 excluded these unless told otherwise.
        if self.get(&issues, "exclude-use-default").and_then(Yaml::as_bool).unwrap_or(true) {
            self.config.exclusions.presets = Preset::ALL.to_vec();
        }
        for item in self.get(&issues, "exclude").map(Yaml::items).unwrap_or(&[]) {
            if let Some(text) = self.regex(item, false) {
                self.config
                    .exclusions
                    .rules
                    .push(ExclusionRule { text: Some(text), ..ExclusionRule::default() });
            }
        }
        self.rules(self.get(&issues, "exclude-rules"), 2);
        let run = self.get(root, "run").cloned();
        let lists = [
            self.get(&issues, "exclude-dirs").cloned(),
            self.get(&issues, "exclude-files").cloned(),
            run.as_ref().and_then(|r| self.get(r, "skip-dirs")).cloned(),
            run.as_ref().and_then(|r| self.get(r, "skip-files")).cloned(),
        ];
        for list in lists.into_iter().flatten() {
            for item in list.items() {
                if let Some(pattern) = self.regex(item, true) {
                    self.config.exclusions.paths.push(pattern);
                }
            }
        }
    }

    fn generated(&mut self, mode: &Yaml) {
        match mode.as_str().and_then(GeneratedMode::parse) {
            Some(m) => self.config.exclusions.generated = m,
            None => {
                let message = names::unknown(
                    "value of generated",
                    mode.as_str().unwrap_or(""),
                    ["strict", "lax", "disable"],
                );
                self.error(mode, message);
            }
        }
    }

    fn rules(&mut self, list: Option<&Yaml>, least: usize) {
        for item in list.map(Yaml::items).unwrap_or(&[]) {
            let field = |key| self.get(item, key);
            let (path, except) = (field("path"), field("path-except"));
            let (text, source, linters) = (field("text"), field("source"), field("linters"));
            let n = usize::from(path.is_some() || except.is_some())
                + [text, source, linters].iter().filter(|f| f.is_some()).count();
            if n < least {
                self.error(item, format!("an exclusion rule needs at least {least} of text, source, path or path-except, linters"));
                continue;
            }
            if let (Some(_), Some(except)) = (path, except) {
                self.error(except, "path and path-except cannot both be set".into());
                continue;
            }
            let mut compile = |node: Option<&Yaml>, is_path| node.map(|n| self.regex(n, is_path));
            let (path, except) = (compile(path, true), compile(except, true));
            let (text, source) = (compile(text, false), compile(source, false));
            // A rule that lost a condition would exclude more than its author meant.
            if [&path, &except, &text, &source].iter().any(|r| matches!(r, Some(None))) {
                continue;
            }
            let linters =
                linters.map(|l| l.strings().iter().map(|s| s.to_lowercase()).collect()).unwrap_or_default();
            self.config.exclusions.rules.push(ExclusionRule {
                path: path.flatten(),
                path_except: except.flatten(),
                text: text.flatten(),
                source: source.flatten(),
                linters,
            });
        }
    }

    fn regex(&mut self, node: &Yaml, is_path: bool) -> Option<regex::Regex> {
        let Some(text) = node.as_str() else {
            self.error(node, "expected a regular expression".into());
            return None;
        };
        let ignore_case = !is_path && self.config.exclusions.ignore_case;
        let built = regex::RegexBuilder::new(text).case_insensitive(ignore_case).size_limit(1 << 20).build();
        built
            .map_err(|error| {
                let cause = error.to_string();
                let cause = cause.lines().last().unwrap_or("").trim_start_matches("error: ").to_owned();
                self.error(node, format!("not a valid regular expression: \"{text}\": {cause}"));
            })
            .ok()
    }

    fn settings(&mut self, root: &Yaml) {
        let at: &[&str] = if self.version == 2 { &["linters", "settings"] } else { &["linters-settings"] };
        let Some(settings) = self.path(root, at) else { return };
        for (key, value) in settings.entries() {
            let linter = key.text.to_lowercase();
            let choice = self.check_choice(&linter, value);
            self.config.linters.checks.push((linter.clone(), choice));
            self.options(&linter, value);
        }
    }

    /// Which checks of a linter are on.
    fn check_choice(&mut self, linter: &str, settings: &Yaml) -> CheckChoice {
        let list = |key| {
            self.get(settings, key).map(|v| v.strings().iter().map(|s| s.to_string()).collect::<Vec<_>>())
        };
        let flag = |key| self.get(settings, key).and_then(Yaml::as_bool).unwrap_or(false);
        let mut choice = CheckChoice {
            enable_all: flag("enable-all") || flag("enable-all-rules"),
            disable_all: flag("disable-all"),
            enable_tags: list("enabled-tags").unwrap_or_default(),
            disable_tags: list("disabled-tags").unwrap_or_default(),
            ..CheckChoice::default()
        };
        match linter {
            "staticcheck" | "gosimple" | "stylecheck" => choice.patterns = list("checks"),
            "gocritic" => {
                choice.enable = list("enabled-checks").unwrap_or_default();
                choice.disable = list("disabled-checks").unwrap_or_default();
            }
            "gosec" => {
                choice.only = list("includes").filter(|l| !l.is_empty());
                choice.disable = list("excludes").unwrap_or_default();
            }
            "revive" => {
                let mut on = Vec::new();
                for rule in self.get(settings, "rules").map(Yaml::items).unwrap_or(&[]) {
                    let Some(name) = self.get(rule, "name").and_then(Yaml::as_str) else { continue };
                    let disabled = self.get(rule, "disabled").and_then(Yaml::as_bool).unwrap_or(false);
                    if disabled { choice.disable.push(name.into()) } else { on.push(name.to_owned()) }
                }
                // With settings of its own, revive runs what they name; the defaults only where asked for.
                let has_settings = !settings.entries().is_empty();
                if choice.enable_all || flag("enable-default-rules") || !has_settings {
                    choice.enable = on;
                } else {
                    choice.only = Some(on);
                }
            }
            _ => {
                choice.enable = list("enable").unwrap_or_default();
                choice.disable = list("disable").unwrap_or_default();
            }
        }
        choice
    }

    /// Files that one of revive's rules leaves out: a glob, `TEST`, or `~` and a regular expression.
    fn excluded_files(&mut self, rule: &str, pattern: &Yaml) {
        let Some(text) = pattern.as_str() else { return };
        let regex = match (text, text.strip_prefix('~')) {
            ("TEST", _) => Ok(r"_test\.go$".to_owned()),
            (_, Some(regex)) => Ok(regex.to_owned()),
            _ => globset::GlobBuilder::new(text)
                .literal_separator(true)
                .build()
                // Paths are text here.
                .map(|glob| glob.regex().replacen("(?-u)", "", 1))
                .map_err(|error| error.to_string()),
        };
        let compiled = regex.and_then(|r| regex::Regex::new(&r).map_err(|error| error.to_string()));
        match compiled {
            Ok(path) => {
                let linters = vec![rule.to_lowercase()];
                let path = Some(path);
                self.config.exclusions.rules.push(ExclusionRule { path, linters, ..Default::default() });
            }
            Err(error) => {
                let cause = error.lines().last().unwrap_or("").trim_start_matches("error: ").to_owned();
                self.error(pattern, format!("not a pattern of files: \"{text}\": {cause}"));
            }
        }
    }

    /// Settings that are options of rules: scalars and lists, per linter and per check.
    fn options(&mut self, linter: &str, settings: &Yaml) {
        for (key, value) in settings.entries() {
            match (linter, key.text.as_str()) {
                ("revive", "rules") => {
                    for rule in value.items() {
                        let Some(name) = self.get(rule, "name").and_then(Yaml::as_str).map(str::to_owned)
                        else {
                            continue;
                        };
                        for pattern in self.get(rule, "exclude").map(Yaml::items).unwrap_or(&[]) {
                            self.excluded_files(&name, pattern);
                        }
                        if let Some(arguments) = self.get(rule, "arguments") {
                            self.option(format!("revive:{name}"), "arguments", arguments);
                        }
                    }
                }
                ("gocritic" | "govet", "settings") => {
                    for (check, options) in value.entries() {
                        for (key, value) in options.entries() {
                            self.option(format!("{linter}:{}", check.text), &key.text, value);
                        }
                    }
                }
                _ => self.option(linter.to_owned(), &key.text, value),
            }
        }
    }

    fn option(&mut self, owner: String, key: &str, value: &Yaml) {
        let line = value.line;
        let value = match &value.value {
            Value::Scalar(text) => SettingValue::Scalar(text.clone()),
            Value::Seq(items) if items.iter().all(|i| i.as_str().is_some()) => {
                SettingValue::List(value.strings().iter().map(|s| s.to_string()).collect())
            }
            // revive passes options as a list of one mapping, or of lists by position: `[[ID], [VM], [{upperCaseConst: true}]]`.
            Value::Seq(items) => {
                for (i, item) in items.iter().enumerate() {
                    let mappings = std::iter::once(item).chain(item.items());
                    for (key, value) in mappings.flat_map(|m| m.entries()) {
                        self.option(owner.clone(), &key.text, value);
                    }
                    if !item.items().is_empty() && item.items().iter().all(|v| v.as_str().is_some()) {
                        let place = if i == 0 { key.to_owned() } else { format!("{key}.{i}") };
                        self.option(owner.clone(), &place, item);
                    }
                }
                return;
            }
            _ => return,
        };
        self.config.settings.push(Setting {
            owner,
            key: key.to_lowercase(),
            value,
            file: self.file.into(),
            line,
        });
    }
}
