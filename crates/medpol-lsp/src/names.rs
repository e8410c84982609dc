//! The names in documents: where each is defined and where it is used.
//!
//! Goes by the keys under which names stand. Whether a name means something is the compiler's to say.

use medpol_diagnostics::Span;
use medpol_library::DeskFile;
use medpol_syntax::document::DocumentKind;
use medpol_syntax::{Entry, Kind, Node};

/// What a name names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    /// A fact or a group of facts, by its path; `[]` is an element of a list.
    Fact(String),
    /// A criterion of a policy, which is named as `id@version`; by cases perhaps without the version.
    Criterion { policy: String, id: String },
    /// A source of a document, by the number of its file.
    Source { policy: String, id: String },
    /// A value set.
    ValueSet(String),
    /// A vocabulary.
    Vocabulary(String),
    /// A policy, or a version of it.
    Policy(String),
    /// A set of criteria, as `id@version`.
    CriteriaSet(String),
    /// A code of a finding.
    Code(String),
}

/// What a name does where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Definition,
    Use,
}

/// A name at a place.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence {
    pub(crate) name: Name,
    pub(crate) span: Span,
    pub(crate) role: Role,
    /// What it is the name of, where it is defined: the place of all of it.
    pub(crate) whole: Span,
}

impl Name {
    /// Whether two names name the same thing. A policy without its version may be any.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Criterion { policy, id }, Self::Criterion { policy: other, id: other_id }) => {
                id == other_id && is_same_policy(policy, other)
            }
            (Self::Policy(policy), Self::Policy(other)) => is_same_policy(policy, other),
            (one, other) => one == other,
        }
    }
}

pub(crate) fn is_same_policy(one: &str, other: &str) -> bool {
    let id = |name: &str| name.split('@').next().unwrap_or_default().to_owned();
    one == other || ((!one.contains('@') || !other.contains('@')) && id(one) == id(other))
}

/// The keys under which the path of a fact stands.
pub(crate) const FACT_KEYS: [&str; 12] = [
    "fact",
    "known",
    "some",
    "without",
    "every",
    "count",
    "sum",
    "latest",
    "earliest",
    "each_group",
    "some_group",
    "list",
];

/// The keys under which criteria are written.
const CRITERIA_KEYS: [&str; 17] = [
    "criteria",
    "exclusions",
    "all",
    "any",
    "none",
    "not",
    "of",
    "if",
    "then",
    "else",
    "where",
    "satisfies",
    "except_when",
    "waived_when",
    "met_when",
    "blame",
    "asked_when",
];

/// All names in a document.
pub(crate) fn occurrences(file: &DeskFile) -> Vec<Occurrence> {
    let (Some(root), Some(kind)) = (&file.root, file.kind) else { return Vec::new() };
    let text = |key: &str| root.get(key).and_then(Node::text).unwrap_or_default();
    let mut walk =
        Walk { policy: format!("{}@{}", text("id"), text("version")), aliases: Vec::new(), found: Vec::new() };
    match kind {
        DocumentKind::Policy => {
            walk.defined(root, "id", Name::Policy(walk.policy.clone()), root.span);
            walk.mapping(root, Inside::Head);
        }
        DocumentKind::Criteria => {
            walk.defined(root, "id", Name::CriteriaSet(walk.policy.clone()), root.span);
            walk.mapping(root, Inside::Head);
        }
        DocumentKind::Vocabulary => {
            walk.defined(root, "id", Name::Vocabulary(text("id").to_owned()), root.span);
            walk.facts(root.get("facts"), "");
            walk.mapping(root, Inside::Head);
        }
        DocumentKind::ValueSet => walk.defined(root, "id", Name::ValueSet(text("id").to_owned()), root.span),
        DocumentKind::Case | DocumentKind::Suite => walk.cases(root),
        DocumentKind::Library | DocumentKind::CodeSystem => walk.mapping(root, Inside::Head),
    }
    walk.found
}

/// What a mapping is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Head,
    Criterion,
}

