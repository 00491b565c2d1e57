//! What a README is about: its headings, and the commands it shows.

/// The six things a reader looks for.
pub const TOPICS: [(&str, &[&str]); 6] = [
    ("what it is", &[]),
    ("run", &["run", "usage", "getting started", "quick start", "quickstart", "install", "start", "example"]),
    ("test", &["test", "testing", "development", "contributing"]),
    ("configuration", &["config", "configuration", "environment", "settings", "options", "flags"]),
    ("deployment", &["deploy", "deployment", "docker", "kubernetes", "release", "operations", "production"]),
    (
        "architecture",
        &["architecture", "design", "layout", "structure", "how it works", "overview", "internals"],
    ),
];

/// Which of [`TOPICS`] a text covers, in their order.
pub fn topics(text: &str) -> [bool; 6] {
    let mut found = [false; 6];
    let mut in_code = false;
    let mut n_prose = 0;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        let is_heading = !in_code && (trimmed.starts_with('#') || trimmed.starts_with("=="));
        if !is_heading {
            n_prose +=
                if in_code || line.starts_with("    ") { 0 } else { trimmed.split_whitespace().count() };
            continue;
        }
        let heading = trimmed.trim_start_matches(['#', '=', ' ']).to_lowercase();
        for (i, (_, words)) in TOPICS.iter().enumerate() {
            found[i] |= words.iter().any(|w| heading.contains(w));
        }
    }
    // A sentence says what it is.
    found[0] = n_prose >= 6;
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_tell_the_topics() {
        let text = "# orders\n\nA service that takes, prices and tracks orders.\n\n## Run\n\n    make run\n\n## Test\n";
        assert_eq!(topics(text), [true, true, true, false, false, false]);
    }
}
