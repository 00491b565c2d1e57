//! How files are formatted: what the flags say, completed by configuration files and by what the surroundings say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use globset::{Glob, GlobSet, GlobSetBuilder};
use godwit_assess::yaml;
use godwit_base::System;
use godwit_format::imports::{Imports, Section};
use godwit_format::{GoVersion, Gofumpt, Options};
use godwit_load::{GoEnv, LoadConfig, modfile};
use godwit_syntax::File;
use regex::Regex;

use super::packages::Universe;
use crate::exclusions::GeneratedMode;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    Gofmt,
    Gofumpt,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportStyle {
    Goimports,
    Gci,
}

/// gofumpt's rules that are off by default.
pub const EXTRA_RULES: [&str; 3] = ["group-params", "clothe-returns", "balance-calls"];

/// What the user asked for. What is left open is taken from configuration files.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The Go version whose gofmt is followed; by default that of the Go installation found, else the newest known.
    pub version: Option<GoVersion>,
    /// gofmt's `-s`.
    pub simplify: Option<bool>,
    pub style: Option<Style>,
    /// Of [`EXTRA_RULES`].
    pub extra: Vec<String>,
    pub imports: Option<ImportStyle>,
    /// Prefixes of imports that goimports puts last.
    pub local: Vec<String>,
    /// gci's sections.
    pub sections: Vec<String>,
    pub custom_order: bool,
    /// Read no configuration file.
    pub no_config: bool,
    exclude: Exclude,
    generated: GeneratedMode,
    module_path: String,
}

/// Files that the configuration leaves out.
#[derive(Clone, Debug, Default)]
struct Exclude {
    base: PathBuf,
    globs: GlobSet,
    patterns: Vec<Regex>,
}

/// A setting that cannot be used.
pub type SettingProblem = String;

impl Settings {
    /// Completes what the flags left open from `[format]` of godwit.toml, or from the formatters of .golangci.yml.
    pub(super) fn complete(&mut self, system: &dyn System, dir: &Path) -> Vec<SettingProblem> {
        let mut problems = Vec::new();
        if self.no_config {
            return problems;
        }
        let absolute = system.canonicalize(dir).unwrap_or_else(|_| dir.to_path_buf());
        let nearest = |names: &[&str]| {
            absolute.ancestors().find_map(|d| names.iter().map(|n| d.join(n)).find(|p| system.is_file(p)))
        };
        let files = [nearest(&["godwit.toml"]), nearest(&[".golangci.yml", ".golangci.yaml"])];
        problems.extend(self.complete_from(system, &files.into_iter().flatten().collect::<Vec<_>>()));
        problems
    }

    /// The same from files that are known: `[format]` of a TOML file counts more than the formatters of another.
    pub(super) fn complete_from(&mut self, system: &dyn System, files: &[PathBuf]) -> Vec<SettingProblem> {
        let mut problems = Vec::new();
        let is_toml = |path: &&PathBuf| path.extension().is_some_and(|ext| ext == "toml");
        for path in files.iter().filter(is_toml) {
            if let Ok(text) = system.read_to_string(path)
                && self.godwit_toml(&text, path, &mut problems)
            {
                return problems;
            }
        }
        for path in files.iter().filter(|path| !is_toml(path)) {
            if let Ok(text) = system.read_to_string(path) {
                self.golangci(&text, path, &mut problems);
            }
        }
        problems
    }

    /// Whether the file has a table `[format]`.
    fn godwit_toml(&mut self, text: &str, path: &Path, problems: &mut Vec<SettingProblem>) -> bool {
        // What is no TOML is reported by the commands that read the rest of it.
        let Ok(root) = text.parse::<toml::Table>() else { return false };
        let Some(format) = root.get("format").and_then(toml::Value::as_table) else { return false };
        let strings = |value: &toml::Value| -> Vec<String> {
            let items = value.as_array().map(Vec::as_slice).unwrap_or(std::slice::from_ref(value));
            items.iter().filter_map(|i| i.as_str().map(str::to_owned)).collect()
        };
        for (key, value) in format {
            let word = value.as_str().unwrap_or("");
            let known = match key.as_str() {
                "style" => parse_style(word).map(|s| self.style = self.style.or(Some(s))),
                "imports" => parse_imports(word).map(|i| self.imports = self.imports.or(i)),
                "go" => parse_version(word).map(|v| self.version = self.version.or(Some(v))),
                "simplify" => value.as_bool().map(|b| self.simplify = self.simplify.or(Some(b))),
                "custom-order" => value.as_bool().map(|b| self.custom_order |= b),
                "extra" => {
                    fill(&mut self.extra, strings(value));
                    Some(())
                }
                "local" => {
                    fill(&mut self.local, strings(value));
                    Some(())
                }
                "sections" => {
                    fill(&mut self.sections, strings(value));
                    Some(())
                }
                "exclude" => {
                    let mut globs = GlobSetBuilder::new();
                    strings(value).iter().filter_map(|g| Glob::new(g).ok()).for_each(|g| {
                        globs.add(g);
                    });
                    self.exclude.globs = globs.build().unwrap_or_default();
                    self.exclude.base = path.parent().map(Path::to_path_buf).unwrap_or_default();
                    Some(())
                }
                _ => {
                    problems.push(format!("{}: unknown key \"{key}\" in [format]", path.display()));
                    Some(())
                }
            };
            if known.is_none() {
                problems.push(format!("{}: format.{key}: {value} is not known", path.display()));
            }
        }
        true
    }

