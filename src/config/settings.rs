//! The table of settings. One row gives a setting its type, its default, an example, what it means
//! (in English for who reads the code, in Dutch for who writes `site.toml`) and the words by which
//! it is mistakenly called. Who adds a setting adds a row, and nothing else.

use std::net::{Ipv4Addr, SocketAddr};

use super::Config;
use super::address::{BaseUrl, Contact, EditUrl, WebUrl};
use super::choice::{AccessibilityStatus, Language, LogFormat, LogLevel, RawHtml};
use super::network::{FrameAncestor, Network, Origin};
use super::value::{Count, Given, Value};
use crate::content::kind::Kind;
use crate::diagnostic::Diagnostic;

/// One setting of a table: `T` is what it is a setting of.
pub struct Setting<T: 'static = Config> {
    /// The table that it stands in: `site`.
    pub table: &'static str,
    /// Its name there: `base_url`.
    pub key: &'static str,
    /// What it means, for who writes `site.toml`.
    pub dutch: &'static str,
    /// A value, as TOML, to show where there is no default.
    pub example: &'static str,
    /// Words that are written for it by mistake, translations above all.
    pub mistaken_for: &'static [&'static str],
    /// Which values it takes, in Dutch, where the default does not say it all.
    pub form: fn() -> Option<String>,
    /// Its value as TOML; none where nothing is set.
    pub written: fn(&T) -> Option<String>,
    /// Reads what was given for it.
    pub(super) read: fn(&mut T, &Given<'_>, &mut Vec<Diagnostic>),
}

/// A table of `site.toml`.
pub struct TableInfo {
    /// Its name.
    pub name: &'static str,
    /// What it is for, for who writes `site.toml`.
    pub dutch: &'static str,
    /// Words that are written for it by mistake.
    pub mistaken_for: &'static [&'static str],
}

