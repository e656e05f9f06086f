//! The APA style, cut down to what it asks of one kind of entry.
//!
//! Most of the style is choices by the type of an entry, which Hayagriva makes anew wherever they stand, by
//! patterns over the entry and its parents: some hundreds for each reference. An entry never changes its
//! type, so they are made once, by a style that only tells the types of an entry, and what can be chosen no
//! more is left out. References come out as by the whole style; a test holds that for every type.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use hayagriva::citationberg::taxonomy::Kind;
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, IndependentStyle, LayoutRenderingElement, Locale,
    LocaleCode, NamesChild, Style,
};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChildren, Entry,
    archive,
};

const DUTCH: &str = "nl-NL";

/// The style in its forms, with the Dutch locale.
struct Apa {
    whole: IndependentStyle,
    /// Writes the names of the types of an entry, one after the other.
    types: IndependentStyle,
    /// All types that the style asks for, with their names.
    kinds: Vec<(String, Kind)>,
    /// What is left of it for entries of these types: a guide has entries of a handful of kinds.
    cut: Mutex<Vec<(Vec<Kind>, Arc<IndependentStyle>)>>,
    locales: [Locale; 1],
}

/// Read from Hayagriva's archive once.
static APA: LazyLock<Option<Apa>> = LazyLock::new(|| {
    let Style::Independent(mut whole) =
        archive::ArchivedStyle::AmericanPsychologicalAssociation.get()
    else {
        return None;
    };
    // Citations in the text are put together in `cite`; not rendering them saves a quarter.
    whole.citation.layout.elements.clear();
    whole.citation.sort = None;
    if let Some(bibliography) = &mut whole.bibliography {
        bibliography.sort = None;
    }
    // Decoding all sixty locales takes longer than formatting eighty sources; the name of a locale
    // stands in its bytes, so only those that hold it are decoded.
    let locale = archive::LOCALES
        .iter()
        .filter(|bytes| bytes.windows(DUTCH.len()).any(|at| at == DUTCH.as_bytes()))
        .filter_map(|bytes| ciborium::from_reader::<Locale, _>(*bytes).ok())
        .find(|locale| locale.lang.as_ref().is_some_and(|lang| lang.0 == DUTCH))?;
    let mut kinds = Vec::new();
    each_layout(&mut whole, |elements| kinds_in(elements, &mut kinds));
    let kinds = kinds.into_iter().map(|kind| Some((name(kind)?, kind)));
    let kinds: Vec<(String, Kind)> = kinds.collect::<Option<_>>()?;
    Some(Apa {
        types: tells_types(&kinds)?,
        whole,
        kinds,
        cut: Mutex::default(),
        locales: [locale],
    })
});

/// The reference of an entry in Hayagriva's tree; nothing where its archive lacks the style.
pub(super) fn render(entry: &Entry) -> Option<ElemChildren> {
    let apa = APA.as_ref()?;
    apa.render(entry, &apa.style_of(entry))
}

impl Apa {
    fn render(&self, entry: &Entry, style: &IndependentStyle) -> Option<ElemChildren> {
        let mut driver = BibliographyDriver::new();
        let item = CitationItem::with_entry(entry);
        driver.citation(CitationRequest::from_items(
            vec![item],
            style,
            &self.locales,
        ));
        let rendered = driver.finish(BibliographyRequest {
            style,
            locale: Some(LocaleCode(DUTCH.to_owned())),
            locale_files: &self.locales,
        });
        let items = rendered.bibliography?.items;
        Some(items.into_iter().next()?.content)
    }

    /// What is left of the style for an entry.
    fn style_of(&self, entry: &Entry) -> Arc<IndependentStyle> {
        let types = self.types_of(entry);
        let mut cut = self.cut.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, style)) = cut.iter().find(|(of, _)| *of == types) {
            return Arc::clone(style);
        }
        let mut style = self.whole.clone();
        each_layout(&mut style, |elements| choose(elements, &types));
        let style = Arc::new(style);
        cut.push((types, Arc::clone(&style)));
        style
    }

    /// The types that an entry is of, as far as the style asks for them.
    fn types_of(&self, entry: &Entry) -> Vec<Kind> {
        let told = self.render(entry, &self.types);
        let told = told.map(|told| format!("{told:#}")).unwrap_or_default();
        let is_told = |name: &str| told.split(';').any(|one| one == name);
        let kinds = self.kinds.iter().filter(|(name, _)| is_told(name));
        kinds.map(|(_, kind)| *kind).collect()
    }
}

