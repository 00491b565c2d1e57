//! Rules about line breaks: lines of the line table are joined and split, in gofumpt's order, before the printer reads it.

use godwit_syntax::{AssignOp, BinaryOp, File, Node, NodeId};

use super::Gofumpt;
use crate::printer::Printer;

/// What would fit into this many bytes is joined.
const SHORT_LINE: usize = 60;
/// A function larger than this is taken to be printed over several lines.
const LONG_FUNC: u32 = 100;
const RED_ZONE: usize = 64 * 1024;
const STACK_CHUNK: usize = 4 * 1024 * 1024;

pub(super) fn adjust<'f>(file: &'f File, rules: &Gofumpt, printer: &mut Printer<'f>) {
    let mut walk = Walk { file, rules, printer, block_level: 0 };
    walk.separate_decls();
    for decl in file.decls() {
        walk.node(decl);
    }
}

/// The closing parenthesis of a joined group counts as standing at the end of the comment above it.
pub(super) fn close_in_place(file: &File, printer: &mut Printer<'_>, starts: &[u32]) {
    for decl in file.decls().filter(|&d| starts.contains(&file.start(d))) {
        let rparen = file.end(decl) - 1;
        let before = file.comments.iter().rev().find(|c| c.end <= rparen);
        if let Some(comment) = before {
            printer.closings.insert(decl, comment.end - 1);
            let line = printer.lines().line(comment.end);
            printer.lines_mut().merge(line);
        }
    }
}

struct Walk<'w, 'f> {
    file: &'f File,
    rules: &'w Gofumpt,
    printer: &'w mut Printer<'f>,
    block_level: usize,
}

impl Walk<'_, '_> {
    fn line(&self, offset: u32) -> u32 {
        self.printer.lines().line(offset)
    }

    fn add_newline(&mut self, at: u32) {
        self.printer.lines_mut().split(at);
    }

    /// Joins the lines from `from` to `to`.
    fn remove_lines(&mut self, from: u32, to: u32) {
        for _ in from..to {
            self.printer.lines_mut().merge(from);
        }
    }

    /// Leaves one line break between two places.
    fn remove_lines_between(&mut self, from: u32, to: u32) {
        self.remove_lines(self.line(from) + 1, self.line(to));
    }

    /// Start of the first and end of the last comment that starts in a range.
    fn comments_between(&self, from: u32, to: u32) -> Option<(u32, u32)> {
        let comments = self.printer.comments();
        let first = comments.first_group_from(from);
        let starts = |g: &crate::groups::Group| comments.all[g.first as usize].start;
        let n = comments.groups[first..].iter().take_while(|g| starts(g) < to).count();
        let groups = &comments.groups[first..first + n];
        Some((starts(groups.first()?), comments.all[groups.last()?.last as usize].end()))
    }

    /// Several declarations over several lines each are set apart by a blank line.
    fn separate_decls(&mut self) {
        let file = self.file;
        let mut last_multi = false;
        let Some(name) = file.package_name() else { return };
        let mut last_end = file.end(name);
        for decl in file.decls() {
            let end = self.printer.closings.get(&decl).map_or(file.end(decl), |at| at + 1);
            let mut pos = file.start(decl);
            let mut effective_end = last_end;
            let last_line = self.line(last_end);
            let comments = self.printer.comments();
            let from = comments.first_group_from(last_end);
            for group in &comments.groups[from..] {
                let start = comments.all[group.first as usize].start;
                if start >= file.start(decl) {
                    break;
                }
                if self.line(start) != last_line {
                    pos = start;
                    break;
                }
                effective_end = comments.all[group.last as usize].end();
            }
            let mut multi = self.line(pos) < self.line(end - 1);
            if let Node::FuncDecl(ext) = file[decl]
                && file.func_decl(ext).body.is_some()
                && file.end(decl) - file.start(decl) > LONG_FUNC
            {
                multi = true;
            }
            if multi && last_multi && self.line(effective_end) + 1 == self.line(pos) {
                self.add_newline(effective_end);
            }
            last_multi = multi;
            last_end = end;
        }
    }

    fn node(&mut self, id: NodeId) {
        stacker::maybe_grow(RED_ZONE, STACK_CHUNK, || {
            self.before(id);
            let is_block = matches!(self.file[id], Node::Block { .. });
            self.block_level += usize::from(is_block);
            for child in self.file.children(id) {
                self.node(child);
            }
            self.block_level -= usize::from(is_block);
            self.after(id);
        });
    }

