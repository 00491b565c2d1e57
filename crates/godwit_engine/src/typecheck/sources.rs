//! The packages of a workspace as the type checker wants them: numbered, parsed once for all threads, with the language
//! version of every file.
//!
//! A file that several variants of a package compile is parsed once. What a thread asks for is parsed with bodies where any
//! thread still has to check it, so that owner and importers share one tree; later without.

use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use godwit_base::{FileId, LineIndex, Symbol, System};
use godwit_load::{BuildContext, PackageId, PackageKind, Workspace, constraint};
use godwit_syntax::{File, Node, ParseOptions, Source, parse_source};
use godwit_types::{GoVersion, ImportError, Importer, ParsedFile, ParsedPackage, UnitId};
use rustc_hash::FxHashMap;

/// A file, and its tree while somebody needs it.
struct SourceSlot {
    path: Arc<str>,
    len: usize,
    /// The N of the `go1.N` that the file's `//go:build` line implies.
    go_minor: Option<u32>,
    tree: Mutex<Tree>,
}

#[derive(Default)]
struct Tree {
    file: Option<Arc<File>>,
    /// Until the file is parsed, and for good where it cannot be read again.
    text: Option<Source>,
    /// Owned units that check the file and have not been released yet.
    n_owners: u32,
}

impl SourceSlot {
    fn lock(&self) -> MutexGuard<'_, Tree> {
        // A panic while parsing leaves the slot as it was.
        self.tree.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A package, a test variant of one, or files that were named on their own.
struct Unit {
    path: Arc<str>,
    name: Symbol,
    version: GoVersion,
    /// The package in the workspace; `None` for files named on their own.
    package: Option<PackageId>,
    /// Indices into `Sources::sources`.
    files: Vec<u32>,
    /// Ids of its files count from here: a file has another id in each variant, because its nodes mean other things there.
    first_file: u32,
    /// Places of the files that are checked if the unit is owned.
    checked: Range<u32>,
}

/// All packages of one load.
pub struct Sources {
    pub workspace: Workspace,
    /// What a file is read from that is needed once more; without one, texts are kept.
    system: Option<Arc<dyn System>>,
    units: Vec<Unit>,
    sources: Vec<SourceSlot>,
    by_path: FxHashMap<Arc<str>, u32>,
    /// By the path of the package under test.
    variants: FxHashMap<Arc<str>, Vec<UnitId>>,
    /// Minor version of the grammar that is parsed.
    go_minor: u32,
    /// Whether the tokens of owned files are kept; the type checker does not look at them.
    keeps_tokens: bool,
    /// Whether nobody looks at the results in generated files.
    skips_generated: bool,
}

/// The language version of files in packages without a `go` line: the toolchain's.
fn toolchain_version(context: &BuildContext) -> GoVersion {
    GoVersion(context.go_minor as u16)
}

impl Sources {
    /// `version`: the language version of the main modules' packages, in place of their `go` line.
    pub fn new(system: &dyn System, mut workspace: Workspace, version: Option<GoVersion>) -> Sources {
        let mut units = Vec::with_capacity(workspace.packages.len() + 1);
        let mut n_files = 0;
        for package in &workspace.packages {
            let own = package.go_version.as_deref().and_then(GoVersion::parse);
            let given = if package.dep_only { None } else { version };
            let name = match &*package.name {
                "" => package.path.rsplit('/').next().unwrap_or(""),
                name => name,
            };
            units.push(Unit {
                path: package.path.clone(),
                name: Symbol::intern(name),
                version: given.or(own).unwrap_or_else(|| toolchain_version(&workspace.context)),
                package: Some(package.id),
                files: package.files.iter().map(|s| s.0).collect(),
                first_file: n_files,
                checked: 0..package.files.len() as u32,
            });
            n_files += package.files.len() as u32;
        }
        let source = |s: &mut godwit_load::SourceFile| {
            let text = s.text.take();
            SourceSlot {
                path: s.path.clone(),
                len: s.len as usize,
                go_minor: s.go_version,
                tree: Mutex::new(Tree { text, ..Tree::default() }),
            }
        };
        let sources: Vec<SourceSlot> = workspace.sources.iter_mut().map(source).collect();
        let by_path = sources.iter().enumerate().map(|(i, slot)| (slot.path.clone(), i as u32)).collect();
        let go_minor = workspace.context.go_minor;
        let mut variants: FxHashMap<Arc<str>, Vec<UnitId>> = FxHashMap::default();
        for package in &workspace.packages {
            if let Some(tested) = &package.for_test {
                variants.entry(tested.clone()).or_default().push(UnitId(package.id.0));
            }
        }
        Sources {
            workspace,
            system: system.shared(),
            units,
            sources,
            by_path,
            variants,
            go_minor,
            keeps_tokens: true,
            skips_generated: false,
        }
    }

