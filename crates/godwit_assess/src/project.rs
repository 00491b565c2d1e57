//! Everything probes look at.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::ProjectFiles;
use crate::facts::{FileFacts, Site, SiteKind};
use crate::probe::Evidence;
use crate::profile::{self, Profile};

/// A finding of the linter, as far as probes ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintFinding {
    pub rule: &'static str,
    pub category: &'static str,
    pub file: String,
    pub line: u32,
    pub text: String,
}

/// Roles of folders.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Layer {
    Domain,
    Service,
    Repository,
    Handler,
    Config,
}

/// Folder names by role; `godwit.toml` adds its own.
#[derive(Clone, Debug)]
pub struct Layers {
    pub names: BTreeMap<Layer, Vec<String>>,
}

impl Default for Layers {
    fn default() -> Self {
        let of = |names: &[&str]| names.iter().map(|n| n.to_string()).collect();
        let names = [
            (Layer::Domain, of(&["domain", "core", "entity", "entities", "model", "models"])),
            (Layer::Service, of(&["service", "services", "usecase", "usecases", "app", "application"])),
            (
                Layer::Repository,
                of(&[
                    "repository",
                    "repositories",
                    "repo",
                    "store",
                    "storage",
                    "postgres",
                    "mysql",
                    "rediscache",
                    "persistence",
                    "db",
                ]),
            ),
            (
                Layer::Handler,
                of(&[
                    "handler",
                    "handlers",
                    "transport",
                    "rest",
                    "httpapi",
                    "api",
                    "http",
                    "grpc",
                    "web",
                    "server",
                    "controller",
                    "controllers",
                ]),
            ),
            (Layer::Config, of(&["config", "conf", "settings"])),
        ];
        Layers { names: names.into_iter().collect() }
    }
}

/// Names that some projects give their services, and others the package that wires everything together.
const SERVICE_OR_WIRING: [&str; 2] = ["app", "application"];

impl Layers {
    /// Beside a folder of services, `app` is where the parts are put together (seed row 26), and may import them all.
    fn take_app_for_wiring<'d>(&mut self, mut dirs: impl Iterator<Item = &'d str>) {
        let Some(services) = self.names.get_mut(&Layer::Service) else { return };
        let is_plain = |part: &str| services.iter().any(|s| s == part) && !SERVICE_OR_WIRING.contains(&part);
        if dirs.any(|dir| dir.split('/').any(is_plain)) {
            services.retain(|name| !SERVICE_OR_WIRING.contains(&name.as_str()));
        }
    }

    /// The role of a folder: that of its last part that has one.
    pub fn of(&self, dir: &str) -> Option<Layer> {
        let is_below =
            |name: &str| dir == name || dir.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        // Folders that the project names itself win over the usual names.
        let named = self.names.iter().find(|(_, names)| names.iter().any(|n| n.contains('/') && is_below(n)));
        let by_part = || {
            dir.rsplit('/').find_map(|part| {
                self.names.iter().find(|(_, names)| names.iter().any(|n| n == part)).map(|(l, _)| *l)
            })
        };
        named.map(|(l, _)| *l).or_else(by_part)
    }
}

pub struct Project {
    /// In order of path; generated files included.
    pub go: Vec<FileFacts>,
    pub files: ProjectFiles,
    pub findings: Vec<LintFinding>,
    pub layers: Layers,
    pub module_path: String,
    pub profile: Profile,
    pub profile_reason: String,
}

impl Project {
    pub fn new(
        mut go: Vec<FileFacts>,
        files: ProjectFiles,
        findings: Vec<LintFinding>,
        mut layers: Layers,
        chosen: Option<Profile>,
    ) -> Project {
        go.sort_by(|a, b| a.path.cmp(&b.path));
        layers.take_app_for_wiring(go.iter().map(|f| f.dir.as_str()));
        let module_path = files
            .go_mod
            .as_ref()
            .and_then(|(m, _)| m.module.as_ref())
            .map(|m| m.value.clone())
            .unwrap_or_default();
        let (profile, profile_reason) = match chosen {
            Some(profile) => (profile, "set in godwit.toml".to_owned()),
            None => profile::detect(&go, &module_path),
        };
        Project { go, files, findings, layers, module_path, profile, profile_reason }
    }

