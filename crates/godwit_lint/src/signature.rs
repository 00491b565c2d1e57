//! Receivers, parameters and results of functions.

use godwit_base::Symbol;
use godwit_syntax::{File, Node, NodeId};
use smallvec::SmallVec;

/// One parameter, result or receiver: a name, if it has one, and the type of its group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Param {
    pub name: Option<NodeId>,
    pub ty: NodeId,
    pub field: NodeId,
}

/// Mostly a handful.
pub type Params = SmallVec<[Param; 6]>;

/// The parameters of a `FieldList`, one entry a name.
pub fn params(file: &File, list: NodeId) -> Params {
    let mut out = Params::new();
    let Node::FieldList { fields } = file[list] else { return out };
    for field in file.list(fields) {
        let Node::Field { names, ty: Some(ty), .. } = file[field] else { continue };
        if names.is_empty() {
            out.push(Param { name: None, ty, field });
        }
        out.extend(file.list(names).map(|n| Param { name: Some(n), ty, field }));
    }
    out
}

/// Parameters and results of a `FuncType`.
pub fn func_type(file: &File, ty: NodeId) -> (Params, Params) {
    match file[ty] {
        Node::FuncType { params: p, results, .. } => {
            (params(file, p), results.map_or_else(Params::new, |r| params(file, r)))
        }
        _ => Default::default(),
    }
}

/// The receiver of a method.
pub fn receiver(file: &File, func: NodeId) -> Option<Param> {
    let Node::FuncDecl(ext) = file[func] else { return None };
    params(file, file.func_decl(ext).recv?).into_iter().next()
}

/// The name of the receiver's type, pointers and type arguments taken away.
pub fn receiver_base(file: &File, func: NodeId) -> Option<Symbol> {
    base_type_name(file, receiver(file, func)?.ty)
}

/// The identifier at the bottom of `*T`, `(T)`, `T[A]`.
pub fn base_type_name(file: &File, mut ty: NodeId) -> Option<Symbol> {
    loop {
        ty = match file[ty] {
            Node::Star { x } | Node::Paren { x } | Node::Index { x, .. } | Node::IndexList { x, .. } => x,
            _ => return file.ident(ty),
        };
    }
}

/// Whether the function is a method.
pub fn is_method(file: &File, func: NodeId) -> bool {
    matches!(file[func], Node::FuncDecl(ext) if file.func_decl(ext).recv.is_some())
}

/// The declared name of a `FuncDecl`.
pub fn func_name(file: &File, func: NodeId) -> &str {
    match file[func] {
        Node::FuncDecl(ext) => file.text_of(file.func_decl(ext).name),
        _ => "",
    }
}

/// `Test…`, `Benchmark…`, `Fuzz…`, `Example…`: functions that go test calls by name.
pub fn is_test_function_name(name: &str) -> bool {
    ["Test", "Benchmark", "Fuzz", "Example"]
        .iter()
        .any(|prefix| name.strip_prefix(prefix).is_some_and(|rest| !rest.starts_with(char::is_lowercase)))
}
