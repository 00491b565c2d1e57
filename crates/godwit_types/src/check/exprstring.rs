//! Expressions as text in messages, shortened as go/types shortens them.

use godwit_syntax::{ChanDir, File, Node, NodeId};

use crate::check::Checker;

impl Checker {
    /// An expression of the current file.
    pub fn expr_string(&self, expr: NodeId) -> String {
        expr_string(&self.env.file, expr)
    }

    pub fn expr_list_string(&self, list: &[NodeId]) -> String {
        list.iter().map(|&x| self.expr_string(x)).collect::<Vec<_>>().join(", ")
    }
}

/// The text of an expression: its source in one line, without the insides of literals.
pub fn expr_string(file: &File, expr: NodeId) -> String {
    let mut w = ExprWriter { file, out: String::new() };
    w.expr(Some(expr));
    w.out
}

struct ExprWriter<'f> {
    file: &'f File,
    out: String,
}

impl ExprWriter<'_> {
    fn expr(&mut self, expr: Option<NodeId>) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.expr_inner(expr));
    }

    fn expr_inner(&mut self, expr: Option<NodeId>) {
        let Some(expr) = expr else {
            self.out.push_str("(ast: <nil>)");
            return;
        };
        let file = self.file;
        match file[expr] {
            Node::Ident { name } => self.out.push_str(name.as_str()),
            Node::Ellipsis { elem } => {
                self.out.push_str("...");
                if elem.is_some() {
                    self.expr(elem);
                }
            }
            Node::BasicLit { .. } => {
                let text = file.text_of(expr);
                if text.starts_with('`') {
                    self.out.extend(text.chars().filter(|&c| c != '\r'));
                } else {
                    self.out.push_str(text);
                }
            }
            Node::FuncLit { ty, .. } => {
                self.out.push('(');
                self.expr(Some(ty));
                self.out.push_str(" literal)");
            }
            Node::CompositeLit { ty, elts } => {
                self.expr(ty);
                self.out.push_str(if elts.is_empty() { "{}" } else { "{…}" });
            }
            Node::Paren { x } => {
                self.out.push('(');
                self.expr(Some(x));
                self.out.push(')');
            }
            Node::Selector { x, sel } => {
                self.expr(Some(x));
                self.out.push('.');
                self.expr(Some(sel));
            }
            Node::Index { x, index } => {
                self.expr(Some(x));
                self.out.push('[');
                self.expr(Some(index));
                self.out.push(']');
            }
            Node::IndexList { x, indices } => {
                self.expr(Some(x));
                self.out.push('[');
                self.list(file.list(indices));
                self.out.push(']');
            }
            Node::Slice { x, bounds, three } => {
                let bounds = file.slice_bounds(bounds);
                self.expr(Some(x));
                self.out.push('[');
                if bounds.lo.is_some() {
                    self.expr(bounds.lo);
                }
                self.out.push(':');
                if bounds.hi.is_some() {
                    self.expr(bounds.hi);
                }
                if three {
                    self.out.push(':');
                    if bounds.max.is_some() {
                        self.expr(bounds.max);
                    }
                }
                self.out.push(']');
            }
            Node::TypeAssert { x, ty } => {
                self.expr(Some(x));
                self.out.push_str(".(");
                self.expr(ty);
                self.out.push(')');
            }
            Node::Call { fun, args, ellipsis } => {
                self.expr(Some(fun));
                self.out.push('(');
                self.list(file.list(args));
                if ellipsis {
                    self.out.push_str("...");
                }
                self.out.push(')');
            }
            Node::Star { x } => {
                self.out.push('*');
                self.expr(Some(x));
            }
            Node::Unary { op, x } => {
                self.out.push_str(op.as_str());
                self.expr(Some(x));
            }
            Node::Binary { op, x, y } => {
                self.expr(Some(x));
                self.out.push(' ');
                self.out.push_str(op.as_str());
                self.out.push(' ');
                self.expr(Some(y));
            }
            Node::ArrayType { len, elem } => {
                self.out.push('[');
                if len.is_some() {
                    self.expr(len);
                }
                self.out.push(']');
                self.expr(Some(elem));
            }
            Node::StructType { fields } => {
                self.out.push_str("struct{");
                self.fields(fields, "; ", false);
                self.out.push('}');
            }
            Node::FuncType { .. } => {
                self.out.push_str("func");
                self.signature(expr);
            }
            Node::InterfaceType { methods } => {
                self.out.push_str("interface{");
                self.fields(methods, "; ", true);
                self.out.push('}');
            }
            Node::MapType { key, value } => {
                self.out.push_str("map[");
                self.expr(Some(key));
                self.out.push(']');
                self.expr(Some(value));
            }
            Node::ChanType { dir, elem } => {
                self.out.push_str(match dir {
                    ChanDir::Send => "chan<- ",
                    ChanDir::Recv => "<-chan ",
                    ChanDir::Both => "chan ",
                });
                self.expr(Some(elem));
            }
            Node::KeyValue { .. } => self.out.push_str("(ast: *ast.KeyValueExpr)"),
            _ => self.out.push_str("(ast: *ast.BadExpr)"),
        }
    }

    fn list(&mut self, list: impl Iterator<Item = NodeId>) {
        for (i, x) in list.enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            self.expr(Some(x));
        }
    }

    fn signature(&mut self, ty: NodeId) {
        let file = self.file;
        let Node::FuncType { params, results, .. } = file[ty] else { return };
        self.out.push('(');
        self.fields(params, ", ", false);
        self.out.push(')');
        let Some(results) = results else { return };
        let Node::FieldList { fields } = file[results] else { return };
        let Some(first) = file.list_get(fields, 0) else { return };
        self.out.push(' ');
        if file.n_list(fields) == 1
            && let Node::Field { names, ty, .. } = file[first]
            && names.is_empty()
        {
            self.expr(ty);
            return;
        }
        self.out.push('(');
        self.fields(results, ", ", false);
        self.out.push(')');
    }

    fn fields(&mut self, list: NodeId, separator: &str, is_interface: bool) {
        let file = self.file;
        let Node::FieldList { fields } = file[list] else { return };
        for (i, field) in file.list(fields).enumerate() {
            if i > 0 {
                self.out.push_str(separator);
            }
            let Node::Field { names, ty, .. } = file[field] else { continue };
            self.list(file.list(names));
            if is_interface && let Some(sig) = ty.filter(|&t| matches!(file[t], Node::FuncType { .. })) {
                self.signature(sig);
                continue;
            }
            if !names.is_empty() {
                self.out.push(' ');
            }
            self.expr(ty);
        }
    }
}
