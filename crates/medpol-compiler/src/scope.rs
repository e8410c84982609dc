//! What a path in a condition stands for: a bound element, a fact of the own record, or a fact of
//! the case.
//!
//! Names resolve from the innermost record, then from the root; two different answers are an error.

use medpol_diagnostics::{Bearing, Diagnostic, codes};
use medpol_model::program::{FactRef, ScopeId};
use medpol_model::vocabulary::{
    Elements, EnumerationId, Fact, FactId, FactKind, FrameId, Member, RecordId, Vocabulary,
};
use medpol_syntax::document::Text;
use medpol_syntax::leading_sign;

use crate::literal::list;

/// The names that a condition can use.
#[derive(Clone, Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    /// The record a derived fact belongs to; conditions of policies have none.
    own: Option<RecordId>,
    own_frame: FrameId,
    bindings: Vec<Binding>,
    /// The fact that only coding edits read.
    reserved: Option<FactId>,
    /// The values of enclosing `each`es, which take the place of their names.
    pub(crate) constants: Vec<Constant>,
}

/// A value that an enclosing `each` gives a name.
#[derive(Clone, Debug)]
pub(crate) struct Constant {
    pub(crate) name: Box<str>,
    pub(crate) value: Box<str>,
    /// Every value that the name takes.
    pub(crate) known: Vec<Box<str>>,
    /// The enumeration they are of, where it was named.
    pub(crate) enumeration: Option<EnumerationId>,
}

/// The elements of a list that are alike.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) list: FactRef,
    /// The fields of the element that stands for the group in which they are alike.
    pub(crate) fields: Vec<FactRef>,
    /// The group whose elements these are in turn.
    pub(crate) outer: Option<Box<Group>>,
}

/// An element that an enclosing quantifier speaks of.
#[derive(Clone, Debug)]
struct Binding {
    name: Option<Box<str>>,
    frame: FrameId,
    scope: ScopeId,
    /// Of an element that stands for a group.
    group: Option<Group>,
}

#[expect(
    clippy::result_large_err,
    reason = "a mistake in a path is rare, and is moved into the list of diagnostics at once"
)]
impl<'a> Scope<'a> {
    /// The scope of a policy's conditions.
    pub(crate) fn of_policy(vocabulary: &'a Vocabulary) -> Self {
        Self {
            vocabulary,
            own: None,
            own_frame: FrameId::CASE,
            bindings: Vec::new(),
            reserved: vocabulary.governing,
            constants: Vec::new(),
        }
    }

    /// The scope of the conditions of coding edits, which may read what the medical policy came to.
    pub(crate) fn of_edits(vocabulary: &'a Vocabulary) -> Self {
        Self { reserved: None, ..Self::of_policy(vocabulary) }
    }

    /// The scope of a fact's own conditions and derivation.
    pub(crate) fn of_fact(vocabulary: &'a Vocabulary, record: RecordId, frame: FrameId) -> Self {
        Self { own: Some(record), own_frame: frame, ..Self::of_policy(vocabulary) }
    }

    fn root(&self) -> RecordId {
        self.vocabulary.frame(FrameId::CASE).map_or(RecordId(0), |frame| frame.record)
    }

    /// What a condition speaks of here: the innermost element, the own record, or the case.
    pub(crate) fn innermost(&self) -> ScopeId {
        self.bindings.last().map_or(ScopeId(self.own_frame.0), |binding| binding.scope)
    }

    /// Whether no further elements can be bound inside of those that are.
    pub(crate) fn is_full(&self) -> bool {
        self.bindings.len() + usize::from(self.own.is_some()) + 1 >= ScopeId::DEEPEST
    }

    /// Binds the elements of a list.
    pub(crate) fn bind(&mut self, name: Option<&Text>, frame: FrameId, scope: ScopeId) {
        self.bindings.push(Binding { name: name.map(|name| name.text.clone()), frame, scope, group: None });
    }

    /// Forgets the innermost binding.
    pub(crate) fn unbind(&mut self) {
        self.bindings.pop();
    }

