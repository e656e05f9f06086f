//! The bill of materials that `make sbom` writes.

use std::process::Command;

use serde_json::Value;

fn bill() -> Vec<u8> {
    let ran = Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/sbom.py"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    ran.stdout
}

#[test]
#[ignore = "needs tests/setup.sh"]
fn every_part_of_the_program_is_named_with_licence_and_hash() {
    let bytes = bill();
    assert_eq!(bytes, bill(), "the same lock file gives the same bytes");
    let bill: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(bill["bomFormat"], "CycloneDX");
    let own = &bill["metadata"]["component"];
    assert_eq!(own["name"], "wijkgids");
    assert_eq!(own["version"], env!("CARGO_PKG_VERSION"));
    let parts = bill["components"].as_array().unwrap();
    for part in parts {
        assert!(part["licenses"][0]["expression"].is_string(), "{part}");
        assert_eq!(part["hashes"][0]["alg"], "SHA-256", "{part}");
    }
    let has = |name: &str| parts.iter().any(|part| part["name"] == name);
    for name in ["tantivy", "pulldown-cmark", "axum", "serde_derive"] {
        assert!(has(name), "{name}");
    }
    for name in ["proptest", "insta", "spellbook"] {
        assert!(!has(name), "{name} is for tests only");
    }
    let known: Vec<&Value> = parts
        .iter()
        .chain([own])
        .map(|part| &part["bom-ref"])
        .collect();
    for dependency in bill["dependencies"].as_array().unwrap() {
        assert!(known.contains(&&dependency["ref"]), "{dependency}");
    }
}
