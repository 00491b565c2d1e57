//! Units over threads: each thread has a checker of its own and a run of neighbouring packages, which share most of what
//! they import. What a thread finds does not depend on the others, so the outcome is the same for any number of them.

use std::sync::Arc;

use godwit_types::{Checker, Config, PackageId, TypeError, UnitId};
use rayon::prelude::*;

use super::parts::{Run, cut};
use super::sources::Sources;
use crate::isolation;

/// Looks at each package right after it was checked, before its trees and results are freed.
pub trait Visitor: Sync {
    /// Whether it looks at the results of nodes; else they are not kept.
    const NEEDS_RESULTS: bool = true;
    type Out: Send;

    /// Called when a package is next, before anything of it is asked for.
    fn before(&self, _unit: UnitId) {}

    /// `errors` are those of the package, in the order found; lines that explain an error follow it.
    fn package(
        &self,
        unit: UnitId,
        package: PackageId,
        errors: &[TypeError],
        checker: &mut Checker,
    ) -> Self::Out;
}

/// Looks at nothing.
pub struct NoVisitor;

impl Visitor for NoVisitor {
    const NEEDS_RESULTS: bool = false;
    type Out = ();
    fn package(&self, _: UnitId, _: PackageId, _: &[TypeError], _: &mut Checker) {}
}

/// What came of one unit.
pub struct Checked<T> {
    pub unit: UnitId,
    /// What the visitor made of it, or why the checker gave up.
    pub out: Result<T, String>,
}

/// Checks the `owned` units, which [`Sources::own`] was told of, on all threads of the current pool. The results are in
/// order of unit.
pub fn check_units<V: Visitor>(
    sources: &Arc<Sources>,
    owned: &[UnitId],
    conf: &Config,
    visitor: &V,
) -> Vec<Checked<V::Out>> {
    let parts = cut(&[(sources, owned)], rayon::current_num_threads());
    let mut checked: Vec<Checked<V::Out>> = parts
        .par_iter()
        .with_max_len(1)
        .flat_map_iter(|runs| runs.iter().flat_map(|run| check_run(sources, run, &parts, conf, visitor)))
        .collect();
    checked.sort_by_key(|c| c.unit);
    checked
}

/// Checks what is left of a run, and then tests that other threads have not come to.
pub(crate) fn check_run<V: Visitor>(
    sources: &Arc<Sources>,
    run: &Run,
    parts: &[Vec<Run>],
    conf: &Config,
    visitor: &V,
) -> Vec<Checked<V::Out>> {
    let conf = Config { record: V::NEEDS_RESULTS, ..conf.clone() };
    let mut worker = Worker::new(sources, run, conf, visitor);
    while let Some(group) = run.next() {
        worker.check(&group);
    }
    let others: Vec<&Run> = parts.iter().flatten().filter(|other| other.project == run.project).collect();
    while let Some(group) = others.iter().rev().find_map(|other| other.give_away()) {
        worker.adopt(&group);
        worker.check(&group);
    }
    worker.results
}

/// A checker at work on one run.
struct Worker<'w, V: Visitor> {
    sources: &'w Arc<Sources>,
    run: &'w Run,
    conf: Config,
    visitor: &'w V,
    checker: Checker,
    /// A package whose trees are kept for its tests, which are next.
    held: Option<UnitId>,
    results: Vec<Checked<V::Out>>,
}

impl<'w, V: Visitor> Worker<'w, V> {
    fn new(sources: &'w Arc<Sources>, run: &'w Run, conf: Config, visitor: &'w V) -> Self {
        let checker = Self::checker(sources, run, &conf);
        Worker { sources, run, conf, visitor, checker, held: None, results: Vec::new() }
    }

    fn checker(sources: &Arc<Sources>, run: &Run, conf: &Config) -> Checker {
        let units = run.left();
        let mut checker = Checker::new(conf.clone(), sources.clone(), units.iter().copied());
        checker.reserve(units.iter().map(|&u| sources.size(u)).sum());
        checker
    }

    /// Takes over tests of another run. Nothing imports them, so this checker should not have met them as an import.
    fn adopt(&mut self, group: &[UnitId]) {
        if !group.iter().all(|&unit| self.checker.own(unit)) {
            self.checker = Checker::new(self.conf.clone(), self.sources.clone(), group.iter().copied());
        }
    }

    fn check(&mut self, group: &[UnitId]) {
        for (i, &unit) in group.iter().enumerate() {
            self.visitor.before(unit);
            let (checker, visitor) = (&mut self.checker, self.visitor);
            let out = isolation::guard(|| {
                let package = checker.check_unit(unit);
                let errors = std::mem::take(&mut checker.errors);
                let out = visitor.package(unit, package, &errors, checker);
                checker.release(package);
                out
            });
            if out.is_err() {
                // The checker stopped in the middle of something: its tables cannot be trusted.
                self.checker = Self::checker(self.sources, self.run, &self.conf);
                self.adopt(&group[i + 1..]);
            }
            self.results.push(Checked { unit, out });
            self.release(unit);
        }
        // The last that imports the variants made for these tests.
        if let Some(tested) = group.last().and_then(|&unit| self.sources.tested(unit)) {
            self.sources.variants_for(tested).iter().for_each(|&variant| self.checker.forget(variant));
        }
    }

    /// Frees the trees of a unit, unless its tests are next and share them.
    fn release(&mut self, unit: UnitId) {
        let next = self.run.peek();
        if next
            .is_some_and(|next| self.sources.tested(next).is_some_and(|t| **t == *self.sources.path_of(unit)))
            && self.sources.tested(unit).is_none()
        {
            self.held = Some(unit);
            return;
        }
        self.sources.release(unit);
        if let Some(held) = self.held.take() {
            self.sources.release(held);
        }
    }
}