    /// Makes the innermost element stand for a group.
    pub(crate) fn group(&mut self, group: Group) {
        if let Some(binding) = self.bindings.last_mut() {
            binding.group = Some(group);
        }
    }

    /// The group whose elements a path such as `g.items` names.
    pub(crate) fn items(&self, path: &str) -> Option<Group> {
        let name = path.strip_suffix(".items")?;
        let named = |binding: &&Binding| binding.name.as_deref() == Some(name);
        self.bindings.iter().rev().find(named)?.group.clone()
    }

    /// The value that has this name.
    pub(crate) fn constant(&self, name: &str) -> Option<&Constant> {
        self.constants.iter().rev().find(|constant| &*constant.name == name)
    }

    /// Whether a name is already taken by a fact of the case, an enclosing element or a value.
    pub(crate) fn is_taken(&self, name: &str) -> bool {
        self.constant(name).is_some()
            || self.bindings.iter().any(|binding| binding.name.as_deref() == Some(name))
            || self.vocabulary.record(self.root()).is_some_and(|root| root.member(name).is_some())
    }

    /// The fact a path names.
    pub(crate) fn resolve(&self, path: &Text) -> Result<FactRef, Diagnostic> {
        let names: Vec<&str> = path.text.split('.').collect();
        let Some((first, rest)) = names.split_first() else { return Err(self.unknown(path)) };
        if self.constant(first).is_some() {
            return Err(a_value(path, first));
        }
        for binding in self.bindings.iter().rev() {
            if binding.name.as_deref() == Some(*first) {
                if let Some(group) = &binding.group {
                    return self.in_group(path, binding, group, rest);
                }
                return self.in_element(path, binding, rest);
            }
        }
        let own = self.own.and_then(|record| self.vocabulary.find(record, &names));
        let root = self.vocabulary.find(self.root(), &names);
        let (member, scope) = match (own, root) {
            (Some(own), Some(root)) if own != root => return Err(ambiguous(path)),
            (Some(own), _) if self.own_frame != FrameId::CASE => (own, ScopeId(self.own_frame.0)),
            (Some(member), _) | (None, Some(member)) => (member, ScopeId::CASE),
            (None, None) => return Err(self.unknown(path)),
        };
        self.fact(path, member, scope)
    }

    /// A field in which the elements of a group are alike.
    fn in_group(&self, path: &Text, binding: &Binding, group: &Group, rest: &[&str]) -> Result<FactRef, Diagnostic> {
        let name = binding.name.as_deref().unwrap_or_default();
        let problem = |message: String, label: &str| Diagnostic::new(&codes::P0120, path.span, message).label(label);
        let list = format!("look into its elements with `some: {name}.items`, `every:`, `count:` or their like");
        if rest.is_empty() {
            return Err(
                problem(format!("`{name}` is a group of elements, not a fact"), "not a single value").help(list)
            );
        }
        if rest == ["items"] {
            return Err(problem(format!("`{name}.items` is a list of elements"), "not a single value").help(list));
        }
        let record = self.vocabulary.frame(binding.frame).map(|frame| frame.record);
        let fact = match record.and_then(|record| self.vocabulary.find(record, rest)) {
            Some(Member::Fact(fact)) => fact,
            Some(Member::Record(record)) => return Err(self.names_record(path, record)),
            None => return Err(self.unknown(path)),
        };
        if group.fields.iter().any(|field| field.fact == fact) {
            return self.fact(path, Member::Fact(fact), binding.scope);
        }
        let field = rest.join(".");
        Err(problem(format!("`{field}` may differ within the group"), "not one of the fields under `by`")
            .help(format!("add `{field}` to `by`, or {list}")))
    }

