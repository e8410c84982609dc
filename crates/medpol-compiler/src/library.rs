//! A whole library: all its documents compiled together.
//!
//! The caller reads files and hands over their trees with their paths below the library's folder;
//! nothing here knows a file system.
//!
//! Long because the order in which the parts are compiled is told in one place.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, FileId, Severity, Span, codes, has_errors_in, sort};
use medpol_model::answer::{Contact, ValueSetDescription};
use medpol_model::policy::Policy;
use medpol_model::value::Symbols;
use medpol_model::vocabulary::Vocabulary;
use medpol_syntax::Node;
use medpol_syntax::document::{CriteriaDocument, LibraryDocument, PolicyDocument, Text};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::condition::Set;
use crate::deferral;
use crate::documents::{Document, read};
use crate::identity::{Versioned, check_file_name, check_id, check_shared};
use crate::letters;
use crate::policy::Surroundings;
use crate::selectors;
use crate::sharing::{self, Sets};
use crate::value_set::{self, ValueSets};
use crate::vocabulary::{self, Special, VocabularyDocuments};

/// One file of a library.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Its path below the library's folder, with `/` between names.
    pub path: &'a str,
    /// Its tree.
    pub root: &'a Node,
}

/// Everything a library holds, as far as it could be compiled.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// Policies, by id and version.
    pub policies: Vec<Arc<Policy>>,
    /// Vocabularies without errors, by id.
    pub vocabularies: BTreeMap<Arc<str>, Arc<Vocabulary>>,
    /// The value sets, by id; what uses them is not looked for.
    pub value_sets: BTreeMap<Arc<str>, ValueSetDescription>,
    /// The facts that select a policy.
    pub selectors: Option<Selectors>,
    /// What letters say of the plan.
    pub contact: Option<Contact>,
    /// The numbered texts of all policies.
    pub symbols: Symbols,
    /// What is wrong, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// How many files are policies, whole or not.
    pub policy_files: usize,
}

/// The facts that select a policy, as paths.
#[derive(Clone, Debug)]
pub struct Selectors {
    /// The id of the vocabulary that every other one builds on, in which the facts below stand.
    pub base: Arc<str>,
    /// The date of service.
    pub anchor: Arc<str>,
    /// The payer.
    pub payer: Arc<str>,
    /// The line of business.
    pub line_of_business: Arc<str>,
    /// The code of each requested service.
    pub services: Arc<str>,
    /// The state.
    pub state: Arc<str>,
    /// The date of each requested service.
    pub service_date: Option<Arc<str>>,
    /// The drug of each requested service, where there is a fact for it.
    pub drugs: Option<Arc<str>>,
    /// Kinds of policy from the strongest to the weakest.
    pub rank: Vec<Arc<str>>,
    /// The lines of business for which internal criteria are told.
    pub tell_internal_criteria_for: Vec<Arc<str>>,
}

impl Selectors {
    /// The paths of the facts that it names.
    pub fn facts(&self) -> impl Iterator<Item = &str> {
        let always = [&self.anchor, &self.payer, &self.line_of_business, &self.services, &self.state];
        let some = [self.service_date.as_ref(), self.drugs.as_ref()];
        always.into_iter().chain(some.into_iter().flatten()).map(|path| &**path)
    }
}

