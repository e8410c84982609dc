//! Criteria as data: what they are made of, and what can be read off them.

use crate::vocabulary::Type;

/// A fact: of the case, or of the element that a quantifier numbered so binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    pub variable: Option<usize>,
    pub name: &'static str,
    /// The list whose elements the field belongs to, for telling facts apart.
    pub list: &'static str,
}

impl Path {
    /// As an author writes it.
    pub fn text(&self) -> String {
        match (self.variable, self.name) {
            (None, name) => name.to_owned(),
            (Some(number), "") => format!("v{number}"),
            (Some(number), name) => format!("v{number}.{name}"),
        }
    }

    /// Whether these are the elements of a group.
    pub fn is_group(&self) -> bool {
        self.variable.is_some() && self.name == GROUP
    }

    /// The same for every element: `items.done`.
    pub fn key(&self) -> String {
        if self.is_group() {
            return self.list.to_owned();
        }
        if self.variable.is_none() { self.name.to_owned() } else { format!("{}.{}", self.list, self.name) }
    }
}

/// The elements of a group, as a field of it.
pub const GROUP: &str = "items";

/// The right side of a comparator.
#[derive(Clone, Debug)]
pub enum Right {
    Value(i64),
    Values(Vec<i64>),
    Fact(Path),
    /// Another fact with so much added.
    Shifted(Path, i64),
    /// The value that an `each` numbered so takes.
    Each(usize),
    /// Yes or no.
    Flag(bool),
    Months(i64),
    Days(i64),
}

/// A comparator with its right side.
#[derive(Clone, Debug)]
pub struct Compare {
    pub key: &'static str,
    pub right: Right,
}

/// A list that is looked into.
#[derive(Clone, Debug)]
pub struct Looked {
    pub list: Path,
    /// The list's name from the root: `items.parts`.
    pub name: &'static str,
    pub variable: usize,
    pub filter: Option<Box<Condition>>,
    pub extra: Extra,
}

/// Any condition of the language.
#[derive(Clone, Debug)]
pub enum Condition {
    Leaf {
        fact: Path,
        kind: Type,
        tests: Vec<Compare>,
        extra: Extra,
    },
    /// A list of single values.
    Values {
        fact: Path,
        kind: Type,
        tests: Vec<Compare>,
        extra: Extra,
    },
    Known(Path),
    All(Vec<Self>),
    Any(Vec<Self>),
    None(Vec<Self>),
    Not(Box<Self>),
    Of {
        least: Option<usize>,
        most: Option<usize>,
        waived: &'static str,
        out: &'static str,
        members: Vec<Self>,
    },
    If {
        condition: Box<Self>,
        then: Box<Self>,
        otherwise: Option<Box<Self>>,
    },
    /// The first criterion of the policy.
    First,
    Some(Looked),
    Without(Looked),
    Every {
        looked: Looked,
        satisfies: Box<Self>,
        if_empty: bool,
    },
    Count {
        looked: Looked,
        distinct: Vec<&'static str>,
        test: Compare,
    },
    Sum {
        looked: Looked,
        field: &'static str,
        test: Compare,
    },
    Last {
        looked: Looked,
        latest: bool,
        satisfies: Box<Self>,
        if_empty: bool,
    },
    /// Groups of records; the group is bound to the variable of `looked`.
    EachGroup {
        looked: Looked,
        /// Whether every group must satisfy, or one.
        every: bool,
        by: Vec<&'static str>,
        satisfies: Box<Self>,
    },
    /// For every one of these colors.
    Each {
        number: usize,
        values: Vec<i64>,
        satisfies: Box<Self>,
    },
    Modified {
        base: Box<Self>,
        except: Option<Box<Self>>,
        waive: Option<Box<Self>>,
    },
    /// A group that presumes absent what was never mentioned.
    Presuming(Vec<Self>),
}

/// What a leaf or a quantifier asks beside its comparators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    Nothing,
    Evidence,
    AbsentMet,
    AbsentNotMet,
}

