//! Messages that say what may have been meant.

use godwit_base::Symbol;

use crate::check::Checker;
use crate::object::{ObjectId, ObjectKind};
use crate::types::TypeId;

enum Reason {
    Missing,
    /// There is something spelled differently.
    Misspelled,
    /// The same name, but for an unexported first letter.
    Unexported,
    /// The same name in another package.
    Inaccessible,
}

impl Checker {
    /// Why `ty` has no field or method `name`, given what a look-up that ignores case has found.
    pub(crate) fn lookup_error(
        &mut self,
        ty: TypeId,
        name: Symbol,
        found: Option<ObjectId>,
        struct_lit: bool,
    ) -> String {
        let sel = name.as_str();
        let alt = found.map_or("", |f| self.objects[f].name.as_str());
        let reason = match found {
            None => Reason::Missing,
            Some(found) if self.objects[found].pkg == Some(self.env.pkg) => Reason::Misspelled,
            Some(found) => match (name.is_exported(), self.objects[found].is_exported()) {
                (true, true) => Reason::Misspelled,
                (true, false) if tail(sel) == tail(alt) => Reason::Unexported,
                (false, true) if tail(sel) == tail(alt) => Reason::Misspelled,
                (false, false) if sel == alt => Reason::Inaccessible,
                _ => Reason::Missing,
            },
        };
        let text = self.type_string(ty);
        if struct_lit {
            let unknown = format!("unknown field {sel} in struct literal of type {text}");
            return match reason {
                Reason::Missing => unknown,
                Reason::Misspelled => format!("{unknown}, but does have {alt}"),
                Reason::Unexported => format!("{unknown}, but does have unexported {alt}"),
                Reason::Inaccessible => {
                    format!("cannot refer to unexported field {alt} in struct literal of type {text}")
                }
            };
        }
        let what = match found.map(|f| &self.objects[f].kind) {
            Some(ObjectKind::Var { .. }) => "field",
            Some(ObjectKind::Func { .. }) => "method",
            _ => "object",
        };
        let missing = format!("type {text} has no field or method {sel}");
        match reason {
            Reason::Missing => missing,
            Reason::Misspelled => format!("{missing}, but does have {what} {alt}"),
            Reason::Unexported => format!("{missing}, but does have unexported {what} {alt}"),
            Reason::Inaccessible => format!("cannot refer to unexported {what} {alt}"),
        }
    }
}

/// The text without its first character.
fn tail(text: &str) -> &str {
    text.char_indices().nth(1).map_or(text, |(i, _)| &text[i..])
}