    /// Adds files as a package of their own, which imports packages of the workspace by their paths.
    pub fn add_unit(&mut self, files: Vec<(Arc<str>, Vec<u8>)>, version: GoVersion) -> UnitId {
        let first_file = self.units.last().map_or(0, |u| u.first_file + u.files.len() as u32);
        let mut unit = Unit {
            path: "".into(),
            name: Symbol::intern("_"),
            version,
            package: None,
            files: Vec::new(),
            first_file,
            checked: 0..files.len() as u32,
        };
        for (path, text) in files {
            let header = constraint::header_constraint(&text).ok();
            let line = header.and_then(|h| h.go_build).and_then(constraint::go_build_text);
            let go_minor = line.and_then(|l| constraint::parse_go_build(l).ok()).and_then(|e| e.go_version());
            unit.files.push(self.sources.len() as u32);
            let len = text.len();
            // Parsed in full from the start.
            let tree = Mutex::new(Tree { text: Some(Source::new(text)), n_owners: 1, ..Tree::default() });
            self.sources.push(SourceSlot { path, len, go_minor, tree });
            if unit.name.is_blank() {
                let file = self.tree(self.sources.len() - 1);
                unit.name = file.package_name().and_then(|n| file.ident(n)).unwrap_or(unit.name);
            }
        }
        unit.path = unit.name.as_str().into();
        self.units.push(unit);
        UnitId(self.units.len() as u32 - 1)
    }

    /// Leaves to a package the files that its test variant shares with it, where both are in `owned`, which is sorted. To be
    /// called before [`Sources::own`].
    pub fn check_once(&mut self, owned: &[UnitId]) {
        for &unit in owned {
            let Some(variant) = self.package(unit).map(|id| self.workspace.package(id)) else { continue };
            if variant.kind != PackageKind::InternalTest {
                continue;
            }
            let path = variant.for_test.as_deref().unwrap_or_default();
            let Some(plain) = self.workspace.lookup(path).map(|id| self.workspace.package(id)) else {
                continue;
            };
            if owned.binary_search(&UnitId(plain.id.0)).is_ok() {
                // The files of internal tests stand side by side.
                let start = variant.files.iter().position(|source| !plain.files.contains(source));
                let n_tests = variant.files.len().saturating_sub(plain.files.len());
                let start = start.unwrap_or(0) as u32;
                self.units[unit.0 as usize].checked = start..start + n_tests as u32;
            }
        }
    }

    /// Declares which units are checked with their bodies. To be called once, before anything is parsed.
    pub fn own(&mut self, owned: &[UnitId]) {
        for &unit in owned {
            for source in self.checked(unit).to_vec() {
                let tree = &mut self.sources[source as usize].tree;
                tree.get_mut().unwrap_or_else(PoisonError::into_inner).n_owners += 1;
            }
        }
    }

    /// The files of a unit that are checked if it is owned.
    fn checked(&self, unit: UnitId) -> &[u32] {
        let unit = &self.units[unit.0 as usize];
        &unit.files[unit.checked.start as usize..unit.checked.end as usize]
    }

    fn owned_tree(&self, path: &str) -> Option<MutexGuard<'_, Tree>> {
        let tree = self.sources[*self.by_path.get(path)? as usize].lock();
        (tree.n_owners > 0).then_some(tree)
    }

    /// The tree of a file that is still to be checked, where it has been parsed, without errors, for whoever imports it.
    pub(crate) fn held(&self, path: &str) -> Option<Arc<File>> {
        let tree = self.owned_tree(path)?;
        tree.file.clone().filter(|file| self.keeps_tokens && file.errors.is_empty())
    }

