//! `go env` without running go: where Go, its module cache and its settings are.
//!
//! A variable is looked for in the caller's overrides, the environment, the user's go env file, and `$GOROOT/go.env`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use godwit_base::System;

use crate::config::{LoadConfig, LoadDiagnostic, ModMode};
use crate::{lexical, platform, version};

/// The settings of the go command that decide what is loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoEnv {
    /// Empty when no Go installation was found.
    pub goroot: String,
    /// Version of the installation without prefix, `1.26.8`.
    pub go_version: String,
    pub gopath: Vec<String>,
    pub gomodcache: String,
    pub goos: String,
    pub goarch: String,
    /// `GOWORK`: a file, `off`, or empty for the search upward.
    pub gowork: String,
    /// `GO111MODULE=off`
    pub modules_off: bool,
    pub gotoolchain: String,
    pub flags: GoFlags,
    /// Variables read from files, for the lookups that come later.
    file_vars: BTreeMap<String, String>,
    overrides: BTreeMap<String, String>,
}

/// The flags in GOFLAGS that matter for loading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoFlags {
    pub tags: Vec<String>,
    pub mod_mode: Option<ModMode>,
    pub modfile: Option<String>,
    pub race: bool,
    pub msan: bool,
    pub asan: bool,
}

fn path_list(value: &str) -> impl Iterator<Item = String> + '_ {
    let separator = if cfg!(windows) { ';' } else { ':' };
    value.split(separator).filter(|p| !p.is_empty()).map(slashed)
}

fn slashed(path: &str) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path.to_string() }
}

/// Text of a path, slash-separated. A path that is not UTF-8 cannot be named by a Go import and is not loaded.
pub(crate) fn path_text(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = slashed(&text);
    // Windows' canonical paths carry a prefix that no other tool prints.
    text.strip_prefix("//?/").map(str::to_string).unwrap_or(text)
}

fn parse_env_file(text: &str, into: &mut BTreeMap<String, String>) {
    for line in text.lines() {
        let line = line.trim_end_matches('\r');
        if line.starts_with('#') {
            continue;
        }
        if let Some((key, value)) = line.split_once('=')
            && key.starts_with(|c: char| c.is_ascii_uppercase())
        {
            into.entry(key.to_string()).or_insert_with(|| value.to_string());
        }
    }
}

/// Splits GOFLAGS: blanks separate, a quote holds blanks together.
fn split_flags(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut inside = false;
    for c in text.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => word.push(c),
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                inside = true;
            }
            None if c.is_whitespace() => {
                if inside {
                    words.push(std::mem::take(&mut word));
                    inside = false;
                }
            }
            None => {
                word.push(c);
                inside = true;
            }
        }
    }
    if inside {
        words.push(word);
    }
    words
}

/// Splits the value of `-tags`: commas, or blanks as in old scripts.
pub fn split_tags(value: &str) -> Vec<String> {
    value.split([',', ' ']).filter(|t| !t.is_empty()).map(str::to_string).collect()
}

fn parse_flags(text: &str, diagnostics: &mut Vec<LoadDiagnostic>) -> GoFlags {
    let mut flags = GoFlags::default();
    for word in split_flags(text) {
        let Some(flag) = word.strip_prefix("--").or_else(|| word.strip_prefix('-')) else {
            let message = format!("GOFLAGS: \"{word}\" does not begin with a dash; it is ignored");
            diagnostics.push(LoadDiagnostic::warning("environment", "", message));
            continue;
        };
        let (name, value) = flag.split_once('=').unwrap_or((flag, "true"));
        match name {
            "tags" => flags.tags = split_tags(value),
            "mod" => match ModMode::parse(value) {
                Some(mode) => flags.mod_mode = Some(mode),
                None => {
                    let message =
                        format!("GOFLAGS: -mod={value} is not one of mod, readonly, vendor; it is ignored");
                    diagnostics.push(LoadDiagnostic::warning("environment", "", message));
                }
            },
            "modfile" => flags.modfile = Some(value.to_string()),
            "race" => flags.race = value == "true" || value == "1",
            "msan" => flags.msan = value == "true" || value == "1",
            "asan" => flags.asan = value == "true" || value == "1",
            _ => {}
        }
    }
    flags
}

impl GoEnv {
    pub fn discover(
        system: &dyn System,
        config: &LoadConfig,
        diagnostics: &mut Vec<LoadDiagnostic>,
    ) -> GoEnv {
        let mut env = GoEnv { overrides: config.env.clone(), ..GoEnv::default() };
        let home = env.get(system, if cfg!(windows) { "USERPROFILE" } else { "HOME" });
        env.read_user_file(system, &home);
        env.goroot = env.find_goroot(system);
        if env.goroot.is_empty() {
            let message = "no Go installation found: GOROOT is not set and no go command is in PATH; \
                           the standard library cannot be read. Set GOROOT or install Go";
            diagnostics.push(LoadDiagnostic::error("environment", "", message));
        } else if let Ok(text) = system.read_to_string(Path::new(&lexical::child(&env.goroot, "go.env"))) {
            parse_env_file(&text, &mut env.file_vars);
        }
        env.go_version = env.read_go_version(system);
        env.gopath = path_list(&env.get(system, "GOPATH")).collect();
        if env.gopath.is_empty() && !home.is_empty() {
            let default = lexical::join(&slashed(&home), "go");
            if default != env.goroot {
                env.gopath.push(default);
            }
        }
        env.gomodcache = slashed(&env.get(system, "GOMODCACHE"));
        if env.gomodcache.is_empty()
            && let Some(first) = env.gopath.first()
        {
            env.gomodcache = lexical::join(first, "pkg/mod");
        }
        let or = |value: String, default: &str| if value.is_empty() { default.to_string() } else { value };
        env.goos = config.goos.clone().unwrap_or_else(|| or(env.get(system, "GOOS"), platform::host_os()));
        env.goarch =
            config.goarch.clone().unwrap_or_else(|| or(env.get(system, "GOARCH"), platform::host_arch()));
        env.gowork = env.get(system, "GOWORK");
        env.modules_off = env.get(system, "GO111MODULE") == "off";
        env.gotoolchain = env.get(system, "GOTOOLCHAIN");
        let flags = env.get(system, "GOFLAGS");
        env.flags = parse_flags(&flags, diagnostics);
        env
    }

