//! Untyped expressions whose final type is not known yet.
//!
//! Only the statement or declaration that an expression stands in can still give it a type. So these are a stack, cut back
//! where a statement or declaration ends; what is left then keeps its untyped type.

use godwit_base::FileId;
use godwit_syntax::NodeId;

use crate::check::Checker;
use crate::constant::Value;
use crate::operand::Mode;
use crate::types::TypeId;

#[derive(Clone, Debug)]
pub(crate) struct UntypedInfo {
    /// Left operand of a shift whose check waits for its type.
    pub is_lhs: bool,
    pub mode: Mode,
    pub ty: TypeId,
    pub value: Option<Value>,
}

/// How far back an older entry for the same expression is looked for.
const NEAR: usize = 32;

#[derive(Default)]
pub(crate) struct UntypedStack {
    /// Without information: the expression got its type.
    entries: Vec<(FileId, NodeId, Option<UntypedInfo>)>,
}

impl UntypedStack {
    fn position(&self, file: FileId, node: NodeId) -> Option<usize> {
        // What is asked for was mostly met last.
        self.entries.iter().rposition(|e| e.1 == node && e.0 == file && e.2.is_some())
    }

    pub fn push(&mut self, file: FileId, node: NodeId, info: UntypedInfo) {
        self.entries.push((file, node, Some(info)));
    }

    pub fn get_mut(&mut self, file: FileId, node: NodeId) -> Option<&mut UntypedInfo> {
        let at = self.position(file, node)?;
        self.entries[at].2.as_mut()
    }

    pub fn remove(&mut self, file: FileId, node: NodeId) -> Option<UntypedInfo> {
        let at = self.position(file, node)?;
        let info = self.entries[at].2.take();
        // An expression that was looked at twice has an older entry, not far away: the operands of a large table's
        // elements all stay here until it ends.
        for entry in &mut self.entries[at.saturating_sub(NEAR)..at] {
            if entry.1 == node && entry.0 == file {
                entry.2 = None;
            }
        }
        while self.entries.last().is_some_and(|e| e.2.is_none()) {
            self.entries.pop();
        }
        info
    }
}

impl Checker {
    /// Where the expressions of a statement or declaration begin.
    #[inline]
    pub(crate) fn untyped_mark(&self) -> usize {
        self.untyped.entries.len()
    }

    /// Records the expressions since `mark` that nothing gave a type.
    #[inline]
    pub(crate) fn record_untyped(&mut self, mark: usize) {
        if self.untyped.entries.len() > mark {
            self.record_untyped_since(mark);
        }
    }

    fn record_untyped_since(&mut self, mark: usize) {
        if !self.env.recorded {
            return self.untyped.entries.truncate(mark);
        }
        let rest: Vec<_> = self.untyped.entries.drain(mark..).collect();
        for (file, node, info) in rest {
            let Some(info) = info else { continue };
            if file == self.env.file_id {
                self.record_type_and_value(node, info.mode, info.ty, info.value);
            }
        }
    }
}
