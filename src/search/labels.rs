//! The labels of facet values: how readers see them.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::facets::Facet;
use super::record::Record;

/// The label of every value that some page has, by the name of its facet. Where pages disagree about
/// one the smallest wins, so that their order is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Labels(BTreeMap<String, BTreeMap<String, String>>);

impl Labels {
    /// Those of all `records`.
    pub fn of<'r>(records: impl IntoParallelIterator<Item = Record<'r>>) -> Labels {
        let add = |mut labels: Labels, record: Record<'_>| {
            labels.add(&record);
            labels
        };
        records
            .into_par_iter()
            .fold(Labels::default, add)
            .reduce(Labels::default, Labels::and)
    }

    /// Adds those of a page.
    pub fn add(&mut self, record: &Record<'_>) {
        for value in &record.facets {
            // Most are known: their names are copied only where they are not.
            let facet = value.facet.name();
            let known = self.0.get_mut(facet).and_then(|of| of.get_mut(value.value));
            match known {
                Some(known) if value.label >= known.as_str() => {}
                Some(known) => *known = value.label.to_owned(),
                None => {
                    let of = self.0.entry(facet.to_owned()).or_default();
                    of.insert(value.value.to_owned(), value.label.to_owned());
                }
            }
        }
    }

    /// These and others together.
    pub fn and(mut self, others: Labels) -> Labels {
        for (facet, labels) in others.0 {
            let known = self.0.entry(facet).or_default();
            for (value, label) in labels {
                let known = known.entry(value).or_insert_with(|| label.clone());
                if label < *known {
                    *known = label;
                }
            }
        }
        self
    }

    /// The label of a value, if some page gave one.
    pub(super) fn get(&self, facet: Facet, value: &str) -> Option<&str> {
        let label = self.0.get(facet.name())?.get(value)?;
        Some(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::PageId;
    use crate::search::record::FacetValue;

    #[test]
    fn the_smallest_label_wins_in_whatever_order() {
        let id: PageId = "lesson/x".parse().unwrap();
        let page = |label| Record {
            facets: vec![FacetValue {
                facet: Facet::Theme,
                value: "schulden",
                label,
            }],
            ..Record::new(&id, "/", "x")
        };
        let of = |labels: [&'static str; 3]| Labels::of(labels.map(page).to_vec());
        let labels = of(["Schulden", "Geldzorgen", "schulden"]);
        assert_eq!(labels.get(Facet::Theme, "schulden"), Some("Geldzorgen"));
        assert_eq!(labels, of(["schulden", "Schulden", "Geldzorgen"]));
        assert_eq!(labels.get(Facet::Theme, "werk"), None);
        assert_eq!(labels.get(Facet::Kind, "schulden"), None);
    }
}
