# What a newcomer needs: `make test` runs every test, `make bench` measures, `make fmt` and
# `make lint` keep the code in order.

CARGO ?= cargo

.PHONY: test test-unit fmt lint deny bench

## Everything: the Rust tests, the binary's own tests, formatting and lints.
test: lint test-unit

test-unit:
	$(CARGO) test --locked

fmt:
	$(CARGO) fmt

lint:
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings

## Licences, advisories and sources of all dependencies (cargo install cargo-deny).
deny:
	$(CARGO) deny check

include benches/bench.mk
