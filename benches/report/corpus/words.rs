//! The vocabulary: some 40,000 distinct Dutch-looking words as frequent or rare as in real text.
//!
//! Three tiers, from frequent to rare: function words; nouns, verbs and adjectives in their forms;
//! and a long tail of compounds (with linking -s- and -en-), verbs with a prefix, and names.

use super::random::Random;

/// How many words there are.
const SIZE: usize = 40_000;
/// How many of the compounds also come in the plural.
const PLURALS: usize = 9_000;

/// Function words, the most frequent first.
const FUNCTION: &str = "de van het een en in is dat op te zijn met voor niet die aan er om ook als \
    bij naar door maar over uit dan nog of wordt kan worden zich heeft hebben deze tot dit meer al \
    tussen moet we wat veel zo wie onder na wel geen hun waar binnen omdat andere kunnen ze zij \
    samen steeds vaak hoe alle eigen eerste twee elk elkaar daar dus toch alleen tegen zonder moeten \
    nieuwe nu hier goed goede zelf gaat daarbij vooral per mensen jaar tijd terwijl voordat sinds \
    tijdens vanuit rond soms altijd nooit bijna ongeveer verder eerder later zowel evenals daarom";

/// Nouns as `singular/plural/link`: what follows the noun in a compound, after the singular.
const NOUNS: &str = "wijk/wijken/ buurt/buurten/ straat/straten/ stad/steden/s plein/pleinen/ \
    woning/woningen/ huis/huizen/ flat/flats/ portiek/portieken/ bewoner/bewoners/s huurder/huurders/s \
    gezin/gezinnen/s kind/kinderen/er jeugd/jeugden/ jongere/jongeren/n oudere/ouderen/n \
    gemeente/gemeenten/ corporatie/corporaties/ politie/polities/ agent/agenten/en school/scholen/ \
    zorg/zorgen/ welzijn/welzijnen/s gezondheid/gezondheden/s armoede/armoedes/ schuld/schulden/en \
    hulp/hulpen/ steun/steunen/ kracht/krachten/ netwerk/netwerken/ team/teams/ regisseur/regisseurs/s \
    beleid/beleiden/s plan/plannen/ aanpak/aanpakken/ programma/programma’s/ project/projecten/ \
    budget/budgetten/ subsidie/subsidies/ rijk/rijken/s overheid/overheden/s bestuur/besturen/s \
    raad/raden/s college/colleges/ burger/burgers/ burgerschap/burgerschappen/s partner/partners/ \
    samenwerking/samenwerkingen/s afspraak/afspraken/ convenant/convenanten/ visie/visies/ \
    doel/doelen/ resultaat/resultaten/ effect/effecten/ cijfer/cijfers/ monitor/monitors/ \
    onderzoek/onderzoeken/s evaluatie/evaluaties/ rapport/rapporten/ kennis/kennissen/ les/lessen/ \
    ervaring/ervaringen/s praktijk/praktijken/ probleem/problemen/ overlast/overlasten/ \
    veiligheid/veiligheden/s criminaliteit/criminaliteiten/s leefbaarheid/leefbaarheden/s \
    vernieuwing/vernieuwingen/s sloop/slopen/ bouw/bouwen/ renovatie/renovaties/ onderhoud/onderhouden/s \
    beheer/beheren/s ruimte/ruimtes/ groen/groenen/ park/parken/ speeltuin/speeltuinen/ \
    voorziening/voorzieningen/en winkel/winkels/ ondernemer/ondernemers/s werk/werken/ baan/banen/ \
    arbeid/arbeiden/s markt/markten/ opleiding/opleidingen/s taal/talen/ cultuur/culturen/ \
    kunst/kunsten/ sport/sporten/ club/clubs/ vereniging/verenigingen/s vrijwilliger/vrijwilligers/s \
    initiatief/initiatieven/ huiskamer/huiskamers/ ontmoeting/ontmoetingen/s gesprek/gesprekken/s \
    vertrouwen/vertrouwens/s motivatie/motivaties/ participatie/participaties/ integratie/integraties/ \
    emancipatie/emancipaties/ decentralisatie/decentralisaties/ organisatie/organisaties/ \
    manager/managers/ professional/professionals/ adviseur/adviseurs/s coördinator/coördinatoren/s \
    leerling/leerlingen/en ouder/ouders/ vader/vaders/ moeder/moeders/ nacht/nachten/ dag/dagen/ \
    week/weken/ maand/maanden/ periode/periodes/ toekomst/toekomsten/ verleden/verledens/s \
    verhaal/verhalen/ bron/bronnen/nen boek/boeken/en artikel/artikelen/ kaart/kaarten/en \
    deur/deuren/ muur/muren/ dak/daken/ tuin/tuinen/ balkon/balkons/ trap/trappen/pen lift/liften/ \
    energie/energieën/ warmte/warmtes/ klimaat/klimaten/ water/waters/ bodem/bodems/ lucht/luchten/ \
    verkeer/verkeren/s fiets/fietsen/ auto/auto’s/ tram/trams/ bus/bussen/ station/stations/s \
    haven/havens/ industrie/industrieën/ bedrijf/bedrijven/s kantoor/kantoren/ terrein/terreinen/ \
    gebied/gebieden/s regio/regio’s/ dorp/dorpen/s kern/kernen/ rand/randen/ centrum/centra/ \
    zuid/zuiden/ fonds/fondsen/en bank/banken/ lening/leningen/ huur/huren/ prijs/prijzen/ \
    waarde/waarden/ kosten/kostens/ baat/baten/ investering/investeringen/s wet/wetten/ \
    regel/regels/ recht/rechten/s plicht/plichten/ taak/taken/ rol/rollen/len macht/machten/s \
    keuze/keuzes/ besluit/besluiten/ advies/adviezen/ brief/brieven/ nota/nota’s/ agenda/agenda’s/ \
    overleg/overleggen/ commissie/commissies/ bezoek/bezoeken/ visitatie/visitaties/ \
    signaal/signalen/ melding/meldingen/s klacht/klachten/en drempel/drempels/ loket/loketten/ \
    dienst/diensten/ verlening/verleningen/s begeleiding/begeleidingen/s behandeling/behandelingen/s \
    opvang/opvangen/ crisis/crises/ geweld/gewelden/s drugs/drugsen/ alcohol/alcoholen/ \
    verslaving/verslavingen/s angst/angsten/ eenzaamheid/eenzaamheden/s stress/stressen/ \
    dokter/dokters/s huisarts/huisartsen/en verpleging/verplegingen/s verzekering/verzekeringen/s \
    dossier/dossiers/ gegeven/gegevens/s systeem/systemen/ scan/scans/ instrument/instrumenten/en \
    methode/methodes/ techniek/technieken/ proces/processen/ stap/stappen/pen fase/fases/ \
    start/starts/ einde/eindes/ verandering/veranderingen/s ontwikkeling/ontwikkelingen/s \
    groei/groeien/ krimp/krimpen/ stijging/stijgingen/s daling/dalingen/s spreiding/spreidingen/s \
    concentratie/concentraties/ segregatie/segregaties/ menging/mengingen/s verhuizing/verhuizingen/s \
    toewijzing/toewijzingen/s instroom/instromen/ doorstroom/doorstromen/ starter/starters/s \
    student/studenten/en migrant/migranten/en vluchteling/vluchtelingen/en nieuwkomer/nieuwkomers/s \
    cohesie/cohesies/ binding/bindingen/s contact/contacten/ relatie/relaties/ conflict/conflicten/ \
    bemiddeling/bemiddelingen/s toezicht/toezichten/s handhaving/handhavingen/s preventie/preventies/ \
    camera/camera’s/ licht/lichten/ afval/afvallen/ container/containers/ hond/honden/en speelplek/speelplekken/";

