//! Functions of other packages that hand their `args ...any` on to one that prints. Bodies of other packages were not checked,
//! so names in them are resolved here: receivers, parameters, package-level names, and fields and methods from there on.
//! Local variables are known where they are declared by `:=` from one of these; a function that only prints through others
//! stays unknown.

use std::cmp::Reverse;

use godwit_syntax::resolve::{self, Resolution, resolve};
use godwit_syntax::{AssignOp, File, Node, NodeId, UnaryOp};
use godwit_types::{Checker, ObjectId, ObjectKind, PackageId, Type, TypeId};

use crate::print_wrappers::{Kind, print_params};
use crate::signature;

/// Longest chain `a.b().c` that is followed.
const MAX_CHAIN: usize = 20;

/// How a function prints, judged by its body; `kind_of` is asked about the functions it calls.
pub(crate) fn kind(
    checker: &mut Checker,
    function: ObjectId,
    kind_of: &mut dyn FnMut(&mut Checker, ObjectId) -> Option<Kind>,
) -> Option<Kind> {
    let (pos, package) = (checker.objects[function].pos, checker.objects[function].pkg?);
    let sig = checker.type_of_object(function);
    print_params(checker, sig)?;
    let scope = checker.packages[package].files.iter().find(|f| f.id == pos.file)?.scope;
    let parsed = checker.parsed_again(package)?;
    let mut file = parsed.files.iter().find(|f| f.id == pos.file)?.file.clone();
    let declaration = |file: &File| {
        file.decls().find_map(|decl| match file[decl] {
            Node::FuncDecl(ext) if file.start(file.func_decl(ext).name) == pos.offset => {
                Some(file.func_decl(ext))
            }
            _ => None,
        })
    };
    let mut func = declaration(&file)?;
    if matches!(file[func.body?], Node::Block { skipped: true, .. }) {
        file = std::sync::Arc::new(godwit_syntax::parse(&file.text));
        func = declaration(&file)?;
    }
    let body = func.body?;
    let resolution = resolve(&file);
    let (params, _) = signature::func_type(&file, func.ty);
    let (args, before) = params.split_last()?;
    let local = |name: Option<NodeId>| name.and_then(|n| resolution.object_of(n));
    let (args, format) = (local(args.name)?, local(before.last().and_then(|p| p.name)));
    let names = Names { file: &file, resolution: &resolution, package, scope, sig, body };

    let is = |expr: NodeId, object: Option<resolve::ObjectId>| {
        object.is_some() && matches!(file[expr], Node::Ident { .. }) && resolution.object_of(expr) == object
    };
    let is_own = |expr: NodeId| is(expr, Some(args)) || is(expr, format);
    let of_interest = |&id: &NodeId| {
        matches!(file[id], Node::Assign { .. } | Node::Unary { op: UnaryOp::Addr, .. } | Node::Call { .. })
    };
    let mut nodes: Vec<NodeId> = file.subtree(body).filter(of_interest).collect();
    // Outer before inner, in source order.
    nodes.sort_by_key(|&id| (file.start(id), Reverse(id)));
    let mut found = None;
    for node in nodes {
        match file[node] {
            Node::Assign { lhs, .. } if file.list(lhs).any(is_own) => break,
            Node::Unary { x, .. } if is_own(x) => break,
            Node::Call { fun, args: list, ellipsis: true } => {
                if !file.list_last(list).is_some_and(|a| is(a, Some(args))) {
                    continue;
                }
                let Some(called) = names.called(checker, fun, 0) else { continue };
                let Some(kind) = kind_of(checker, called) else { continue };
                let second_last = file.n_list(list).checked_sub(2).and_then(|i| file.list_get(list, i));
                if kind == Kind::Print || second_last.is_some_and(|f| is(f, format)) {
                    // The last call decides, as it does where the function is declared.
                    found = Some(kind);
                }
            }
            _ => {}
        }
    }
    found
}

struct Names<'f> {
    file: &'f File,
    resolution: &'f Resolution,
    package: PackageId,
    /// Of the file: its imports.
    scope: godwit_types::ScopeId,
    /// Signature of the function.
    sig: TypeId,
    body: NodeId,
}

impl Names<'_> {
    /// The function, variable or field that an expression names.
    fn called(&self, checker: &mut Checker, expr: NodeId, depth: usize) -> Option<ObjectId> {
        let expr = self.file.unparen(expr);
        match self.file[expr] {
            Node::Index { x, .. } | Node::IndexList { x, .. } if depth < MAX_CHAIN => {
                self.called(checker, x, depth + 1)
            }
            Node::Ident { name } => match self.resolution.object_of(expr) {
                Some(id) if !self.resolution.object(id).package_level => self.param(checker, id),
                _ => checker.lookup_in_package(self.package, name),
            },
            Node::Selector { x, sel } => {
                let name = self.file.ident(sel)?;
                if let Some(imported) = self.imported(checker, x) {
                    return checker.lookup_in_package(imported, name);
                }
                let ty = self.type_of(checker, x, depth + 1)?;
                checker.lookup_field_or_method(ty, true, Some(self.package), name, false).obj
            }
            _ => None,
        }
    }

    fn type_of(&self, checker: &mut Checker, expr: NodeId, depth: usize) -> Option<TypeId> {
        if depth > MAX_CHAIN {
            return None;
        }
        let expr = self.file.unparen(expr);
        match self.file[expr] {
            Node::Star { x } => {
                let ty = self.type_of(checker, x, depth + 1)?;
                Some(checker.deref(ty).0)
            }
            Node::Call { fun, .. } => {
                let function = self.called(checker, fun, depth + 1)?;
                let ty = checker.type_of_object(function);
                let &[result] = checker.types.signature(ty)?.results.as_slice() else { return None };
                Some(checker.type_of_object(result))
            }
            Node::Ident { .. } if let Some(value) = self.initial_value(expr) => {
                self.type_of(checker, value, depth + 1)
            }
            _ => {
                let object = self.called(checker, expr, depth)?;
                let is_var = checker.objects[object].is_var();
                is_var.then(|| checker.type_of_object(object))
            }
        }
    }

    /// What a variable of the body is declared with.
    fn initial_value(&self, ident: NodeId) -> Option<NodeId> {
        let object = self.resolution.object(self.resolution.object_of(ident)?);
        if object.package_level || self.file.start(object.ident) < self.file.start(self.body) {
            return None;
        }
        let Node::Assign { op: AssignOp::Define, lhs, rhs } = self.file[object.decl] else { return None };
        if self.file.n_list(lhs) != self.file.n_list(rhs) {
            return None;
        }
        let index = self.file.list(lhs).position(|l| l == object.ident)?;
        self.file.list_get(rhs, index)
    }

    /// The package that an identifier means.
    fn imported(&self, checker: &Checker, expr: NodeId) -> Option<PackageId> {
        let name = self.file.ident(expr).filter(|_| self.resolution.is_unresolved(expr))?;
        match checker.objects[checker.scopes[self.scope].lookup(name)?].kind {
            ObjectKind::PkgName { imported, .. } => Some(imported),
            _ => None,
        }
    }

    /// A receiver or parameter; locals of the body are none.
    fn param(&self, checker: &Checker, id: resolve::ObjectId) -> Option<ObjectId> {
        let ident = self.resolution.object(id).ident;
        if self.file.start(ident) >= self.file.start(self.body) {
            return None;
        }
        let name = self.file.ident(ident)?;
        let Type::Signature(sig) = &checker.types[self.sig] else { return None };
        sig.recv.into_iter().chain(sig.params.iter().copied()).find(|&p| checker.objects[p].name == name)
    }
}