/// Documents by kind, with their paths and trees.
#[derive(Default)]
struct Sorted<'a> {
    library: Option<LibraryDocument>,
    vocabularies: Vec<(&'a str, medpol_syntax::document::VocabularyDocument)>,
    value_sets: Vec<(&'a str, medpol_syntax::document::ValueSetDocument)>,
    code_systems: Vec<(&'a str, medpol_syntax::document::CodeSystemDocument)>,
    criteria: Vec<(&'a str, &'a Node, CriteriaDocument)>,
    policies: Vec<(&'a str, &'a Node, PolicyDocument)>,
}

/// Compiles all files of a library.
pub fn compile(inputs: &[Input<'_>]) -> Compiled {
    let mut compiled = Compiled::default();
    let sorted = sort_documents(inputs, &mut compiled.diagnostics);
    let mut value_sets = ValueSets::default();
    for (path, document) in &sorted.code_systems {
        check_file_name(path, &document.id, &mut compiled.diagnostics);
        value_sets.systems.add(document, &mut compiled.diagnostics);
    }
    for (path, document) in &sorted.value_sets {
        check_file_name(path, &document.id, &mut compiled.diagnostics);
        value_sets.add(document, &mut compiled.symbols, &mut compiled.diagnostics);
        compiled.value_sets.entry(Arc::from(&*document.id.text)).or_insert_with(|| value_set::described(document));
    }
    let documents: VocabularyDocuments<'_> =
        sorted.vocabularies.iter().map(|(_, document)| (&*document.id.text, document)).collect();
    let vocabularies = compile_vocabularies(&sorted, &documents, &value_sets, &mut compiled);
    if let Some(library) = &sorted.library {
        compiled.selectors = selectors::read(library, &documents, &vocabularies, &mut compiled.diagnostics);
        let letters = library.letters.as_ref();
        compiled.contact = letters.map(|letters| letters::read(letters, &mut compiled.diagnostics));
    }
    let library = sorted.library.as_ref();
    let context = Context { documents: &documents, vocabularies: &vocabularies, value_sets: &value_sets, library };
    let sets = check_sets(&sorted, &context, &mut compiled);
    compiled.policy_files = sorted.policies.len();
    let policies: Vec<_> = sorted.policies.iter().map(|(_, _, document)| document).collect();
    deferral::check(&policies, &mut compiled.diagnostics);
    let mut known = by_file(std::mem::take(&mut compiled.diagnostics));
    for (path, root, document) in &sorted.policies {
        let mut own = known.remove(&document.span.file).unwrap_or_default();
        check_id(Versioned::policy(path, document), &mut own);
        compile_policy(document, root, &sets, &context, &known, own, &mut compiled);
    }
    compiled.diagnostics.extend(known.into_values().flatten());
    keep_whole(&mut compiled, vocabularies, &sorted);
    sort(&mut compiled.diagnostics);
    compiled
}

/// What sets and policies are compiled against.
struct Context<'a> {
    documents: &'a VocabularyDocuments<'a>,
    vocabularies: &'a BTreeMap<Arc<str>, Arc<Vocabulary>>,
    value_sets: &'a ValueSets,
    library: Option<&'a LibraryDocument>,
}

impl Context<'_> {
    /// The vocabulary of this name; one that is not there is reported.
    fn vocabulary(&self, name: &Text, diagnostics: &mut Vec<Diagnostic>) -> Option<&Arc<Vocabulary>> {
        let known = vocabulary::find(name, self.documents, diagnostics)?;
        self.vocabularies.get(&*known.id.text)
    }
}

/// Checks every set of criteria, whether a policy uses it or not.
fn check_sets<'a>(sorted: &'a Sorted<'_>, context: &Context<'_>, compiled: &mut Compiled) -> Sets<'a> {
    let mut sets = Sets::default();
    let Compiled { symbols, diagnostics, .. } = compiled;
    for (path, root, document) in &sorted.criteria {
        check_id(Versioned::criteria(path, document), diagnostics);
        check_shared(&document.id, diagnostics);
        sets.add(Set { root, document }, diagnostics);
        if let Some(vocabulary) = context.vocabulary(&document.vocabulary, diagnostics) {
            sharing::check(document, vocabulary, context.value_sets, symbols, diagnostics);
        }
    }
    sets
}

/// Problems by file, so that a policy looks at its own and at those of the sets it uses, however many there are.
type ByFile = BTreeMap<FileId, Vec<Diagnostic>>;

fn by_file(diagnostics: Vec<Diagnostic>) -> ByFile {
    let mut found = ByFile::new();
    for problem in diagnostics {
        found.entry(problem.primary.span.file).or_default().push(problem);
    }
    found
}

