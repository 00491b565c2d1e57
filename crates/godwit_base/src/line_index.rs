//! Byte offset to line and column. Columns are bytes, 1-based, as in Go.

/// Where each line of a file starts.
#[derive(Clone, Debug, Default)]
pub struct LineIndex {
    /// Offset of the first byte of each line; `starts[0] == 0`.
    starts: Vec<u32>,
    len: u32,
}

/// A position as people read it: both numbers are 1-based, the column counts bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LineColumn {
    pub line: u32,
    pub column: u32,
}

impl LineIndex {
    pub fn new(text: &[u8]) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 28 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text).map(|i| i as u32 + 1));
        LineIndex { starts, len: text.len() as u32 }
    }

    /// From the offset of each line's first byte, which somebody who went over the text has met: 0, and one more than that of
    /// each `\n`.
    pub fn from_starts(starts: Vec<u32>, len: u32) -> Self {
        debug_assert!(starts.first() == Some(&0) && starts.is_sorted());
        LineIndex { starts, len }
    }

    /// 0-based line of `offset`.
    pub fn line_index(&self, offset: u32) -> usize {
        self.starts.partition_point(|&s| s <= offset).saturating_sub(1)
    }

    /// 1-based line of `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.line_index(offset) as u32 + 1
    }

    /// The position of `offset`. The end of a text that ends in a line break belongs to its last line, as in go/token,
    /// where a line begins only with its first byte.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let mut index = self.line_index(offset);
        if index > 0 && self.starts[index] == self.len {
            index -= 1;
        }
        LineColumn { line: index as u32 + 1, column: offset - self.starts[index] + 1 }
    }

    /// Offset of the first byte of a 1-based line, if the file has it.
    pub fn line_start(&self, line: u32) -> Option<u32> {
        self.starts.get((line as usize).checked_sub(1)?).copied()
    }

    /// The bytes of a 1-based line without its line break (`\n` or `\r\n`).
    pub fn line_text<'t>(&self, text: &'t [u8], line: u32) -> Option<&'t [u8]> {
        let start = self.line_start(line)? as usize;
        let end = self.line_start(line + 1).map_or(self.len as usize, |e| e as usize - 1);
        let bytes = text.get(start..end)?;
        Some(bytes.strip_suffix(b"\r").unwrap_or(bytes))
    }

    pub fn n_lines(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Start offsets of all lines.
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }
}
