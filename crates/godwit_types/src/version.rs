//! Language versions: the gates of a file's `go` line.

use std::fmt;

/// A language version `go1.N`. `GoVersion::UNKNOWN` (no `go` line) allows everything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GoVersion(pub u16);

impl GoVersion {
    pub const UNKNOWN: GoVersion = GoVersion(u16::MAX);
    /// The newest language version this checker knows.
    pub const NEWEST: GoVersion = GoVersion(27);

    pub const GO1_9: GoVersion = GoVersion(9);
    pub const GO1_13: GoVersion = GoVersion(13);
    pub const GO1_14: GoVersion = GoVersion(14);
    pub const GO1_17: GoVersion = GoVersion(17);
    pub const GO1_18: GoVersion = GoVersion(18);
    pub const GO1_20: GoVersion = GoVersion(20);
    pub const GO1_21: GoVersion = GoVersion(21);
    pub const GO1_22: GoVersion = GoVersion(22);
    pub const GO1_23: GoVersion = GoVersion(23);
    pub const GO1_26: GoVersion = GoVersion(26);
    pub const GO1_27: GoVersion = GoVersion(27);

    /// From `1.22`, `go1.22`, `1.22.3` or `go1.22rc1`.
    pub fn parse(text: &str) -> Option<GoVersion> {
        let rest = text.strip_prefix("go").unwrap_or(text).strip_prefix('1')?;
        if rest.is_empty() {
            return Some(GoVersion(0));
        }
        let digits = rest.strip_prefix('.')?;
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse().ok().map(GoVersion)
    }

    pub const fn is_known(self) -> bool {
        self.0 != u16::MAX
    }
}

impl fmt::Display for GoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 { f.write_str("go1") } else { write!(f, "go1.{}", self.0) }
    }
}