impl Condition {
    /// The conditions directly below.
    pub fn below(&self) -> Vec<&Self> {
        match self {
            Self::Leaf { .. } | Self::Values { .. } | Self::Known(_) | Self::First => Vec::new(),
            Self::All(members) | Self::Any(members) | Self::None(members) | Self::Presuming(members) => {
                members.iter().collect()
            }
            Self::Of { members, .. } => members.iter().collect(),
            Self::Not(inner) => vec![&**inner],
            Self::If { condition, then, otherwise } => {
                [&**condition, &**then].into_iter().chain(otherwise.as_deref()).collect()
            }
            Self::Some(looked) | Self::Without(looked) | Self::Count { looked, .. } | Self::Sum { looked, .. } => {
                looked.filter.as_deref().into_iter().collect()
            }
            Self::Each { satisfies, .. } => vec![&**satisfies],
            Self::Every { looked, satisfies, .. }
            | Self::Last { looked, satisfies, .. }
            | Self::EachGroup { looked, satisfies, .. } => {
                looked.filter.as_deref().into_iter().chain([&**satisfies]).collect()
            }
            Self::Modified { base, except, waive } => {
                [&**base].into_iter().chain(except.as_deref()).chain(waive.as_deref()).collect()
            }
        }
    }

    /// Whether this or anything below is so.
    pub fn has(&self, is_so: &dyn Fn(&Self) -> bool) -> bool {
        is_so(self) || self.below().into_iter().any(|inner| inner.has(is_so))
    }

    /// The facts read here and below, each as often as it is written.
    pub fn facts(&self) -> Vec<Path> {
        let of_looked = |looked: &Looked| vec![looked.list];
        let field = |looked: &Looked, name| Path { variable: Some(looked.variable), name, list: looked.name };
        let of_tests = |fact: &Path, tests: &[Compare]| {
            let others = tests.iter().filter_map(|test| match test.right {
                Right::Fact(other) | Right::Shifted(other, _) => Some(other),
                _ => None,
            });
            std::iter::once(*fact).chain(others).collect()
        };
        let mut facts: Vec<Path> = match self {
            Self::Leaf { kind: Type::Elapsed, .. } => {
                ["moment.start", "now"].map(|name| Path { variable: None, name, list: "" }).to_vec()
            }
            Self::Leaf { fact, tests, .. } | Self::Values { fact, tests, .. } => of_tests(fact, tests),
            Self::Known(fact) => vec![*fact],
            Self::Some(looked) | Self::Without(looked) | Self::Every { looked, .. } => of_looked(looked),
            Self::Count { looked, distinct, .. } => {
                of_looked(looked).into_iter().chain(distinct.iter().map(|name| field(looked, name))).collect()
            }
            Self::Sum { looked, field: name, .. } => vec![looked.list, field(looked, name)],
            Self::Last { looked, .. } => vec![looked.list, field(looked, "day")],
            Self::EachGroup { looked, by, .. } => {
                of_looked(looked).into_iter().chain(by.iter().map(|name| field(looked, name))).collect()
            }
            _ => Vec::new(),
        };
        facts.extend(self.below().into_iter().flat_map(Self::facts));
        facts
    }

    /// Whether it can turn out not applicable, as the compiler sees it.
    pub fn can_be_out(&self) -> bool {
        match self {
            Self::If { then, otherwise, .. } => {
                otherwise.as_ref().is_none_or(|other| other.can_be_out()) || then.can_be_out()
            }
            Self::All(members)
            | Self::Any(members)
            | Self::None(members)
            | Self::Presuming(members)
            | Self::Of { members, .. } => members.iter().all(Self::can_be_out),
            Self::Not(inner) => inner.can_be_out(),
            Self::Modified { base, .. } => base.can_be_out(),
            Self::Each { satisfies, .. } => satisfies.can_be_out(),
            _ => false,
        }
    }

    /// Whether it compares something with the value of an `each`.
    pub fn asks_about(&self, number: usize) -> bool {
        self.has(&|inner| {
            let (Self::Leaf { tests, .. } | Self::Values { tests, .. }) = inner else { return false };
            tests.iter().any(|test| matches!(test.right, Right::Each(other) if other == number))
        })
    }

    /// Whether it is waived where something else holds.
    pub fn can_be_waived(&self) -> bool {
        matches!(self, Self::Modified { waive: Some(_), .. })
    }
}
