//! Type-checks the code of a page against the standard library of the installed Go.

use std::sync::{Arc, OnceLock};

use godwit_base::{FileId, OsSystem, Symbol};
use godwit_load::{LoadConfig, Workspace};
use godwit_syntax::{File, ParseOptions, parse_source};
use godwit_types::{
    Checker, Config, GoVersion, ImportError, Importer, PackageId, ParsedFile, ParsedPackage, UnitId,
};

/// The standard library, found once for all pages.
fn std_workspace() -> &'static Workspace {
    static WORKSPACE: OnceLock<Workspace> = OnceLock::new();
    WORKSPACE.get_or_init(|| {
        let config = LoadConfig {
            patterns: vec!["std".to_owned()],
            cgo: Some(false),
            keep_text: true,
            ..LoadConfig::default()
        };
        let (workspace, diagnostics) = Workspace::load(&OsSystem, &config);
        assert!(workspace.packages.len() > 100, "no standard library: is Go installed? {diagnostics:?}");
        workspace
    })
}

/// The page's package is the unit behind those of the standard library.
struct Page {
    package: Arc<ParsedPackage>,
}

impl Page {
    fn unit() -> UnitId {
        UnitId(std_workspace().packages.len() as u32)
    }
}

impl Importer for Page {
    fn import(&self, from: UnitId, path: &str) -> Result<UnitId, ImportError> {
        let workspace = std_workspace();
        let found = match workspace.packages.get(from.0 as usize) {
            Some(package) => package.import(path),
            None => workspace.lookup(path),
        };
        found.map(|p| UnitId(p.0)).ok_or_else(|| ImportError("only the standard library is here".to_owned()))
    }

    fn package_name(&self, unit: UnitId) -> Symbol {
        match std_workspace().packages.get(unit.0 as usize) {
            Some(package) => Symbol::intern(&package.name),
            None => {
                let file = &self.package.files[0].file;
                file.package_name().and_then(|n| file.ident(n)).expect("a page has a package clause")
            }
        }
    }

    fn package_path(&self, unit: UnitId) -> Arc<str> {
        std_workspace().packages.get(unit.0 as usize).map_or(self.package.path.clone(), |p| p.path.clone())
    }

    fn parsed(&self, unit: UnitId, _: bool) -> Arc<ParsedPackage> {
        let workspace = std_workspace();
        let Some(package) = workspace.packages.get(unit.0 as usize) else { return self.package.clone() };
        let options = ParseOptions { skip_bodies: true, ..ParseOptions::default() };
        let files = package.files.iter().map(|&id| {
            let text = workspace.source(id).text.clone().unwrap_or_else(|| "".into());
            let file = Arc::new(parse_source(text, options));
            // Ids beyond those of any page.
            ParsedFile {
                id: FileId(id.0 + 1_000_000),
                file,
                version: GoVersion::UNKNOWN,
                owned: true,
                recorded: true,
            }
        });
        Arc::new(ParsedPackage {
            path: package.path.clone(),
            files: files.collect(),
            version: GoVersion::UNKNOWN,
        })
    }
}

/// Checks the files of a page; they must have no type errors.
pub fn check<'f>(files: impl Iterator<Item = &'f File>, go_minor: u32) -> (Checker, PackageId) {
    let version = GoVersion(go_minor as u16);
    let files = files
        .enumerate()
        .map(|(i, file)| ParsedFile {
            id: FileId(i as u32),
            file: Arc::new(file.clone()),
            version,
            owned: true,
            recorded: true,
        })
        .collect();
    let package = Arc::new(ParsedPackage { path: "example.com/case".into(), files, version });
    let unit = Page::unit();
    let mut checker = Checker::new(Config::default(), Arc::new(Page { package }), [unit]);
    let package = checker.check_unit(unit);
    let errors: Vec<_> = checker.errors.iter().map(|e| (e.offset, &e.message)).collect();
    assert!(errors.is_empty(), "the page does not type-check: {errors:?}");
    (checker, package)
}