/// The stems of weak verbs whose forms are regular, as `infinitive/stem/participle without ge-`.
const VERBS: &str = "werken/werk/werkt bouwen/bouw/bouwd maken/maak/maakt leren/leer/leerd \
    delen/deel/deeld volgen/volg/volgd tonen/toon/toond vragen/vraag/vraagd leggen/leg/legd \
    stellen/stel/steld zetten/zet/zet halen/haal/haald voeren/voer/voerd richten/richt/richt \
    regelen/regel/regeld wonen/woon/woond leven/leef/leefd praten/praat/praat luisteren/luister/luisterd \
    kijken/kijk/keken tellen/tel/teld meten/meet/meten wegen/weeg/wogen kiezen/kies/kozen \
    starten/start/start stoppen/stop/stopt groeien/groei/groeid passen/pas/past rekenen/reken/rekend \
    plannen/plan/pland sturen/stuur/stuurd trekken/trek/trokken duwen/duw/duwd dragen/draag/dragen \
    spreken/spreek/sproken schrijven/schrijf/schreven lezen/lees/lezen wijzen/wijs/wezen \
    nemen/neem/nomen geven/geef/geven komen/kom/komen brengen/breng/bracht zoeken/zoek/zocht \
    vinden/vind/vonden bieden/bied/boden houden/houd/houden lopen/loop/lopen rijden/rijd/reden";

