//! What may be believed of the findings in a package with type errors.
//!
//! Rules take types as they find them, and where an error was they find none: a call of something undeclared returns nothing
//! that could be ignored, a struct with a field of unknown type might be anything. So a finding stands only if all that the
//! statement around it names and computes has a type. The bodies of blocks inside that statement do not count.

use godwit_base::Idx;
use godwit_syntax::{File, Node, NodeId};
use godwit_types::types::Type;
use godwit_types::{Checker, Info, Mode, ObjectKind, PackageId, TypeId};
use rustc_hash::FxHashSet;

/// How deep a type is searched for parts that are unknown.
const DEPTH: u32 = 6;

/// Statements and declarations of one file in which something has no type.
pub struct Doubts {
    places: FxHashSet<NodeId>,
    /// For each node by id the innermost statement, specification or field around it.
    around: Vec<Option<NodeId>>,
    /// The file does not even parse.
    is_broken: bool,
}

impl Doubts {
    pub fn new(checker: &mut Checker, package: PackageId, index: usize) -> Doubts {
        let checked = &mut checker.packages[package].files[index];
        let (file, info) = (checked.file.clone(), std::mem::take(&mut checked.info));
        let around = places_around(&file);
        let (mut places, mut known) = (FxHashSet::default(), Known::default());
        for node in file.ids() {
            if !has_type(&mut known, checker, &file, &info, node)
                && let Some(place) = around[node.index()]
            {
                places.insert(place);
            }
        }
        checker.packages[package].files[index].info = info;
        Doubts { places, around, is_broken: !file.errors.is_empty() }
    }

    pub fn are_about(&self, file: &File, start: u32, end: u32) -> bool {
        if self.is_broken {
            return true;
        }
        // Children come before parents: the first node around the place is the innermost one.
        let around = file.ids().find(|&id| file.start(id) <= start && end <= file.end(id));
        around.and_then(|node| self.around[node.index()]).is_none_or(|place| self.places.contains(&place))
    }
}

/// The innermost statement, specification or field around each node, by id. One way down the tree: asking each node for its
/// ancestors would take the square of the depth in a sum of 100,000 terms.
fn places_around(file: &File) -> Vec<Option<NodeId>> {
    let is_place = |id: NodeId| match file[id] {
        Node::Block { .. } => false,
        Node::ImportSpec { .. } | Node::ValueSpec { .. } | Node::TypeSpec { .. } | Node::FuncDecl(_) => true,
        _ => file[id].is_stmt(),
    };
    let mut around = vec![None; file.n_nodes()];
    for id in file.ids().rev() {
        around[id.index()] =
            if is_place(id) { Some(id) } else { file.parent(id).and_then(|parent| around[parent.index()]) };
    }
    around
}

/// False where the checker should know a type and does not.
fn has_type(known: &mut Known, checker: &mut Checker, file: &File, info: &Info, node: NodeId) -> bool {
    match file[node] {
        Node::BadExpr | Node::BadStmt | Node::BadDecl => false,
        Node::Ident { name } => {
            if name.is_blank() {
                return true;
            }
            let Some(object) = info.object(node) else {
                // The package clause, and the variable of a type switch, declare nothing by themselves.
                return info.is_def(node)
                    || file.parent(node).is_some_and(|p| matches!(file[p], Node::File { .. }))
                    || info.type_of(node).is_some();
            };
            match checker.objects[object].kind {
                ObjectKind::Var { .. } | ObjectKind::Const { .. } | ObjectKind::TypeName => {
                    let ty = checker.type_of_object(object);
                    known.holds(checker, ty, DEPTH)
                }
                _ => true,
            }
        }
        Node::Call { .. }
        | Node::Index { .. }
        | Node::IndexList { .. }
        | Node::Binary { .. }
        | Node::Unary { .. }
        | Node::Star { .. }
        | Node::CompositeLit { .. }
        | Node::Slice { .. }
        | Node::Selector { .. } => match info.type_of(node) {
            // A call without results.
            Some(_) if info.mode(node) == Mode::NoValue => true,
            Some(ty) => known.holds(checker, ty, DEPTH),
            None => false,
        },
        _ => true,
    }
}

/// Types all of whose parts are known, as far as they were looked at.
#[derive(Default)]
struct Known(FxHashSet<TypeId>);

impl Known {
    fn holds(&mut self, checker: &mut Checker, ty: TypeId, depth: u32) -> bool {
        if !checker.is_valid(ty) {
            return false;
        }
        // A type that is being looked at further out is decided there.
        if depth == 0 || !self.0.insert(ty) {
            return true;
        }
        let under = checker.under(ty);
        let parts: Vec<TypeId> = match &checker.types[under] {
            Type::Array { elem, .. } | Type::Slice { elem } | Type::Pointer { elem } => vec![*elem],
            Type::Map { key, elem } => vec![*key, *elem],
            Type::Struct(structure) => {
                let fields = structure.fields.clone();
                fields.into_iter().map(|field| checker.type_of_object(field)).collect()
            }
            Type::Tuple(vars) => {
                let vars = vars.clone();
                vars.iter().map(|&var| checker.type_of_object(var)).collect()
            }
            _ => vec![under].into_iter().filter(|&under| under != ty).collect(),
        };
        let holds = parts.into_iter().all(|part| self.holds(checker, part, depth - 1));
        if !holds {
            self.0.remove(&ty);
        }
        holds
    }
}