    fn before(&mut self, id: NodeId) {
        let file = self.file;
        match file[id] {
            Node::InterfaceType { methods } => {
                let Node::FieldList { fields } = file[methods] else { return };
                if let Some(first) = file.list_get(fields, 0) {
                    let (start, first) = (file.start(id), file.start(first));
                    let to = self.comments_between(start, first).map_or(first, |(at, _)| at);
                    self.remove_lines(self.line(start) + 1, self.line(to));
                }
            }
            Node::Block { stmts, .. } => {
                self.error_checks(stmts);
                self.block(id, stmts);
            }
            Node::CaseClause { exprs, body, is_default } => {
                self.error_checks(body);
                let (start, colon) = (file.start(id), file.anchor(id));
                let (open, close) = (self.line(start), self.line(colon));
                let joins = open != close
                    && self.comments_between(start, colon).is_none()
                    && !is_default
                    && !exprs.is_empty()
                    && self.case_length(id, colon) <= SHORT_LINE;
                if joins || is_default && open != close {
                    self.remove_lines(open, close);
                }
            }
            Node::CommClause { body, .. } => self.error_checks(body),
            Node::FieldList { fields } => {
                let (start, end) = (file.start(id), file.end(id));
                let comments = self.comments_between(start, end);
                let nodes = file.list_get(fields, 0).zip(file.list_last(fields));
                match self.body_range(nodes, comments) {
                    None => self.remove_lines(self.line(start), self.line(end)),
                    Some((first, last)) => {
                        self.remove_lines_between(start, first);
                        self.remove_lines_between(last, end);
                    }
                }
            }
            Node::Assign { rhs, op, .. } if !self.printer.converted.contains(&id) => {
                let _: AssignOp = op;
                let anchor = file.anchor(id);
                if let Some(value) = file.list_single(rhs)
                    && !matches!(file[value], Node::Binary { .. })
                    && self.comments_between(anchor, file.start(value)).is_none()
                {
                    self.remove_lines(self.line(anchor), self.line(file.start(value)));
                }
            }
            _ => {}
        }
    }

