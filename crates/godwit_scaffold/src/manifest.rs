//! `service/manifest.toml`: the option axes and the files of a service.
//!
//! What is left out: rendering (`render`) and the values a user chose (`answers`).

use crate::class::FileClass;
use crate::failure::{Failure, Result};
use crate::template_set::TemplateSet;
use serde::Deserialize;

pub const MANIFEST_PATH: &str = "service/manifest.toml";

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub schema: u32,
    pub template_version: String,
    /// The language version of the rendered go.mod, such as `1.26`.
    pub go: String,
    #[serde(default, rename = "axis")]
    pub axes: Vec<Axis>,
    #[serde(default, rename = "file")]
    pub files: Vec<FileEntry>,
}

/// One thing the user may choose.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    pub name: String,
    pub kind: AxisKind,
    #[serde(default)]
    pub values: Vec<String>,
    pub default: Answer,
    /// Whether the axis decides the module set.
    #[serde(default)]
    pub pins: bool,
    #[serde(default)]
    pub question: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AxisKind {
    Choice,
    Bool,
}

/// The value of an axis.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    Flag(bool),
    Choice(String),
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Choice(choice) => f.write_str(choice),
        }
    }
}

/// One file of the service, or of a part.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    pub path: String,
    pub source: String,
    pub class: FileClass,
    pub when: Option<String>,
    /// In a part: the file is left out when the project has a file that matches this glob.
    pub unless: Option<String>,
    pub mode: Option<String>,
    #[serde(default = "yes")]
    pub marker: bool,
    pub group: Option<String>,
}

fn yes() -> bool {
    true
}

impl FileEntry {
    pub fn mode_bits(&self) -> Result<u32> {
        let Some(mode) = &self.mode else { return Ok(0o644) };
        u32::from_str_radix(mode, 8)
            .map_err(|_| Failure::template(format!("{}: mode {mode:?} is not octal", self.path)))
    }
}

impl Manifest {
    pub fn parse(set: &TemplateSet) -> Result<Self> {
        let text =
            set.get(MANIFEST_PATH).ok_or_else(|| Failure::template(format!("{MANIFEST_PATH} is missing")))?;
        let manifest: Self =
            toml::from_str(text).map_err(|e| Failure::template(format!("{MANIFEST_PATH}: {e}")))?;
        if manifest.schema != 1 {
            return Err(Failure::template(format!(
                "{MANIFEST_PATH}: schema {} is not known",
                manifest.schema
            )));
        }
        Ok(manifest)
    }

    pub fn axis(&self, name: &str) -> Option<&Axis> {
        self.axes.iter().find(|axis| axis.name == name)
    }
}

impl Axis {
    /// Reads a value as typed on a command line.
    pub fn parse_value(&self, text: &str) -> Result<Answer> {
        match self.kind {
            AxisKind::Bool => match text {
                "true" | "yes" | "y" | "on" => Ok(Answer::Flag(true)),
                "false" | "no" | "n" | "off" => Ok(Answer::Flag(false)),
                _ => Err(self.refuse(text, "true or false")),
            },
            AxisKind::Choice if self.values.iter().any(|value| value == text) => {
                Ok(Answer::Choice(text.to_owned()))
            }
            AxisKind::Choice => Err(self.refuse(text, &self.values.join(", "))),
        }
    }

    fn refuse(&self, text: &str, allowed: &str) -> Failure {
        Failure::new("option-invalid", format!("invalid value {text:?} for --{}", self.name))
            .hint(format!("use one of: {allowed}"))
    }

    /// The value that brings the fewest files: `none`, `std` or false.
    pub fn smallest(&self) -> Answer {
        match self.kind {
            AxisKind::Bool => Answer::Flag(false),
            AxisKind::Choice => {
                let small = self.values.iter().find(|value| matches!(value.as_str(), "none" | "std"));
                Answer::Choice(small.or(self.values.first()).cloned().unwrap_or_default())
            }
        }
    }
}