/// Makes the struct of a table, its defaults and its rows.
///
/// `$access` says where in `$root` the struct stands: the fields of [`Config`] have names, those of
/// one kind are the root themselves.
macro_rules! table {
    (
        $(#[$meta:meta])*
        $name:literal = $Table:ident in $root:ty, |$of:ident| $access:expr, $rows:ident;
        $(
            $(#[$doc:meta])*
            $key:ident: $type:ty = $default:expr;
                $dutch:literal, $example:literal, [$($mistaken:literal),*]
        )*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Table { $($(#[$doc])* pub $key: $type,)* }

        impl Default for $Table {
            fn default() -> Self {
                $Table { $($key: $default,)* }
            }
        }

        pub(super) const $rows: &[Setting<$root>] = &[$(Setting {
            table: $name,
            key: stringify!($key),
            dutch: $dutch,
            example: $example,
            mistaken_for: &[$($mistaken),*],
            form: <$type as Value>::form,
            written: |$of| $access.$key.written(),
            read: |$of, given, found| {
                if let Some(value) = <$type as Value>::read(given, found) {
                    $access.$key = value;
                }
            },
        }),*];
    };
}

table! {
    /// `[site]`: what the guide is and where it stands.
    "site" = Site in Config, |config| config.site, SITE;
    /// The title of the guide.
    title: String = "Gids".into();
        "De titel van de gids.", "\"Wijkengids\"", ["titel", "naam", "name"]
    /// The address under which readers find the guide; it may have a path.
    base_url: BaseUrl = BaseUrl::default();
        "Het adres waarop lezers de gids vinden, met https:// ervoor. Een pad mag.", "\"https://voorbeeld.nl/wijkgids/\"",
        ["baseurl", "url", "adres", "basis_url", "webadres", "domein"]
    /// The language of the interface and of the pages.
    language: Language = Language::Nl;
        "De taal van de gids.", "\"nl\"", ["taal", "lang", "default_language"]
    /// What the guide is about, in a sentence; for search engines and feeds.
    description: Option<String> = None;
        "Waar de gids over gaat, in één zin. Staat bij de gids in zoekmachines en feeds.",
        "\"Wat werkt in de wijkaanpak.\"", ["omschrijving", "beschrijving", "samenvatting", "summary"]
    /// Who publishes the guide.
    publisher: Option<String> = None;
        "Wie de gids uitgeeft.", "\"Redactie\"", ["uitgever", "redactie", "organisatie", "author", "auteur"]
    /// What the foot of every page says of the guide: whose it is, and whose it is not.
    disclaimer: Option<String> = None;
        "Wat onder aan elke pagina over de gids staat, bijvoorbeeld van wie hij wel en niet is.",
        "\"Deze gids is onafhankelijk.\"", ["voetnoot", "footer", "disclaimer_text"]
    /// Where readers reach the publisher: an e-mail address or a page.
    contact: Option<Contact> = None;
        "Waar lezers de redactie bereiken: een e-mailadres of een webadres.", "\"redactie@voorbeeld.nl\"",
        ["email", "e_mail", "mail", "contactadres"]
    /// Where a page can be mended; `{file}` stands for its Markdown file.
    edit_url: Option<EditUrl> = None;
        "Het adres achter “verbeter deze pagina”; {file} staat voor het bestand van de pagina.",
        "\"https://voorbeeld.nl/gids/bewerken/{file}\"", ["bewerk_url", "edit_link", "wijzig_url"]
    /// Where what changed in a page can be read; `{file}` stands for its Markdown file.
    history_url: Option<EditUrl> = None;
        "Het adres achter “wat er veranderde”; {file} staat voor het bestand van de pagina.",
        "\"https://voorbeeld.nl/gids/geschiedenis/{file}\"", ["geschiedenis_url", "history_link", "log_url"]
    /// Where readers say what they think of a page.
    feedback_url: Option<WebUrl> = None;
        "Het adres waar lezers hun reactie op een pagina kwijt kunnen.", "\"https://voorbeeld.nl/reactie\"",
        ["reactie_url", "reacties", "feedback"]
}

table! {
    /// `[accessibility]`: what the accessibility page and the footer say.
    "accessibility" = Accessibility in Config, |config| config.accessibility, ACCESSIBILITY;
    /// The accessibility statement in the national register.
    statement_url: Option<WebUrl> = None;
        "Het adres van de toegankelijkheidsverklaring in het register.",
        "\"https://www.toegankelijkheidsverklaring.nl/register/0\"", ["verklaring", "verklaring_url", "statement"]
    /// Which status the statement gives.
    status: Option<AccessibilityStatus> = None;
        "De status volgens die verklaring.", "\"B\"", ["toestand"]
    /// The report of the last audit.
    report_url: Option<WebUrl> = None;
        "Het adres van het onderzoeksrapport.", "\"https://voorbeeld.nl/onderzoek.pdf\"", ["rapport", "rapport_url", "report"]
    /// The day of the last audit.
    evaluated_on: Option<jiff::civil::Date> = None;
        "De dag waarop de toegankelijkheid voor het laatst is onderzocht.", "2026-11-01",
        ["onderzocht_op", "datum", "date", "evaluated"]
}

table! {
    /// `[kinds.<kind>]`: what stands above the list of one kind.
    "kinds" = KindTexts in KindTexts, |texts| texts, KIND_TEXTS;
    /// The heading; none for the kind's own name.
    title: Option<String> = None;
        "De kop boven de lijst.", "\"Wat we leerden\"", ["titel", "kop", "naam", "name"]
    /// The text between heading and list.
    intro: Option<String> = None;
        "De tekst tussen de kop en de lijst.", "\"Lessen uit de praktijk, elk met haar bron.\"",
        ["inleiding", "introductie", "tekst", "text", "description", "omschrijving"]
}

table! {
    /// `[markdown]`: how texts are read.
    "markdown" = Markdown in Config, |config| config.markdown, MARKDOWN;
    /// What is done with HTML in the text.
    raw_html: RawHtml = RawHtml::Refuse;
        "HTML in de tekst: weigeren, als gewone tekst tonen, of doorlaten.", "\"refuse\"", ["html", "ruwe_html", "unsafe"]
    /// Whether quotes, dashes and dots get their typographic forms.
    smart_punctuation: bool = true;
        "Maak van rechte aanhalingstekens, streepjes en puntjes de nette vorm.", "true",
        ["slimme_leestekens", "leestekens", "typografie", "smartypants"]
}

table! {
    /// `[check]`: what is reported.
    "check" = Check in Config, |config| config.check, CHECK;
    /// The kinds in which a paragraph without a citation is reported.
    uncited_kinds: Vec<Kind> = Kind::all()
        .filter(|kind| !matches!(kind, Kind::Page | Kind::Author | Kind::Source))
        .collect();
        "De soorten pagina’s waarin een alinea zonder bron wordt gemeld.", "[\"lesson\", \"policy\"]",
        ["zonder_bron", "soorten", "kinds"]
}

table! {
    /// `[build]`: what a build writes.
    "build" = Build in Config, |config| config.build, BUILD;
    /// Whether `.br` and `.gz` are written beside each file.
    compress: bool = false;
        "Schrijf naast elk bestand ook een .br en een .gz.", "true", ["comprimeren", "inpakken", "gzip", "brotli"]
    /// Whether drafts are built.
    drafts: bool = false;
        "Bouw ook de concepten.", "true", ["concepten", "concept", "draft"]
    /// Whether pages that do not say when they were changed take that from git.
    git_dates: bool = false;
        "Neem de dag van de laatste wijziging uit git, bij pagina’s die hem zelf niet noemen.", "true",
        ["git", "git_datums", "datums_uit_git"]
}

table! {
    /// `[search]`: how pages search.
    "search" = Search in Config, |config| config.search, SEARCH;
    /// The server that answers for pages on a host that serves files only.
    endpoint: Option<BaseUrl> = None;
        "Het adres van de zoekserver, als de pagina’s zelf elders staan.", "\"https://zoek.voorbeeld.nl/\"",
        ["server", "url", "adres", "zoekserver"]
    /// Results on one page, where a request names no number.
    results_per_page: Count<1, 100> = Count::new(10);
        "Het aantal resultaten op een bladzijde.", "20", ["resultaten_per_pagina", "per_page", "per_pagina", "perpagina", "aantal"]
}

table! {
    /// `[server]`: how `serve` listens.
    "server" = Server in Config, |config| config.server, SERVER;
    /// Address and port to listen on.
    addr: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
        "Adres en poort waarop de server luistert.", "\"0.0.0.0:8080\"", ["adres", "address", "listen", "bind", "port", "poort", "host"]
    /// Address and port of the metrics; none for no metrics.
    metrics_addr: Option<SocketAddr> = None;
        "Adres en poort van de meetwaarden (Prometheus). Zonder dit zijn ze er niet.", "\"127.0.0.1:9090\"",
        ["metrics", "meetwaarden", "prometheus"]
    /// Other sites that may show the embeddable search page in a frame.
    frame_ancestors: Vec<FrameAncestor> = Vec::new();
        "De andere sites die de zoekpagina mogen inbedden.", "[\"https://intranet.voorbeeld.nl\"]",
        ["inbedden", "frames", "frame_ancestor", "iframe"]
    /// Proxies whose `Forwarded` headers are believed.
    trusted_proxies: Vec<Network> = Vec::new();
        "De proxy’s die mogen zeggen namens wie ze vragen: adressen of netwerken.", "[\"10.0.0.0/8\"]",
        ["proxies", "vertrouwde_proxies", "proxy"]
    /// Requests worked on at the same time; what comes on top is refused at once.
    max_concurrent: Count<1, 65_535> = Count::new(256);
        "Het aantal verzoeken dat tegelijk in behandeling is; wat erbij komt, wordt meteen geweigerd.", "256",
        ["gelijktijdig", "max_connections", "concurrency"]
    /// Seconds that a request may take.
    timeout: Count<1, 300> = Count::new(10);
        "Het aantal seconden dat een verzoek mag duren.", "10", ["tijdslimiet", "time_out", "timeout_seconds", "timeout_seconden"]
    /// Questions that one address may ask in a minute; none for no such bound.
    quota: Option<Count<1, 100_000>> = None;
        "Het aantal zoekvragen dat één adres per minuut mag stellen, bladzijden en API samen. Zonder dit is er geen grens.", "600",
        ["rate_limit", "ratelimit", "limiet", "quotum", "per_minuut", "per_minute"]
    /// How the log is written.
    log_format: LogFormat = LogFormat::Text;
        "Hoe de server zijn logboek schrijft: voor mensen of als JSON.", "\"json\"", ["logformaat", "log_formaat", "logging", "log"]
    /// From which weight events are written to the log.
    log_level: LogLevel = LogLevel::Info;
        "Vanaf welk gewicht er gebeurtenissen in het logboek komen. Bij \"debug\" krijgt elk verzoek een regel, zonder vraag en zonder adres.",
        "\"debug\"", ["logniveau", "log_niveau", "loglevel", "verbosity"]
}

table! {
    /// `[api]`: who may use the API from a page of their own.
    "api" = Api in Config, |config| config.api, API;
    /// Sites whose pages may read the API's answers.
    cors_origins: Vec<Origin> = Vec::new();
        "De sites die de API vanuit een pagina mogen gebruiken; \"*\" voor alle.", "[\"https://www.voorbeeld.nl\"]",
        ["cors", "origins", "oorsprongen", "cors_origin", "allowed_origins"]
    /// Where users of the API reach its keepers; none for the contact of the site.
    contact: Option<Contact> = None;
        "Waar gebruikers van de API terechtkunnen. Zonder dit is het de contactregel van [site].", "\"api@voorbeeld.nl\"",
        ["email", "e_mail", "mail"]
}

/// The rows of the tables that every site has once.
pub(super) const SETTINGS: &[&[Setting]] = &[
    SITE,
    ACCESSIBILITY,
    MARKDOWN,
    CHECK,
    BUILD,
    SEARCH,
    SERVER,
    API,
];

/// The tables, in the order in which they are documented.
#[rustfmt::skip]
pub const TABLES: &[TableInfo] = &[
    about("site", "Wat de gids is en waar die staat.", &["gids", "algemeen", "general", "project"]),
    about("accessibility", "De toegankelijkheid van de gids.", &["toegankelijkheid", "a11y"]),
    about("kinds", "Wat er boven de lijst van een soort staat. Elke soort heeft een eigen tabel: chapter · step · theme · problem · lesson · policy · term · article · place · author · source · page.", &["soorten", "soort", "kind"]),
    about("markdown", "Hoe teksten worden gelezen.", &["tekst", "markup"]),
    about("check", "Wat er wordt gemeld.", &["controle", "controleren", "checks", "linkcheck"]),
    about("check.severity", "Hoe zwaar een melding weegt: \"error\", \"warning\" of \"off\".", &["ernst", "gewicht", "zwaarte", "weight"]),
    about("build", "Wat er wordt geschreven.", &["bouw", "bouwen", "output"]),
    about("search", "Hoe er wordt gezocht.", &["zoeken", "zoek"]),
    about("server", "Hoe `wijkgids serve` luistert.", &["serve", "http"]),
    about("api", "Wie de zoek-API gebruikt.", &["rest"]),
];

const fn about(
    name: &'static str,
    dutch: &'static str,
    mistaken_for: &'static [&'static str],
) -> TableInfo {
    TableInfo {
        name,
        dutch,
        mistaken_for,
    }
}
