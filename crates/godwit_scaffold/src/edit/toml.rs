//! Merging keys into a TOML file with comments, order and layout kept.
//!
//! What is left out: changing a value that is there.

use crate::failure::{Failure, Result};
use toml_edit::{DocumentMut, Item, TableLike};

/// Deeper nesting is left alone rather than followed.
const MAX_DEPTH: usize = 64;

/// Adds what `value` holds and `text` lacks; arrays get the items they miss.
pub fn merge(text: &str, value: &str) -> Result<String> {
    let parse = |what: &str, text: &str| {
        text.parse::<DocumentMut>().map_err(|e| {
            Failure::new("toml-merge-failed", format!("{what} does not parse: {}", e.message()))
                .hint("fix the file, or add the keys by hand")
        })
    };
    let mut target = parse("the file", text)?;
    let fragment = parse("the part", value)?;
    merge_tables(target.as_table_mut(), fragment.as_table(), 0);
    Ok(target.to_string())
}

fn merge_tables(target: &mut dyn TableLike, fragment: &dyn TableLike, depth: usize) {
    for (key, wanted) in fragment.iter() {
        match target.get_mut(key) {
            None => {
                target.insert(key, wanted.clone());
            }
            Some(existing) => {
                if let (Some(existing), Some(wanted)) = (existing.as_array_mut(), wanted.as_array()) {
                    for value in wanted.iter() {
                        if !existing.iter().any(|e| e.to_string().trim() == value.to_string().trim()) {
                            existing.push_formatted(value.clone());
                        }
                    }
                } else if let (true, Some(existing), Some(wanted)) =
                    (depth < MAX_DEPTH, Item::as_table_like_mut(existing), wanted.as_table_like())
                {
                    merge_tables(existing, wanted, depth + 1);
                }
            }
        }
    }
}
