//! Configuration: `.golangci.yml` (version 1 and 2) and `godwit.toml`, read into one [`Config`]. A broken file never stops a
//! run: it becomes a [`ConfigProblem`], and the rest is analysed with what could be read.

mod godwit_toml;
mod golangci;
mod known;
mod locate;
mod names;
mod selection;

use std::path::PathBuf;

pub use godwit_toml::Layout;
pub use locate::load;
pub use names::{nearest, unknown};
pub use selection::{
    CheckChoice, DefaultSet, LinterChoice, LinterSource, OWN_LINTER, RuleInfo, Selection, SelectionError,
};

use crate::exclusions::ExclusionConfig;

/// Everything a run is told by files.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The files that were read, for the report.
    pub sources: Vec<PathBuf>,
    pub linters: LinterChoice,
    /// The formatters that a file chooses: what it enables is also checked.
    pub formatters: Vec<String>,
    pub select: Vec<String>,
    pub extend_select: Vec<String>,
    pub ignore: Vec<String>,
    /// Folders and files, as globs relative to the project, that `check` leaves out.
    pub exclude: Vec<String>,
    pub exclusions: ExclusionConfig,
    pub settings: Vec<Setting>,
    pub layout: Layout,
    /// `service`, `library` or `cli`; detected where nothing is said.
    pub profile: Option<String>,
    /// Findings of one linter, and of one text, are cut at these numbers. Only where the file says so.
    pub max_per_linter: Option<usize>,
    pub max_same: Option<usize>,
    pub tests: Option<bool>,
    pub build_tags: Vec<String>,
    pub problems: Vec<ConfigProblem>,
}

/// An option of a rule, still in the words of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// A rule id, a linter (`revive`), or a check of one (`revive:var-naming`).
    pub owner: String,
    pub key: String,
    pub value: SettingValue,
    pub file: String,
    pub line: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    Scalar(String),
    List(Vec<String>),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// The file, or a part of it, could not be used: the run ends with exit code 2.
    Error,
    /// Something in it has no effect.
    Warning,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    pub level: Level,
    pub file: String,
    /// 0: the whole file.
    pub line: u32,
    pub column: u32,
    pub message: String,
}

impl std::fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column.max(1))?;
        }
        let level = if self.level == Level::Warning { "warning: " } else { "" };
        write!(f, ": {level}{}", self.message)
    }
}