struct Walk {
    policy: String,
    /// The names by which elements are spoken of, with the paths of their lists.
    aliases: Vec<(String, String)>,
    found: Vec<Occurrence>,
}

impl Walk {
    fn push(&mut self, name: Name, span: Span, role: Role, whole: Span) {
        self.found.push(Occurrence { name, span, role, whole });
    }

    fn used(&mut self, node: &Node, name: impl Fn(String) -> Name) {
        match &node.kind {
            Kind::Scalar(scalar) => self.push(name(scalar.text.to_string()), node.span, Role::Use, node.span),
            Kind::Sequence(items) => items.iter().for_each(|item| {
                if let Some(text) = item.text() {
                    self.push(name(text.to_owned()), item.span, Role::Use, item.span);
                }
            }),
            Kind::Mapping(_) => {}
        }
    }

    fn defined(&mut self, node: &Node, key: &str, name: Name, whole: Span) {
        if let Some(entry) = node.entry(key).filter(|entry| entry.value.text().is_some()) {
            self.push(name, entry.value.span, Role::Definition, whole);
        }
    }

    fn mapping(&mut self, node: &Node, inside: Inside) {
        let Some(entries) = node.mapping() else { return };
        let list = FACT_KEYS.iter().find_map(|key| node.get(key)?.text()).map(|path| self.resolved(path));
        let alias = node.get("as").and_then(Node::text).zip(list);
        let before = self.aliases.len();
        self.aliases.extend(alias.map(|(name, path)| (name.to_owned(), format!("{path}[]"))));
        for entry in entries {
            self.entry(entry, node, inside);
        }
        self.aliases.truncate(before);
    }

    fn entry(&mut self, entry: &Entry, node: &Node, inside: Inside) {
        let (key, value, policy) = (&*entry.key, &entry.value, self.policy.clone());
        match key {
            key if FACT_KEYS.contains(&key) => {
                if let Some(path) = value.text() {
                    let path = self.resolved(path);
                    self.push(Name::Fact(path), value.span, Role::Use, value.span);
                }
            }
            "id" if inside == Inside::Criterion => {
                let id = value.text().unwrap_or_default().to_owned();
                self.defined(node, "id", Name::Criterion { policy, id }, node.span);
            }
            "criterion" => self.used(value, |id| Name::Criterion { policy: policy.clone(), id }),
            "ref" | "cites" => self.used(value, |id| Name::Source { policy: policy.clone(), id }),
            "in_value_set" | "not_in_value_set" => self.used(value, Name::ValueSet),
            "vocabulary" | "uses" | "base" if inside == Inside::Head => self.used(value, Name::Vocabulary),
            "use" => self.used(value, Name::CriteriaSet),
            "code" if node.get("because").is_some() => self.used(value, Name::Code),
            "supersedes" | "to" | "succeeded_by" if inside == Inside::Head => {
                let id = policy.split('@').next().unwrap_or_default().to_owned();
                let whole = |name: String| if name.contains('/') { name } else { format!("{id}@{name}") };
                self.used(value, |name| Name::Policy(whole(name)));
            }
            "sources" if inside == Inside::Head => {
                for source in value.sequence().unwrap_or_default() {
                    let id = source.get("id").and_then(Node::text).unwrap_or_default().to_owned();
                    self.defined(source, "id", Name::Source { policy: policy.clone(), id }, source.span);
                }
            }
            _ => {}
        }
        let below = if CRITERIA_KEYS.contains(&key) { Inside::Criterion } else { Inside::Head };
        match &value.kind {
            // Sources inside of a criterion are no criteria.
            Kind::Sequence(items) => items.iter().for_each(|item| self.mapping(item, below)),
            Kind::Mapping(_) => self.mapping(value, below),
            Kind::Scalar(_) => {}
        }
    }

    /// The path of a fact, where it may begin with the name of an element.
    fn resolved(&self, path: &str) -> String {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        match self.aliases.iter().rev().find(|(name, _)| name == first) {
            // The elements of a group are those of the list.
            Some((_, list)) if rest == "items" => list.trim_end_matches("[]").to_owned(),
            Some((_, list)) if rest.is_empty() => list.clone(),
            Some((_, list)) => format!("{list}.{rest}"),
            None => path.to_owned(),
        }
    }

