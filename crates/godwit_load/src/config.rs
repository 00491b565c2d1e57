//! What to load, and how what could not be loaded is told.

use std::collections::BTreeMap;

/// `-mod`: where dependencies come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ModMode {
    /// Like `Readonly` here: nothing is ever written or fetched; go.sum is not asked for.
    Mod,
    Readonly,
    Vendor,
}

impl ModMode {
    pub fn parse(s: &str) -> Option<ModMode> {
        match s {
            "mod" => Some(ModMode::Mod),
            "readonly" => Some(ModMode::Readonly),
            "vendor" => Some(ModMode::Vendor),
            _ => None,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            ModMode::Mod => "mod",
            ModMode::Readonly => "readonly",
            ModMode::Vendor => "vendor",
        }
    }
}

/// One load. Everything left empty is found as the go command finds it: flags, then environment, then the go env file,
/// then `$GOROOT/go.env`, then defaults.
#[derive(Clone, Debug, Default)]
pub struct LoadConfig {
    /// The working directory that patterns start from, absolute. Empty: the process's own.
    pub dir: String,
    /// `./...`, folders, import paths, `std`, `cmd`, `all`, or a list of `.go` files. Empty means `.`.
    pub patterns: Vec<String>,
    /// Load the tests of the named packages and make their variants (`-test`).
    pub tests: bool,
    pub goos: Option<String>,
    pub goarch: Option<String>,
    /// `-tags`, in addition to those of GOFLAGS if empty.
    pub tags: Vec<String>,
    /// `CGO_ENABLED`
    pub cgo: Option<bool>,
    /// `-mod`
    pub mod_mode: Option<ModMode>,
    /// Variables that win over the environment (`GOROOT`, `GOFLAGS`, `GOWORK` …).
    pub env: BTreeMap<String, String>,
    /// Unsaved buffers of an editor: content by absolute path, `None` for a deleted file.
    pub overlay: BTreeMap<String, Option<Vec<u8>>>,
    /// Keep the text of every Go file that is compiled, for the type checker.
    pub keep_text: bool,
    /// Find also the test files and test imports of packages that are only dependencies. A listing shows them, a type
    /// checker does not need them.
    pub tests_of_deps: bool,
    /// Resolve `//go:embed` patterns to files.
    pub embed_files: bool,
}

/// Something that loading wants to say, at a place in a file where there is one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoadDiagnostic {
    /// Absolute path; empty when no file is to blame.
    pub file: String,
    /// 1-based; 0 without a place.
    pub line: u32,
    /// 1-based, in bytes; 0 without a place.
    pub column: u32,
    pub severity: LoadSeverity,
    /// `go.mod`, `go.work`, `go.sum`, `vendor`, `missing-module`, `package`, `pattern`, `environment`, `limit-exceeded`.
    pub code: &'static str,
    /// What, why, and what to do.
    pub message: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LoadSeverity {
    Error,
    Warning,
}

impl LoadDiagnostic {
    pub fn error(code: &'static str, file: impl Into<String>, message: impl Into<String>) -> Self {
        LoadDiagnostic {
            file: file.into(),
            line: 0,
            column: 0,
            severity: LoadSeverity::Error,
            code,
            message: message.into(),
        }
    }

    pub fn warning(code: &'static str, file: impl Into<String>, message: impl Into<String>) -> Self {
        LoadDiagnostic { severity: LoadSeverity::Warning, ..LoadDiagnostic::error(code, file, message) }
    }

    pub fn at(mut self, line: u32, column: u32) -> Self {
        self.line = line;
        self.column = column;
        self
    }
}