    /// The value of a variable, empty when it is not set.
    pub fn get(&self, system: &dyn System, name: &str) -> String {
        if let Some(value) = self.overrides.get(name) {
            return value.clone();
        }
        match system.env_var(name) {
            Some(value) if !value.is_empty() => value,
            _ => self.file_vars.get(name).cloned().unwrap_or_default(),
        }
    }

    fn read_user_file(&mut self, system: &dyn System, home: &str) {
        let explicit = self.get(system, "GOENV");
        if explicit == "off" {
            return;
        }
        let file = if explicit.is_empty() {
            let dir = if cfg!(windows) {
                system.env_var("AppData").unwrap_or_default()
            } else if cfg!(target_os = "macos") {
                if home.is_empty() { String::new() } else { format!("{home}/Library/Application Support") }
            } else {
                match system.env_var("XDG_CONFIG_HOME") {
                    Some(dir) if !dir.is_empty() => dir,
                    _ if home.is_empty() => String::new(),
                    _ => format!("{home}/.config"),
                }
            };
            if dir.is_empty() {
                return;
            }
            format!("{}/go/env", slashed(&dir))
        } else {
            explicit
        };
        if let Ok(text) = system.read_to_string(Path::new(&file)) {
            parse_env_file(&text, &mut self.file_vars);
        }
    }

    fn find_goroot(&self, system: &dyn System) -> String {
        let explicit = self.get(system, "GOROOT");
        if !explicit.is_empty() {
            return lexical::clean(&slashed(&explicit));
        }
        let name = if cfg!(windows) { "go.exe" } else { "go" };
        let path = self.get(system, "PATH");
        let in_path = path_list(&path).filter_map(|dir| {
            let file = PathBuf::from(lexical::child(&dir, name));
            if !is_executable(system, &file) {
                return None;
            }
            let real = system.canonicalize(&file).ok()?;
            Some(path_text(real.parent()?.parent()?))
        });
        let usual = [
            "/usr/local/go",
            "/usr/lib/go",
            "/usr/lib/golang",
            "/opt/homebrew/opt/go/libexec",
            "C:/Program Files/Go",
        ];
        in_path
            .chain(usual.into_iter().map(str::to_string))
            .find(|root| system.is_dir(Path::new(&format!("{root}/src/runtime"))))
            .unwrap_or_default()
    }

    fn read_go_version(&self, system: &dyn System) -> String {
        if self.goroot.is_empty() {
            return String::new();
        }
        if let Ok(text) = system.read_to_string(Path::new(&lexical::child(&self.goroot, "VERSION"))) {
            let first = text.lines().next().unwrap_or("");
            if let Some(v) = first.split_whitespace().find_map(|w| w.strip_prefix("go")) {
                let v = v.split('-').next().unwrap_or(v);
                if version::is_valid_go(v) {
                    return v.to_string();
                }
            }
        }
        let source = format!("{}/src/internal/goversion/goversion.go", self.goroot);
        let text = system.read_to_string(Path::new(&source)).unwrap_or_default();
        let number = text.split("const Version =").nth(1).and_then(|rest| rest.split_whitespace().next());
        number.map_or(String::new(), |n| format!("1.{n}"))
    }

    /// GOROOT/src
    pub fn goroot_src(&self) -> String {
        lexical::child(&self.goroot, "src")
    }

    /// The file of a module in the download cache: `suffix` is `mod`, `info` or `ziphash`.
    pub fn download_file(&self, path: &str, version: &str, suffix: &str) -> Option<String> {
        let (path, version) = (crate::module_path::escape(path)?, crate::module_path::escape(version)?);
        Some(format!("{}/cache/download/{path}/@v/{version}.{suffix}", self.gomodcache))
    }

    /// The folder of an extracted module in the module cache.
    pub fn module_dir(&self, path: &str, version: &str) -> Option<String> {
        let (path, version) = (crate::module_path::escape(path)?, crate::module_path::escape(version)?);
        Some(format!("{}/{path}@{version}", self.gomodcache))
    }

    /// Whether a program is in PATH.
    pub fn find_program(&self, system: &dyn System, name: &str) -> bool {
        if name.contains('/') {
            return is_executable(system, Path::new(name));
        }
        let suffix = if cfg!(windows) { ".exe" } else { "" };
        path_list(&self.get(system, "PATH"))
            .any(|dir| is_executable(system, Path::new(&lexical::child(&dir, &format!("{name}{suffix}")))))
    }
}

fn is_executable(system: &dyn System, file: &Path) -> bool {
    system.is_file(file) && (cfg!(windows) || system.metadata(file).is_ok_and(|m| m.mode & 0o111 != 0))
}