/// What goes before a verb: `samen` + `werken`.
const PREFIXES: &str = "aan af bij door in mee na om onder op over samen toe uit voor weg terug tegen \
    heen rond binnen vast los vooruit";

/// Adjectives as `plain/inflected`.
const ADJECTIVES: &str = "sociaal/sociale integraal/integrale lokaal/lokale regionaal/regionale \
    landelijk/landelijke stedelijk/stedelijke gemeentelijk/gemeentelijke kwetsbaar/kwetsbare \
    leefbaar/leefbare veilig/veilige gezond/gezonde duurzaam/duurzame betrokken/betrokken \
    actief/actieve open/open gezamenlijk/gezamenlijke langdurig/langdurige tijdelijk/tijdelijke \
    structureel/structurele financieel/financiële fysiek/fysieke economisch/economische \
    bestuurlijk/bestuurlijke ambtelijk/ambtelijke zichtbaar/zichtbare meetbaar/meetbare \
    haalbaar/haalbare klein/kleine groot/grote sterk/sterke zwak/zwakke arm/arme rijk/rijke \
    jong/jonge oud/oude snel/snelle traag/trage breed/brede smal/smalle diep/diepe hoog/hoge \
    laag/lage duidelijk/duidelijke helder/heldere eerlijk/eerlijke moeilijk/moeilijke \
    eenvoudig/eenvoudige ingewikkeld/ingewikkelde gewoon/gewone bijzonder/bijzondere \
    creatief/creatieve praktisch/praktische wettelijk/wettelijke vrijwillig/vrijwillige \
    verplicht/verplichte particulier/particuliere publiek/publieke gericht/gerichte \
    preventief/preventieve curatief/curatieve informeel/informele formeel/formele reëel/reële";

const NAME_STARTS: &str = "Oost West Noord Zuid Nieuw Oud Hoog Laag Molen Kerk Linden Eiken Berken \
    Wilgen Beuken Rozen Tulpen Vogel Meeuwen Zwanen Leeuwen Konings Prinsen Graven Heren Schippers \
    Vissers Bakkers Smids Wevers Haven Dijk Polder Duin Heide Veld Bos Water Zand Klei";
const NAME_ENDS: &str = "veld hof dijk burg horst laan wijk dam drecht veen oord broek loo kamp \
    akker hoeve berg dal zicht rust lust stede voort brug haag weide waard meer poort gaarde";

/// A compound in both numbers.
#[derive(Debug, Clone)]
pub(crate) struct Noun {
    /// `wijkbudget`.
    pub(crate) singular: String,
    /// `wijkbudgetten`.
    pub(crate) plural: String,
}

/// All words, in the order of their frequency, and what titles are made of.
#[derive(Debug)]
pub(crate) struct Words {
    ranked: Vec<String>,
    /// Sum of the frequencies up to and with each rank; the last is 1.
    cumulative: Vec<f64>,
    /// Plain nouns.
    pub(crate) nouns: Vec<Noun>,
    /// Compounds, the most frequent first.
    pub(crate) compounds: Vec<Noun>,
    /// Inflected adjectives.
    pub(crate) adjectives: Vec<&'static str>,
    /// Infinitives.
    pub(crate) infinitives: Vec<&'static str>,
}

