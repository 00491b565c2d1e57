//! The nearest valid name to a misspelt one.

/// The candidate that a writer of `name` most likely meant, if any is near enough to be worth a word.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = name.to_lowercase();
    let score = |candidate: &str| {
        let distance = strsim::damerau_levenshtein(&wanted, candidate);
        let limit = (wanted.chars().count().max(candidate.chars().count())) / 3;
        (distance <= limit.max(1)).then_some(distance)
    };
    let scored = candidates.into_iter().filter_map(|c| Some((score(c)?, c)));
    scored.min_by(|a, b| a.cmp(b)).map(|(_, c)| c)
}

/// `unknown <what> "name"`, with the nearest valid one.
pub fn unknown<'c>(what: &str, name: &str, candidates: impl IntoIterator<Item = &'c str>) -> String {
    match nearest(name, candidates) {
        Some(near) => format!("unknown {what} \"{name}\"; did you mean \"{near}\"?"),
        None => format!("unknown {what} \"{name}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_name_and_a_stranger_none() {
        assert_eq!(nearest("errchek", ["errcheck", "errname"]), Some("errcheck"));
        assert_eq!(nearest("setings", ["settings", "enable"]), Some("settings"));
        assert_eq!(nearest("banana", ["settings", "enable"]), None);
    }
}