    /// Takes over the tree of a file that is still to be checked, if it is what parsing it here would give.
    pub(crate) fn offer(&self, path: &str, file: &Arc<File>) {
        let Some(mut tree) = self.owned_tree(path) else { return };
        if tree.file.is_none() && (self.go_minor >= 27 || !has_generic_methods(file)) {
            tree.file = Some(file.clone());
        }
    }

    /// Trees get no tokens, which only some rules look at. To be called before anything is parsed.
    pub fn drop_tokens(&mut self) {
        self.keeps_tokens = false;
    }

    /// Results in generated files are not kept. To be called before anything is parsed.
    pub fn skip_generated(&mut self) {
        self.skips_generated = true;
    }

    /// The tree of a source file, parsed if nobody holds it.
    fn tree(&self, source: usize) -> Arc<File> {
        let slot = &self.sources[source];
        let mut tree = slot.lock();
        if let Some(file) = &tree.file {
            return file.clone();
        }
        let is_owned = tree.n_owners > 0;
        let options =
            ParseOptions { skip_bodies: !is_owned, go_minor: self.go_minor, ..ParseOptions::default() };
        let mut file = parse_source(self.text(slot, &mut tree), options);
        if !is_owned || !self.keeps_tokens {
            file.drop_tokens();
        }
        let file = Arc::new(file);
        tree.file = Some(file.clone());
        file
    }

    /// The text of a file that has no tree. Nobody else needs it as long as the tree is there, which has it too.
    fn text(&self, slot: &SourceSlot, tree: &mut Tree) -> Source {
        let Some(system) = &self.system else { return tree.text.clone().unwrap_or_else(|| "".into()) };
        let again = || system.read(Path::new(&*slot.path)).map(Source::new);
        tree.text.take().or_else(|| again().ok()).unwrap_or_else(|| "".into())
    }

    /// Drops the trees of an owned unit that no other owned unit waits for. Who still wants one of them, as an importer, has it
    /// parsed again, without bodies.
    pub fn release(&self, unit: UnitId) {
        for &source in self.checked(unit) {
            let mut tree = self.sources[source as usize].lock();
            tree.n_owners = tree.n_owners.saturating_sub(1);
            if tree.n_owners == 0 {
                tree.file = None;
            }
        }
    }

    /// The unit and the number of a file in it.
    fn unit_of(&self, id: FileId) -> Option<(&Unit, usize)> {
        let after = self.units.partition_point(|u| u.first_file <= id.0);
        let unit = &self.units[after.checked_sub(1)?];
        let index = (id.0 - unit.first_file) as usize;
        (index < unit.files.len()).then_some((unit, index))
    }

    fn slot(&self, id: FileId) -> Option<&SourceSlot> {
        let (unit, index) = self.unit_of(id)?;
        Some(&self.sources[unit.files[index] as usize])
    }

    /// Absolute path of a file, or the one it was named by.
    pub fn path(&self, id: FileId) -> Option<&str> {
        self.slot(id).map(|s| &*s.path)
    }

    pub fn file(&self, id: FileId) -> Option<Arc<File>> {
        let (unit, index) = self.unit_of(id)?;
        Some(self.tree(unit.files[index] as usize))
    }

    /// Starts of the lines of a file, whether its tree is there or not.
    pub fn lines(&self, id: FileId) -> Option<LineIndex> {
        let slot = self.slot(id)?;
        let mut tree = slot.lock();
        if let Some(file) = &tree.file {
            return Some(file.lines.clone());
        }
        Some(LineIndex::new(self.text(slot, &mut tree).text.as_bytes()))
    }

    pub fn file_ids(&self, unit: UnitId) -> impl Iterator<Item = FileId> + use<> {
        let unit = &self.units[unit.0 as usize];
        (unit.first_file..unit.first_file + unit.files.len() as u32).map(FileId)
    }

    /// The package under test of a test variant.
    pub fn tested(&self, unit: UnitId) -> Option<&Arc<str>> {
        self.workspace.package(self.package(unit)?).for_test.as_ref()
    }