/// What CSL calls a type.
fn name(kind: Kind) -> Option<String> {
    let name = serde_json::to_value(kind).ok()?;
    Some(name.as_str()?.to_owned())
}

/// A style that writes the names of those of `kinds` that an entry is of, each with a semicolon behind it.
fn tells_types(kinds: &[(String, Kind)]) -> Option<IndependentStyle> {
    let mut layout = String::new();
    for (name, _) in kinds {
        layout += &format!("<choose><if type=\"{name}\"><text value=\"{name};\"/></if></choose>");
    }
    let xml = format!(
        "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\"><info>\
         <title>types</title><id>types</id><updated>2024-01-01T00:00:00+00:00</updated></info>\
         <citation><layout><text value=\"\"/></layout></citation>\
         <bibliography><layout>{layout}</layout></bibliography></style>"
    );
    let mut style = IndependentStyle::from_xml(&xml).ok()?;
    style.citation.layout.elements.clear();
    Some(style)
}

/// Hands each list of elements on the outside of a style to `work`: its macros and its bibliography.
fn each_layout(
    style: &mut IndependentStyle,
    mut work: impl FnMut(&mut Vec<LayoutRenderingElement>),
) {
    for part in &mut style.macros {
        work(&mut part.children);
    }
    if let Some(bibliography) = &mut style.bibliography {
        work(&mut bibliography.layout.elements);
    }
}

/// Adds the types that these elements ask for.
fn kinds_in(elements: &mut [LayoutRenderingElement], kinds: &mut Vec<Kind>) {
    each_choice(elements, &mut |choice| {
        for kind in choice
            .branches()
            .flat_map(|branch| branch.type_.iter().flatten())
        {
            if !kinds.contains(kind) {
                kinds.push(*kind);
            }
        }
    });
}

/// Makes the choices by type for an entry of these `types`.
fn choose(elements: &mut [LayoutRenderingElement], types: &[Kind]) {
    each_choice(elements, &mut |choice| decide(choice, types));
}

/// Hands each choice to `work`, and then those within what is left of it.
fn each_choice(elements: &mut [LayoutRenderingElement], work: &mut impl FnMut(&mut Choose)) {
    for element in elements {
        match element {
            LayoutRenderingElement::Choose(choice) => {
                work(choice);
                each_choice(&mut choice.if_.children, work);
                for branch in &mut choice.else_if {
                    each_choice(&mut branch.children, work);
                }
                if let Some(otherwise) = &mut choice.otherwise {
                    each_choice(&mut otherwise.children, work);
                }
            }
            LayoutRenderingElement::Group(group) => each_choice(&mut group.children, work),
            LayoutRenderingElement::Names(names) => {
                for child in &mut names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        each_choice(&mut substitute.children, work);
                    }
                }
            }
            LayoutRenderingElement::Text(_)
            | LayoutRenderingElement::Date(_)
            | LayoutRenderingElement::Number(_)
            | LayoutRenderingElement::Label(_) => {}
        }
    }
}

/// Leaves the branches of a choice that an entry of these types can take. A choice of which none is left
/// stays, for what stands around it asks whether anything was chosen.
fn decide(choice: &mut Choose, types: &[Kind]) {
    let mut open = Vec::new();
    for mut branch in std::iter::once(&choice.if_).chain(&choice.else_if).cloned() {
        match taken(&mut branch, types) {
            Some(false) => {}
            Some(true) => {
                open.push(branch);
                choice.otherwise = None;
                break;
            }
            None => open.push(branch),
        }
    }
    if open.is_empty() {
        match choice.otherwise.take() {
            Some(otherwise) => open.push(always(otherwise.children)),
            // Asked for and refused each time, as before.
            None => open.push(choice.if_.clone()),
        }
    }
    let mut open = open.into_iter();
    if let Some(first) = open.next() {
        choice.if_ = first;
    }
    choice.else_if = open.collect();
}