    fn in_element(&self, path: &Text, binding: &Binding, rest: &[&str]) -> Result<FactRef, Diagnostic> {
        let Some(frame) = self.vocabulary.frame(binding.frame) else { return Err(self.unknown(path)) };
        if rest.is_empty() {
            return match frame.list.and_then(|list| self.vocabulary.fact(list)).map(|list| &list.kind) {
                Some(FactKind::List(kind)) if kind.elements == Elements::Values => {
                    let fact = frame.facts.first().copied().unwrap_or(FactId(0));
                    self.fact(path, Member::Fact(fact), binding.scope)
                }
                _ => Err(self.names_record(path, frame.record)),
            };
        }
        match self.vocabulary.find(frame.record, rest) {
            Some(member) => self.fact(path, member, binding.scope),
            None => Err(self.unknown(path)),
        }
    }

    fn fact(&self, path: &Text, member: Member, scope: ScopeId) -> Result<FactRef, Diagnostic> {
        match member {
            Member::Record(record) => Err(self.names_record(path, record)),
            Member::Fact(id) => {
                let Some(fact) = self.vocabulary.fact(id) else { return Err(self.unknown(path)) };
                if self.reserved == Some(id) {
                    return Err(reserved(path));
                }
                Ok(fact.reference(id, scope))
            }
        }
    }

    /// A field of a list's elements, named within the element.
    pub(crate) fn field(&self, list: &Fact, path: &Text, scope: ScopeId) -> Result<FactRef, Diagnostic> {
        let FactKind::List(kind) = &list.kind else { return Err(self.unknown(path)) };
        let names: Vec<&str> = path.text.split('.').collect();
        let record = self.vocabulary.frame(kind.frame).map(|frame| frame.record);
        if let Some(member) = record.and_then(|record| self.vocabulary.find(record, &names)) {
            return self.fact(path, member, scope);
        }
        let known = record.and_then(|record| self.vocabulary.record(record));
        let known: Vec<&str> =
            known.map(|record| record.members.iter().map(|(name, _)| &**name).collect()).unwrap_or_default();
        Err(Diagnostic::new(&codes::P0203, path.span, format!("`{}` has no field `{}`", list.path, path.text))
            .label("no such field")
            .did_you_mean(&path.text, known.iter().copied())
            .help(format!("its fields are {}", list_or_none(&known))))
    }

    fn names_record(&self, path: &Text, record: RecordId) -> Diagnostic {
        let members: Vec<&str> = self
            .vocabulary
            .record(record)
            .map(|record| record.members.iter().map(|(name, _)| &**name).collect())
            .unwrap_or_default();
        Diagnostic::new(&codes::P0203, path.span, format!("`{}` is a record, not a fact", path.text))
            .label("a group of facts")
            .help(format!("name one of its facts: {}", list_or_none(&members)))
    }

    fn unknown(&self, path: &Text) -> Diagnostic {
        let mut known: Vec<String> = self
            .vocabulary
            .facts
            .iter()
            .filter(|fact| fact.frame == FrameId::CASE)
            .map(|fact| fact.path.to_string())
            .collect();
        for binding in &self.bindings {
            let Some(name) = &binding.name else { continue };
            let Some(frame) = self.vocabulary.frame(binding.frame) else { continue };
            let fields = frame.facts.iter().filter_map(|id| self.vocabulary.fact(*id));
            known.extend(fields.map(|fact| match fact.path.rsplit_once("[].") {
                Some((_, field)) => format!("{name}.{field}"),
                None => name.to_string(),
            }));
        }
        let problem = Diagnostic::new(&codes::P0203, path.span, format!("no fact named `{}`", path.text))
            .label(format!("not in vocabulary `{}`", self.vocabulary.id));
        if self.is_unusable(path) {
            return problem.help("its own declaration has an error").bearing(Bearing::Consequence);
        }
        let diagnostic = problem.did_you_mean(&path.text, known.iter().map(String::as_str));
        if let Some(binding) = self.bindings.iter().rev().find(|binding| self.has_field(binding, path)) {
            return match &binding.name {
                Some(name) => diagnostic
                    .help(format!("a field of the element is written `{name}.{}`", path.text))
                    .replace(path.span, format!("{name}.{}", path.text)),
                None => {
                    diagnostic.help(format!("name the element with `as: item`, and write `item.{}` here", path.text))
                }
            };
        }
        if let Some(compared) = compared(&path.text) {
            return diagnostic.help(compared);
        }
        match self.list_on_the_way(path) {
            Some(list) => {
                let field = path.text.get(list.len() + 1..).unwrap_or_default();
                diagnostic.help(format!(
                    "`{list}` is a list: look into it with `some: {list}`, `as: item` and `where: {{ fact: item.{field} }}`"
                ))
            }
            None if diagnostic.help.is_empty() => diagnostic.help(self.elsewhere(path)),
            None => diagnostic,
        }
    }

