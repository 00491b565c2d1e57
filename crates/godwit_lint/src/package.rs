//! What is linted: one package's files.

use godwit_base::{FileId, Symbol, sym};
use godwit_syntax::{DeclKind, File, Node, NodeId};
use rustc_hash::FxHashMap;

use crate::types::TypeInfo;

/// A file of a package.
pub struct SourceUnit<'a> {
    pub id: FileId,
    /// Path with forward slashes, relative to where the run started.
    pub path: &'a str,
    pub tree: &'a File,
    /// Minor version of the language the file is written in (22 for go1.22): that of the module, or of its `//go:build`
    /// line.
    pub go_minor: u32,
    /// Types by node, where the package was checked.
    pub types: Option<TypeInfo<'a>>,
}

impl SourceUnit<'_> {
    pub fn is_test(&self) -> bool {
        self.path.ends_with("_test.go")
    }

    /// File name without folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }
}

/// The files with one package clause in one folder; in-package tests belong to it, an external test package is its own.
pub struct Package<'a> {
    /// Import path as far as it is known; the folder otherwise.
    pub path: &'a str,
    /// In path order.
    pub files: Vec<SourceUnit<'a>>,
}

impl<'a> Package<'a> {
    /// The name in the package clause of the first file that has one.
    pub fn name(&self) -> &'static str {
        let name = |f: &SourceUnit<'_>| f.tree.package_name().and_then(|n| f.tree.ident(n));
        self.files.iter().find_map(name).map_or("", Symbol::as_str)
    }

    pub fn is_main(&self) -> bool {
        self.name() == "main"
    }
}

/// A package-level declaration.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    /// Index in [`Package::files`].
    pub file: usize,
    /// `ValueSpec`, `TypeSpec` or `FuncDecl`.
    pub decl: NodeId,
    pub kind: DeclaredKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeclaredKind {
    Const,
    Var,
    Type,
    Func,
}

/// What a package declares, gathered once when a rule first asks.
#[derive(Default)]
pub struct PackageIndex {
    names: FxHashMap<Symbol, Declared>,
    /// Methods by receiver type name, in file and source order.
    methods: FxHashMap<Symbol, Vec<(usize, NodeId)>>,
}

impl PackageIndex {
    pub(crate) fn new(package: &Package<'_>) -> Self {
        let mut index = PackageIndex::default();
        for (i, unit) in package.files.iter().enumerate() {
            for decl in unit.tree.decls() {
                index.add(i, unit.tree, decl);
            }
        }
        index
    }

    fn add(&mut self, file: usize, tree: &File, decl: NodeId) {
        let mut put = |name: NodeId, decl, kind| {
            if let Some(name) = tree.ident(name).filter(|n| !n.is_blank()) {
                self.names.entry(name).or_insert(Declared { file, decl, kind });
            }
        };
        match tree[decl] {
            Node::GenDecl { kind, specs, .. } => {
                for spec in tree.list(specs) {
                    match tree[spec] {
                        Node::ValueSpec { names, .. } => {
                            let kind =
                                if kind == DeclKind::Const { DeclaredKind::Const } else { DeclaredKind::Var };
                            tree.list(names).for_each(|n| put(n, spec, kind));
                        }
                        Node::TypeSpec { name, .. } => put(name, spec, DeclaredKind::Type),
                        _ => {}
                    }
                }
            }
            Node::FuncDecl(ext) => {
                let func = tree.func_decl(ext);
                if func.recv.is_some() {
                    if let Some(base) = crate::signature::receiver_base(tree, decl) {
                        self.methods.entry(base).or_default().push((file, decl));
                    }
                } else if tree.ident(func.name) != Some(sym::INIT) {
                    put(func.name, decl, DeclaredKind::Func);
                }
            }
            _ => {}
        }
    }

    pub fn get(&self, name: Symbol) -> Option<Declared> {
        self.names.get(&name).copied()
    }

    pub fn declares(&self, name: Symbol) -> bool {
        self.names.contains_key(&name)
    }

    /// File index and `FuncDecl` of each method of a type.
    pub fn methods(&self, base: Symbol) -> &[(usize, NodeId)] {
        self.methods.get(&base).map_or(&[], Vec::as_slice)
    }

    /// Whether any type has a method of this name.
    pub fn declares_method(&self, package: &Package<'_>, name: &str) -> bool {
        self.methods.keys().any(|&base| self.has_method(package, base, name))
    }

    pub fn has_method(&self, package: &Package<'_>, base: Symbol, name: &str) -> bool {
        self.methods(base).iter().any(|&(file, decl)| {
            let tree = package.files[file].tree;
            matches!(tree[decl], Node::FuncDecl(ext) if tree.text_of(tree.func_decl(ext).name) == name)
        })
    }
}
