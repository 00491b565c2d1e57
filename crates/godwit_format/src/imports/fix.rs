//! Which imports a file lacks and which it does not use, found in goimports' order: from the paths alone, from the other
//! files of the folder and the standard library, from real package names, from the module and its requirements.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use godwit_syntax::resolve::resolve;
use godwit_syntax::{File, Node};
use rustc_hash::FxHashSet;

use super::Packages;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Fix {
    Delete { name: String, path: String },
    SetName { path: String, name: String },
    Add { path: String, name: String },
}

/// Package names and what is used of them.
type Refs = BTreeMap<String, BTreeSet<String>>;

#[derive(Clone, PartialEq, Eq, Debug)]
struct Import {
    name: String,
    path: String,
}

/// Selectors on names that the file does not declare.
fn references(file: &File) -> Refs {
    let resolution = resolve(file);
    let mut refs = Refs::new();
    for id in file.ids() {
        if let Node::Selector { x, sel } = file[id]
            && matches!(file[x], Node::Ident { .. })
            && resolution.object_of(x).is_none()
        {
            let symbol = file.text_of(sel);
            if symbol.starts_with(|c: char| c.is_uppercase()) {
                refs.entry(file.text_of(x).to_owned()).or_default().insert(symbol.to_owned());
            }
        }
    }
    refs
}

/// Imports that introduce a name.
fn imports(file: &File) -> Vec<Import> {
    let import = |spec| {
        let Node::ImportSpec { name, .. } = file[spec] else { return None };
        let name = name.map_or("", |n| file.text_of(n)).to_owned();
        let path = file.import_path(spec).to_owned();
        (path != "C" && name != "_" && name != ".").then_some(Import { name, path })
    };
    file.imports().filter_map(import).collect()
}

/// The package name that a path suggests.
pub(super) fn assumed_name(path: &str) -> &str {
    let is_major = |s: &str| s.strip_prefix('v').is_some_and(|n| n.parse::<i64>().is_ok());
    let mut parts = path.rsplit('/');
    let mut base = parts.next().unwrap_or(path);
    if is_major(base)
        && let Some(before) = parts.next()
    {
        base = before;
    }
    let base = base.strip_prefix("go-").unwrap_or(base);
    let end = base.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(base.len());
    &base[..end]
}

