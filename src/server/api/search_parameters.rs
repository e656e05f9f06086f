//! The parameters of a search: the table by which questions are read, whether they come in an address or
//! in a body, and from which the API is described.

use crate::search::searcher::{MAX_PER_PAGE, MAX_RESULTS};
use crate::search::{FACETS, Facet, Sort};
use crate::server::openapi::parameter::{Form, ParameterInfo};

/// The orders of results, as requests name them.
pub(super) const SORTS: [(&str, Sort); 2] =
    [("relevantie", Sort::Relevance), ("datum", Sort::Date)];

/// Their names.
pub(super) const SORT_NAMES: [&str; 2] = [SORTS[0].0, SORTS[1].0];

/// The parameters of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameter {
    Q,
    Filter(Facet),
    Period,
    Page,
    PerPage,
    Sort,
}

/// The parameters that are no filters by facet.
const OTHERS: [(Parameter, ParameterInfo); 5] = [
    (
        Parameter::Q,
        ParameterInfo {
            name: "q",
            dutch: "De zoekvraag: hoogstens 512 tekens en 32 woorden. Zonder zoekvraag blader je met de \
                    filters. Mag ook aanhalingstekens, een streepje en `soort:les` bevatten; elke tekst is \
                    een geldige vraag.",
            form: Form::Text,
            example: "bewoners betrekken",
        },
    ),
    (
        Parameter::Period,
        ParameterInfo {
            name: "periode",
            dutch: "Alleen wat over deze jaren gaat: een jaar of een periode in EDTF, zoals `1994/2009` of \
                    `196X`. De periode loopt van vroeg naar laat; een open kant is `..`.",
            form: Form::Period,
            example: "1994/2009",
        },
    ),
    (
        Parameter::Page,
        ParameterInfo {
            name: "pagina",
            dutch: "De hoeveelste bladzijde met resultaten, vanaf 1. Voorbij resultaat 10.000 wordt er niets \
                    getoond.",
            form: Form::Number {
                most: MAX_RESULTS,
                usual: Some(1),
            },
            example: "1",
        },
    ),
    (
        Parameter::PerPage,
        ParameterInfo {
            name: "perPagina",
            dutch: "Het aantal resultaten op een bladzijde. Zonder deze parameter kiest de gids zelf: gewoonlijk \
                    10.",
            form: Form::Number {
                most: MAX_PER_PAGE,
                usual: None,
            },
            example: "5",
        },
    ),
    (
        Parameter::Sort,
        ParameterInfo {
            name: "sorteer",
            dutch: "De volgorde: wat het beste past eerst, of wat het laatst is bijgewerkt.",
            form: Form::OneOf(&SORT_NAMES),
            example: "datum",
        },
    ),
];

/// What is told of the filter by a facet.
fn filter(facet: Facet) -> ParameterInfo {
    let (dutch, example) = match facet {
        Facet::Kind => ("Alleen deze soorten pagina’s.", "les"),
        Facet::Theme => ("Alleen bij deze thema’s.", "burgerschap"),
        Facet::Problem => ("Alleen bij deze problemen.", "overlast"),
        Facet::Step => ("Alleen bij deze stappen.", "duiden"),
        Facet::Policy => ("Alleen over dit beleid.", "krachtwijkenbeleid"),
        Facet::Place => ("Alleen over deze plaatsen.", "zuilen"),
        Facet::Role => ("Alleen voor mensen in deze rol.", "uitvoerder"),
        Facet::Party => ("Alleen voor deze partijen.", "corporatie"),
        Facet::Evidence => ("Alleen lessen die hierop rusten.", "onderzoek"),
        Facet::Author => ("Alleen van deze auteurs.", "redactie"),
        Facet::Source => ("Alleen wat deze bronnen noemt.", "stopler-weerbaar"),
    };
    ParameterInfo {
        name: facet.name(),
        dutch,
        form: facet.choices().map_or(Form::Some, Form::SomeOf),
        example,
    }
}

/// All parameters of a search, in the order in which they are documented.
pub(in crate::server) fn parameters() -> Vec<ParameterInfo> {
    let (q, others) = (OTHERS[0].1, &OTHERS[1..]);
    let filters = Facet::all().map(filter);
    let others = others.iter().map(|(_, info)| *info);
    [q].into_iter().chain(filters).chain(others).collect()
}

impl Parameter {
    /// The parameter called `name`.
    pub(super) fn from_name(name: &str) -> Option<Parameter> {
        let other = OTHERS.iter().find(|(_, known)| known.name == name);
        let facet = || Facet::from_name(name).map(Parameter::Filter);
        other.map(|(parameter, _)| *parameter).or_else(facet)
    }

    /// The names of all of them.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        let facets = FACETS.iter().map(|(_, name)| *name);
        OTHERS.iter().map(|(_, info)| info.name).chain(facets)
    }
}
