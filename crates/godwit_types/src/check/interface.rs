//! Interface types.

use godwit_syntax::{Node, NodeId};

use crate::check::Checker;
use crate::code::Code;
use crate::object::{DeclInfo, DeclSyntax, ObjectId, ObjectKind, VarKind};
use crate::types::{Interface, Type, TypeId};

impl Checker {
    /// `node`: the whole type; `list`: its elements; `def`: the type name it is the right-hand side of.
    pub(crate) fn interface_type(&mut self, node: NodeId, list: NodeId, def: Option<ObjectId>) -> TypeId {
        let Node::FieldList { fields } = self.node(list) else { return TypeId::INVALID };
        let ty = self.types.push(Type::Interface(Box::default()));
        let mut recv = ty;
        if let Some(named) = def.and_then(|def| self.objects[def].ty).and_then(|ty| self.as_named(ty)) {
            recv = named;
        }
        let mut iface = Interface::default();
        for field in self.list(fields) {
            let Node::Field { names, ty: Some(ty_node), .. } = self.node(field) else { continue };
            match self.env.file.list_get(names, 0) {
                None => {
                    iface.embed_pos.push(self.pos_of(ty_node));
                    let embedded = self.parse_union(ty_node);
                    iface.embeddeds.push(embedded);
                }
                Some(name) => self.interface_method(&mut iface, name, ty_node, recv),
            }
        }
        self.complete_interface(ty, iface, node);
        ty
    }

    /// The interface that a constraint `~T` or `A | B` stands for.
    pub(crate) fn implicit_interface(&mut self, node: NodeId) -> TypeId {
        let ty = self.types.push(Type::Interface(Box::default()));
        let embedded = self.parse_union(node);
        let iface = Interface {
            embeddeds: vec![embedded],
            embed_pos: vec![self.pos_of(node)],
            implicit: true,
            ..Interface::default()
        };
        self.complete_interface(ty, iface, node);
        ty
    }

    fn complete_interface(&mut self, ty: TypeId, mut iface: Interface, node: NodeId) {
        iface.complete = true;
        let is_empty = iface.methods.is_empty() && iface.embeddeds.is_empty();
        if is_empty {
            iface.type_set = Some(Default::default());
        }
        self.sort_methods(&mut iface.methods);
        if let Some(own) = self.types.interface_mut(ty) {
            *own = iface;
        }
        if !is_empty {
            self.later(move |check| {
                let pos = check.pos_of(node);
                check.compute_interface_type_set(pos, ty);
            });
        }
    }

    fn interface_method(&mut self, iface: &mut Interface, name_node: NodeId, ty_node: NodeId, recv: TypeId) {
        let Some(name) = self.ident_name(name_node) else { return };
        if name.is_blank() {
            let message = "methods must have a unique non-blank name";
            return self.error(name_node, Code::BlankIfaceMethod, message);
        }
        if !matches!(self.node(ty_node), Node::FuncType { .. }) {
            return;
        }
        let pos = self.pos_of(name_node);
        let method = self.new_object(ObjectKind::Func { ptr_recv: false, origin: None }, name, pos, None);
        if self.is_owned() {
            let sig = self.method_signature(ty_node, recv, method);
            self.objects[method].ty = Some(sig);
        } else {
            // Resolved when something asks for the method.
            let (pkg, file, scope) = (self.env.pkg, self.env.file_index, self.env.scope);
            let syntax = DeclSyntax::InterfaceMethod { ty: ty_node, recv };
            let decl = self.decls.push(DeclInfo { pkg, file, scope, syntax, deps: Vec::new() });
            self.objects[method].decl = Some(decl);
        }
        self.record_def(name_node, Some(method));
        iface.methods.push(method);
    }

    /// The signature of an interface's method, with `recv` as its receiver's type.
    pub(crate) fn method_signature(&mut self, ty_node: NodeId, recv: TypeId, method: ObjectId) -> TypeId {
        let sig = self.typ(ty_node);
        let pos = self.objects[method].pos;
        let recv = self.new_var(VarKind::Recv, godwit_base::sym::EMPTY, pos, Some(recv));
        if let Some(sig) = self.types.signature_mut(sig) {
            sig.recv = Some(recv);
        }
        sig
    }
}
