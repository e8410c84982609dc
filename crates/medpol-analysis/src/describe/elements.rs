//! Conditions on the elements of a list: which elements, and what is asked of them.

use medpol_model::answer::ConditionOperator;
use medpol_model::program::{Extreme, FactRef, IfEmpty, NodeId, Quantifier, RulesId, Run, ScopeId};

use super::Words;
use super::condition::Own;

/// What `latest` and `earliest` look for.
#[derive(Clone, Copy)]
pub(super) struct Race {
    pub(super) extreme: Extreme,
    pub(super) by: FactRef,
    pub(super) if_empty: IfEmpty,
}

impl Words<'_> {
    /// A list by its name to a reader.
    pub(super) fn list(&self, elements: ScopeId) -> String {
        let elements = self.program.scope(elements);
        self.fact_in(elements.parent, elements.list)
    }

    pub(super) fn quantified(
        &self,
        node: NodeId,
        quantifier: Quantifier,
        elements: ScopeId,
        rules: Option<RulesId>,
    ) -> Own {
        let list = self.list(elements);
        let (operator, says) = match quantifier {
            Quantifier::Some => (ConditionOperator::Some, format!("some entry of “{list}”")),
            Quantifier::Without => (ConditionOperator::Without, format!("no entry of “{list}”")),
            Quantifier::Every { if_empty } => {
                let (group, empty) = (self.group(node, elements), self.empty(if_empty));
                (ConditionOperator::Every, format!("every entry of “{list}”{group}; {empty}"))
            }
        };
        Own { operator, says: says + &self.rules(rules) }
    }

    /// Of a condition on groups: in what the elements of a group are alike.
    fn group(&self, node: NodeId, elements: ScopeId) -> String {
        let fields = self.policy.and_then(|policy| policy.detail(node)).map(|detail| detail.group_by.as_slice());
        match fields {
            None | Some([]) => String::new(),
            Some(fields) => {
                let fields: Vec<String> = fields.iter().map(|field| self.fact_in(elements, *field)).collect();
                format!(", each standing for the group of those alike in {}", fields.join(" and "))
            }
        }
    }

    #[expect(clippy::unused_self, reason = "reads like its neighbours")]
    fn empty(&self, if_empty: IfEmpty) -> &'static str {
        match if_empty {
            IfEmpty::Met => "met where there is none",
            IfEmpty::NotMet => "not met where there is none",
        }
    }

    pub(super) fn counted(&self, elements: ScopeId, distinct: Run, limits: &str) -> Own {
        let fields: Vec<String> =
            self.program.fields(distinct).iter().map(|field| self.fact_in(elements, *field)).collect();
        let once = if fields.is_empty() {
            String::new()
        } else {
            format!(", those alike in {} counted once", fields.join(" and "))
        };
        let says = format!("number of entries of “{}”{once}: {limits}", self.list(elements));
        Own { operator: ConditionOperator::Count, says }
    }

    pub(super) fn summed(&self, elements: ScopeId, field: FactRef, limits: &str) -> Own {
        let (field, list) = (self.fact_in(elements, field), self.list(elements));
        Own { operator: ConditionOperator::Sum, says: format!("total of “{field}” over “{list}”: {limits}") }
    }

    pub(super) fn last(&self, elements: ScopeId, race: Race, rules: Option<RulesId>) -> Own {
        let Race { extreme, by, if_empty } = race;
        let (operator, word) = match extreme {
            Extreme::Latest => (ConditionOperator::Latest, "latest"),
            Extreme::Earliest => (ConditionOperator::Earliest, "earliest"),
        };
        let (list, by, empty) = (self.list(elements), self.fact_in(elements, by), self.empty(if_empty));
        Own { operator, says: format!("the {word} entry of “{list}” by “{by}”; {empty}{}", self.rules(rules)) }
    }
}
