//! Resolution once more, over names instead of numbers and without an index: slow and plain.

/// A source of numbers that is the same on every run.
pub(super) struct Draw(pub(super) u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    /// One of some names.
    fn one(&mut self, names: &[&'static str]) -> &'static str {
        names[self.below(names.len())]
    }

    /// Some of some names, perhaps none.
    fn some(&mut self, names: &[&'static str]) -> Vec<&'static str> {
        names.iter().copied().filter(|_| self.below(3) == 0).collect()
    }
}

const SERVICES: [&str; 5] = ["CPT:1", "CPT:2", "CPT:3", "CPT:4", "CPT:5"];
/// The services that are requested: of the last no policy speaks.
const REQUESTED: [&str; 6] = ["CPT:1", "CPT:2", "CPT:3", "CPT:4", "CPT:5", "CPT:6"];
const PAYERS: [&str; 3] = ["acme", "bolt", "crow"];
const LINES: [&str; 3] = ["medicare", "medicare-advantage", "commercial"];
const STATES: [&str; 3] = ["OH", "MI", "PA"];
const YEARS: [&str; 4] = ["2022", "2023", "2024", "2025"];
const KINDS: [&str; 5] = ["ncd", "lcd", "payer-policy", "payer-policy", "article"];

pub(super) struct NaivePolicy {
    pub(super) id: String,
    kind: &'static str,
    is_draft: bool,
    services: Vec<&'static str>,
    payers: Vec<&'static str>,
    lines: Vec<&'static str>,
    /// `None`: the states are unknown.
    states: Option<Vec<&'static str>>,
    from: usize,
    until: usize,
}

impl NaivePolicy {
    pub(super) fn drawn(number: usize, draw: &mut Draw) -> Self {
        let mut services = draw.some(&SERVICES);
        services.push(draw.one(&SERVICES));
        services.sort_unstable();
        services.dedup();
        let from = draw.below(YEARS.len());
        let kind = draw.one(&KINDS);
        let mut lines = draw.some(&LINES);
        if lines.is_empty() && kind != "payer-policy" {
            lines.push("medicare");
        }
        let states = draw.some(&STATES);
        Self {
            id: format!("p/{number:03}"),
            kind,
            is_draft: draw.below(10) == 0,
            services,
            payers: draw.some(&PAYERS),
            lines,
            states: (draw.below(8) > 0).then_some(states),
            from,
            until: from + draw.below(YEARS.len() - from),
        }
    }

    pub(super) fn head(&self) -> String {
        let quoted: Vec<String> = self.services.iter().map(|service| format!("\"{service}\"")).collect();
        let mut applies = vec![format!("services: [{}]", quoted.join(", "))];
        for (key, names) in [("payers", &self.payers), ("lines_of_business", &self.lines)] {
            if !names.is_empty() {
                applies.push(format!("{key}: [{}]", names.join(", ")));
            }
        }
        applies.push(match &self.states {
            None => "states: unknown".to_owned(),
            Some(states) if states.is_empty() => "states: all".to_owned(),
            Some(states) => format!("states: [{}]", states.join(", ")),
        });
        format!(
            "kind: {}\nstatus: {}\neffective: {{ from: {}-01-01, until: {}-12-31 }}\napplies_to: {{ {} }}",
            self.kind,
            if self.is_draft { "draft" } else { "active" },
            YEARS[self.from],
            YEARS[self.until],
            applies.join(", ")
        )
    }

    /// Whether it is of a kind that can govern, chosen or not.
    pub(super) fn can_govern(&self) -> bool {
        self.kind != "article"
    }

    pub(super) fn speaks_of(&self, service: &str) -> bool {
        self.services.contains(&service)
    }

    fn rank(&self) -> usize {
        ["ncd", "lcd", "payer-policy"].iter().position(|kind| *kind == self.kind).unwrap_or(9)
    }
}

/// A request: every key is the values that it may have.
pub(super) struct NaiveRequest {
    pub(super) services: Vec<&'static str>,
    payers: Vec<&'static str>,
    lines: Vec<&'static str>,
    states: Vec<&'static str>,
    years: Vec<&'static str>,
}

/// A payer that no policy names stands for all others.
const OTHER: &str = "another";

impl NaiveRequest {
    pub(super) fn drawn(draw: &mut Draw) -> Self {
        let services = (0..=draw.below(2)).map(|_| draw.one(&REQUESTED)).collect();
        let mut key = |values: &[&'static str], all: &[&'static str]| match draw.below(6) {
            0 => all.to_vec(),
            1 => {
                let first = draw.below(values.len() - 1);
                values[first..first + 2].to_vec()
            }
            _ => vec![draw.one(values)],
        };
        let payers = key(&PAYERS, &[PAYERS[0], PAYERS[1], PAYERS[2], OTHER]);
        let (lines, states) = (key(&LINES, &LINES), key(&STATES, &STATES));
        Self { services, payers, lines, states, years: key(&YEARS, &["2020", "2022", "2023", "2024", "2025"]) }
    }

    /// The facts as a case has them.
    pub(super) fn facts(&self) -> String {
        let mut facts = Vec::new();
        for (key, values, all) in
            [("payer", &self.payers, 4), ("line_of_business", &self.lines, 3), ("state", &self.states, 3)]
        {
            match values.as_slice() {
                [only] => facts.push(format!("{key}: {only}")),
                several if several.len() < all => facts.push(format!("{key}: {{ one_of: [{}] }}", several.join(", "))),
                _ => {}
            }
        }
        match self.years.as_slice() {
            [only] => facts.push(format!("date_of_service: {only}")),
            [first, last] => facts.push(format!("date_of_service: {{ one_of: [{first}, {last}] }}")),
            _ => {}
        }
        let services: Vec<String> = self.services.iter().map(|service| format!("{{ code: \"{service}\" }}")).collect();
        facts.push(format!("services: [{}]", services.join(", ")));
        facts.join(", ")
    }

    /// What governs a service.
    pub(super) fn governance(&self, service: &str, policies: &[NaivePolicy]) -> String {
        let mut sure: Vec<&NaivePolicy> = Vec::new();
        let mut possible: Vec<&NaivePolicy> = Vec::new();
        for policy in policies {
            let Some(states) = &policy.states else { continue };
            if policy.is_draft || policy.kind == "article" || !policy.services.contains(&service) {
                continue;
            }
            let years: Vec<&str> = YEARS[policy.from..=policy.until].to_vec();
            let keys = [
                (&self.payers, policy.payers.as_slice(), policy.payers.is_empty()),
                (&self.lines, policy.lines.as_slice(), policy.lines.is_empty()),
                (&self.states, states.as_slice(), states.is_empty()),
                (&self.years, years.as_slice(), false),
            ];
            if keys.iter().all(|(may, allowed, any)| *any || may.iter().all(|value| allowed.contains(value))) {
                sure.push(policy);
            } else if keys.iter().all(|(may, allowed, any)| *any || may.iter().any(|value| allowed.contains(value))) {
                possible.push(policy);
            }
        }
        let best = sure.iter().map(|policy| policy.rank()).min();
        sure.retain(|policy| Some(policy.rank()) == best);
        let reaches = best.map_or(8, |best| if sure.len() > 1 { best - usize::from(best > 0) } else { best });
        possible.retain(|policy| policy.rank() <= reaches && !(sure.len() > 1 && Some(policy.rank()) == best));
        let named = |policies: &mut Vec<&NaivePolicy>| {
            policies.sort_by_key(|policy| policy.id.clone());
            policies.iter().map(|policy| policy.id.as_str()).collect::<Vec<_>>().join(" ")
        };
        if !possible.is_empty() {
            possible.extend(&sure);
            return format!("unknown {}", named(&mut possible));
        }
        match sure.len() {
            0 => "none".to_owned(),
            1 => format!("governs {}", named(&mut sure)),
            _ => format!("conflict {}", named(&mut sure)),
        }
    }
}