/// Whether a branch is taken, where the types alone decide; what they do not decide is all that it asks
/// for then.
fn taken(branch: &mut ChooseBranch, types: &[Kind]) -> Option<bool> {
    let asked = branch.type_.as_ref()?;
    let mut asked = asked.iter().map(|kind| types.contains(kind));
    let alone = branch.disambiguate.is_none()
        && branch.is_numeric.is_none()
        && branch.is_uncertain_date.is_none()
        && branch.locator.is_none()
        && branch.position.is_none()
        && branch.variable.is_none();
    let decided = match branch.match_ {
        ChooseMatch::All => (!asked.all(|is| is)).then_some(false),
        ChooseMatch::Any => asked.any(|is| is).then_some(true),
        ChooseMatch::None => asked.any(|is| is).then_some(false),
    };
    let decided = match decided {
        None if alone => Some(branch.match_ != ChooseMatch::Any),
        decided => decided,
    };
    match decided {
        Some(true) => {
            let children = std::mem::take(&mut branch.children);
            *branch = always(children);
        }
        Some(false) => {}
        None => branch.type_ = None,
    }
    decided
}

/// A branch that is always taken: it asks nothing, and all of that is so.
fn always(children: Vec<LayoutRenderingElement>) -> ChooseBranch {
    ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: None,
        match_: ChooseMatch::All,
        children,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields;
    use super::*;

    /// Entries of every type that Hayagriva knows, alone and as part of every other, with all fields and
    /// with few.
    fn entries() -> Vec<Entry> {
        const ALL: &str = "author: [\"Jansen, Anna\", \"de Vries, Bram\"]\n  editor: \"Bos, Cor\"\n  date: 2013-06-02\n  publisher: { name: Uitgever, location: Den Haag }\n  volume: 3\n  issue: 4\n  edition: 2\n  page-range: 12-38\n  url: { value: https://voorbeeld.nl/a, date: 2024-02-19 }\n  serial-number: { doi: 10.1000/182, isbn: 978-0 }\n  organization: SCP\n  archive: Archief\n  genre: Essay\n  note: Een noot\n";
        let mut yaml = String::new();
        for (nth, of) in fields::types().enumerate() {
            yaml += &format!("a{nth}:\n  type: {of}\n  title: Een titel\n");
            yaml += &format!(
                "u{nth}:\n  type: {of}\n  title: Een titel\n  url: https://voorbeeld.nl\n"
            );
            yaml += &format!("p{nth}:\n  type: {of}\n  title: Een titel\n  publisher: Huis\n");
            yaml += &format!("b{nth}:\n  type: {of}\n  title: Een titel\n  {ALL}");
            for (other, parent) in fields::types().enumerate() {
                yaml += &format!(
                    "c{nth}x{other}:\n  type: {of}\n  title: Een titel\n  {ALL}  parent:\n    type: {parent}\n    title: Het geheel\n    publisher: Huis\n"
                );
            }
        }
        let library = hayagriva::io::from_yaml_str(&yaml).unwrap();
        library.iter().cloned().collect()
    }

    #[test]
    fn every_type_of_entry_is_written_as_by_the_whole_style() {
        let apa = APA.as_ref().unwrap();
        let written = |tree: Option<ElemChildren>| tree.map(|tree| format!("{tree:?}"));
        let entries = entries();
        assert!(entries.len() > 700, "{}", entries.len());
        for entry in &entries {
            let cut = apa.render(entry, &apa.style_of(entry));
            let whole = apa.render(entry, &apa.whole);
            assert!(whole.is_some(), "{}", entry.key());
            assert_eq!(written(cut), written(whole), "{}", entry.key());
        }
        let styles = apa.cut.lock().unwrap().len();
        assert!(styles < entries.len() / 5, "{styles}");
    }

    #[test]
    fn types_are_told() {
        let apa = APA.as_ref().unwrap();
        let types = |yaml: &str| {
            let library = hayagriva::io::from_yaml_str(yaml).unwrap();
            apa.types_of(library.iter().next().unwrap())
        };
        assert_eq!(types("a: {type: book, title: T}"), [Kind::Book]);
        assert_eq!(
            types("a: {type: article, title: T, parent: {type: periodical, title: P}}"),
            [Kind::ArticleJournal]
        );
    }
}