/// Compiles a policy; `own` are the problems that its file has already.
fn compile_policy(
    document: &PolicyDocument,
    root: &Node,
    sets: &Sets<'_>,
    context: &Context<'_>,
    known: &ByFile,
    mut own: Vec<Diagnostic>,
    compiled: &mut Compiled,
) {
    let Compiled { symbols, diagnostics, policies, .. } = compiled;
    let Some(vocabulary) = context.vocabulary(&document.vocabulary, &mut own) else {
        crate::policy::check_header(document, &mut own);
        diagnostics.append(&mut own);
        return;
    };
    let (expanded, uses) = sharing::expand(document, sets, context.documents, &mut own);
    let surroundings =
        Surroundings { vocabulary, value_sets: context.value_sets, library: context.library, uses: &uses };
    // Those of the sets stand first, and are told once, whoever uses them.
    let of_sets = uses.files().into_iter().filter_map(|file| known.get(&file)).flatten();
    let mut found: Vec<Diagnostic> = of_sets.cloned().collect();
    let first = found.len();
    found.append(&mut own);
    let before = found.len();
    let policy = crate::policy::compile(&expanded, root, &surroundings, symbols, &mut found);
    uses.relocate(before, &mut found);
    let is_whole = uses.are_whole(&found) && !has_errors_in(&found, document.id.span.file);
    policies.extend(policy.filter(|_| is_whole).map(Arc::new));
    diagnostics.extend(found.drain(first..));
}

fn read_apart(root: &Node) -> (Option<Document>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    (read(root, &mut diagnostics), diagnostics)
}

fn sort_documents<'a>(inputs: &[Input<'a>], diagnostics: &mut Vec<Diagnostic>) -> Sorted<'a> {
    let mut sorted = Sorted::default();
    // Shapes are checked side by side; everything after this goes in the order of the files.
    let documents: Vec<_> = inputs.par_iter().map(|input| read_apart(input.root)).collect();
    for (input, (document, found)) in inputs.iter().zip(documents) {
        diagnostics.extend(found);
        match document {
            Some(Document::Library(document)) => match &sorted.library {
                None => sorted.library = Some(*document),
                Some(first) => diagnostics.push(
                    Diagnostic::new(&codes::P0202, document.format.span, "a library has one `library.yaml`")
                        .label("a second one")
                        .also(first.format.span, "the first")
                        .help("keep one of them"),
                ),
            },
            Some(Document::Vocabulary(document)) => sorted.vocabularies.push((input.path, *document)),
            Some(Document::ValueSet(document)) => sorted.value_sets.push((input.path, *document)),
            Some(Document::CodeSystem(document)) => sorted.code_systems.push((input.path, *document)),
            Some(Document::Criteria(document)) => sorted.criteria.push((input.path, input.root, *document)),
            Some(Document::Policy(document)) => sorted.policies.push((input.path, input.root, *document)),
            Some(Document::Case(document)) => diagnostics.push(misplaced("case", document.format.span)),
            Some(Document::Suite(document)) => diagnostics.push(misplaced("suite of cases", document.format.span)),
            None => {}
        }
    }
    sorted
}

/// P0105 at a document that is tried against policies, and stands among them.
fn misplaced(what: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::P0105, span, format!("a {what} has no place among the policies"))
        .label(format!("a {what}"))
        .help("move it to `fixtures/`")
}

