//! Runs and judgments in the formats of TREC, which every tool for evaluation reads.
//!
//! TREC's topics are numbers, and some tools take nothing else (gdeval, which ir-measures asks for
//! `nDCG(dcg='exp-log2')`): of a query's own number (`e12`) the digits are written. Queries of one file
//! must differ in these.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::content::PageId;

use super::queries::Judged;
use super::{Answered, Run};

/// The digits at the end of a query's number; the number itself where it has none there.
fn topic(qid: &str) -> &str {
    let before = qid.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    match &qid[before..] {
        "" => qid,
        digits => digits,
    }
}

/// A run: query, `Q0`, page, rank, score, name of the run. Scores fall strictly with the rank, since
/// tools order by them.
pub fn run(run: &Run, name: &str) -> String {
    let mut text = String::new();
    for answered in &run.0 {
        for (rank, (id, _)) in answered.found.iter().enumerate() {
            let score = answered.found.len() - rank;
            // Writing to a string cannot fail.
            let topic = topic(&answered.qid);
            let _ = writeln!(text, "{topic} Q0 {id} {} {score} {name}", rank + 1);
        }
    }
    text
}

/// Judgments: query, 0, page, grade.
pub fn qrels(queries: &[Judged]) -> String {
    let mut text = String::new();
    for judged in queries {
        for (id, grade) in &judged.grades {
            let _ = writeln!(text, "{} 0 {id} {grade}", topic(&judged.qid));
        }
    }
    text
}

/// Reads a run that [`run`] or another tool wrote, for these queries. Gives the number of the first
/// line that is none.
pub fn read(text: &str, queries: &[Judged]) -> Result<Run, usize> {
    let mut found: BTreeMap<&str, Vec<(u32, PageId, f32)>> = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let read = || -> Option<(&str, u32, PageId, f32)> {
            let &[qid, _, id, rank, score, ..] = fields.as_slice() else {
                return None;
            };
            Some((
                qid,
                rank.parse().ok()?,
                id.parse().ok()?,
                score.parse().ok()?,
            ))
        };
        if fields.is_empty() {
            continue;
        }
        let (qid, rank, id, score) = read().ok_or(at + 1)?;
        found.entry(qid).or_default().push((rank, id, score));
    }
    let answered = queries.iter().map(|judged| {
        let mut found = found.remove(topic(&judged.qid)).unwrap_or_default();
        found.sort_by_key(|(rank, ..)| *rank);
        let found = found.into_iter().map(|(_, id, score)| (id, score));
        Answered {
            qid: judged.qid.clone(),
            found: found.collect(),
            ..Answered::default()
        }
    });
    Ok(Run(answered.collect()))
}

#[cfg(test)]
mod tests {
    use super::super::queries;
    use super::*;

    #[test]
    fn runs_are_written_and_read() {
        let judged = queries::read("q1\tx\tstad\tterm/stad:3\nq2\tx\tniets\t-\n").unwrap();
        let answered = |qid: &str, ids: &[&str]| Answered {
            qid: qid.into(),
            found: ids.iter().map(|id| (id.parse().unwrap(), 1.0)).collect(),
            ..Answered::default()
        };
        let asked = Run(vec![
            answered("q1", &["term/stad", "lesson/a"]),
            answered("q2", &[]),
        ]);
        let text = run(&asked, "naam");
        assert_eq!(text, "1 Q0 term/stad 1 2 naam\n1 Q0 lesson/a 2 1 naam\n");
        assert_eq!(qrels(&judged), "1 0 term/stad 3\n");
        let back = read(&text, &judged).unwrap();
        assert_eq!(back.0[0].found[1].0.to_string(), "lesson/a");
        assert_eq!(read("q1 Q0 term/stad\n", &judged), Err(1));
        assert_eq!(read("\nq1 Q0 nergens 1 1 x\n", &judged), Err(2));
    }
}
