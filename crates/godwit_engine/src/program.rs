//! A loaded workspace as the type checker wants it: packages by number, parsed when first asked for.

use std::sync::{Arc, OnceLock};

use godwit_base::{FileId, Symbol, System};
use godwit_load::{BuildContext, PackageId, Workspace};
use godwit_syntax::{ParseOptions, Source, parse_source};
use godwit_types::{Config, GoVersion, ImportError, Importer, ParsedFile, ParsedPackage, UnitId};

/// The packages of a load. The number of a unit is the package's, that of a file the source's.
pub struct Program {
    pub workspace: Workspace,
    texts: Vec<Option<Arc<[u8]>>>,
    /// Without and with bodies.
    parsed: Vec<[OnceLock<Arc<ParsedPackage>>; 2]>,
    /// Files that belong to no loaded package, checked as one; its imports are those of `imports`.
    extra: Option<Extra>,
}

struct Extra {
    package: Arc<ParsedPackage>,
    name: Symbol,
    names: Vec<String>,
}

impl Program {
    /// Reads what the loader did not keep.
    pub fn new(workspace: Workspace, system: &dyn System) -> Program {
        let texts = workspace
            .sources
            .iter()
            .map(|source| {
                source.text.clone().or_else(|| system.read(std::path::Path::new(&*source.path)).ok().map(Arc::from))
            })
            .collect();
        let parsed = workspace.packages.iter().map(|_| Default::default()).collect();
        Program { workspace, texts, parsed, extra: None }
    }

    /// Adds a package of files that were parsed elsewhere; they are numbered after the sources. Its unit is [`Program::extra`].
    pub fn with_extra(mut self, path: &str, name: Symbol, files: Vec<(String, Arc<godwit_syntax::File>)>, version: GoVersion) -> Program {
        let first = self.workspace.sources.len() as u32;
        let mut names = Vec::new();
        let mut parsed = Vec::new();
        for (index, (name, file)) in files.into_iter().enumerate() {
            names.push(name);
            parsed.push(ParsedFile { id: FileId(first + index as u32), file, version });
        }
        let package = Arc::new(ParsedPackage { path: path.into(), files: parsed, version });
        self.extra = Some(Extra { package, name, names });
        self
    }

    pub fn extra(&self) -> UnitId {
        UnitId(self.workspace.packages.len() as u32)
    }

    pub fn unit(package: PackageId) -> UnitId {
        UnitId(package.0)
    }

    /// The path of a file as it was found or given.
    pub fn path(&self, file: FileId) -> &str {
        let n = self.workspace.sources.len();
        match self.workspace.sources.get(file.0 as usize) {
            Some(source) => &source.path,
            None => self.extra.as_ref().and_then(|extra| extra.names.get(file.0 as usize - n)).map_or("", String::as_str),
        }
    }

    /// Sizes of the target and what cgo needs.
    pub fn config(&self) -> Config {
        Config { fake_import_c: true, ..sizes(&self.workspace.context) }
    }

    fn package(&self, unit: UnitId) -> Option<&godwit_load::Package> {
        self.workspace.packages.get(unit.0 as usize)
    }

    fn parse(&self, unit: UnitId, bodies: bool) -> Arc<ParsedPackage> {
        let Some(package) = self.package(unit) else {
            let nothing = || Arc::new(ParsedPackage { path: "".into(), files: Vec::new(), version: GoVersion::UNKNOWN });
            return self.extra.as_ref().map_or_else(nothing, |extra| extra.package.clone());
        };
        let version = package.go_version.as_deref().and_then(GoVersion::parse).unwrap_or(GoVersion::UNKNOWN);
        let files = package
            .files
            .iter()
            .map(|&id| {
                let text = self.texts[id.index()].as_ref().map_or_else(Vec::new, |text| text.to_vec());
                let options = ParseOptions { skip_bodies: !bodies, ..ParseOptions::default() };
                let file = parse_source(Source::new(text), options);
                // A build line lowers the version of its file to go1.21 at most; a module without a version stays without.
                let line = self.workspace.source(id).go_version.map(|minor| GoVersion(minor.max(21) as u16));
                ParsedFile { id: FileId(id.0), file: Arc::new(file), version: line.unwrap_or(version) }
            })
            .collect();
        Arc::new(ParsedPackage { path: package.path.clone(), files, version })
    }
}

/// Word size and alignment of an architecture, as the gc compiler has them.
pub fn sizes(context: &BuildContext) -> Config {
    let narrow = matches!(&*context.goarch, "386" | "arm" | "mips" | "mipsle");
    let word_size = if narrow { 4 } else { 8 };
    Config { word_size, max_align: word_size, ..Config::default() }
}

impl Importer for Program {
    fn import(&self, from: UnitId, path: &str) -> Result<UnitId, ImportError> {
        let found = match self.package(from) {
            Some(package) => package.import(path),
            None => self.workspace.lookup(path),
        };
        found.map(Program::unit).ok_or_else(|| ImportError(format!("package {path} is not in std")))
    }

    fn package_name(&self, unit: UnitId) -> Symbol {
        match self.package(unit) {
            Some(package) => Symbol::intern(&package.name),
            None => self.extra.as_ref().map_or_else(|| Symbol::intern(""), |extra| extra.name),
        }
    }

    fn package_path(&self, unit: UnitId) -> Arc<str> {
        match self.package(unit) {
            Some(package) => package.path.clone(),
            None => self.extra.as_ref().map_or_else(|| "".into(), |extra| extra.package.path.clone()),
        }
    }

    fn parsed(&self, unit: UnitId, bodies: bool) -> Arc<ParsedPackage> {
        let Some(slots) = self.parsed.get(unit.0 as usize) else { return self.parse(unit, bodies) };
        if let (false, Some(full)) = (bodies, slots[1].get()) {
            return full.clone();
        }
        slots[usize::from(bodies)].get_or_init(|| self.parse(unit, bodies)).clone()
    }

    fn file_name(&self, id: FileId) -> String {
        self.path(id).to_owned()
    }
}