/// Names that the other files of the package declare.
fn globals(file: &File, out: &mut FxHashSet<String>) {
    let mut add = |id| {
        out.insert(file.text_of(id).to_owned());
    };
    for decl in file.decls() {
        match file[decl] {
            Node::FuncDecl(ext) => {
                let decl = file.func_decl(ext);
                if decl.recv.is_none() {
                    add(decl.name);
                }
            }
            Node::GenDecl { specs, .. } => {
                for spec in file.list(specs) {
                    match file[spec] {
                        Node::ValueSpec { names, .. } => file.list(names).for_each(&mut add),
                        Node::TypeSpec { name, .. } => add(name),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

/// A possible import and what is known to be in it.
struct Candidate {
    import: Import,
    exports: Arc<FxHashSet<String>>,
}

struct Pass<'p> {
    packages: &'p dyn Packages,
    /// Look packages up rather than trusting their paths.
    real_names: bool,
    refs: &'p Refs,
    existing: Vec<Import>,
    missing: Refs,
    candidates: Vec<Candidate>,
}

impl Pass<'_> {
    /// The name an import introduces.
    fn identifier(&self, import: &Import) -> String {
        if !import.name.is_empty() {
            return import.name.clone();
        }
        let real = self.real_names.then(|| self.packages.package_name(&import.path)).flatten();
        real.unwrap_or_else(|| assumed_name(&import.path).to_owned())
    }

    /// The imports of the other files come before all that is found later, whoever knows what is in them.
    fn mimic(&mut self, siblings: &[Arc<File>]) {
        let all = siblings.iter().flat_map(|file| imports(file));
        self.candidates.extend(all.map(|import| Candidate { import, exports: Arc::default() }));
    }

    fn load(&mut self, own: &[Import], globals: &FxHashSet<String>) -> bool {
        self.existing = own.to_vec();
        let names: FxHashSet<String> = own.iter().map(|i| self.identifier(i)).collect();
        let missing = self.refs.iter().filter(|(name, _)| !globals.contains(*name) && !names.contains(*name));
        self.missing = missing.map(|(n, s)| (n.clone(), s.clone())).collect();
        self.missing.is_empty()
    }

    fn add_siblings(&mut self, siblings: &[Arc<File>]) {
        for file in siblings {
            let refs = references(file);
            for import in imports(file) {
                let Some(used) = refs.get(&self.identifier(&import)) else { continue };
                let exports = match self.packages.std_exports(&import.path) {
                    Some(exports) => exports,
                    None => Arc::new(used.iter().cloned().collect()),
                };
                self.candidates.push(Candidate { import, exports });
            }
        }
    }

    fn add_std(&mut self) {
        let names: Vec<String> = self.missing.keys().cloned().collect();
        for name in names {
            let paths = if name == "rand" {
                // Where both fit, the cryptographic one is meant to win.
                ["crypto/rand", "math/rand/v2", "math/rand"].map(str::to_owned).to_vec()
            } else {
                self.packages.std_named(&name)
            };
            for path in paths {
                if let Some(exports) = self.packages.std_exports(&path) {
                    self.candidates.push(Candidate { import: Import { name: String::new(), path }, exports });
                }
            }
        }
    }

    /// The fixes, if every missing name is found or this is the `last` try.
    fn fixes(&self, last: bool) -> Option<Vec<Fix>> {
        let mut selected = Vec::new();
        // What several siblings use of one package counts together.
        let mut known: BTreeMap<&str, FxHashSet<&str>> = BTreeMap::new();
        for c in &self.candidates {
            known.entry(&c.import.path).or_default().extend(c.exports.iter().map(String::as_str));
        }
        for (name, symbols) in &self.missing {
            let fits = |c: &&Candidate| {
                let exports = known.get(c.import.path.as_str());
                self.identifier(&c.import) == *name
                    && exports.is_some_and(|e| symbols.iter().all(|s| e.contains(s.as_str())))
            };
            selected.extend(self.candidates.iter().find(fits).map(|c| &c.import));
        }
        if !last && selected.len() != self.missing.len() {
            return None;
        }
        let mut fixes = Vec::new();
        for import in &self.existing {
            if !self.refs.contains_key(&self.identifier(import)) {
                fixes.push(Fix::Delete { name: import.name.clone(), path: import.path.clone() });
            } else if let Some(name) = self.spec_name(import) {
                fixes.push(Fix::SetName { path: import.path.clone(), name });
            }
        }
        let add = |import: &&Import| Fix::Add {
            path: import.path.clone(),
            name: self.spec_name(import).unwrap_or_else(|| import.name.clone()),
        };
        let mut added: Vec<Fix> = selected.iter().map(add).collect();
        added.sort();
        fixes.extend(added);
        Some(fixes)
    }

    /// The name to write where the path does not suggest the real one.
    fn spec_name(&self, import: &Import) -> Option<String> {
        if !self.real_names || !import.name.is_empty() {
            return None;
        }
        let name = self.identifier(import);
        (name != assumed_name(&import.path)).then_some(name)
    }
}

pub(super) fn fixes(file: &File, packages: &dyn Packages) -> Vec<Fix> {
    let fixes = compute(file, packages);
    keep_embed(file, fixes)
}

fn compute(file: &File, packages: &dyn Packages) -> Vec<Fix> {
    let refs = references(file);
    let own = imports(file);
    let pass = |real_names| Pass {
        packages,
        real_names,
        refs: &refs,
        existing: Vec::new(),
        missing: Refs::new(),
        candidates: Vec::new(),
    };
    let mut first = pass(false);
    if first.load(&own, &FxHashSet::default()) {
        return first.fixes(true).unwrap_or_default();
    }
    let siblings = packages.siblings();
    let mut names = FxHashSet::default();
    let package = |f: &File| f.package_name().map(|n| f.text_of(n).to_owned());
    for sibling in siblings.iter().filter(|s| package(s) == package(file)) {
        globals(sibling, &mut names);
    }
    if first.load(&own, &names) {
        return first.fixes(true).unwrap_or_default();
    }
    first.mimic(&siblings);
    first.add_siblings(&siblings);
    first.add_std();
    if let Some(fixes) = first.fixes(false)
        && !fixes.iter().any(|f| matches!(f, Fix::Delete { .. }))
    {
        return fixes;
    }
    let mut real = pass(true);
    real.mimic(&siblings);
    if real.load(&own, &names) {
        return real.fixes(true).unwrap_or_default();
    }
    real.add_std();
    real.add_siblings(&siblings);
    if let Some(fixes) = real.fixes(false) {
        return fixes;
    }
    let missing = real.missing.clone();
    let names: Vec<&str> = missing.keys().map(String::as_str).collect();
    for (name, symbols) in &missing {
        let symbols: Vec<&str> = symbols.iter().map(String::as_str).collect();
        if let Some(path) = packages.find(name, &symbols, &names) {
            let exports = Arc::new(symbols.iter().map(|s| (*s).to_owned()).collect());
            real.candidates.push(Candidate { import: Import { name: String::new(), path }, exports });
        }
    }
    real.fixes(true).unwrap_or_default()
}

/// A file with a `//go:embed` directive needs the package, if only for its effect.
fn keep_embed(file: &File, mut fixes: Vec<Fix>) -> Vec<Fix> {
    let directive = |c: &godwit_syntax::Comment| {
        let text = file.comment_text(*c).strip_prefix("//go:embed");
        text.is_some_and(|rest| rest.starts_with([' ', '\t']))
    };
    if !file.comments.iter().any(directive) {
        return fixes;
    }
    let mut imported = file.imports().any(|spec| file.import_path(spec) == "embed");
    let mut delete = None;
    for (i, fix) in fixes.iter().enumerate() {
        match fix {
            Fix::Add { path, .. } if path == "embed" => imported = true,
            Fix::Delete { path, .. } if path == "embed" => (imported, delete) = (false, Some(i)),
            _ => {}
        }
    }
    let (path, name) = ("embed".to_owned(), "_".to_owned());
    match delete {
        _ if imported => {}
        Some(i) => fixes[i] = Fix::SetName { path, name },
        None => fixes.push(Fix::Add { path, name }),
    }
    fixes
}