    /// The variants of packages that are compiled for the tests of the package with this path, and imported by nothing else.
    pub fn variants_for(&self, tested: &str) -> &[UnitId] {
        self.variants.get(tested).map_or(&[], Vec::as_slice)
    }

    /// Import path.
    pub fn path_of(&self, unit: UnitId) -> &str {
        &self.units[unit.0 as usize].path
    }

    pub fn package(&self, unit: UnitId) -> Option<PackageId> {
        self.units[unit.0 as usize].package
    }

    /// Bytes of source that is checked: what checking it costs, roughly.
    pub fn size(&self, unit: UnitId) -> usize {
        self.checked(unit).iter().map(|&s| self.sources[s as usize].len).sum()
    }

    /// Path of the first file: units are spread over threads in this order.
    pub fn place(&self, unit: UnitId) -> &str {
        self.units[unit.0 as usize].files.first().map_or("", |&s| &self.sources[s as usize].path)
    }

    /// The folder of the first file.
    pub fn folder(&self, unit: UnitId) -> &str {
        self.place(unit).rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder)
    }

    /// The Go release of the distribution.
    pub fn toolchain(&self) -> GoVersion {
        toolchain_version(&self.workspace.context)
    }

    /// Word size and largest alignment in bytes, as the gc compiler has them.
    pub fn sizes(&self) -> (i64, i64) {
        match self.workspace.context.goarch.as_str() {
            "386" | "arm" | "mips" | "mipsle" => (4, 4),
            "amd64p32" => (4, 8),
            _ => (8, 8),
        }
    }
}

/// Before Go 1.27 these are a syntax error.
fn has_generic_methods(tree: &File) -> bool {
    tree.decls().any(|decl| match tree[decl] {
        Node::FuncDecl(ext) => {
            let func = tree.func_decl(ext);
            func.recv.is_some() && matches!(tree[func.ty], Node::FuncType { type_params: Some(_), .. })
        }
        _ => false,
    })
}

impl Importer for Sources {
    fn import(&self, from: UnitId, path: &str) -> Result<UnitId, ImportError> {
        let Some(package) = self.units[from.0 as usize].package else {
            let found = self.workspace.lookup(path).map(|id| self.workspace.package(id));
            return match found {
                Some(p) if p.standard && p.error.is_none() => Ok(UnitId(p.id.0)),
                _ => Err(ImportError(format!("package {path} is not in std"))),
            };
        };
        let Some(id) = self.workspace.package(package).import(path) else {
            return Err(ImportError(format!("package {path} is not in std")));
        };
        let imported = self.workspace.package(id);
        if id >= package {
            return Err(ImportError("import cycle not allowed".into()));
        }
        match &imported.error {
            Some(error) if imported.files.is_empty() => Err(ImportError(error.message.clone())),
            _ => Ok(UnitId(id.0)),
        }
    }

    fn package_name(&self, unit: UnitId) -> Symbol {
        self.units[unit.0 as usize].name
    }

    fn package_path(&self, unit: UnitId) -> Arc<str> {
        self.units[unit.0 as usize].path.clone()
    }

    fn parsed(&self, unit: UnitId, _bodies: bool) -> Arc<ParsedPackage> {
        let own = &self.units[unit.0 as usize];
        let file = |(place, (id, &source)): (usize, (FileId, &u32))| {
            let owned = own.checked.contains(&(place as u32));
            let minor = self.sources[source as usize].go_minor;
            // A file may lower the version, but not below the first that knows such lines.
            let version =
                minor.map_or(own.version, |n| GoVersion(n.max(21).min(u32::from(u16::MAX) - 1) as u16));
            let file = self.tree(source as usize);
            let recorded = owned && !(self.skips_generated && file.is_generated());
            ParsedFile { id, file, version, owned, recorded }
        };
        let files = self.file_ids(unit).zip(&own.files).enumerate().map(file).collect();
        Arc::new(ParsedPackage { path: own.path.clone(), files, version: own.version })
    }

    fn file_name(&self, id: FileId) -> String {
        self.path(id).map_or_else(String::new, str::to_owned)
    }
}
