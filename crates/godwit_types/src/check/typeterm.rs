//! Terms of type sets and lists of them. A list of `None` stands for all types, an empty one for none; the terms of a
//! normalised list are pairwise disjoint.

use crate::check::Checker;
use crate::types::{Term, TypeId};

/// `None`: every type.
pub type Terms = Option<Vec<Term>>;

impl Checker {
    pub(crate) fn disjoint(&mut self, x: Term, y: Term) -> bool {
        let ux = if y.tilde { self.under(x.ty) } else { x.ty };
        let uy = if x.tilde { self.under(y.ty) } else { y.ty };
        !self.identical(ux, uy)
    }

    pub(crate) fn term_includes(&mut self, term: Term, ty: TypeId) -> bool {
        let u = if term.tilde { self.under(ty) } else { ty };
        self.identical(term.ty, u)
    }

    fn term_subset_of(&mut self, x: Term, y: Term) -> bool {
        !self.disjoint(x, y) && (!x.tilde || y.tilde)
    }

    /// Joins terms that overlap.
    fn normalise(&mut self, terms: &[Term]) -> Vec<Term> {
        let mut out: Vec<Term> = Vec::with_capacity(terms.len());
        let mut used = vec![false; terms.len()];
        for (i, &x) in terms.iter().enumerate() {
            if used[i] {
                continue;
            }
            let mut x = x;
            for (j, &y) in terms.iter().enumerate().skip(i + 1) {
                if !used[j] && !self.disjoint(x, y) {
                    // One includes the other: the one with a tilde, if any.
                    x = if x.tilde || !y.tilde { x } else { y };
                    used[j] = true;
                }
            }
            out.push(x);
        }
        out
    }

    pub(crate) fn union_terms(&mut self, x: Terms, y: Terms) -> Terms {
        let (mut x, y) = (x?, y?);
        x.extend(y);
        Some(self.normalise(&x))
    }

    pub(crate) fn intersect_terms(&mut self, x: &Terms, y: &Terms) -> Terms {
        let (x, y) = match (x, y) {
            (None, other) | (other, None) => return other.as_ref().map(|terms| self.normalise(terms)),
            (Some(x), Some(y)) => (x, y),
        };
        let mut both = Vec::new();
        for &x in x {
            for &y in y {
                if !self.disjoint(x, y) {
                    both.push(if !x.tilde || y.tilde { x } else { y });
                }
            }
        }
        Some(self.normalise(&both))
    }

    pub(crate) fn terms_subset_of(&mut self, x: &Terms, y: &Terms) -> bool {
        let Some(y) = y else { return true };
        let Some(x) = x else { return false };
        x.iter().all(|&x| y.iter().any(|&y| self.term_subset_of(x, y)))
    }

    pub(crate) fn terms_equal(&mut self, x: &Terms, y: &Terms) -> bool {
        match (x, y) {
            (None, None) => true,
            (Some(_), Some(_)) => self.terms_subset_of(x, y) && self.terms_subset_of(y, x),
            _ => false,
        }
    }

    pub(crate) fn term_string(&mut self, term: Term) -> String {
        let text = self.type_string_with(term.ty, crate::check::typestring::Qualifier::Path);
        if term.tilde { format!("~{text}") } else { text }
    }

    /// The terms as messages show them.
    pub(crate) fn terms_string(&mut self, terms: &Terms) -> String {
        match terms {
            None => "𝓤".to_owned(),
            Some(terms) if terms.is_empty() => "∅".to_owned(),
            Some(terms) => terms.iter().map(|&t| self.term_string(t)).collect::<Vec<_>>().join(" | "),
        }
    }
}
