//! The `site.toml` that a new site begins with: every setting with its meaning and its default, in
//! Dutch, made from the table of settings.

use std::fmt::Write;

use super::Config;
use super::settings::{KIND_TEXTS, SETTINGS, Setting, TABLES, TableInfo};
use crate::content::kind::Kind;
use crate::diagnostic::{Code, Severity};

const HEAD: &str = "\
# De instellingen van de gids.
#
# Elke instelling staat hier met haar standaardwaarde, of achter een # met een voorbeeld. Wat achter
# een # staat, telt niet: haal het teken weg om de instelling te gebruiken. Een variabele in de
# omgeving gaat voor, bijvoorbeeld WIJKGIDS_SITE_BASE_URL voor base_url in [site].
";

/// The text of a `site.toml` with every setting at its default.
pub fn documented() -> String {
    let defaults = Config::default();
    let mut out = HEAD.to_owned();
    for table in TABLES {
        match table.name {
            "kinds" => kinds(&mut out, table),
            "check.severity" => severity(&mut out, table),
            name => {
                header(&mut out, table, &format!("[{name}]"));
                let rows = SETTINGS.iter().copied().flatten();
                for setting in rows.filter(|setting| setting.table == name) {
                    entry(&mut out, setting, (setting.written)(&defaults));
                }
            }
        }
    }
    out
}

fn header(out: &mut String, table: &TableInfo, written: &str) {
    let _ = write!(out, "\n{}{written}\n", comment(table.dutch));
}

/// A setting without a value is shown behind a #, with an example.
fn entry<T>(out: &mut String, setting: &Setting<T>, written: Option<String>) {
    let meaning = match (setting.form)() {
        Some(form) => format!("{} Mogelijk: {form}.", setting.dutch),
        None => setting.dutch.to_owned(),
    };
    let _ = write!(out, "\n{}", comment(&meaning));
    let _ = match written {
        Some(value) => writeln!(out, "{} = {value}", setting.key),
        None => writeln!(out, "#{} = {}", setting.key, setting.example),
    };
}

/// One kind stands for all.
fn kinds(out: &mut String, table: &TableInfo) {
    header(out, table, &format!("#[{}.{}]", table.name, Kind::Lesson));
    for setting in KIND_TEXTS {
        entry(out, setting, None);
    }
}

/// The codes that sites have a reason to weigh otherwise are those that are warnings.
fn severity(out: &mut String, table: &TableInfo) {
    header(out, table, &format!("[{}]", table.name));
    let _ = writeln!(out);
    out.push_str(&comment(
        "Elke melding kan hier staan, onder de naam die `wijkgids check` erbij geeft. Deze zijn standaard een waarschuwing:",
    ));
    for code in Code::ALL {
        if code.severity() == Severity::Warning {
            let _ = writeln!(out, "#{code} = \"{}\"", code.severity().as_str());
        }
    }
}

/// A comment, broken at a hundred characters.
fn comment(text: &str) -> String {
    let mut out = String::new();
    let mut line = String::from("#");
    for word in text.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > 100 {
            let _ = writeln!(out, "{line}");
            line.truncate(1);
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(out, "{line}");
    out
}
