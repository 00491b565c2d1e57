//! Output with aligned columns: what text/tabwriter does for gofmt, and nothing else of it.
//!
//! Text goes straight into the output buffer. Cells are noted as positions, and a section (the lines between two breaks)
//! is laid out again only if one of its lines has a cell besides the indentation; all others are already final. Trailing
//! white space is dropped at each line's end.

use crate::build_lines::ESCAPE;

const TAB_WIDTH: u32 = 8;
const PADDING: u32 = 1;

/// A cell that a tab ended; its text starts where the cell before it ends.
#[derive(Clone, Copy)]
struct Cell {
    end: usize,
    /// In characters.
    width: u32,
    /// Ended by `\t`: kept as a column even if all its cells are empty. Else ended by `\v`.
    hard: bool,
}

#[derive(Clone, Copy)]
struct Line {
    start: usize,
    /// End of the last text; `start` for a blank line.
    text_end: usize,
    /// Leading tabs, each an empty hard cell.
    indent: u32,
    /// End of the line's cells in `Columns::cells`.
    cells_end: u32,
}

#[derive(Default)]
pub(super) struct Columns {
    pub(super) out: Vec<u8>,
    /// Only collect what would be laid out, for `layout`.
    pub(super) raw: bool,
    line_start: usize,
    text_end: usize,
    cell_start: usize,
    indent: u32,
    lines: Vec<Line>,
    cells: Vec<Cell>,
    /// Index of the current line's first cell.
    line_cells: usize,
    section_start: usize,
    /// The leftmost column with a cell other than indentation.
    first_column: u32,
    scratch: Vec<u8>,
    widths: Vec<u32>,
}

impl Columns {
    pub(super) fn new(capacity: usize) -> Self {
        Columns { out: Vec::with_capacity(capacity), first_column: u32::MAX, ..Columns::default() }
    }

    /// The tabs at a line's start.
    #[inline]
    pub(super) fn indent(&mut self, n: u32) {
        const TABS: &[u8] = b"\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t";
        self.indent = n;
        match TABS.get(..n as usize) {
            Some(tabs) => self.out.extend_from_slice(tabs),
            None => self.out.resize(self.out.len() + n as usize, b'\t'),
        }
        self.cell_start = self.out.len();
    }

    /// A token, literal or line of a comment.
    #[inline]
    pub(super) fn text(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
        self.text_end = self.out.len();
    }

    #[inline]
    pub(super) fn blank(&mut self) {
        self.out.push(b' ');
    }

    /// Text that may contain control characters.
    pub(super) fn escaped(&mut self, text: &[u8]) {
        self.out.push(ESCAPE);
        self.out.extend_from_slice(text);
        self.out.push(ESCAPE);
    }

    pub(super) fn cell(&mut self, hard: bool) {
        if self.raw {
            self.out.push(if hard { b'\t' } else { b'\x0b' });
            return;
        }
        let column = self.indent + (self.cells.len() - self.line_cells) as u32;
        self.first_column = self.first_column.min(column);
        let end = self.out.len();
        self.cells.push(Cell { end, width: width(&self.out[self.cell_start..end]), hard });
        self.cell_start = end;
    }

    /// Ends the line. `section`: what follows is not aligned with what was.
    #[inline]
    pub(super) fn newline(&mut self, section: bool) {
        if self.raw {
            self.out.push(if section { b'\x0c' } else { b'\n' });
            return;
        }
        let text_end = self.text_end.max(self.line_start);
        let has_cells = self.indent > 0 || self.cells.len() > self.line_cells;
        let cells_end = self.cells.len() as u32;
        self.lines.push(Line { start: self.line_start, text_end, indent: self.indent, cells_end });
        self.out.truncate(text_end);
        self.out.push(b'\n');
        self.start_line();
        if section || !has_cells {
            self.end_section();
        }
    }

    #[inline]
    fn start_line(&mut self) {
        self.line_start = self.out.len();
        self.text_end = self.line_start;
        self.cell_start = self.line_start;
        self.indent = 0;
        self.line_cells = self.cells.len();
    }

    #[inline]
    fn end_section(&mut self) {
        if self.first_column != u32::MAX {
            self.align();
        }
        self.lines.clear();
        self.section_start = self.out.len();
    }

    /// What is written from here on is only counted; see `end_measure`.
    pub(super) fn begin_measure(&mut self) -> usize {
        std::mem::replace(&mut self.text_end, self.out.len())
    }

    /// Takes back all since `begin` and gives its size without trailing blanks.
    pub(super) fn end_measure(&mut self, begin: usize, text_end: usize) -> usize {
        self.out.truncate(begin);
        std::mem::replace(&mut self.text_end, text_end) - begin
    }

