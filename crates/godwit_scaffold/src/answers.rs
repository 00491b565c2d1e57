//! What the user chose: the service name, the module path, the author and a value for every axis.
//!
//! What is left out: asking. A front door turns flags and questions into [`Choices`].

use crate::failure::{Failure, Result};
use crate::manifest::{Answer, Manifest};
use crate::module_path::{check_module_path, check_service_name};
use std::collections::BTreeMap;

/// Unchecked input of `godwit new`.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub name: String,
    pub module: Option<String>,
    pub author: String,
    /// Axis name to value, as typed.
    pub options: BTreeMap<String, String>,
}

/// Checked input: enough to render a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    pub name: String,
    pub module: String,
    pub author: String,
    pub axes: BTreeMap<String, Answer>,
}

impl Answers {
    pub fn check(manifest: &Manifest, choices: &Choices) -> Result<Self> {
        check_service_name(&choices.name)?;
        let module = choices.module.clone().unwrap_or_else(|| format!("example.com/{}", choices.name));
        check_module_path(&module)?;
        if let Some(c) = choices.author.chars().find(|c| c.is_control()) {
            return Err(Failure::new(
                "author-invalid",
                format!("the author contains the control character {c:?}"),
            )
            .hint("pass the name on one line"));
        }
        let mut axes = BTreeMap::new();
        for axis in &manifest.axes {
            let answer = match choices.options.get(&axis.name) {
                Some(text) => axis.parse_value(text)?,
                None => axis.default.clone(),
            };
            axes.insert(axis.name.clone(), answer);
        }
        if let Some(unknown) = choices.options.keys().find(|name| manifest.axis(name).is_none()) {
            let known: Vec<&str> = manifest.axes.iter().map(|axis| axis.name.as_str()).collect();
            return Err(Failure::new("option-unknown", format!("there is no option --{unknown}"))
                .hint(format!("options: {}", known.join(", "))));
        }
        Ok(Self { name: choices.name.clone(), module, author: choices.author.clone(), axes })
    }

    /// The same answers for another template version: axes it does not know are dropped, new ones take their default.
    #[must_use]
    pub fn for_manifest(&self, manifest: &Manifest) -> Self {
        let value = |axis: &crate::manifest::Axis| {
            let kept =
                self.axes.get(&axis.name).filter(|answer| axis.parse_value(&answer.to_string()).is_ok());
            (axis.name.clone(), kept.unwrap_or(&axis.default).clone())
        };
        Self { axes: manifest.axes.iter().map(value).collect(), ..self.clone() }
    }

    /// The variables that templates and `when` expressions see.
    pub fn variables(&self, go: &str) -> BTreeMap<String, minijinja::Value> {
        let mut variables: BTreeMap<String, minijinja::Value> = BTreeMap::new();
        let mut put =
            |name: &str, value: &str| variables.insert(name.to_owned(), minijinja::Value::from(value));
        put("name", &self.name);
        put("module", &self.module);
        put("author", &self.author);
        put("go", go);
        put("db_name", &self.name.replace('-', "_"));
        for (axis, answer) in &self.axes {
            let value = match answer {
                Answer::Flag(flag) => minijinja::Value::from(*flag),
                Answer::Choice(choice) => minijinja::Value::from(choice.as_str()),
            };
            variables.insert(axis.clone(), value);
        }
        variables
    }
}
