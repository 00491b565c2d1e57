//! The templates of one version: the embedded tree, or files given by a test.
//!
//! Paths are relative to `templates/` and use `/`. What is left out: older versions, which `history` derives from this set.

use crate::manifest::MANIFEST_PATH;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Template files by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateSet {
    files: BTreeMap<String, String>,
}

impl TemplateSet {
    /// The templates this binary was built with, without their history.
    pub fn embedded() -> Self {
        let mut files = BTreeMap::new();
        let mut folders = vec![&EMBEDDED];
        while let Some(folder) = folders.pop() {
            folders.extend(folder.dirs());
            for file in folder.files() {
                if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                    files.insert(path.replace('\\', "/"), text.to_owned());
                }
            }
        }
        files.retain(|path, _| !path.starts_with("history/"));
        Self { files }
    }

    /// The embedded manifest alone, for help texts that need no templates.
    pub fn embedded_manifest() -> Self {
        let text = EMBEDDED.get_file(MANIFEST_PATH).and_then(|file| file.contents_utf8());
        Self { files: text.map(|text| (MANIFEST_PATH.to_owned(), text.to_owned())).into_iter().collect() }
    }

    /// The texts below `templates/history/`, oldest version last.
    pub fn embedded_history() -> Vec<String> {
        let Some(folder) = EMBEDDED.get_dir("history") else { return Vec::new() };
        folder.files().filter_map(|file| file.contents_utf8().map(str::to_owned)).collect()
    }

    pub fn from_files<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Self { files: files.into_iter().map(|(path, text)| (path.into(), text.into())).collect() }
    }

    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    pub(crate) fn files_mut(&mut self) -> &mut BTreeMap<String, String> {
        &mut self.files
    }

    /// Names of the folders directly below `folder` (which ends in `/`), sorted.
    pub fn folders_below(&self, folder: &str) -> Vec<&str> {
        let mut names: Vec<&str> = (self.files.keys())
            .filter_map(|path| path.strip_prefix(folder)?.split_once('/').map(|(name, _)| name))
            .collect();
        names.dedup();
        names
    }
}