    fn golangci(&mut self, text: &str, path: &Path, problems: &mut Vec<SettingProblem>) {
        let Ok(root) = yaml::parse(text) else { return };
        let v2 = root.get("version").and_then(|v| v.as_str()).is_some_and(|v| v == "2");
        let (list, settings) = if v2 {
            (root.path(&["formatters", "enable"]), root.path(&["formatters", "settings"]))
        } else {
            (root.path(&["linters", "enable"]), root.path(&["linters-settings"]))
        };
        let enabled: Vec<&str> = list.map(|l| l.strings()).unwrap_or_default();
        let has = |name: &str| enabled.contains(&name);
        let setting = |name: &str, key: &str| settings.and_then(|s| s.path(&[name, key]));
        if has("gofumpt") {
            self.style = self.style.or(Some(Style::Gofumpt));
            if setting("gofumpt", "extra-rules").and_then(|v| v.as_bool()) == Some(true) {
                fill(&mut self.extra, EXTRA_RULES.map(str::to_owned).to_vec());
            }
            let chosen = |rule: &&'static str| {
                let rule = settings.and_then(|s| s.path(&["gofumpt", "extra", rule]));
                rule.and_then(|v| v.as_bool()) == Some(true)
            };
            fill(&mut self.extra, EXTRA_RULES.into_iter().filter(chosen).map(str::to_owned).collect());
            if let Some(module) = setting("gofumpt", "module-path").and_then(|v| v.as_str()) {
                self.module_path = module.to_owned();
            }
        } else if has("gofmt") {
            let simplify = setting("gofmt", "simplify").and_then(|v| v.as_bool()).unwrap_or(true);
            self.simplify = self.simplify.or(Some(simplify));
        }
        if has("gci") {
            self.imports = self.imports.or(Some(ImportStyle::Gci));
            let sections = setting("gci", "sections").map(|s| s.strings()).unwrap_or_default();
            fill(&mut self.sections, sections.iter().map(|s| (*s).to_owned()).collect());
            self.custom_order |= setting("gci", "custom-order").and_then(|v| v.as_bool()).unwrap_or(false);
        } else if has("goimports") {
            self.imports = self.imports.or(Some(ImportStyle::Goimports));
            let local = setting("goimports", "local-prefixes");
            let mut prefixes = local.map(|l| l.strings()).unwrap_or_default();
            prefixes.extend(local.and_then(|l| l.as_str()));
            let prefixes = prefixes.iter().flat_map(|p| p.split(',')).map(|p| p.trim().to_owned());
            fill(&mut self.local, prefixes.filter(|p| !p.is_empty()).collect());
        }
        // Formatters take a file for generated on weaker evidence than linters do.
        let generated = root.path(&["formatters", "exclusions", "generated"]).and_then(|g| g.as_str());
        self.generated = generated.and_then(GeneratedMode::parse).unwrap_or(GeneratedMode::Lax);
        let paths =
            root.path(&["formatters", "exclusions", "paths"]).map(|p| p.strings()).unwrap_or_default();
        self.exclude.base = path.parent().map(Path::to_path_buf).unwrap_or_default();
        for pattern in paths {
            match Regex::new(pattern) {
                Ok(regex) => self.exclude.patterns.push(regex),
                Err(_) => problems.push(format!("{}: not a regular expression: {pattern}", path.display())),
            }
        }
    }

    pub(super) fn resolve<'s>(&self, system: &'s dyn System) -> Styles<'s> {
        let env = GoEnv::discover(system, &LoadConfig::default(), &mut Vec::new());
        let version = self.version.unwrap_or_else(|| installed_version(&env));
        let imports = self.imports.map(|style| match style {
            ImportStyle::Goimports => Imports::Goimports { local: self.local.clone() },
            ImportStyle::Gci => Imports::Gci {
                sections: self.sections.iter().filter_map(|s| Section::parse(s)).collect(),
                custom_order: self.custom_order,
            },
        });
        Styles {
            system,
            options: Options { version, simplify: self.simplify.unwrap_or(false), gofumpt: None },
            gofumpt: self.style == Some(Style::Gofumpt),
            extra: self.extra.clone(),
            imports,
            exclude: self.exclude.clone(),
            generated: self.generated,
            module_path: self.module_path.clone(),
            modules: Mutex::default(),
            universe: Universe::new(system, env),
        }
    }

    /// Names among the settings that mean nothing.
    pub fn unknown_names(&self) -> Vec<SettingProblem> {
        let extra = self.extra.iter().filter(|e| !EXTRA_RULES.contains(&e.as_str()));
        let extra = extra.map(|e| format!("unknown extra rule \"{e}\" ({})", EXTRA_RULES.join(", ")));
        let sections = self.sections.iter().filter(|s| Section::parse(s).is_none());
        extra.chain(sections.map(|s| format!("unknown section \"{s}\""))).collect()
    }
}

