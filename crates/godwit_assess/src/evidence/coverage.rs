//! Coverage profiles of `go test -coverprofile`.

use std::collections::BTreeMap;

use super::TextFile;

/// Profiles of large projects are large.
pub const MAX_LEN: u64 = 256 << 20;

/// Statements by file (as named in the profile: import path and file name).
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    pub path: String,
    pub files: BTreeMap<String, Statements>,
    /// Lines that are no profile.
    pub n_broken: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statements {
    pub total: u64,
    pub covered: u64,
}

pub fn parse(file: &TextFile) -> Coverage {
    let mut blocks: BTreeMap<(&str, &str), (u64, bool)> = BTreeMap::new();
    let mut n_broken = 0;
    for line in file.text.lines().filter(|l| !l.starts_with("mode:") && !l.trim().is_empty()) {
        // name.go:start.col,end.col statements count
        let mut parts = line.rsplitn(3, ' ');
        let count = parts.next().and_then(|c| c.parse::<u64>().ok());
        let n = parts.next().and_then(|n| n.parse::<u64>().ok());
        let place = parts.next().and_then(|p| p.rsplit_once(':'));
        let (Some(count), Some(n), Some((name, range))) = (count, n, place) else {
            n_broken += 1;
            continue;
        };
        // Profiles of several packages repeat blocks; one hit is enough.
        let block = blocks.entry((name, range)).or_insert((n, false));
        block.1 |= count > 0;
    }
    let mut files: BTreeMap<String, Statements> = BTreeMap::new();
    for ((name, _), (n, hit)) in blocks {
        let statements = files.entry(name.to_owned()).or_default();
        statements.total += n;
        statements.covered += if hit { n } else { 0 };
    }
    Coverage { path: file.path.clone(), files, n_broken }
}

impl Coverage {
    /// The sum over the files whose name `matches`.
    pub fn of(&self, matches: impl Fn(&str) -> bool) -> Statements {
        let mut sum = Statements::default();
        for (_, s) in self.files.iter().filter(|(name, _)| matches(name)) {
            sum.total += s.total;
            sum.covered += s.covered;
        }
        sum
    }
}

impl Statements {
    pub fn percent(self) -> f64 {
        if self.total == 0 { 0.0 } else { 100.0 * self.covered as f64 / self.total as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_blocks_count_once() {
        let text = "mode: set\nm/a.go:1.1,2.2 3 0\nm/a.go:1.1,2.2 3 1\nm/a.go:3.1,4.2 1 0\nm/b.go:1.1,2.2 6 0\nbroken\n";
        let coverage = parse(&TextFile { path: "coverage.out".into(), text: text.into() });
        assert_eq!(coverage.of(|n| n == "m/a.go"), Statements { total: 4, covered: 3 });
        assert_eq!(coverage.of(|_| true).percent(), 30.0);
        assert_eq!(coverage.n_broken, 1);
    }
}