    /// The place of a fact of this last name, or how to look for it.
    fn elsewhere(&self, path: &Text) -> String {
        let last = path.text.rsplit('.').next().unwrap_or(&path.text);
        let is_named = |fact: &&Fact| fact.path.rsplit('.').next() == Some(last) && fact.frame == FrameId::CASE;
        match self.vocabulary.facts.iter().find(is_named) {
            Some(fact) if *fact.path != *path.text => format!("`{last}` is known as `{}`", fact.path),
            _ => "`medpol facts WORD` finds the facts that there are; a new one is added to the vocabulary".to_owned(),
        }
    }

    /// Whether a path names a fact that is declared with an error: by its whole path, or in the own record.
    fn is_unusable(&self, path: &Text) -> bool {
        let own = self.own.and_then(|record| self.vocabulary.record(record)).map_or("", |record| &record.path);
        let is_named = |known: &str| {
            let beside = known.strip_prefix(own).and_then(|rest| rest.strip_prefix('.'));
            known == &*path.text || beside == Some(&*path.text)
        };
        self.vocabulary.unusable.iter().any(|known| is_named(known))
    }

    /// Whether the elements of a binding have a field of this name.
    fn has_field(&self, binding: &Binding, path: &Text) -> bool {
        let names: Vec<&str> = path.text.split('.').collect();
        let record = self.vocabulary.frame(binding.frame).map(|frame| frame.record);
        record.is_some_and(|record| self.vocabulary.find(record, &names).is_some())
    }

    fn list_on_the_way(&self, path: &Text) -> Option<&str> {
        let lists = self.vocabulary.facts.iter().filter(|fact| matches!(fact.kind, FactKind::List(_)));
        lists
            .map(|fact| &*fact.path)
            .find(|list| path.text.strip_prefix(list).is_some_and(|rest| rest.starts_with('.')))
    }
}

/// How a comparison that is written as one text is divided into keys.
fn compared(text: &str) -> Option<String> {
    let at = text.find(|sign: char| !(sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_')))?;
    let (fact, rest) = text.split_at(at);
    let rest = rest.trim();
    let Some(sign) = leading_sign(rest) else {
        return rest.contains(' ').then(|| {
            format!("a fact is a name alone; a comparison has its own key, such as `fact: {fact}` and `at_least: 18`")
        });
    };
    let value = rest.get(sign.written.len()..).unwrap_or_default().trim();
    Some(format!(
        "a fact is a name alone: write `fact: {fact}` and, in a line of its own, `{}: {value}`",
        sign.comparator.key()
    ))
}

fn reserved(path: &Text) -> Diagnostic {
    Diagnostic::new(&codes::P0223, path.span, format!("only coding edits may read `{}`", path.text))
        .label("what the medical policy came to")
        .help("a medical policy cannot rest on its own result; ask for the facts themselves")
}

fn a_value(path: &Text, name: &str) -> Diagnostic {
    Diagnostic::new(&codes::P0119, path.span, format!("`{name}` is a value of `each`, not a fact"))
        .label("has no facts of its own")
        .help(format!("compare a fact with it, as in `is: {{ fact: {name} }}`"))
}

fn ambiguous(path: &Text) -> Diagnostic {
    Diagnostic::new(&codes::P0211, path.span, format!("`{}` means two different facts here", path.text))
        .label("a fact of this record and one of the case")
        .help("write the whole path from the root, or rename one of the facts")
}

fn list_or_none(names: &[&str]) -> String {
    if names.is_empty() { "none".to_owned() } else { list(names.iter().copied()) }
}
