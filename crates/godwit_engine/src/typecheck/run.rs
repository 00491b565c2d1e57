//! Units over threads: each thread has a checker of its own and a run of neighbouring packages, which share most of what
//! they import. What a thread finds does not depend on the others, so the outcome is the same for any number of them.

use std::sync::Arc;

use godwit_types::{Checker, Config, PackageId, TypeError, UnitId};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::order::in_order;
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
        .flat_map_iter(|runs| runs.iter().flat_map(|run| check_part(sources, &run.units, conf, visitor)))
        .collect();
    checked.sort_by_key(|c| c.unit);
    checked
}

/// Neighbouring packages of one project, in order of dependency.
pub(crate) struct Run {
    pub project: usize,
    pub units: Vec<UnitId>,
}

/// Cuts the units of some projects, in order of path, into `n` parts of about the same size.
pub(crate) fn cut(projects: &[(&Arc<Sources>, &[UnitId])], n: usize) -> Vec<Vec<Run>> {
    let total: usize =
        projects.iter().flat_map(|(sources, owned)| owned.iter().map(|&u| sources.size(u))).sum();
    let mut parts: Vec<Vec<Run>> = (0..n.max(1)).map(|_| Vec::new()).collect();
    let mut before = 0;
    for (project, (sources, owned)) in projects.iter().enumerate() {
        let mut units = owned.to_vec();
        units.sort_by(|&a, &b| sources.place(a).cmp(sources.place(b)).then(a.cmp(&b)));
        for unit in units {
            let size = sources.size(unit);
            // The part in which the middle of the package falls.
            let index = (before + size / 2) * parts.len() / total.max(1);
            let last = parts.len() - 1;
            let part = &mut parts[index.min(last)];
            match part.last_mut() {
                Some(run) if run.project == project => run.units.push(unit),
                _ => part.push(Run { project, units: vec![unit] }),
            }
            before += size;
        }
    }
    for run in parts.iter_mut().flatten() {
        run.units = in_order(projects[run.project].0, &run.units);
    }
    parts.retain(|p| !p.is_empty());
    parts
}

pub(crate) fn check_part<V: Visitor>(
    sources: &Arc<Sources>,
    part: &[UnitId],
    conf: &Config,
    visitor: &V,
) -> Vec<Checked<V::Out>> {
    let mut results = Vec::with_capacity(part.len());
    let conf = Config { record: V::NEEDS_RESULTS, ..conf.clone() };
    let new_checker = |from: usize| {
        let mut checker = Checker::new(conf.clone(), sources.clone(), part[from..].iter().copied());
        checker.reserve(part[from..].iter().map(|&u| sources.size(u)).sum());
        checker
    };
    let mut checker = new_checker(0);
    // How many variants there still are for the tests of a package.
    let mut n_variants: FxHashMap<&str, usize> = FxHashMap::default();
    for tested in part.iter().filter_map(|&unit| sources.tested(unit)) {
        *n_variants.entry(tested).or_default() += 1;
    }
    let mut held: Option<UnitId> = None;
    for (i, &unit) in part.iter().enumerate() {
        visitor.before(unit);
        let run = isolation::guard(|| {
            let package = checker.check_unit(unit);
            let errors = std::mem::take(&mut checker.errors);
            let out = visitor.package(unit, package, &errors, &mut checker);
            checker.release(package);
            out
        });
        if run.is_err() {
            // The checker stopped in the middle of something: its tables cannot be trusted.
            checker = new_checker(i + 1);
        }
        if let Some(tested) = sources.tested(unit)
            && let Some(left) = n_variants.get_mut(&**tested)
        {
            *left -= 1;
            if *left == 0 {
                sources.variants_for(tested).iter().for_each(|&variant| checker.forget(variant));
            }
        }
        results.push(Checked { unit, out: run });
        // Tests that are next share its trees.
        let next = part.get(i + 1).and_then(|&next| sources.tested(next));
        if next.is_some_and(|tested| **tested == *sources.path_of(unit)) && sources.tested(unit).is_none() {
            held = Some(unit);
            continue;
        }
        sources.release(unit);
        if let Some(held) = held.take() {
            sources.release(held);
        }
    }
    results
}
