//! What a rule may ask of the type checker.
//!
//! Rules reach it through `cx.types()`, which is absent where a package was not checked. A rule that cannot do without
//! declares `Needs::Types` and is then not run. The checker resolves what it is asked for on demand, so it sits in a cell and
//! is lent to one question at a time.

use std::cell::RefCell;

use godwit_base::Symbol;
use godwit_syntax::{Node, NodeId};
use godwit_types::check::typestring::Qualifier;
use godwit_types::{Checker, Info, Mode, ObjectId, ObjectKind, PackageId, SelectionKind, Type, TypeId};

use crate::pass::Cx;

/// The one checker of a thread, shared by the files of the package that is linted.
pub struct SharedChecker<'c> {
    checker: RefCell<&'c mut Checker>,
}

impl<'c> SharedChecker<'c> {
    pub fn new(checker: &'c mut Checker) -> Self {
        SharedChecker { checker: RefCell::new(checker) }
    }

    /// The answers about one file of a checked package.
    pub fn file(&self, package: PackageId, file: usize) -> TypeInfo<'_> {
        TypeInfo { access: self, package, file }
    }
}

/// Lends the checker to a question.
trait Access {
    fn lend(&self, question: &mut dyn FnMut(&mut Checker));
}

impl Access for SharedChecker<'_> {
    fn lend(&self, question: &mut dyn FnMut(&mut Checker)) {
        question(&mut self.checker.borrow_mut());
    }
}

/// The answers about one file.
#[derive(Clone, Copy)]
pub struct TypeInfo<'a> {
    access: &'a dyn Access,
    package: PackageId,
    /// Index in the checked package's files.
    file: usize,
}

impl TypeInfo<'_> {
    /// Asks the checker something. A question must not ask another through `cx`.
    pub fn ask<R>(&self, question: impl FnOnce(&mut Checker) -> R) -> R {
        let mut question = Some(question);
        let mut answer = None;
        self.access.lend(&mut |checker| answer = question.take().map(|q| q(checker)));
        match answer {
            Some(answer) => answer,
            None => unreachable!("the checker is lent exactly once"),
        }
    }

    fn info<R>(&self, question: impl FnOnce(&Info) -> R) -> R {
        self.ask(|checker| question(&checker.packages[self.package].files[self.file].info))
    }

    /// The package that is linted.
    pub fn package(&self) -> PackageId {
        self.package
    }

    /// The type of an expression; `None` where nothing was recorded.
    pub fn type_of(&self, expr: NodeId) -> Option<TypeId> {
        self.info(|info| info.type_of(expr))
    }

    pub fn mode(&self, expr: NodeId) -> Mode {
        self.info(|info| info.mode(expr))
    }

    /// The object that an identifier declares or refers to.
    pub fn object(&self, ident: NodeId) -> Option<ObjectId> {
        self.info(|info| info.object(ident))
    }

    /// Whether an identifier means an import or something predeclared; `None` where the checker does not know what it means.
    pub fn is_import_or_universe(&self, ident: NodeId) -> Option<bool> {
        let object = self.object(ident)?;
        self.ask(|checker| {
            let object = &checker.objects[object];
            Some(matches!(object.kind, ObjectKind::PkgName { .. }) || object.pkg.is_none())
        })
    }

    /// What a selector that is no qualified identifier selects.
    pub fn selection(&self, selector: NodeId) -> Option<(SelectionKind, ObjectId, TypeId)> {
        self.info(|info| info.selections.get(&selector).map(|s| (s.kind, s.object, s.recv)))
    }

    /// The type of an expression as go/types writes it, qualified by import path.
    pub fn type_string(&self, expr: NodeId) -> Option<String> {
        let ty = self.type_of(expr)?;
        Some(self.ask(|checker| checker.type_string_with(ty, Qualifier::Path)))
    }

    /// The same for its underlying type.
    pub fn underlying_string(&self, expr: NodeId) -> Option<String> {
        let ty = self.type_of(expr)?;
        Some(self.ask(|checker| {
            let under = checker.under(ty);
            checker.type_string_with(under, Qualifier::Path)
        }))
    }

    /// Whether the expression's type implements `error`.
    pub fn is_error(&self, expr: NodeId) -> bool {
        self.type_of(expr).is_some_and(|ty| self.ask(|checker| implements_error(checker, ty)))
    }

    /// The exact value of a constant expression, as go/constant writes it.
    pub fn constant(&self, expr: NodeId) -> Option<String> {
        self.info(|info| info.constant(expr).map(ToString::to_string))
    }

    /// The value of a constant boolean.
    pub fn constant_bool(&self, expr: NodeId) -> Option<bool> {
        self.info(|info| info.constant(expr)?.as_bool())
    }

    /// The bytes of a constant string.
    pub fn constant_string(&self, expr: NodeId) -> Option<Vec<u8>> {
        self.info(|info| info.constant(expr)?.as_bytes().map(<[u8]>::to_vec))
    }
}

/// Whether a type implements the predeclared `error`.
pub fn implements_error(checker: &mut Checker, ty: TypeId) -> bool {
    ty.is_valid()
        && ty != TypeId::UNTYPED_NIL
        && !matches!(checker.types[ty], Type::Tuple(_))
        && checker.implements(ty, TypeId::ERROR, false, None)
}

/// Whether an object is the package-level `name` of the package with that import path.
pub fn is_named(checker: &Checker, object: ObjectId, path: &str, name: &str) -> bool {
    let object = &checker.objects[object];
    object.name.as_str() == name && object.pkg.is_some_and(|p| &*checker.packages[p].path == path)
}

impl Cx<'_> {
    /// The function or method that a call calls, if that is known at compile time (for interfaces: the interface's method).
    pub fn called_function(&self, call: NodeId) -> Option<ObjectId> {
        let Node::Call { fun, .. } = self.file[call] else { return None };
        let mut fun = self.file.unparen(fun);
        if let Node::Index { x, .. } | Node::IndexList { x, .. } = self.file[fun] {
            fun = self.file.unparen(x);
        }
        let ident = match self.file[fun] {
            Node::Ident { .. } => fun,
            Node::Selector { sel, .. } => sel,
            _ => return None,
        };
        let types = self.types()?;
        let object = types.object(ident)?;
        types.ask(|checker| checker.objects[object].is_func()).then_some(object)
    }

    /// Whether a call calls the package-level function `path.name`. The name is compared first, so that this costs next to
    /// nothing where it is not called.
    pub fn calls_function(&self, call: NodeId, path: &str, names: &[&str]) -> bool {
        let Node::Call { fun, .. } = self.file[call] else { return false };
        let mut fun = self.file.unparen(fun);
        if let Node::Index { x, .. } | Node::IndexList { x, .. } = self.file[fun] {
            fun = self.file.unparen(x);
        }
        let name: Option<Symbol> = match self.file[fun] {
            Node::Ident { name } => Some(name),
            Node::Selector { sel, .. } => self.file.ident(sel),
            _ => None,
        };
        let Some(name) = name.filter(|n| names.contains(&n.as_str())) else { return false };
        let (Some(object), Some(types)) = (self.called_function(call), self.types()) else { return false };
        types.ask(|checker| {
            let has_recv =
                checker.objects[object].ty.and_then(|t| checker.types.signature(t)?.recv).is_some();
            !has_recv && is_named(checker, object, path, name.as_str())
        })
    }
}
