//! One snapshot a construct: Markdown in, HTML with slots, text and diagnostics out.

use super::{report, report_with};
use crate::markdown::{Options, RawHtml, labels};

macro_rules! constructs {
    ($($name:ident: $markdown:expr;)*) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(stringify!($name), report($markdown));
            }
        )*
    };
}

constructs! {
    headings: "\
## De situatie
### Waarom {#eigen .redactie}
## *Eén* `gezin` & [[lesson/x|les]] [@a]
### Waarom
## [Early warning]{lang=en}
## Slot [early]{lang=en} {.redactie}
";
    heading_faults: "\
### Te diep
# Titel
##
## A {#x}
#### B {#x}
";
    paragraphs_and_breaks: "\
Een zin
op twee regels.  
En een derde\\
regel met **vet *en schuin*** en `code <b>`.

* * *
";
    punctuation: "\
\"Foto's\" uit de jaren '80, 's avonds in 't veld -- en *\"zo\"* --- verder... `\"code\" -- '80`

Zo blijft \\\"het\\\" en &quot;dit&quot; recht. \"Zin [@a].\" Hij zei ('ja').
";
    links: "\
[[lesson/ga-kijken]], [[lesson/ga-kijken#de-les|de *les*]], [[2.4.1]], [[Eén gezin, één plan]], [[#slot|slot]],
[md](../lessons/ga-kijken.md#x), [hier](#x), [uit](https://x.nl/?a=b&c \"Een \\\"titel\\\"\"), <https://y.nl>, <a@b.nl>,
[bel](tel:+31), [site](/zoeken/?q=x), [kaart](kaart%20x.pdf), [](leeg.md), [ref], [a [[b]] c](d.md), [x <https://z.nl> y](u.md).

[ref]: https://ref.nl
";
    unsafe_links: "\
[a](javascript:alert) [*b*](data:text/html,x) [c](vbscript:x) [d](file:///x) [e]() [[ ]] [f](JAVASCRIPT:x)
";
    links_in_tables: "\
| Ronde | Steden |
|---|---:|
| [[policy/gsb-1|GSB-I]] | 25 [@gsb-i; @x] |
| [[policy/gsb-2|*GSB*-II]] | `[[a|b]]` |
| [[policy/gsb-3\\|III]] | [[lesson/a]] |
";
    citations: "\
Een [@a], twee [@a, p. 12], drie [@a; -@b, §3.1
en §3.2], vier [-@c_d:e.f] (zie [@g]). Code `[@h]` en \\[@i].

> Over [@een,
> p. 2; @twee] regels.
";
    citation_faults: "\
A [@] b [@a p. 12] c [@a;] d [@é] e [@a, *x*] f [@open [g [@i]](h.md) en ![alt [@j]](k.png).
";
    alerts: "\
> [!NOTE]
> Tekst.

> [!tip] Een *eigen* titel
> Tekst
> gaat door.
>
> - lijst

> [!IMPORTANT]

> [!WARNING]
> [!CAUTION] geen kader

> [!CAUTION] Alleen een titel

- item
  > [!NOTE]
  > In een lijst.
";
    unknown_alerts: "\
> [!REDACTIE] Titel
> Tekst.

> [!NOET]
> Tekst.

> [!zomaar

> [NOTE]
> Tekst.
";
    languages: "\
Een [early *warning* [[x|y]]]{lang=en} en [savoir-faire]{lang=\"fr\"}, [niet]{.x}, [a] b]{lang=en}, *[c*]{lang=en}, [d [e]{lang=en} f]{lang=de}.

`[code]{lang=en}` en [ ]{lang=e}.
";
    tables: "\
| Ronde | Jaren | N |
|:---|:---:|---:|
| GSB-I | 1994 | 1 |
| | 1999 | <b> |

Tabel: Rondes van *het* beleid [@a]

| | A |
|---|---|
| x | y |

- | A |
  |---|

> | Q |
> |---|
> | 1 |
>
> Tabel: in een citaat
";
    tasks: "\
- [ ] Ga *kijken* [[x]]
- [x] Klaar
  - [ ] Genest
- gewoon

1. [ ] Los

   Tweede alinea.
2. [ ] Nog een
";
    lists: "\
- een
- twee
  1. drie
  2. vier

     ruim

7. zeven
8. acht
";
    definitions: "\
Wat werkt
: samenwerken;
: een regisseur.

Wat niet werkt
: hokjes.

  Tweede alinea.
";
    footnotes: "\
Eerst [^b], dan [^1] en weer [^b]. Onbekend [^c], leeg [^].

[^1]: De eerste [@a].
[^b]: De *tweede* [[x|y]].

    > Met een citaat.
[^B]: Nog eens.
[^los]: Nergens genoemd, zie [^1].

## Slot
";
    images: "\
![Een plein](plein.jpg \"Het *plein*, '80\")

Tekst ![Kaart](kaart.png \"Titel\") erbij, ![](leeg.png) en ![x](https://x.nl/a.png) en ![y](/a.png) en ![z](javascript:x).

[![Klein](klein.png)](groot.png)

![[wiki.png|Een wiki]]

- ![In een lijst](lijst.png)
";
    raw_html: "\
Een <b>vet</b> woord<br><br> en <!-- weg --> zo.

<div class=\"x\">
Blok
</div>

<!-- een
commentaar -->

<!-- weg --> tekst erachter

<!-- open

## Slot
";
    code: "\
```rust,ignore
let x = \"a\" < b; // [@a] [[b|c]] 'x' -- [x]{lang=en}
```

    ingesprongen

> ```
> in citaat
> ```
";
    uncited: "\
Een alinea van twaalf woorden of meer zonder bron wordt hier altijd gemeld.

Een alinea van twaalf woorden of meer met een bron wordt nooit gemeld [@a].

Een inleiding die eindigt op een dubbelepunt en gevolgd wordt door een lijst:

- met punten zonder bron
- en nog een punt

Een inleiding die eindigt op een dubbelepunt en gevolgd wordt door een lijst:

- met punten en een bron [@a]

Een alinea die met een voetnoot naar een bron verwijst wordt ook niet gemeld.[^1]

> Een citaat van twaalf woorden of meer zonder bron wordt hier niet gemeld.

## Eigen {.redactie}

Een alinea van twaalf woorden of meer zonder bron wordt hier niet gemeld.

[^1]: Zie [@a].
";
}

#[test]
fn raw_html_escaped() {
    let options = Options {
        raw_html: RawHtml::Escape,
        ..Options::default()
    };
    let markdown = "Een <b>vet</b> <!-- x --> woord.\n\n<div>\n<!-- y -->\nBlok & zo\n</div>\n";
    insta::assert_snapshot!(report_with(markdown, &options));
}

#[test]
fn raw_html_allowed() {
    let options = Options {
        raw_html: RawHtml::Allow,
        ..Options::default()
    };
    let markdown = "Een <b>vet</b> <!-- x --> woord.\n\n<div>\n<!-- y -->\nBlok\n</div>\n";
    insta::assert_snapshot!(report_with(markdown, &options));
}

#[test]
fn english_labels_without_typography() {
    let options = Options {
        smart_punctuation: false,
        labels: &labels::ENGLISH,
        ..Options::default()
    };
    let markdown =
        "> [!NOTE]\n> \"It's\" -- so... [^1]\n\n| A |\n|---|\n\nTable: caption\n\n[^1]: x\n";
    insta::assert_snapshot!(report_with(markdown, &options));
}