impl Words {
    /// The vocabulary; always the same.
    pub(crate) fn new() -> Words {
        let mut random = Random::stream("words", 0);
        let rows = || NOUNS.split_whitespace().map(fields);
        let nouns: Vec<Noun> = rows()
            .map(|[singular, plural, _]| Noun {
                singular: singular.into(),
                plural: plural.into(),
            })
            .collect();
        let mut compounds: Vec<Noun> = rows()
            .flat_map(|first| rows().map(move |second| (first, second)))
            .filter(|(first, second)| first[0] != second[0])
            .map(|([first, _, link], [singular, plural, _])| Noun {
                singular: format!("{first}{link}{singular}"),
                plural: format!("{first}{link}{plural}"),
            })
            .collect();
        random.shuffle(&mut compounds);

        let mut common: Vec<String> = Vec::new();
        for noun in &nouns {
            common.extend([noun.singular.clone(), noun.plural.clone()]);
        }
        let verbs: Vec<[&str; 3]> = VERBS.split_whitespace().map(fields).collect();
        for [infinitive, stem, participle] in &verbs {
            common.extend([
                (*infinitive).into(),
                third_person(stem),
                format!("ge{participle}"),
            ]);
        }
        let adjectives: Vec<[&str; 2]> = ADJECTIVES.split_whitespace().map(fields).collect();
        for [plain, inflected] in &adjectives {
            common.extend([(*plain).into(), (*inflected).into()]);
        }
        random.shuffle(&mut common);

        let mut rare: Vec<String> = Vec::new();
        for prefix in PREFIXES.split_whitespace() {
            for [infinitive, stem, participle] in &verbs {
                rare.push(format!("{prefix}{infinitive}"));
                rare.push(format!("{prefix}{}", third_person(stem)));
                rare.push(format!("{prefix}ge{participle}"));
            }
        }
        for start in NAME_STARTS.split_whitespace() {
            rare.extend(
                NAME_ENDS
                    .split_whitespace()
                    .map(|end| format!("{start}{end}")),
            );
        }
        rare.extend(
            compounds
                .iter()
                .take(PLURALS)
                .map(|noun| noun.plural.clone()),
        );
        let room = SIZE - FUNCTION.split_whitespace().count() - common.len() - rare.len();
        compounds.truncate(room);
        rare.extend(compounds.iter().map(|noun| noun.singular.clone()));
        random.shuffle(&mut rare);

        let mut ranked: Vec<String> = FUNCTION.split_whitespace().map(String::from).collect();
        ranked.extend(common);
        ranked.extend(rare);
        Words {
            cumulative: zipf(ranked.len()),
            ranked,
            nouns,
            compounds,
            adjectives: adjectives.iter().map(|row| row[1]).collect(),
            infinitives: verbs.iter().map(|row| row[0]).collect(),
        }
    }

    /// A word, as often as its rank deserves.
    pub(crate) fn draw(&self, random: &mut Random) -> &str {
        let at = random.fraction();
        let rank = self.cumulative.partition_point(|&sum| sum < at);
        &self.ranked[rank.min(self.ranked.len() - 1)]
    }
}

/// The fields of a row of one of the tables above.
fn fields<const N: usize>(row: &'static str) -> [&'static str; N] {
    let mut fields = row.split('/');
    std::array::from_fn(|_| fields.next().unwrap_or_default())
}

/// `werk` → `werkt`, `zet` → `zet`.
fn third_person(stem: &str) -> String {
    if stem.ends_with('t') {
        stem.into()
    } else {
        format!("{stem}t")
    }
}

/// Frequencies as in real text: Zipf's law, flattened for the first few words (Mandelbrot), and
/// twice as steep beyond the few thousand words that all texts share (Ferrer i Cancho and Solé). By
/// division only, since powers are not rounded alike on all machines.
fn zipf(size: usize) -> Vec<f64> {
    let mut sum = 0.0;
    let mut cumulative: Vec<f64> = (1..=size)
        .map(|rank| {
            sum += 1.0 / ((rank as f64 + 2.7) * (1.0 + rank as f64 / 3_000.0));
            sum
        })
        .collect();
    for value in &mut cumulative {
        *value /= sum;
    }
    cumulative
}