/// Compiles every vocabulary; a name used twice is reported and the first one kept.
fn compile_vocabularies(
    sorted: &Sorted<'_>,
    documents: &VocabularyDocuments<'_>,
    value_sets: &ValueSets,
    compiled: &mut Compiled,
) -> BTreeMap<Arc<str>, Arc<Vocabulary>> {
    let special = sorted.library.as_ref().map_or_else(Special::default, |library| Special {
        anchor: Some(&library.anchor),
        governing: library.governing.as_ref(),
        selectors: Some(&library.selectors),
    });
    let mut vocabularies: BTreeMap<Arc<str>, Arc<Vocabulary>> = BTreeMap::new();
    let mut first_of: BTreeMap<&str, Span> = BTreeMap::new();
    for (path, document) in &sorted.vocabularies {
        check_file_name(path, &document.id, &mut compiled.diagnostics);
        if let Some(first) = first_of.insert(&document.id.text, document.id.span) {
            compiled.diagnostics.push(
                Diagnostic::new(
                    &codes::P0202,
                    document.id.span,
                    format!("the vocabulary `{}` is defined twice", document.id.text),
                )
                .label("second definition")
                .also(first, "first definition")
                .help("give one of them another id"),
            );
            continue;
        }
        let before = compiled.diagnostics.len();
        let Compiled { symbols, diagnostics, .. } = compiled;
        let vocabulary = vocabulary::compile(document, documents, special, value_sets, symbols, diagnostics);
        drop_repeats(&mut compiled.diagnostics, before);
        if let Some(vocabulary) = vocabulary {
            vocabularies.insert(Arc::clone(&vocabulary.id), Arc::new(vocabulary));
        }
    }
    vocabularies
}

/// Drops what was said already: a mistake in a vocabulary is found again in each that uses it.
fn drop_repeats(diagnostics: &mut Vec<Diagnostic>, before: usize) {
    let kind = |problem: &Diagnostic| (problem.code.number, problem.primary.span, problem.message.clone());
    let later = diagnostics.split_off(before.min(diagnostics.len()));
    let mut told: HashSet<(&str, Span, String)> = diagnostics.iter().map(kind).collect();
    diagnostics.extend(later.into_iter().filter(|problem| told.insert(kind(problem))));
}

/// Leaves out vocabularies whose files have errors, and the policies that use them.
fn keep_whole(compiled: &mut Compiled, vocabularies: BTreeMap<Arc<str>, Arc<Vocabulary>>, sorted: &Sorted<'_>) {
    let is_error = |problem: &&Diagnostic| problem.severity == Severity::Error;
    let wrong: HashSet<FileId> =
        compiled.diagnostics.iter().filter(is_error).map(|problem| problem.primary.span.file).collect();
    let broken: HashSet<&str> = sorted
        .vocabularies
        .iter()
        .filter(|(_, document)| wrong.contains(&document.id.span.file))
        .map(|(_, document)| &*document.id.text)
        .collect();
    let documents: VocabularyDocuments<'_> =
        sorted.vocabularies.iter().map(|(_, document)| (&*document.id.text, document)).collect();
    let uses_broken = |id: &str| {
        let mut open = vec![id];
        let mut seen = HashSet::new();
        while let Some(id) = open.pop() {
            if broken.contains(id) {
                return true;
            }
            if seen.insert(id) {
                open.extend(documents.get(id).iter().flat_map(|document| document.uses.iter().map(|used| &*used.text)));
            }
        }
        false
    };
    compiled.vocabularies = vocabularies.into_iter().filter(|(id, _)| !uses_broken(id)).collect();
    compiled.policies.retain(|policy| compiled.vocabularies.contains_key(&policy.vocabulary.id));
    compiled.policies.sort_by(|left, right| {
        (&left.id, left.effective.from, &left.version).cmp(&(&right.id, right.effective.from, &right.version))
    });
    report_repeats(compiled, sorted);
}

fn report_repeats(compiled: &mut Compiled, sorted: &Sorted<'_>) {
    let mut seen: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    let copies: HashSet<FileId> = compiled
        .diagnostics
        .iter()
        .filter(|known| known.code == &codes::P0212)
        .map(|known| known.primary.span.file)
        .collect();
    for (_, _, document) in &sorted.policies {
        // A copy whose version was not changed is not called like its version either, and that is said already.
        if copies.contains(&document.version.span.file) {
            continue;
        }
        if let Some(first) = seen.insert((&document.id.text, &document.version.text), document.version.span) {
            compiled.diagnostics.push(
                Diagnostic::new(
                    &codes::P0202,
                    document.version.span,
                    format!("`{}@{}` is there twice", document.id.text, document.version.text),
                )
                .label("second file")
                .also(first, "first file")
                .help("remove one of them, or give it another version"),
            );
        }
    }
}
