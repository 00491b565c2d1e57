//! Trees that were made for the rules that need no types, kept for those that do.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use godwit_syntax::{File, Node};
use rustc_hash::FxHashMap;

/// Trees of files with more text than this in all are not kept: parsing again costs less than the memory.
const MAX_TEXT: usize = 48 << 20;

/// Trees by absolute path.
#[derive(Default)]
pub struct Trees {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    by_path: FxHashMap<String, Arc<File>>,
    text: usize,
}

impl Trees {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        // Nothing is half done when a panic leaves the lock.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn keep(&self, path: &Path, tree: File) {
        let mut kept = self.kept();
        if kept.text + tree.text.len() <= MAX_TEXT {
            kept.text += tree.text.len();
            kept.by_path.insert(path.to_string_lossy().into_owned(), Arc::new(tree));
        }
    }

    /// The tree of a file, if it is what parsing for Go 1.`go_minor` would give.
    pub fn take(&self, path: &str, go_minor: u32) -> Option<Arc<File>> {
        let tree = self.kept().by_path.remove(path)?;
        (go_minor >= 27 || !has_generic_methods(&tree)).then_some(tree)
    }
}

/// Before Go 1.27 these are a syntax error.
fn has_generic_methods(tree: &File) -> bool {
    tree.decls().any(|decl| match tree[decl] {
        Node::FuncDecl(ext) => {
            let func = tree.func_decl(ext);
            func.recv.is_some() && matches!(tree[func.ty], Node::FuncType { type_params: Some(_), .. })
        }
        _ => false,
    })
}