    /// From the first node or comment to the last.
    fn body_range(
        &self,
        nodes: Option<(NodeId, NodeId)>,
        comments: Option<(u32, u32)>,
    ) -> Option<(u32, u32)> {
        let nodes = nodes.map(|(first, last)| (self.file.start(first), self.file.end(last)));
        match (nodes, comments) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (x, y) => x.or(y),
        }
    }

    fn is_name(&self, id: NodeId, name: &str) -> bool {
        matches!(self.file[id], Node::Ident { .. }) && self.file.text_of(id) == name
    }

    /// No blank line between `…, err := …` and `if err != nil`.
    fn error_checks(&mut self, stmts: godwit_syntax::List) {
        let file = self.file;
        let all: Vec<NodeId> = file.list(stmts).collect();
        for pair in all.windows(2) {
            let Node::Assign { op: AssignOp::Assign | AssignOp::Define, lhs, .. } = file[pair[0]] else {
                continue;
            };
            let Node::If(ext) = file[pair[1]] else { continue };
            let stmt = file.if_stmt(ext);
            let Node::Binary { op: BinaryOp::Neq, x, y } = file[stmt.cond] else { continue };
            let assigns_err = file.list_last(lhs).is_some_and(|l| self.is_name(l, "err"));
            let simple = stmt.init.is_none() && stmt.els.is_none();
            if assigns_err && simple && self.is_name(x, "err") && self.is_name(y, "nil") {
                self.remove_lines_between(file.end(pair[0]), file.start(pair[1]));
            }
        }
    }

    /// No blank lines around the statements of a function, nor around a lone statement.
    fn block(&mut self, id: NodeId, stmts: godwit_syntax::List) {
        let file = self.file;
        let (lbrace, rbrace) = (file.start(id), file.end(id) - 1);
        let comments = self.comments_between(lbrace, rbrace);
        let n = file.n_list(stmts);
        let nodes = file.list_get(stmts, 0).zip(file.list_last(stmts));
        let Some((body_start, body_end)) = self.body_range(nodes, comments) else {
            self.remove_lines_between(lbrace, rbrace);
            return;
        };
        let parent = file.parent(id).map(|p| file[p]);
        let signature = match parent {
            Some(Node::FuncDecl(ext)) => Some(file.func_decl(ext).ty),
            Some(Node::FuncLit { ty, .. }) => Some(ty),
            _ => None,
        };
        let cond = match parent {
            Some(Node::If(ext)) => {
                let stmt = file.if_stmt(ext);
                // The other branch has the same parent, and so the same condition.
                Some(stmt.cond)
            }
            Some(Node::For(ext)) => file.for_stmt(ext).cond,
            _ => None,
        };
        if n > 1 && signature.is_none() {
            return;
        }
        self.remove_lines_between(body_end, rbrace);
        if cond.is_some_and(|c| self.line(file.start(c)) != self.line(file.end(c))) {
            return;
        }
        if let Some(ty) = signature {
            self.split_signature(ty);
        }
        self.remove_lines_between(lbrace, body_start);
    }

    /// The closing parenthesis of parameters over several lines gets its own line, so that the body stands out.
    fn split_signature(&mut self, ty: NodeId) {
        let file = self.file;
        let Node::FuncType { params, results, .. } = file[ty] else { return };
        let end_line = self.line(file.end(ty));
        if self.line(file.start(ty)) == end_line {
            return;
        }
        self.split_fields(params, end_line);
        if let Some(results) = results
            && let Node::FieldList { fields } = file[results]
            && let Some(last) = file.list_last(fields)
        {
            let params_end = self.closing(params);
            if self.line(file.end(last)) != self.line(params_end) {
                self.split_fields(results, end_line);
            }
        }
    }

    fn closing(&self, list: NodeId) -> u32 {
        self.file.end(list) - u32::from(!self.printer.shifted.contains(&list))
    }

    fn split_fields(&mut self, list: NodeId, end_line: u32) {
        let file = self.file;
        let Node::FieldList { fields } = file[list] else { return };
        let Some(last) = file.list_last(fields) else { return };
        let closing = self.closing(list);
        let closing_line = self.line(closing);
        let bracketed = file.text[file.start(list) as usize..].starts_with('(');
        if !bracketed || self.line(file.start(list)) == closing_line {
            return;
        }
        let ends_there = |line: u32| line == closing_line && line == end_line;
        let comment = self.comments_between(file.end(last), closing).map(|(_, end)| self.line(end));
        if ends_there(self.line(file.end(last))) || comment.is_some_and(ends_there) {
            self.printer.shifted.insert(list);
            self.add_newline(closing + 1);
        }
    }

    fn case_length(&self, id: NodeId, colon: u32) -> usize {
        let mut length = self.printer.case_header_length(id) + self.block_level * 8;
        if let Some(comment) = self.inline_comment(colon + 1) {
            length += 1 + comment;
        }
        length
    }

    /// Length of the comment behind `offset` on its line.
    fn inline_comment(&self, offset: u32) -> Option<usize> {
        let comments = self.printer.comments();
        let group = comments.groups.get(comments.first_group_from(offset))?;
        let line = self.line(offset);
        let comment = comments.all[group.range()].iter().find(|c| self.line(c.start) == line)?;
        Some(comment.len() as usize)
    }

    fn after(&mut self, id: NodeId) {
        let file = self.file;
        match file[id] {
            Node::CompositeLit { elts, .. } => {
                let all: Vec<NodeId> = file.list(elts).collect();
                self.composite(file.anchor(id), file.end(id) - 1, &all);
            }
            Node::Call { args, .. } if self.rules.balance_calls => {
                let (lparen, rparen) = (file.anchor(id), file.end(id) - 1);
                let Some((first, last)) = file.list_get(args, 0).zip(file.list_last(args)) else { return };
                let (open, close) = (self.line(lparen), self.line(rparen));
                let mut end = file.end(last);
                let comments = self.printer.comments();
                if let Some(group) = comments.groups.get(comments.first_group_from(end)) {
                    let line = self.line(end);
                    let inline = comments.all[group.range()].iter().find(|c| self.line(c.start) == line);
                    end = inline.map_or(end, |c| c.end());
                }
                if open != close && open != self.line(file.start(first)) && close == self.line(end) {
                    self.add_newline(rparen);
                }
            }
            _ => {}
        }
    }

    /// Newlines in a composite literal are used consistently: around all elements, between all literals.
    fn composite(&mut self, lbrace: u32, rbrace: u32, elts: &[NodeId]) {
        let file = self.file;
        let (Some(&first), Some(&last)) = (elts.first(), elts.last()) else { return };
        let open = self.line(lbrace);
        let mut close = self.line(rbrace);
        if open == close {
            return;
        }
        let (mut around, mut between) = (false, false);
        let (mut last_end, mut last_line) = (lbrace, open);
        for (i, &elem) in elts.iter().enumerate() {
            let start = file.start(elem);
            let pos = self.comments_between(last_end, start).map_or(start, |(at, _)| at);
            let line = self.line(pos);
            if line > last_line {
                if i == 0 {
                    around = true;
                    self.remove_lines(open + 1, line);
                } else {
                    between = true;
                }
            }
            last_end = file.end(elem);
            last_line = self.line(last_end);
        }
        // As in gofumpt, compared with the closing line of before.
        around |= close > last_line;
        if between || around {
            if open == self.line(file.start(first)) {
                self.add_newline(lbrace + 1);
                close = self.line(rbrace);
            }
            if close == self.line(file.end(last)) {
                self.add_newline(rbrace);
            }
        }
        if !between {
            return;
        }
        for pair in elts.windows(2) {
            let literal = |x: NodeId| matches!(file[x], Node::CompositeLit { .. });
            let end = file.end(pair[0]);
            if (literal(pair[0]) || literal(pair[1])) && self.line(end) == self.line(file.start(pair[1])) {
                self.add_newline(end);
            }
        }
    }
}
