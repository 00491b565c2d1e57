//! Unions `~A | B` in constraints.

use godwit_syntax::{BinaryOp, Node, NodeId, UnaryOp};

use crate::check::Checker;
use crate::check::typeset::MAX_TERM_COUNT;
use crate::code::Code;
use crate::operand::Mode;
use crate::types::{Term, Type, TypeId};

impl Checker {
    /// The type of an embedded element: a `Union`, or the type itself where it is a single one without tilde.
    pub(crate) fn parse_union(&mut self, node: NodeId) -> TypeId {
        let (operators, term_nodes) = self.flatten_union(node);
        let mut terms: Vec<Term> = Vec::new();
        let mut union = TypeId::INVALID;
        let mut refused = false;
        for (i, &term_node) in term_nodes.iter().enumerate() {
            let term = self.parse_tilde(term_node);
            if term_nodes.len() == 1 && !term.tilde {
                return term.ty;
            }
            if terms.len() < MAX_TERM_COUNT {
                terms.push(term);
                union = self.types.push(Type::Union(terms.as_slice().into()));
            } else if !refused {
                let message = format!(
                    "cannot handle more than {MAX_TERM_COUNT} union terms (implementation limitation)"
                );
                self.error(term_node, Code::InvalidUnion, message);
                refused = true;
                union = TypeId::INVALID;
            }
            if i > 0 {
                self.record_type_and_value(operators[i - 1], Mode::TypeExpr, union, None);
            }
        }
        if refused {
            return TypeId::INVALID;
        }
        // Underlying types are not known before all declarations are.
        self.later(move |check| check.check_terms(&terms, &term_nodes));
        union
    }

    fn check_terms(&mut self, terms: &[Term], nodes: &[NodeId]) {
        for (i, (&term, &node)) in terms.iter().zip(nodes).enumerate() {
            if !self.is_valid(term.ty) {
                continue;
            }
            let under = self.under(term.ty);
            let is_interface = matches!(self.types[under], Type::Interface(_));
            if term.tilde {
                let ty = self.type_string(term.ty);
                if is_interface {
                    self.error(node, Code::InvalidUnion, format!("invalid use of ~ ({ty} is an interface)"));
                    continue;
                }
                if !self.identical(under, term.ty) {
                    let u = self.type_string(under);
                    let message = format!("invalid use of ~ (underlying type of {ty} is {u})");
                    self.error(node, Code::InvalidUnion, message);
                    continue;
                }
            }
            if is_interface {
                let set = self.type_set(under);
                let text = self.message_term(term);
                let message = if !set.methods.is_empty() {
                    format!("cannot use {text} in union ({text} contains methods)")
                } else if term.ty == TypeId::COMPARABLE {
                    "cannot use comparable in union".to_owned()
                } else if set.comparable {
                    format!("cannot use {text} in union ({text} embeds comparable)")
                } else {
                    continue;
                };
                self.error(node, Code::InvalidUnion, message);
                continue;
            }
            if let Some(other) = self.overlapping_term(&terms[..i], term) {
                let (x, y) = (self.message_term(term), self.message_term(other));
                self.soft_error(node, Code::InvalidUnion, format!("overlapping terms {x} and {y}"));
            }
        }
    }

    /// Terms in messages name packages by path, as their own text does in go/types.
    fn message_term(&mut self, term: Term) -> String {
        self.term_string(term)
    }

    fn parse_tilde(&mut self, node: NodeId) -> Term {
        let (tilde, inner) = match self.node(node) {
            Node::Unary { op: UnaryOp::Tilde, x } => (true, x),
            _ => (false, node),
        };
        let mut ty = self.typ(inner);
        if self.is_type_param(ty) {
            // The type set would not be known before instantiation.
            let message = if tilde {
                format!("type in term {} cannot be a type parameter", self.expr_string(node))
            } else {
                "term cannot be a type parameter".to_owned()
            };
            self.error(inner, Code::MisplacedTypeParam, message);
            ty = TypeId::INVALID;
        }
        let term = Term { tilde, ty };
        if tilde {
            let union = self.types.push(Type::Union(Box::new([term])));
            self.record_type_and_value(node, Mode::TypeExpr, union, None);
        }
        term
    }

    /// The first of `terms` that has a type in common with `term`; interfaces are not looked at.
    fn overlapping_term(&mut self, terms: &[Term], term: Term) -> Option<Term> {
        terms.iter().copied().find(|&other| !self.is_interface(other.ty) && !self.disjoint(other, term))
    }

    /// The `|` expressions of a union, innermost first, and its terms in source order.
    fn flatten_union(&self, node: NodeId) -> (Vec<NodeId>, Vec<NodeId>) {
        let (mut operators, mut terms) = (Vec::new(), Vec::new());
        let mut at = node;
        while let Node::Binary { op: BinaryOp::Or, x, y } = self.node(at) {
            operators.push(at);
            terms.push(y);
            at = x;
        }
        terms.push(at);
        operators.reverse();
        terms.reverse();
        (operators, terms)
    }
}
