//! Which characters Go prints as they are: each release has the tables of one version of Unicode.

mod unicode15;
mod unicode17;

/// A version of Unicode, by the release of Go that brought it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Unicode {
    /// Go 1.21 to 1.26.
    #[default]
    V15,
    /// Go 1.27.
    V17,
}

impl Unicode {
    /// Letters, marks, numbers, punctuation and symbols, and the space of ASCII: `strconv.IsPrint`.
    pub fn is_printable(self, c: char) -> bool {
        let ranges = match self {
            Unicode::V15 => unicode15::PRINTABLE,
            Unicode::V17 => unicode17::PRINTABLE,
        };
        let c = u32::from(c);
        let index = ranges.partition_point(|&(_, last)| last < c);
        ranges.get(index).is_some_and(|&(first, _)| first <= c)
    }
}
