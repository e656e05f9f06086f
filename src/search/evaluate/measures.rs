//! Measures of one ranked list.
//!
//! nDCG@10 with gain 2^g − 1, as `nDCG(dcg='exp-log2')@10` in ir-measures; reciprocal rank and success
//! look for a page of grade 2 or more.

/// How deep nDCG looks.
const CUT: usize = 10;

/// From this grade on a page satisfies.
pub const SATISFIES: u8 = 2;

/// How good a list is; or the mean of that over many.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measures {
    /// nDCG@10.
    pub ndcg: f64,
    /// One over the rank of the first page that satisfies; 0 without one.
    pub reciprocal_rank: f64,
    /// 1 if the first page satisfies.
    pub success_1: f64,
    /// 1 if one of the first three does.
    pub success_3: f64,
}

impl Measures {
    /// Measures a list by the grades of its pages, in order; `ideal` has the grades of all judged
    /// pages.
    pub fn of(found: &[u8], mut ideal: Vec<u8>) -> Measures {
        ideal.sort_unstable_by(|one, other| other.cmp(one));
        let best = gained(&ideal);
        let rank = found.iter().position(|grade| *grade >= SATISFIES);
        let within = |ranks: usize| f64::from(u8::from(rank.is_some_and(|rank| rank < ranks)));
        Measures {
            ndcg: if best > 0.0 {
                gained(found) / best
            } else {
                0.0
            },
            reciprocal_rank: rank.map_or(0.0, |rank| 1.0 / (rank + 1) as f64),
            success_1: within(1),
            success_3: within(3),
        }
    }

    pub(super) fn plus(self, other: Measures) -> Measures {
        self.with(other, |one, other| one + other)
    }

    pub(super) fn over(self, count: usize) -> Measures {
        let count = count.max(1) as f64;
        self.with(self, |one, _| one / count)
    }

    fn with(self, other: Measures, join: impl Fn(f64, f64) -> f64) -> Measures {
        Measures {
            ndcg: join(self.ndcg, other.ndcg),
            reciprocal_rank: join(self.reciprocal_rank, other.reciprocal_rank),
            success_1: join(self.success_1, other.success_1),
            success_3: join(self.success_3, other.success_3),
        }
    }
}

fn gained(grades: &[u8]) -> f64 {
    let gains = grades.iter().take(CUT).enumerate();
    gains
        .map(|(rank, grade)| (f64::from(1u32 << grade) - 1.0) / ((rank + 2) as f64).log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_list_and_a_poor_one() {
        let perfect = Measures::of(&[3, 2, 1], vec![1, 2, 3]);
        assert_eq!(
            (perfect.ndcg, perfect.reciprocal_rank, perfect.success_1),
            (1.0, 1.0, 1.0)
        );
        let poor = Measures::of(&[0, 1, 0, 2], vec![3, 2, 1]);
        // (1/log2(3) + 3/log2(5)) / (7 + 3/log2(3) + 1/2)
        let expected = (1.0 / 3f64.log2() + 3.0 / 5f64.log2()) / (7.0 + 3.0 / 3f64.log2() + 0.5);
        assert!((poor.ndcg - expected).abs() < 1e-12);
        assert_eq!(
            (poor.reciprocal_rank, poor.success_1, poor.success_3),
            (0.25, 0.0, 0.0)
        );
    }

    #[test]
    fn nothing_found_is_worth_nothing() {
        assert_eq!(Measures::of(&[], vec![3]), Measures::default());
        let deep: Vec<u8> = std::iter::repeat_n(0, 10).chain([3]).collect();
        assert_eq!(Measures::of(&deep, vec![3]).ndcg, 0.0);
        assert_eq!(Measures::of(&deep, vec![3]).reciprocal_rank, 1.0 / 11.0);
    }
}