    /// The facts that a vocabulary defines.
    fn facts(&mut self, facts: Option<&Node>, prefix: &str) {
        for entry in facts.and_then(Node::mapping).unwrap_or_default() {
            let path = format!("{prefix}{}", entry.key);
            let whole = entry.key_span.to(entry.value.span);
            self.push(Name::Fact(path.clone()), entry.key_span, Role::Definition, whole);
            self.facts(entry.value.get("fields"), &format!("{path}."));
            self.facts(entry.value.get("of").and_then(|of| of.get("fields")), &format!("{path}[]."));
        }
    }

    fn cases(&mut self, root: &Node) {
        root.get("policy").and_then(Node::text).unwrap_or_default().clone_into(&mut self.policy);
        self.used_policy(root);
        self.case(root);
        if let Some(base) = root.get("base") {
            self.case(base);
        }
        let of_suite = self.policy.clone();
        for row in root.get("rows").and_then(Node::sequence).unwrap_or_default() {
            self.case(row);
            self.policy.clone_from(&of_suite);
        }
    }

    fn used_policy(&mut self, node: &Node) {
        if let Some(policy) = node.get("policy") {
            self.used(policy, Name::Policy);
        }
    }

    fn case(&mut self, node: &Node) {
        self.stated(node.get("facts"), "");
        for denied in node.get("denied").and_then(Node::sequence).unwrap_or_default() {
            for key in ["facts", "except"] {
                denied.get(key).into_iter().for_each(|facts| self.used(facts, Name::Fact));
            }
        }
        node.get("not_mentioned").into_iter().for_each(|facts| self.used(facts, Name::Fact));
        for entry in node.get("change").and_then(Node::mapping).unwrap_or_default() {
            let path: String = entry.key.chars().filter(|sign| !sign.is_ascii_digit()).collect();
            self.push(Name::Fact(path.clone()), entry.key_span, Role::Use, entry.key_span);
            self.stated(Some(&entry.value), &format!("{path}."));
        }
        let Some(expect) = node.get("expect") else { return };
        if let Some(policy) = expect.get("policy").and_then(Node::text) {
            policy.clone_into(&mut self.policy);
        }
        self.used_policy(expect);
        for key in ["governs", "governed_by"] {
            expect.get(key).into_iter().for_each(|policy| self.used(policy, Name::Policy));
        }
        let policy = self.policy.clone();
        let criterion = |id: &str| Name::Criterion { policy: policy.clone(), id: id.to_owned() };
        for key in ["criteria", "exclusions", "edits"] {
            for entry in expect.get(key).and_then(Node::mapping).unwrap_or_default() {
                self.push(criterion(&entry.key), entry.key_span, Role::Use, entry.key_span);
            }
        }
        for finding in expect.get("findings").and_then(Node::sequence).unwrap_or_default() {
            finding.get("edit").into_iter().for_each(|edit| self.used(edit, |id| criterion(&id)));
        }
        expect.get("missing").into_iter().for_each(|facts| {
            self.used(facts, |path| Name::Fact(path.chars().filter(|sign| !sign.is_ascii_digit()).collect()));
        });
    }

    /// The facts that a case states.
    fn stated(&mut self, facts: Option<&Node>, prefix: &str) {
        let Some(facts) = facts else { return };
        match &facts.kind {
            Kind::Mapping(entries) => {
                for entry in entries {
                    if &*entry.key == "items" {
                        self.stated(Some(&entry.value), prefix);
                    } else {
                        let path = format!("{prefix}{}", entry.key);
                        self.push(Name::Fact(path.clone()), entry.key_span, Role::Use, entry.key_span);
                        self.stated(Some(&entry.value), &format!("{path}."));
                    }
                }
            }
            Kind::Sequence(items) => {
                let prefix = format!("{}[].", prefix.trim_end_matches('.'));
                for item in items {
                    self.stated(Some(item), &prefix);
                }
            }
            Kind::Scalar(_) => {}
        }
    }
}
