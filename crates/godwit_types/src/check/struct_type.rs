//! Struct types.

use std::sync::Arc;

use godwit_base::Symbol;
use godwit_syntax::{Node, NodeId};
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::code::Code;
use crate::object::{DeclInfo, DeclSyntax, ObjectId, ObjectKind, Pos, VarKind};
use crate::types::{BasicKind, StructType, Type, TypeId};

/// Fields found so far.
#[derive(Default)]
struct Fields {
    fields: Vec<ObjectId>,
    tags: Vec<Option<Arc<str>>>,
    names: FxHashMap<Symbol, ObjectId>,
}

impl Checker {
    pub(crate) fn struct_type(&mut self, list: NodeId) -> TypeId {
        let Node::FieldList { fields: nodes } = self.node(list) else { return TypeId::INVALID };
        let mut found = Fields::default();
        for node in self.list(nodes) {
            let Node::Field { names, ty: Some(ty_node), tag } = self.node(node) else { continue };
            let tag = tag.and_then(|tag| self.tag(tag));
            // A package of which only declarations are looked at gets its fields' types when they are asked for.
            let ty = if self.is_owned() { Some(self.var_type(ty_node)) } else { None };
            if names.is_empty() {
                self.embedded_field(&mut found, ty_node, ty, tag);
            } else {
                for name in self.list(names) {
                    self.add_field(&mut found, name, ty_node, ty, false, tag.clone());
                }
            }
        }
        let Fields { fields, mut tags, .. } = found;
        if tags.iter().all(Option::is_none) {
            tags = Vec::new();
        }
        self.types.push(Type::Struct(Box::new(StructType { fields, tags })))
    }

    fn add_field(
        &mut self,
        found: &mut Fields,
        ident: NodeId,
        ty_node: NodeId,
        ty: Option<TypeId>,
        embedded: bool,
        tag: Option<Arc<str>>,
    ) {
        let Some(name) = self.ident_name(ident) else { return };
        let pos = self.pos_of(ident);
        let kind = ObjectKind::Var { kind: VarKind::Field, embedded, used: false, origin: None };
        let field = self.new_object(kind, name, pos, ty);
        if ty.is_none() {
            let (pkg, file, scope) = (self.env.pkg, self.env.file_index, self.env.scope);
            let syntax = DeclSyntax::Field { ty: ty_node };
            let decl = self.decls.push(DeclInfo { pkg, file, scope, syntax, deps: Vec::new() });
            self.objects[field].decl = Some(decl);
        }
        if name.is_blank() || self.declare_in_set(&mut found.names, pos, field) {
            found.fields.push(field);
            found.tags.push(tag);
            self.record_def(ident, Some(field));
        }
    }

    /// Adds a name to a set of fields or methods; reports a second one.
    pub(crate) fn declare_in_set(
        &mut self,
        set: &mut FxHashMap<Symbol, ObjectId>,
        pos: Pos,
        object: ObjectId,
    ) -> bool {
        let name = self.objects[object].name;
        let Some(&other) = set.get(&name) else {
            set.insert(name, object);
            return true;
        };
        let mut error = self.new_error(Code::DuplicateDecl);
        self.add_line(&mut error, pos, format!("{name} redeclared"));
        self.add_alt_decl(&mut error, other);
        self.report(error);
        false
    }

    fn embedded_field(
        &mut self,
        found: &mut Fields,
        ty_node: NodeId,
        ty: Option<TypeId>,
        tag: Option<Arc<str>>,
    ) {
        let Some(ident) = self.embedded_field_ident(ty_node) else {
            let text = self.expr_string(ty_node);
            let message = format!("embedded field type {text} has no name");
            return self.error(ty_node, Code::InvalidSyntaxTree, message);
        };
        self.add_field(found, ident, ty_node, ty, true, tag);
        let Some(ty) = ty else { return };
        // What the type is can only be said when it is complete.
        self.later(move |check| check.check_embedded_field(ty_node, ty));
    }

    fn check_embedded_field(&mut self, at: NodeId, ty: TypeId) {
        let (base, is_pointer) = self.deref(ty);
        let under = self.under(base);
        match self.types[under] {
            Type::Basic(BasicKind::UnsafePointer) => {
                self.error(at, Code::InvalidPtrEmbed, "embedded field type cannot be unsafe.Pointer");
            }
            Type::Pointer { .. } => {
                self.error(at, Code::InvalidPtrEmbed, "embedded field type cannot be a pointer");
            }
            Type::Interface(_) if self.is_type_param(base) => {
                let message = "embedded field type cannot be a (pointer to a) type parameter";
                self.error(at, Code::MisplacedTypeParam, message);
            }
            Type::Interface(_) if is_pointer => {
                let message = "embedded field type cannot be a pointer to an interface";
                self.error(at, Code::InvalidPtrEmbed, message);
            }
            _ => {}
        }
    }

    /// The identifier that names an embedded field: `T` in `T`, `*T`, `p.T` and `T[A]`.
    fn embedded_field_ident(&self, node: NodeId) -> Option<NodeId> {
        match self.node(node) {
            Node::Ident { .. } => Some(node),
            Node::Star { x } if !matches!(self.node(x), Node::Star { .. }) => self.embedded_field_ident(x),
            Node::Selector { sel, .. } => Some(sel),
            Node::Index { x, .. } | Node::IndexList { x, .. } => self.embedded_field_ident(x),
            _ => None,
        }
    }

    fn tag(&mut self, node: NodeId) -> Option<Arc<str>> {
        let literal = self.env.file.text_of(node);
        match crate::constant::unquote(literal) {
            Some(bytes) => Some(String::from_utf8_lossy(&bytes).into()),
            None => {
                let message = format!("incorrect tag syntax: {literal:?}");
                self.error(node, Code::InvalidSyntaxTree, message);
                None
            }
        }
    }
}