fn fill(list: &mut Vec<String>, values: Vec<String>) {
    if list.is_empty() {
        *list = values;
    }
}

fn parse_style(word: &str) -> Option<Style> {
    match word {
        "gofmt" => Some(Style::Gofmt),
        "gofumpt" => Some(Style::Gofumpt),
        _ => None,
    }
}

fn parse_imports(word: &str) -> Option<Option<ImportStyle>> {
    match word {
        "goimports" => Some(Some(ImportStyle::Goimports)),
        "gci" => Some(Some(ImportStyle::Gci)),
        "none" => Some(None),
        _ => None,
    }
}

/// `1.26`
pub fn parse_version(text: &str) -> Option<GoVersion> {
    let minor = godwit_load::version::go_minor(text.strip_prefix("go").unwrap_or(text))?;
    (26..=GoVersion::LATEST.minor).contains(&minor).then_some(GoVersion { minor })
}

fn installed_version(env: &GoEnv) -> GoVersion {
    match godwit_load::version::go_minor(&env.go_version) {
        Some(minor) if minor < GoVersion::LATEST.minor => GoVersion { minor: minor.max(26) },
        _ => GoVersion::LATEST,
    }
}

/// What of go.mod matters for layout.
#[derive(Default)]
pub(super) struct Module {
    pub(super) dir: PathBuf,
    pub(super) path: String,
    go_minor: Option<u32>,
    pub(super) file: modfile::ModFile,
}

/// The settings of a run, ready for each file.
pub struct Styles<'s> {
    system: &'s dyn System,
    options: Options,
    gofumpt: bool,
    extra: Vec<String>,
    pub(super) imports: Option<Imports>,
    exclude: Exclude,
    generated: GeneratedMode,
    module_path: String,
    /// By folder.
    modules: Mutex<BTreeMap<PathBuf, Arc<Module>>>,
    pub(super) universe: Universe<'s>,
}

impl Styles<'_> {
    pub(super) fn of(&self, path: &Path) -> Options {
        let mut options = self.options.clone();
        if self.gofumpt {
            let module = self.module(path);
            let has = |rule: &str| self.extra.iter().any(|e| e == rule);
            options.gofumpt = Some(Gofumpt {
                go_minor: module.go_minor,
                module_path: if self.module_path.is_empty() {
                    module.path.clone()
                } else {
                    self.module_path.clone()
                },
                group_params: has("group-params"),
                clothe_returns: has("clothe-returns"),
                balance_calls: has("balance-calls"),
            });
        }
        options
    }

    /// The name a project knows the style by: that of the step which arranges imports, or that of the layout.
    pub(super) fn name(&self, imports: bool) -> &'static str {
        match &self.imports {
            Some(Imports::Goimports { .. }) if imports => "goimports",
            Some(Imports::Gci { .. }) if imports => "gci",
            _ if self.gofumpt => "gofumpt",
            _ => "gofmt",
        }
    }

    /// Whether the usual marker, `// Code generated … DO NOT EDIT.`, is enough to leave a file alone.
    pub(super) fn skips_marked(&self) -> bool {
        self.generated != GeneratedMode::Disable
    }

    pub(super) fn excludes_generated(&self, file: &File) -> bool {
        self.generated.covers(file)
    }

    pub(super) fn excludes(&self, path: &Path) -> bool {
        if self.exclude.globs.is_empty() && self.exclude.patterns.is_empty() {
            return false;
        }
        let absolute = self.system.canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let below = absolute.strip_prefix(&self.exclude.base).unwrap_or(path);
        let text = below.to_string_lossy().replace('\\', "/");
        self.exclude.globs.is_match(below) || self.exclude.patterns.iter().any(|p| p.is_match(&text))
    }

    /// The module that a file belongs to.
    pub(super) fn module(&self, path: &Path) -> Arc<Module> {
        let dir = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let Some(known) = self.modules.lock().ok().and_then(|m| m.get(dir).cloned()) {
            return known;
        }
        let absolute = self.system.canonicalize(dir).unwrap_or_else(|_| dir.to_path_buf());
        let module = absolute.ancestors().find_map(|d| {
            let text = self.system.read_to_string(&d.join("go.mod")).ok()?;
            let (file, _) = modfile::parse_lax(&text);
            // Without a go line the language is that of Go 1.16.
            let go_minor = file.go.as_ref().map_or(Some(16), |go| godwit_load::version::go_minor(&go.value));
            let path = file.module.as_ref().map(|m| m.value.clone()).unwrap_or_default();
            // The lax reading leaves out replacements.
            let file = modfile::parse(&text).0;
            Some(Module { dir: d.to_path_buf(), path, go_minor, file })
        });
        let module = Arc::new(module.unwrap_or_default());
        if let Ok(mut modules) = self.modules.lock() {
            modules.insert(dir.to_path_buf(), module.clone());
        }
        module
    }
}
