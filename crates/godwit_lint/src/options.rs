//! Options of rules: a table of typed constants per rule, and the values a configuration sets.
//!
//! No serde here: whoever reads configuration turns its values into [`OptionValue`]s.

use std::collections::BTreeMap;

/// One option of a rule. A rule declares it as a `static` and reads it through the context.
pub struct OptionDef {
    /// kebab-case.
    pub name: &'static str,
    pub default: OptionDefault,
    /// One line for the documentation.
    pub help: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptionDefault {
    Bool(bool),
    Int(i64),
    Str(&'static str),
    List(&'static [&'static str]),
}

#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    Bool(bool),
    Int(i64),
    Str(String),
    List(Vec<String>),
}

impl OptionDef {
    pub const fn bool(name: &'static str, default: bool, help: &'static str) -> Self {
        OptionDef { name, default: OptionDefault::Bool(default), help }
    }

    pub const fn int(name: &'static str, default: i64, help: &'static str) -> Self {
        OptionDef { name, default: OptionDefault::Int(default), help }
    }

    pub const fn str(name: &'static str, default: &'static str, help: &'static str) -> Self {
        OptionDef { name, default: OptionDefault::Str(default), help }
    }

    pub const fn list(name: &'static str, default: &'static [&'static str], help: &'static str) -> Self {
        OptionDef { name, default: OptionDefault::List(default), help }
    }

    /// Whether a value is of the option's type.
    pub fn accepts(&self, value: &OptionValue) -> bool {
        matches!(
            (self.default, value),
            (OptionDefault::Bool(_), OptionValue::Bool(_))
                | (OptionDefault::Int(_), OptionValue::Int(_))
                | (OptionDefault::Str(_), OptionValue::Str(_))
                | (OptionDefault::List(_), OptionValue::List(_))
        )
    }

    /// The name of the option's type, for messages.
    pub const fn type_name(&self) -> &'static str {
        match self.default {
            OptionDefault::Bool(_) => "bool",
            OptionDefault::Int(_) => "int",
            OptionDefault::Str(_) => "string",
            OptionDefault::List(_) => "list of strings",
        }
    }
}

/// What a run sets: options by rule and name, and how files are treated.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    values: BTreeMap<(&'static str, &'static str), OptionValue>,
    /// Report findings in generated files too.
    pub generated: bool,
    /// Report findings that a comment suppresses.
    pub ignore_suppressions: bool,
}

/// Why an option was not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionError {
    /// The rule has no option of that name; the names it has.
    Unknown(Vec<&'static str>),
    /// The type the option has.
    WrongType(&'static str),
}

impl Settings {
    pub fn set(
        &mut self,
        rule: &'static crate::RuleDef,
        name: &str,
        value: OptionValue,
    ) -> Result<(), OptionError> {
        let Some(def) = rule.options.iter().find(|o| o.name == name) else {
            return Err(OptionError::Unknown(rule.options.iter().map(|o| o.name).collect()));
        };
        if !def.accepts(&value) {
            return Err(OptionError::WrongType(def.type_name()));
        }
        self.values.insert((rule.id, def.name), value);
        Ok(())
    }

    pub fn get(&self, rule: &'static str, name: &'static str) -> Option<&OptionValue> {
        self.values.get(&(rule, name))
    }
}
