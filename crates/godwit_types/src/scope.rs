//! Lexical scopes.

use godwit_base::{Symbol, define_id};
use rustc_hash::FxHashMap;

use crate::object::ObjectId;

define_id! {
    /// A scope in a checker's table.
    pub struct ScopeId;
}

impl ScopeId {
    pub const UNIVERSE: ScopeId = ScopeId(0);
}

/// Names declared in one block. Small scopes, which nearly all are, are searched from end to end.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub parent: Option<ScopeId>,
    /// A function's outermost scope (parameters and body).
    pub is_func: bool,
    names: Vec<(Symbol, ObjectId)>,
    index: Option<Box<FxHashMap<Symbol, ObjectId>>>,
}

const LINEAR: usize = 12;

impl Scope {
    pub fn new(parent: Option<ScopeId>) -> Self {
        Scope { parent, ..Scope::default() }
    }

    /// Makes it a new, empty scope.
    pub(crate) fn reset(&mut self, parent: ScopeId) {
        self.parent = Some(parent);
        self.is_func = false;
        self.names.clear();
        self.index = None;
    }

    #[inline]
    pub fn lookup(&self, name: Symbol) -> Option<ObjectId> {
        match &self.index {
            Some(index) => index.get(&name).copied(),
            None => self.names.iter().find(|(n, _)| *n == name).map(|&(_, id)| id),
        }
    }

    /// Declares a name; gives the object that already has it, if there is one.
    pub fn insert(&mut self, name: Symbol, id: ObjectId) -> Option<ObjectId> {
        if let Some(other) = self.lookup(name) {
            return Some(other);
        }
        self.names.push((name, id));
        match &mut self.index {
            Some(index) => {
                index.insert(name, id);
            }
            None if self.names.len() > LINEAR => {
                self.index = Some(Box::new(self.names.iter().copied().collect()))
            }
            None => {}
        }
        None
    }

    /// All names, in order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = (Symbol, ObjectId)> + '_ {
        self.names.iter().copied()
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}