    /// Hand-written files that are no tests.
    pub fn code(&self) -> impl Iterator<Item = &FileFacts> {
        self.go.iter().filter(|f| !f.is_test && !f.is_generated)
    }

    pub fn tests(&self) -> impl Iterator<Item = &FileFacts> {
        self.go.iter().filter(|f| f.is_test)
    }

    /// Folders with hand-written code.
    pub fn packages(&self) -> BTreeSet<&str> {
        self.code().map(|f| f.dir.as_str()).collect()
    }

    pub fn sites(&self, kind: SiteKind) -> impl Iterator<Item = (&FileFacts, &Site)> {
        self.go.iter().filter(|f| !f.is_generated).flat_map(move |f| f.sites_of(kind).map(move |s| (f, s)))
    }

    /// Good sites and all sites of a kind.
    pub fn count(&self, kind: SiteKind) -> (usize, usize) {
        self.sites(kind).fold((0, 0), |(good, all), (_, s)| (good + usize::from(s.is_good), all + 1))
    }

    /// The bad sites of a kind as evidence.
    pub fn bad(&self, kind: SiteKind) -> Vec<Evidence> {
        self.sites(kind).filter(|(_, s)| !s.is_good).map(|(f, s)| f.site_evidence(s)).collect()
    }

    /// The good sites of a kind as evidence.
    pub fn good(&self, kind: SiteKind) -> Vec<Evidence> {
        self.sites(kind).filter(|(_, s)| s.is_good).map(|(f, s)| f.site_evidence(s)).collect()
    }

    /// Uses of `path.name` in hand-written code.
    pub fn uses(&self, path: &str, name: &str) -> Vec<Evidence> {
        self.code()
            .filter_map(|f| {
                let used = f.use_of(path, name)?;
                Some(f.evidence(used.line, &format!("{}.{name}", path.rsplit('/').next().unwrap_or(path))))
            })
            .collect()
    }

    /// Imports in hand-written code that match.
    pub fn imports(&self, matches: impl Fn(&str) -> bool + Copy) -> Vec<Evidence> {
        self.code()
            .filter_map(|f| {
                f.import_where(matches).map(|i| f.evidence(i.line, &format!("import \"{}\"", i.path)))
            })
            .collect()
    }

    /// Calls of methods, and fields set, that are called `name`.
    pub fn named(&self, name: &str) -> Vec<Evidence> {
        self.code().filter_map(|f| f.names.get(name).map(|&line| f.evidence(line, name))).collect()
    }

    pub fn requires(&self, matches: impl Fn(&str) -> bool) -> Option<Evidence> {
        let (module, file) = self.files.go_mod.as_ref()?;
        let require = module.require.iter().find(|r| !r.indirect && matches(&r.module.path))?;
        Some(Evidence::at(
            file.path.clone(),
            require.line,
            &format!("{} {}", require.module.path, require.module.version),
        ))
    }

    pub fn has_http_server(&self) -> bool {
        self.go.iter().any(|f| !f.is_test && f.serves.is_some())
            || self
                .code()
                .any(|f| f.imports_path("net/http").is_some() && f.sites_of(SiteKind::Route).next().is_some())
    }

    pub fn has_database(&self) -> bool {
        let driver = |p: &str| {
            p == "database/sql"
                || [
                    "github.com/jackc/pgx",
                    "github.com/lib/pq",
                    "github.com/go-sql-driver",
                    "gorm.io/",
                    "github.com/jmoiron/sqlx",
                    "go.mongodb.org/mongo-driver",
                    "entgo.io/ent",
                    "github.com/uptrace/bun",
                ]
                .iter()
                .any(|d| p.starts_with(d))
        };
        self.code().any(|f| f.import_where(driver).is_some())
    }

    pub fn is_main(file: &FileFacts) -> bool {
        file.package == "main"
    }
}
