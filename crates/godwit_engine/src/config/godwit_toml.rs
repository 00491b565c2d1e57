//! `godwit.toml`.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, ConfigProblem, Level, Setting, SettingValue, names};
use godwit_base::LineIndex;

/// Folders by their role, where a project does not use the usual names.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Layout {
    pub domain: Vec<String>,
    pub service: Vec<String>,
    pub repository: Vec<String>,
    pub handler: Vec<String>,
    pub config: Vec<String>,
}

const KEYS: &[&str] = &["profile", "check", "format", "layout", "rules"];
const CHECK_KEYS: &[&str] = &["select", "extend-select", "ignore", "exclude"];
const LAYOUT_KEYS: &[&str] = &["domain", "service", "repository", "handler", "config"];
const PROFILES: &[&str] = &["service", "library", "cli"];

pub fn read(text: &str, file: &str, config: &mut Config) {
    let lines = LineIndex::new(text.as_bytes());
    let mut reader = Reader { file, lines, config };
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let at = error.span().map_or(0, |s| s.start);
            return reader.problem(
                Level::Error,
                at,
                format!("not valid TOML: {}", error.message().replace('\n', " ")),
            );
        }
    };
    reader.root(root.get_ref());
}

struct Reader<'r> {
    file: &'r str,
    lines: LineIndex,
    config: &'r mut Config,
}

impl Reader<'_> {
    fn problem(&mut self, level: Level, offset: usize, message: String) {
        let at = self.lines.line_column(offset as u32);
        let (line, column) = (at.line, at.column);
        self.config.problems.push(ConfigProblem { level, file: self.file.into(), line, column, message });
    }

    fn unknown(&mut self, offset: usize, key: &str, keys: &[&str]) {
        let message = names::unknown("key", key, keys.iter().copied());
        self.problem(Level::Warning, offset, message);
    }

    fn root(&mut self, root: &DeTable<'_>) {
        for (key, value) in root {
            let at = key.span().start;
            match key.get_ref().as_ref() {
                "profile" => match value.get_ref().as_str() {
                    Some(profile) if PROFILES.contains(&profile) => {
                        self.config.profile = Some(profile.into())
                    }
                    other => {
                        let message =
                            names::unknown("profile", other.unwrap_or(""), PROFILES.iter().copied());
                        self.problem(
                            Level::Error,
                            value.span().start,
                            format!("{message} (service, library, cli)"),
                        );
                    }
                },
                "format" => self.format(value),
                "check" => self.table(value, |r, key, value| r.check(key, value)),
                "layout" => self.table(value, |r, key, value| r.layout(key, value)),
                "rules" => self.table(value, |r, rule, options| {
                    let owner = rule.get_ref().to_string();
                    r.table(options, |r, key, value| r.option(&owner, key, value));
                }),
                other => self.unknown(at, other, KEYS),
            }
        }
    }

    fn table<'v>(
        &mut self,
        value: &Spanned<DeValue<'v>>,
        mut f: impl FnMut(&mut Self, &Spanned<std::borrow::Cow<'v, str>>, &Spanned<DeValue<'v>>),
    ) {
        match value.get_ref() {
            DeValue::Table(table) => table.iter().for_each(|(k, v)| f(self, k, v)),
            _ => self.problem(Level::Error, value.span().start, "expected a table".into()),
        }
    }

    fn strings(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let items = match value.get_ref() {
            DeValue::Array(items) => {
                items.iter().map(|i| i.get_ref().as_str().map(str::to_owned)).collect::<Option<_>>()
            }
            DeValue::String(text) => Some(vec![text.to_string()]),
            _ => None,
        };
        items.unwrap_or_else(|| {
            self.problem(Level::Error, value.span().start, "expected a list of strings".into());
            Vec::new()
        })
    }

    fn check(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        let list = match key.get_ref().as_ref() {
            "select" => |c: &mut Config, v| c.select = v,
            "extend-select" => |c: &mut Config, v| c.extend_select = v,
            "ignore" => |c: &mut Config, v| c.ignore = v,
            "exclude" => |c: &mut Config, v| c.exclude = v,
            other => return self.unknown(key.span().start, other, CHECK_KEYS),
        };
        let strings = self.strings(value);
        list(self.config, strings);
    }

    /// What a project says of its layout, `check` checks. The settings themselves are read by `fmt`.
    fn format(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Table(table) = value.get_ref() else {
            return self.problem(Level::Error, value.span().start, "expected a table".into());
        };
        let word = |key: &str| {
            table.iter().find(|(k, _)| k.get_ref() == key).and_then(|(_, v)| v.get_ref().as_str())
        };
        let chosen = [word("style"), word("imports").filter(|w| *w != "none")];
        // The nearer file decides: what a .golangci.yml enables is not what this project formats with.
        self.config.formatters = chosen.into_iter().flatten().map(str::to_owned).collect();
    }

    fn layout(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        let strings = self.strings(value);
        let layout = &mut self.config.layout;
        match key.get_ref().as_ref() {
            "domain" => layout.domain = strings,
            "service" => layout.service = strings,
            "repository" => layout.repository = strings,
            "handler" => layout.handler = strings,
            "config" => layout.config = strings,
            other => self.unknown(key.span().start, other, LAYOUT_KEYS),
        }
    }

    fn option(
        &mut self,
        owner: &str,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let setting = match value.get_ref() {
            DeValue::String(text) => SettingValue::Scalar(text.to_string()),
            DeValue::Integer(n) => SettingValue::Scalar(n.to_string()),
            DeValue::Float(n) => SettingValue::Scalar(n.to_string()),
            DeValue::Boolean(b) => SettingValue::Scalar(b.to_string()),
            _ => SettingValue::List(self.strings(value)),
        };
        let line = self.lines.line(key.span().start as u32);
        let key = key.get_ref().to_string();
        self.config.settings.push(Setting {
            owner: owner.into(),
            key,
            value: setting,
            file: self.file.into(),
            line,
        });
    }
}