    /// The finished output.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.text_end > self.line_start {
            self.newline(true);
            self.out.pop();
        } else {
            self.out.truncate(self.line_start);
            self.end_section();
        }
        self.out
    }

    #[cold]
    #[inline(never)]
    fn align(&mut self) {
        let Columns { out, lines, cells, scratch: raw, widths, section_start, first_column, .. } = self;
        let (base, section) = (*first_column, *section_start);
        raw.clear();
        raw.extend_from_slice(&out[section..]);
        out.truncate(section);
        let cells_from = |i: usize| if i == 0 { 0 } else { lines[i - 1].cells_end };
        let n_cells = |i: usize| lines[i].indent + lines[i].cells_end - cells_from(i);
        let n_columns = (0..lines.len()).map(n_cells).max().unwrap_or(0);
        // Widths of the columns from `base` on, line by line.
        let stride = n_columns.saturating_sub(base) as usize;
        widths.clear();
        widths.resize(stride * lines.len(), 0);
        for column in base..n_columns {
            let mut i = 0;
            while i < lines.len() {
                if n_cells(i) <= column {
                    i += 1;
                    continue;
                }
                // A run of neighbouring lines that have this column.
                let first = i;
                let (mut width, mut empty) = (0, true);
                while i < lines.len() && n_cells(i) > column {
                    let indent = lines[i].indent;
                    let (w, hard) = if column < indent {
                        (0, true)
                    } else {
                        let cell = cells[(cells_from(i) + column - indent) as usize];
                        (cell.width, cell.hard)
                    };
                    width = width.max(w + PADDING);
                    empty &= w == 0 && !hard;
                    i += 1;
                }
                let width = if empty { 0 } else { width };
                for line in first..i {
                    widths[line * stride + (column - base) as usize] = width;
                }
            }
        }
        for (i, line) in lines.iter().enumerate() {
            if line.text_end > line.start {
                let own = &cells[cells_from(i) as usize..line.cells_end as usize];
                put_line(out, &raw[..], section, line, own, base, &widths[i * stride..(i + 1) * stride]);
            }
            out.push(b'\n');
        }
        cells.clear();
        *first_column = u32::MAX;
        self.start_line();
    }
}

/// Lays out what was collected raw.
pub(super) fn layout(raw: &[u8]) -> Vec<u8> {
    let mut columns = Columns::new(raw.len());
    let mut rest = raw;
    while let [b, tail @ ..] = rest {
        let tabs = rest.iter().take_while(|&&b| b == b'\t').count();
        if tabs > 0 && columns.out.len() == columns.line_start {
            columns.indent(tabs as u32);
            rest = &rest[tabs..];
            continue;
        }
        rest = tail;
        match b {
            b' ' => columns.blank(),
            b'\t' | b'\x0b' => columns.cell(*b == b'\t'),
            b'\n' | b'\x0c' => columns.newline(*b == b'\x0c'),
            &ESCAPE => {
                let end = memchr::memchr(ESCAPE, tail).unwrap_or(tail.len());
                columns.text(&tail[..end]);
                rest = tail.get(end + 1..).unwrap_or(&[]);
            }
            _ => {
                let end = tail.iter().position(|b| b" \t\x0b\n\x0c\xff".contains(b)).unwrap_or(tail.len());
                columns.text(&raw[raw.len() - tail.len() - 1..raw.len() - tail.len() + end]);
                rest = &tail[end..];
            }
        }
    }
    columns.finish()
}

/// Writes one line, of which positions count from the start of the output and `raw` starts at `section`.
fn put_line(
    out: &mut Vec<u8>,
    raw: &[u8],
    section: usize,
    line: &Line,
    cells: &[Cell],
    base: u32,
    widths: &[u32],
) {
    let mut at = line.start + line.indent as usize;
    for column in 0..line.indent {
        let width = if column < base { 1 } else { widths[(column - base) as usize] };
        put_tabs(out, width);
    }
    let mut leading = true;
    for (i, cell) in cells.iter().enumerate() {
        if at >= line.text_end {
            return;
        }
        let width = widths[(line.indent + i as u32 - base) as usize];
        if cell.end > at {
            leading = false;
            out.extend_from_slice(&raw[at - section..cell.end.min(line.text_end) - section]);
            if cell.end >= line.text_end {
                return;
            }
        }
        if leading {
            put_tabs(out, width);
        } else {
            out.resize(out.len() + (width.saturating_sub(cell.width)) as usize, b' ');
        }
        at = cell.end;
    }
    if at < line.text_end {
        out.extend_from_slice(&raw[at - section..line.text_end - section]);
    }
}

/// Leading empty cells are filled with tabs.
fn put_tabs(out: &mut Vec<u8>, width: u32) {
    for _ in 0..width.div_ceil(TAB_WIDTH) {
        out.push(b'\t');
    }
}

fn width(text: &[u8]) -> u32 {
    text.iter().filter(|&&b| b & 0xc0 != 0x80).count() as u32
}
