//! Order of module versions: semantic versions with the leading `v`, pseudo-versions included.
//!
//! What is left out: version queries (`latest`, `>=v1.2`), which need a network.

use std::cmp::Ordering;

/// Compares two module versions as minimal version selection does; a malformed version sorts before every well-formed one.
pub fn compare(a: &str, b: &str) -> Ordering {
    match (parse(a), parse(b)) {
        (Some(a), Some(b)) => {
            a.numbers.cmp(&b.numbers).then_with(|| compare_prerelease(a.prerelease, b.prerelease))
        }
        (Some(_), None) => Ordering::Greater,
        (None, Some(_)) => Ordering::Less,
        (None, None) => Ordering::Equal,
    }
}

struct Version<'a> {
    numbers: [u64; 3],
    prerelease: &'a str,
}

fn parse(text: &str) -> Option<Version<'_>> {
    let body = text.strip_prefix('v')?;
    let body = body.split('+').next().unwrap_or(body);
    let (core, prerelease) = body.split_once('-').unwrap_or((body, ""));
    let mut numbers = [0; 3];
    for (index, part) in core.split('.').enumerate() {
        *numbers.get_mut(index)? = part.parse().ok()?;
    }
    Some(Version { numbers, prerelease })
}

fn compare_prerelease(a: &str, b: &str) -> Ordering {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => return Ordering::Equal,
        // A release comes after all of its pre-releases.
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let (mut left, mut right) = (a.split('.'), b.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(x), Some(y)) => match (x.parse::<u64>(), y.parse::<u64>()) {
                (Ok(x), Ok(y)) => x.cmp(&y),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => x.cmp(y),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}
