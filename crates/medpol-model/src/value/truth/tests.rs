//! Every operator, lifted, against its definition on single outcomes.

use super::Status;

const M: Status = Status::MET;
const N: Status = Status::NOT_MET;
const U: Status = Status::UNKNOWN;
const X: Status = Status::NOT_APPLICABLE;

/// The single outcomes that a status can be.
fn outcomes(status: Status) -> Vec<Status> {
    [M, N, X].into_iter().filter(|one| status.0 & one.0 != 0).collect()
}

/// The union of what an operator on single outcomes gives for every choice of its operands.
fn lifted(operands: &[Status], single: &dyn Fn(&[Status]) -> Status) -> Status {
    let mut chosen: Vec<Vec<Status>> = vec![Vec::new()];
    for operand in operands {
        chosen = chosen
            .into_iter()
            .flat_map(|before| {
                outcomes(*operand).into_iter().map(move |one| before.iter().copied().chain([one]).collect())
            })
            .collect();
    }
    Status(chosen.iter().fold(0, |all, choice| all | single(choice).0))
}

/// Tries an operator on every combination of so many statuses.
#[track_caller]
fn check(count: usize, operator: &dyn Fn(&[Status]) -> Status, single: &dyn Fn(&[Status]) -> Status) {
    let mut operands: Vec<Vec<Status>> = vec![Vec::new()];
    for _ in 0..count {
        operands = operands
            .into_iter()
            .flat_map(|before| Status::ALL.into_iter().map(move |one| before.iter().copied().chain([one]).collect()))
            .collect();
    }
    for operands in operands {
        assert_eq!(operator(&operands), lifted(&operands, single), "of {operands:?}");
    }
}

fn all(members: &[Status]) -> Status {
    if members.contains(&N) {
        N
    } else if members.contains(&M) {
        M
    } else {
        X
    }
}

fn any(members: &[Status]) -> Status {
    if members.contains(&M) {
        M
    } else if members.contains(&N) {
        N
    } else {
        X
    }
}

#[test]
fn groups_are_exact_in_every_status_of_their_members() {
    for count in 0..=4 {
        check(count, &|members| Status::all(members.iter().copied()), &all);
        check(count, &|members| Status::any(members.iter().copied()), &any);
    }
}

#[test]
fn negation_swaps_met_and_not_met() {
    check(1, &|one| one[0].negated(), &|one| match one[0] {
        M => N,
        N => M,
        other => other,
    });
}

#[test]
fn a_condition_that_is_not_applicable_chooses_the_first_branch() {
    check(3, &|all| Status::choose(all[0], || all[1], || all[2]), &|all| if all[0] == N { all[2] } else { all[1] });
}

#[test]
fn exceptions_and_waivers_leave_not_applicable_criteria_alone() {
    check(2, &|all| all[0].unless(all[1]), &|all| match (all[0], all[1]) {
        (M, M) => N,
        (base, _) => base,
    });
    check(2, &|all| all[0].or_if(all[1]), &|all| match (all[0], all[1]) {
        (N, M) => M,
        (base, _) => base,
    });
}

#[test]
fn not_applicable_counts_as_met_where_nothing_can_be_left_out() {
    check(1, &|one| one[0].satisfied_if_not_applicable(), &|one| if one[0] == X { M } else { one[0] });
}

#[test]
fn only_one_possible_outcome_is_known() {
    assert!([M, N, X].iter().all(|known| !known.is_unknown()));
    let unknown = Status::ALL.into_iter().filter(|status| status.is_unknown());
    assert_eq!(unknown.count(), 4);
    assert_eq!(format!("{U:?}"), "met|not_met");
}
