//! How files are formatted: what the flags say, completed by what the surroundings say.

use std::path::Path;

use godwit_base::System;
use godwit_format::{GoVersion, Options};
use godwit_load::{GoEnv, LoadConfig};

/// What the user asked for.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The Go version whose gofmt is followed; by default that of the Go installation found, else the newest known.
    pub version: Option<GoVersion>,
    /// gofmt's `-s`.
    pub simplify: bool,
}

/// Options for each file of a run.
pub(super) struct Styles {
    options: Options,
}

impl Settings {
    pub(super) fn resolve(&self, system: &dyn System) -> Styles {
        let version = self.version.unwrap_or_else(|| installed_version(system));
        Styles { options: Options { version, simplify: self.simplify, ..Options::default() } }
    }
}

impl Styles {
    pub(super) fn of(&self, _system: &dyn System, _path: &Path) -> Options {
        self.options.clone()
    }
}

fn installed_version(system: &dyn System) -> GoVersion {
    let env = GoEnv::discover(system, &LoadConfig::default(), &mut Vec::new());
    match godwit_load::version::go_minor(&env.go_version) {
        Some(minor) if minor < GoVersion::LATEST.minor => GoVersion { minor: minor.max(26) },
        _ => GoVersion::LATEST,
    }
}
