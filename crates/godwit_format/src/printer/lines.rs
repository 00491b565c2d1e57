//! Offset to line and column in constant time, over a line table that steps before the printer may change.

use godwit_syntax::File;

/// A place in the source, or the printer's estimate of one. Lines and columns are 1-based.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Pos {
    pub(crate) offset: u32,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

const BLOCK: u32 = 64;

#[derive(Clone)]
pub(crate) struct Lines {
    starts: Vec<u32>,
    /// For each block of the text the index of the line at its first byte.
    blocks: Vec<u32>,
}

impl Lines {
    pub(crate) fn new(file: &File) -> Self {
        let starts = file.lines.starts();
        let mut lines = Lines { starts: Vec::with_capacity(starts.len() + 1), blocks: Vec::new() };
        lines.starts.extend_from_slice(starts);
        lines.starts.push(u32::MAX);
        lines.index(file.text.len() as u32);
        lines
    }

    fn index(&mut self, len: u32) {
        self.blocks.clear();
        self.blocks.reserve((len / BLOCK) as usize + 1);
        let mut line = 0;
        for block in 0..=len / BLOCK {
            while self.starts[line + 1] <= block * BLOCK {
                line += 1;
            }
            self.blocks.push(line as u32);
        }
    }

    #[inline]
    fn index_of(&self, offset: u32) -> usize {
        let block = ((offset / BLOCK) as usize).min(self.blocks.len() - 1);
        let mut line = self.blocks[block] as usize;
        while self.starts[line + 1] <= offset {
            line += 1;
        }
        line
    }

    #[inline]
    pub(crate) fn line(&self, offset: u32) -> u32 {
        self.index_of(offset) as u32 + 1
    }

    #[inline]
    pub(crate) fn pos(&self, offset: u32) -> Pos {
        let line = self.index_of(offset);
        Pos { offset, line: line as u32 + 1, column: offset - self.starts[line] + 1 }
    }

    /// Offset of the first line that starts behind `offset`.
    pub(crate) fn next_line(&self, offset: u32) -> u32 {
        self.starts[self.index_of(offset) + 1]
    }

    pub(crate) fn n_lines(&self) -> u32 {
        self.starts.len() as u32 - 1
    }

    /// Offset at which a 1-based line starts.
    pub(crate) fn start(&self, line: u32) -> u32 {
        self.starts[line as usize - 1]
    }

    /// Starts a new line at `offset`.
    pub(crate) fn split(&mut self, offset: u32) {
        let line = self.index_of(offset);
        if self.starts[line] != offset {
            self.starts.insert(line + 1, offset);
            let len = (self.blocks.len() as u32 - 1) * BLOCK;
            self.index(len);
        }
    }

    /// Joins a 1-based line with the one after it, as far as positions go.
    pub(crate) fn merge(&mut self, line: u32) {
        if line < self.n_lines() {
            self.starts.remove(line as usize);
            let len = (self.blocks.len() as u32 - 1) * BLOCK;
            self.index(len);
        }
    }
}
