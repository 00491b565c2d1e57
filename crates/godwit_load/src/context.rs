//! The build context: which tags hold for a target, and which file names belong to it.

use std::path::Path;

use godwit_base::System;

use crate::config::{LoadConfig, LoadDiagnostic};
use crate::constraint::{self, Expr};
use crate::env::GoEnv;
use crate::{platform, version};

/// What a build is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildContext {
    pub goos: String,
    pub goarch: String,
    pub cgo: bool,
    /// `-tags` and the tags that flags such as `-race` imply.
    pub tags: Vec<String>,
    /// Tags of the toolchain: experiments and the level of the instruction set.
    pub tool_tags: Vec<String>,
    /// The N up to which `go1.N` holds.
    pub go_minor: u32,
}

impl BuildContext {
    pub fn new(
        system: &dyn System,
        config: &LoadConfig,
        env: &GoEnv,
        diagnostics: &mut Vec<LoadDiagnostic>,
    ) -> Self {
        let (goos, goarch) = (env.goos.clone(), env.goarch.clone());
        if !platform::is_os(&goos) || !platform::is_arch(&goarch) {
            let message = format!(
                "{goos}/{goarch} is not a target that Go knows; its file names and tags match nothing"
            );
            diagnostics.push(LoadDiagnostic::warning("environment", "", message));
        }
        let mut tags = if config.tags.is_empty() { env.flags.tags.clone() } else { config.tags.clone() };
        for (on, tag) in [(env.flags.race, "race"), (env.flags.msan, "msan"), (env.flags.asan, "asan")] {
            if on && !tags.iter().any(|t| t == tag) {
                tags.push(tag.into());
            }
        }
        let source = |name: &str| {
            system.read_to_string(Path::new(&format!("{}/src/internal/{name}", env.goroot))).ok()
        };
        let (flags, defaults) = if env.goroot.is_empty() {
            (None, None)
        } else {
            (source("goexperiment/flags.go"), source("buildcfg/exp.go"))
        };
        let mut experiments =
            platform::Experiments::new(&goos, &goarch, flags.as_deref(), defaults.as_deref());
        if let Err(cause) = experiments.apply(&env.get(system, "GOEXPERIMENT")) {
            diagnostics.push(LoadDiagnostic::error("environment", "", cause));
        }
        let mut tool_tags = experiments.tags();
        let level =
            platform::arch_level_variable(&goarch).map(|v| env.get(system, v)).filter(|v| !v.is_empty());
        tool_tags.extend(platform::arch_tags(&goarch, level.as_deref()));
        let cgo = config.cgo.unwrap_or_else(|| default_cgo(system, env));
        let go_minor = version::go_minor(&env.go_version).unwrap_or(27);
        BuildContext { goos, goarch, cgo, tags, tool_tags, go_minor }
    }

    /// Whether a build tag holds.
    pub fn matches(&self, tag: &str) -> bool {
        if (tag == "cgo" && self.cgo) || tag == self.goos || tag == self.goarch || tag == "gc" {
            return true;
        }
        // Systems that are a kind of another system match its tag and file names too.
        match (self.goos.as_str(), tag) {
            ("android", "linux") | ("illumos", "solaris") | ("ios", "darwin") => return true,
            (os, "unix") if platform::is_unix(os) => return true,
            _ => {}
        }
        let tag = if tag == "boringcrypto" { "goexperiment.boringcrypto" } else { tag };
        if let Some(n) = tag.strip_prefix("go1.")
            && let Ok(n) = n.parse::<u32>()
            && (1..=self.go_minor).contains(&n)
            && tag.len() == 4 + n.to_string().len()
        {
            return true;
        }
        self.tags.iter().any(|t| t == tag) || self.tool_tags.iter().any(|t| t == tag)
    }

    pub fn eval(&self, expr: &Expr) -> bool {
        expr.eval(&mut |tag| self.matches(tag))
    }

    /// Whether `name` belongs to this target by its `_GOOS`, `_GOARCH` or `_GOOS_GOARCH` suffix. What stands before the
    /// first underscore is never a suffix: `linux.go` belongs to all systems.
    pub fn good_file_name(&self, name: &str) -> bool {
        let stem = name.split('.').next().unwrap_or(name);
        let Some(i) = stem.find('_') else { return true };
        let mut parts = stem[i + 1..].rsplit('_').filter(|_| true);
        let mut last = parts.next().unwrap_or("");
        if last == "test" {
            last = match parts.next() {
                Some(part) => part,
                None => return true,
            };
        }
        let before = parts.next();
        if platform::is_arch(last)
            && let Some(os) = before
            && platform::is_os(os)
        {
            return self.matches(last) && self.matches(os);
        }
        if platform::is_os(last) || platform::is_arch(last) { self.matches(last) } else { true }
    }

    /// Whether the constraint comments at the top of a file admit it.
    pub fn should_build(&self, header: &constraint::HeaderConstraint<'_>) -> Result<bool, String> {
        if let Some(line) = header.go_build {
            let text = constraint::go_build_text(line).unwrap_or("");
            let expr =
                constraint::parse_go_build(text).map_err(|e| format!("parsing //go:build line: {e}"))?;
            return Ok(self.eval(&expr));
        }
        Ok(header
            .plus_build
            .iter()
            .filter_map(|line| constraint::plus_build_text(line))
            .all(|text| self.eval(&constraint::parse_plus_build(text))))
    }
}

/// cgo is on when asked for, or when building for this machine with a C compiler in PATH.
fn default_cgo(system: &dyn System, env: &GoEnv) -> bool {
    match env.get(system, "CGO_ENABLED").as_str() {
        "1" => return true,
        "0" => return false,
        _ => {}
    }
    if env.goos != platform::host_os() || env.goarch != platform::host_arch() {
        return false;
    }
    if !platform::cgo_supported(&env.goos, &env.goarch) {
        return false;
    }
    !env.get(system, "CC").is_empty() || env.find_program(system, platform::default_c_compiler(&env.goos))
}
