//! Arms whose policies are the same for a while are one run until then: it is simulated once, and each arm branches
//! off on the first day on which its policy is another.

/// Where an arm leaves the path of an earlier arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The earlier arm.
    pub from: usize,
    /// The first day on which the two differ, counted from 0.
    pub day: usize,
}

/// A run that branches off a branch of a branch of a run keeps all of them in memory; no arm is further out.
const FURTHEST: usize = 3;

/// For each of so many arms, the earlier arm with which it shares most days, if any; `shared` says how many days an
/// arm shares with an earlier one.
#[must_use]
pub fn branches(arms: usize, shared: impl Fn(usize, usize) -> usize) -> Vec<Option<Branch>> {
    let (mut found, mut distance) = (Vec::with_capacity(arms), Vec::with_capacity(arms));
    for arm in 0..arms {
        let near = (0..arm).filter(|from| distance[*from] < FURTHEST);
        let all = near.map(|from| Branch {
            from,
            day: shared(arm, from),
        });
        // Of equals the earliest arm, which most often is the base of the comparison.
        let best = all.rev().max_by_key(|branch| branch.day);
        let best = best.filter(|branch| branch.day > 0);
        distance.push(best.map_or(0, |branch| distance[branch.from] + 1));
        found.push(best);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arm_branches_off_the_arm_with_which_it_shares_most() {
        // Arms 1 and 2 leave arm 0 on day 10, arm 3 leaves arm 2 on day 20, arm 4 shares nothing.
        let shared = |arm, from| match (arm, from) {
            (4, _) => 0,
            (3, 2) => 20,
            _ => 10,
        };
        let branch = |from, day| Some(Branch { from, day });
        let expected = [None, branch(0, 10), branch(0, 10), branch(2, 20), None];
        assert_eq!(branches(5, shared), expected);
    }

    #[test]
    fn no_arm_is_further_out_than_memory_allows() {
        let found = branches(9, |arm, from| if arm == from + 1 { 50 } else { 1 });
        let mut distance = [0; 9];
        for (arm, branch) in found.iter().enumerate() {
            distance[arm] = branch.map_or(0, |branch| distance[branch.from] + 1);
        }
        assert_eq!(distance.iter().max(), Some(&FURTHEST));
    }
}
