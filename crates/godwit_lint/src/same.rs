//! Whether two pieces of code are the same, and whether evaluating one can have an effect.

use godwit_syntax::{File, Node, NodeId, TokenKind, UnaryOp};

/// Whether two nodes have the same tokens: layout and comments do not count.
pub fn same_code(file: &File, a: NodeId, b: NodeId) -> bool {
    let bytes = file.text.as_bytes();
    // Nearly all pairs differ in the first character.
    if bytes.get(file.start(a) as usize) != bytes.get(file.start(b) as usize) {
        return false;
    }
    let range = |id: NodeId| {
        let span = file.span(id);
        (file.tokens.at_or_after(span.start), file.tokens.at_or_after(span.end))
    };
    let ((a0, a1), (b0, b1)) = (range(a), range(b));
    // A semicolon written or inserted is the same semicolon.
    let class = |kind: TokenKind| if kind.is_semicolon() { TokenKind::Semicolon } else { kind };
    let text = |i: usize| {
        &file.text.as_bytes()[file.tokens.spans[i].start as usize..file.tokens.spans[i].end as usize]
    };
    // In front of a closing bracket a comma or semicolon is a matter of layout.
    let next = |mut i: usize, end: usize| {
        let kinds = &file.tokens.kinds;
        while i + 1 < end
            && (kinds[i].is_semicolon() || kinds[i] == TokenKind::Comma)
            && (kinds[i + 1].is_semicolon() || matches!(kinds[i + 1], TokenKind::RBrace | TokenKind::RParen))
        {
            i += 1;
        }
        i
    };
    let (mut i, mut j) = (next(a0, a1), next(b0, b1));
    while i < a1 && j < b1 {
        let (k, l) = (class(file.tokens.kinds[i]), class(file.tokens.kinds[j]));
        if k != l || (k.is_literal() && text(i) != text(j)) {
            return false;
        }
        (i, j) = (next(i + 1, a1), next(j + 1, b1));
    }
    i >= a1 && j >= b1
}

/// Whether evaluating an expression can do more than give a value: it calls, receives or makes a function.
pub fn may_have_effect(file: &File, expr: NodeId) -> bool {
    file.subtree(expr).any(|id| match file[id] {
        Node::Call { .. } | Node::FuncLit { .. } => true,
        Node::Unary { op, .. } => op == UnaryOp::Recv,
        _ => false,
    })
}

/// The statements of a block.
pub fn block_stmts(file: &File, block: NodeId) -> Vec<NodeId> {
    match file[block] {
        Node::Block { stmts, .. } => file.list(stmts).collect(),
        _ => Vec::new(),
    }
}

/// The only statement of a block.
pub fn only_stmt(file: &File, block: NodeId) -> Option<NodeId> {
    match file[block] {
        Node::Block { stmts, .. } => file.list_single(stmts),
        _ => None,
    }
}

/// Whether comments stand within a span.
pub fn has_comments(file: &File, span: godwit_base::Span) -> bool {
    let first = file.comments.partition_point(|c| c.end <= span.start);
    file.comments.get(first).is_some_and(|c| c.start < span.end)
}
