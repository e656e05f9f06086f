//! Queries with judgments, read from a table.
//!
//! One query a line, fields with a tab between: its number, its category, the query as typed,
//! and its judgments: `kind/slug:grade` with spaces between, or `-` where no page answers it. Grade 3
//! answers, 2 is good, 1 is related. A fifth field may name the page whose definition, key point or
//! summary answers word for word. `#` begins a line of comment.

use std::collections::BTreeMap;
use std::fmt;

use crate::content::PageId;

/// A query of which it is known what answers it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judged {
    /// Its number, unique in the table.
    pub qid: String,
    /// What it tests.
    pub category: String,
    /// The query as typed.
    pub query: String,
    /// The pages that were judged, with their grades.
    pub grades: BTreeMap<PageId, u8>,
    /// The page whose words answer outright, if one does.
    pub outright: Option<PageId>,
}

impl Judged {
    /// Whether some page answers it.
    pub fn is_answerable(&self) -> bool {
        self.grades.values().any(|grade| *grade > 0)
    }
}

/// What is wrong with a table of queries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadTable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: Fault,
}

/// What can be wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It has not four or five fields.
    Fields(usize),
    /// Its number was used before.
    SameNumber(String),
    /// This is no `kind/slug:grade`, with a grade from 0 to 3.
    Judgment(String),
    /// This is no `kind/slug`.
    Page(String),
    /// It has neither judgments nor `-`.
    NoJudgment,
}

impl fmt::Display for BadTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            Fault::Fields(found) => {
                write!(f, "{found} fields instead of 4 or 5, with a tab between")
            }
            Fault::SameNumber(qid) => write!(f, "`{qid}` was used before"),
            Fault::Judgment(text) => {
                write!(f, "`{text}` is no kind/slug:grade with a grade from 0 to 3")
            }
            Fault::Page(text) => write!(f, "`{text}` is no kind/slug"),
            Fault::NoJudgment => write!(f, "no judgments; write `-` where no page answers"),
        }
    }
}

impl std::error::Error for BadTable {}

/// Reads a table of queries.
pub fn read(table: &str) -> Result<Vec<Judged>, BadTable> {
    let mut queries: Vec<Judged> = Vec::new();
    let mut numbers = std::collections::HashSet::new();
    for (at, line) in table.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let bad = |what| BadTable { line: at + 1, what };
        let fields: Vec<&str> = line.split('\t').collect();
        let (qid, category, query, judgments, outright) = match fields.as_slice() {
            [qid, category, query, judgments] => (*qid, *category, *query, *judgments, ""),
            [qid, category, query, judgments, page] => (*qid, *category, *query, *judgments, *page),
            _ => return Err(bad(Fault::Fields(fields.len()))),
        };
        let outright = match outright.trim() {
            "" | "-" => None,
            page => Some(
                page.parse()
                    .map_err(|()| bad(Fault::Page(page.to_owned())))?,
            ),
        };
        if !numbers.insert(qid) {
            return Err(bad(Fault::SameNumber(qid.to_owned())));
        }
        let mut grades = BTreeMap::new();
        if judgments.trim() != "-" {
            for text in judgments.split_whitespace() {
                let (id, grade) =
                    judgment(text).ok_or_else(|| bad(Fault::Judgment(text.to_owned())))?;
                grades.insert(id, grade);
            }
            if grades.is_empty() {
                return Err(bad(Fault::NoJudgment));
            }
        }
        queries.push(Judged {
            qid: qid.to_owned(),
            category: category.to_owned(),
            query: query.to_owned(),
            grades,
            outright,
        });
    }
    Ok(queries)
}

fn judgment(text: &str) -> Option<(PageId, u8)> {
    let (id, grade) = text.rsplit_once(':')?;
    let grade = grade.parse().ok().filter(|grade| *grade <= 3)?;
    Some((id.parse().ok()?, grade))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_table() {
        let table = "# kop\nq1\tinflection\tstad\tchapter/2.4:3 term/stad:1\tterm/stad\n\nq2\tnone\tqwxzj\t-\n";
        let queries = read(table).unwrap();
        assert_eq!(queries.len(), 2);
        assert_eq!(queries[0].query, "stad");
        assert_eq!(queries[0].grades[&"chapter/2.4".parse().unwrap()], 3);
        assert_eq!(queries[0].outright, "term/stad".parse().ok());
        assert!(queries[0].is_answerable());
        assert!(!queries[1].is_answerable());
    }

    #[test]
    fn says_where_a_table_is_wrong() {
        for (table, line, what) in [
            ("q1\tx\ty", 1, Fault::Fields(3)),
            (
                "q1\tx\ty\t-\nq1\tx\ty\t-",
                2,
                Fault::SameNumber("q1".into()),
            ),
            (
                "#\nq1\tx\ty\tterm/a:4",
                2,
                Fault::Judgment("term/a:4".into()),
            ),
            ("q1\tx\ty\ta:1", 1, Fault::Judgment("a:1".into())),
            ("q1\tx\ty\t ", 1, Fault::NoJudgment),
        ] {
            assert_eq!(read(table), Err(BadTable { line, what }), "{table}");
        }
    }
}
