//! Folders over threads, in the order in which the type checker comes to their packages: trees are then in memory for both
//! kinds of rules at once, and for a short time.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::folder::{FolderResult, Work};
use super::packages::Folder;
use super::{Observer, Seen};
use crate::typecheck::Sources;

type Done<O> = Vec<(FolderResult, Seen<O>)>;

/// All folders of a run, each of which is looked at once.
pub struct Lanes<'l, O: Observer> {
    work: &'l Work<'l>,
    folders: &'l [Folder],
    observer: &'l O,
    is_taken: Vec<AtomicBool>,
    /// How many of those that have no packages are taken.
    next: AtomicUsize,
    done: Mutex<Done<O>>,
}

/// [`Lanes`] of any observer.
pub trait Folders: Sync {
    fn all(&self) -> &[Folder];

    /// Looks at a folder unless that was done, and gives its trees to `sources`.
    fn look_at(&self, folder: usize, sources: &Sources);

    /// Looks at such of the given folders as no other thread is looking at, until there are none.
    fn look_at_others(&self, others: &[usize]);

    /// Looks at the given folders, each with all threads.
    fn look_at_all(&self, folders: &[(usize, &Sources)]);
}

impl<'l, O: Observer> Lanes<'l, O> {
    pub fn new(work: &'l Work<'l>, folders: &'l [Folder], observer: &'l O) -> Self {
        let is_taken = folders.iter().map(|_| AtomicBool::new(false)).collect();
        Lanes { work, folders, observer, is_taken, next: AtomicUsize::new(0), done: Mutex::new(Vec::new()) }
    }

    /// What the folders gave, in any order, when those that are left have been looked at too.
    pub fn finish(self) -> Done<O> {
        (0..self.folders.len())
            .into_par_iter()
            .with_max_len(1)
            .for_each(|folder| self.run(folder, None, true));
        self.done.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, folder: usize, sources: Option<&Sources>, alone: bool) {
        if self.is_taken[folder].swap(true, Ordering::Relaxed) {
            return;
        }
        let result = self.work.folder(&self.folders[folder], self.observer, sources, alone);
        self.done.lock().unwrap_or_else(PoisonError::into_inner).push(result);
    }
}

impl<O: Observer> Folders for Lanes<'_, O> {
    fn all(&self) -> &[Folder] {
        self.folders
    }

    fn look_at(&self, folder: usize, sources: &Sources) {
        // A thread that waited for others here might begin another part of the packages in the middle of this one.
        self.run(folder, Some(sources), false);
    }

    fn look_at_others(&self, others: &[usize]) {
        while let Some(&folder) = others.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            self.run(folder, None, false);
        }
    }

    fn look_at_all(&self, folders: &[(usize, &Sources)]) {
        folders
            .par_iter()
            .with_max_len(1)
            .for_each(|&(folder, sources)| self.run(folder, Some(sources), true));
    }
}
